"""Trees, moves within them, and the bin."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from src.conftest import Person
from src.core.errors import NotFound, PreconditionFailed
from src.database.connection import Database
from src.database.unit_of_work import UnitOfWork
from src.domain.tasks import TaskStatus
from src.schemas.tasks import BulkUpdate, StatusChange, TaskCreate, TaskUpdate
from src.services.tasks import MAX_LEVEL, ParentCycle, ParentInBin, TaskService, TooDeep

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def make(uow: UnitOfWork, title: str, **fields: Any) -> str:
    return str((await TaskService(uow).create(TaskCreate(title=title, **fields)))["task_id"])


async def chain(uow: UnitOfWork, length: int) -> list[str]:
    """Tasks inside each other, the outermost first."""
    keys: list[str] = []
    for number in range(length):
        keys.append(await make(uow, f"Level {number}", parent_id=keys[-1] if keys else None))
    return keys


def shape(node: dict[str, Any]) -> dict[str, Any]:
    """A tree as titles inside titles."""
    return {child["title"]: shape(child) for child in node["children"]}


async def levels(uow: UnitOfWork, keys: list[str]) -> list[int]:
    return [(await TaskService(uow).detail(key))["level"] for key in keys]


async def test_a_tree_holds_every_subtask_in_the_order_made(uow: UnitOfWork) -> None:
    top = await make(uow, "Move")
    pack, clean = await make(uow, "Pack", parent_id=top), await make(uow, "Clean", parent_id=top)
    for title in ("Books", "Plates"):
        await make(uow, title, parent_id=pack)

    tree = await TaskService(uow).tree(top)

    assert shape(tree) == {"Pack": {"Books": {}, "Plates": {}}, "Clean": {}}
    assert [tree["is_leaf"], tree["children"][0]["is_leaf"], tree["children"][1]["is_leaf"]] == [False, False, True]
    assert (await TaskService(uow).tree(clean))["children"] == []


async def test_tasks_nest_twenty_deep_and_no_deeper(uow: UnitOfWork) -> None:
    keys = await chain(uow, MAX_LEVEL + 1)

    assert await levels(uow, keys) == list(range(MAX_LEVEL + 1))
    with pytest.raises(TooDeep):
        await make(uow, "One more", parent_id=keys[-1])


async def test_a_moved_subtree_has_its_new_depth(uow: UnitOfWork) -> None:
    keys = await chain(uow, 4)
    home = await make(uow, "Home")

    await TaskService(uow).update(keys[2], TaskUpdate(parent_id=home))

    assert await levels(uow, keys) == [0, 1, 1, 2]


async def test_a_task_taken_out_of_its_parent_is_on_top(uow: UnitOfWork) -> None:
    keys = await chain(uow, 3)

    await TaskService(uow).update(keys[1], TaskUpdate(parent_id=None))

    assert await levels(uow, keys) == [0, 0, 1]


async def test_a_subtree_is_not_moved_where_it_would_be_too_deep(uow: UnitOfWork) -> None:
    deep, short = await chain(uow, MAX_LEVEL), await chain(uow, 3)

    with pytest.raises(TooDeep):
        await TaskService(uow).update(short[0], TaskUpdate(parent_id=deep[-1]))


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_task_cannot_be_a_part_of_itself(uow: UnitOfWork, place: int) -> None:
    keys = await chain(uow, 3)

    with pytest.raises(ParentCycle):
        await TaskService(uow).update(keys[0], TaskUpdate(parent_id=keys[place]))


async def test_one_of_two_tasks_put_into_each_other_at_once_wins(database: Database, alice: Person) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        one, other = await make(uow, "One"), await make(uow, "Other")

    async def put(task: str, parent: str) -> None:
        async with database.unit_of_work(owner_id=alice.user_id) as unit:
            await TaskService(unit).update(task, TaskUpdate(parent_id=parent))

    outcomes = await asyncio.gather(put(one, other), put(other, one), return_exceptions=True)

    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "ParentCycle"]


async def test_a_task_goes_to_the_bin_with_its_subtasks_and_comes_back_with_them(uow: UnitOfWork) -> None:
    keys = await chain(uow, 3)
    service = TaskService(uow)

    await service.delete(keys[0])

    for key in keys:
        with pytest.raises(NotFound):
            await service.detail(key)
    assert shape(await service.restore(keys[0]) | await service.tree(keys[0])) == {"Level 1": {"Level 2": {}}}


async def test_a_subtask_binned_earlier_stays_in_the_bin(database: Database, alice: Person) -> None:
    moments = iter([NOON, NOON + timedelta(minutes=1), NOON + timedelta(minutes=2), NOON + timedelta(minutes=3)])
    database.clock = lambda: next(moments)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        top, part = await chain(uow, 2)
    for key in (part, top):
        async with database.unit_of_work(owner_id=alice.user_id) as uow:
            await TaskService(uow).delete(key)

    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await TaskService(uow).restore(top)
        tree = await TaskService(uow).tree(top)

    assert tree["children"] == []


async def test_a_subtask_comes_back_only_after_its_parent(uow: UnitOfWork) -> None:
    top, part = await chain(uow, 2)
    service = TaskService(uow)
    await service.delete(top)

    with pytest.raises(ParentInBin):
        await service.restore(part)


async def test_restoring_what_is_not_in_the_bin_answers_it_as_it_is(uow: UnitOfWork) -> None:
    key = await make(uow, "Here")

    assert (await TaskService(uow).restore(key))["version"] == 1


async def test_the_bin_is_emptied_after_thirty_days(database: Database, alice: Person) -> None:
    database.clock = lambda: NOON
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        key = await make(uow, "Old")
        await TaskService(uow).delete(key)
    database.clock = lambda: NOON + timedelta(days=30, seconds=1)

    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        with pytest.raises(NotFound):
            await TaskService(uow).restore(key)


async def test_a_change_of_an_older_version_is_refused_and_changes_nothing(uow: UnitOfWork) -> None:
    key = await make(uow, "First")
    service = TaskService(uow)
    await service.update(key, TaskUpdate(title="Second"), expected_version=1)

    for wanted in (TaskUpdate(title="Third"), TaskUpdate(status=TaskStatus.DONE), TaskUpdate()):
        with pytest.raises(PreconditionFailed):
            await service.update(key, wanted, expected_version=1)
    with pytest.raises(PreconditionFailed):
        await service.set_status(key, StatusChange(status=TaskStatus.DONE), expected_version=1)

    task = await service.detail(key)
    assert (task["title"], task["status"], task["version"]) == ("Second", "todo", 2)


async def test_one_of_many_changes_of_the_same_version_at_once_wins(database: Database, alice: Person) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        key = await make(uow, "First")

    async def change(number: int) -> None:
        async with database.unit_of_work(owner_id=alice.user_id) as unit:
            wanted: TaskUpdate = TaskUpdate(title=f"Change {number}")
            await TaskService(unit).update(key, wanted, expected_version=1)

    outcomes = await asyncio.gather(*(change(number) for number in range(20)), return_exceptions=True)

    assert sum(each is None for each in outcomes) == 1
    assert sum(isinstance(each, PreconditionFailed) for each in outcomes) == 19


async def test_started_at_is_set_once(uow: UnitOfWork) -> None:
    key = await make(uow, "Walk")
    service = TaskService(uow)
    started = [
        (await service.set_status(key, StatusChange(status=status)))["started_at"]
        for status in (TaskStatus.BLOCKED, TaskStatus.IN_PROGRESS, TaskStatus.TODO, TaskStatus.IN_PROGRESS)
    ]

    assert started[0] is None
    assert started[1] is not None
    assert started[1:] == [started[1]] * 3


async def test_many_are_changed_or_named_with_their_reason(uow: UnitOfWork) -> None:
    top, part = await chain(uow, 2)
    other = await make(uow, "Other")
    wanted = BulkUpdate(task_ids=[top, other, "missing", other], updates=TaskUpdate(parent_id=part))

    answer = await TaskService(uow).bulk_update(wanted)

    assert answer.successful_ids == [other]
    assert (answer.successful_count, answer.failed_count) == (1, 2)
    assert set(answer.errors) == {top, "missing"}


async def test_a_task_refused_among_many_leaves_no_level_changed(uow: UnitOfWork) -> None:
    deep = await chain(uow, MAX_LEVEL)
    short = await chain(uow, 3)
    wanted = BulkUpdate(task_ids=[short[0]], updates=TaskUpdate(parent_id=deep[-1]))

    answer = await TaskService(uow).bulk_update(wanted)

    assert set(answer.errors) == {short[0]}
    assert await levels(uow, short) == [0, 1, 2]

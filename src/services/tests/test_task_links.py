"""Tasks that wait for others: never in a circle."""

import asyncio
from itertools import pairwise

import pytest

from src.conftest import Person
from src.core.errors import NotFound
from src.database.connection import Database
from src.database.unit_of_work import UnitOfWork
from src.domain.tasks import TaskStatus
from src.schemas.tasks import CommentWrite, StatusChange, TaskCreate
from src.services.task_links import DependencyCycle, TaskCommentService, TaskDependencyService
from src.services.tasks import TaskService


async def make(uow: UnitOfWork, count: int) -> list[str]:
    service = TaskService(uow)
    return [(await service.create(TaskCreate(title=f"Task {number}")))["task_id"] for number in range(count)]


async def status_of(uow: UnitOfWork, task_id: str) -> str:
    return str((await TaskService(uow).detail(task_id))["status"])


async def test_a_task_reads_as_blocked_until_all_it_waits_for_is_done(uow: UnitOfWork) -> None:
    task, first, second = await make(uow, 3)
    links = TaskDependencyService(uow)
    await links.add(task, first)
    await links.add(task, second)

    seen = [await status_of(uow, task)]
    for blocker in (first, second):
        await TaskService(uow).set_status(blocker, StatusChange(status=TaskStatus.DONE))
        seen.append(await status_of(uow, task))

    assert seen == ["blocked", "blocked", "todo"]


@pytest.mark.parametrize("change", ["delete", "unlink"])
async def test_a_task_is_free_when_what_it_waits_for_goes_away(uow: UnitOfWork, change: str) -> None:
    task, other = await make(uow, 2)
    await TaskDependencyService(uow).add(task, other)

    if change == "delete":
        await TaskService(uow).delete(other)
    else:
        await TaskDependencyService(uow).remove(task, other)

    assert await status_of(uow, task) == "todo"


async def test_a_task_blocks_again_when_its_completion_is_taken_back(uow: UnitOfWork) -> None:
    task, other = await make(uow, 2)
    await TaskDependencyService(uow).add(task, other)
    for status in (TaskStatus.DONE, TaskStatus.TODO):
        await TaskService(uow).set_status(other, StatusChange(status=status))

    assert await status_of(uow, task) == "blocked"


async def test_those_who_wait_are_told_when_they_become_free(uow: UnitOfWork) -> None:
    task, other = await make(uow, 2)
    await TaskDependencyService(uow).add(task, other)
    uow.outbox.clear()

    await TaskService(uow).set_status(other, StatusChange(status=TaskStatus.DONE))

    told = [each.event.data for each in uow.outbox if each.event.entity_id == task]
    assert told == [{"task_id": task, "status": "todo"}]


@pytest.mark.parametrize("length", [1, 2, 3, 10])
async def test_a_circle_of_any_length_is_refused(uow: UnitOfWork, length: int) -> None:
    keys = await make(uow, length)
    links = TaskDependencyService(uow)
    for task, other in pairwise(keys):
        await links.add(task, other)

    with pytest.raises(DependencyCycle):
        await links.add(keys[-1], keys[0])


async def test_a_diamond_is_no_circle(uow: UnitOfWork) -> None:
    top, left, right, bottom = await make(uow, 4)
    links = TaskDependencyService(uow)

    for task, other in ((top, left), (top, right), (left, bottom), (right, bottom), (top, bottom)):
        await links.add(task, other)

    assert len(await links.dependencies.open_blockers(top)) == 3


async def test_linking_twice_changes_nothing(uow: UnitOfWork) -> None:
    task, other = await make(uow, 2)
    links = TaskDependencyService(uow)
    await links.add(task, other)
    uow.outbox.clear()

    await links.add(task, other)

    assert uow.outbox == []
    assert await links.dependencies.open_blockers(task) == [other]


async def test_unlinking_what_is_not_linked_is_refused(uow: UnitOfWork) -> None:
    task, other = await make(uow, 2)

    with pytest.raises(NotFound):
        await TaskDependencyService(uow).remove(task, other)


async def test_one_of_two_opposite_links_at_once_wins(database: Database, alice: Person) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        pairs = [await make(uow, 2) for _ in range(10)]

    async def link(task: str, other: str) -> None:
        async with database.unit_of_work(owner_id=alice.user_id) as unit:
            await TaskDependencyService(unit).add(task, other)

    for task, other in pairs:
        outcomes = await asyncio.gather(link(task, other), link(other, task), return_exceptions=True)
        assert [type(each) for each in outcomes if each is not None] == [DependencyCycle]


async def test_links_around_a_triangle_at_once_leave_one_out(database: Database, alice: Person) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        one, two, three = await make(uow, 3)

    async def link(task: str, other: str) -> None:
        async with database.unit_of_work(owner_id=alice.user_id) as unit:
            await TaskDependencyService(unit).add(task, other)

    outcomes = await asyncio.gather(link(one, two), link(two, three), link(three, one), return_exceptions=True)

    assert sum(isinstance(each, DependencyCycle) for each in outcomes) == 1


async def test_comments_come_oldest_first_and_name_their_author(uow: UnitOfWork, alice: Person) -> None:
    (task,) = await make(uow, 1)
    comments = TaskCommentService(uow)
    for content in ("one", "two", "three"):
        await comments.add(task, CommentWrite(content=content))

    found = await comments.of_task(task)

    assert [each.content for each in found] == ["one", "two", "three"]
    assert {each.author for each in found} == {f"user:{alice.user_id}"}


async def test_a_comment_belongs_to_its_task(uow: UnitOfWork) -> None:
    task, other = await make(uow, 2)
    comments = TaskCommentService(uow)
    comment = await comments.add(task, CommentWrite(content="one"))

    with pytest.raises(NotFound):
        await comments.rewrite(other, comment.comment_id, CommentWrite(content="two"))
    with pytest.raises(NotFound):
        await comments.remove(other, comment.comment_id)

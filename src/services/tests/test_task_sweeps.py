"""Sweeps: many tasks changed in one call, and one undo that takes exactly that back."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam

from src.conftest import Person
from src.core.errors import NotFound
from src.core.ids import new_id
from src.database.connection import Database
from src.database.models import Project, Task
from src.database.types import any_of
from src.database.unit_of_work import UnitOfWork
from src.domain.due import due_of
from src.domain.sweeps import SweepAction, SweepKind
from src.domain.tasks import TaskStatus
from src.repositories.base import owned, owned_delete
from src.repositories.projects import ProjectRepository
from src.schemas.tasks import TaskUpdate
from src.services.days import days_of_owner
from src.services.task_sweeps import NO_DUE, NothingToTakeBack, Step, TaskSweepService, Undone
from src.services.tasks import TaskService

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
OF_EVERY_CHANGE = {"version", "updated_at", "_sa_instance_state"}
ROWS = owned(Task).where(any_of(Task.task_id, "keys"))
PROPERTY = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
dues = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)) | st.datetimes(
    datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)
)  # fmt: skip
recurrences = st.none() | st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO", "FREQ=DAILY;COUNT=3"])


@dataclass(frozen=True)
class Drawn:
    """One task, and what is to be done to it."""

    due: date | datetime | None
    recurrence: str | None
    part_of: int | None
    status: TaskStatus
    action: SweepAction | None
    new_due: date | datetime | None
    new_recurrence: str | None


PLAIN = Drawn(MONDAY, None, None, TaskStatus.TODO, None, None, None)


@st.composite
def drawn_tasks(draw: st.DrawFn) -> list[Drawn]:
    """Up to six tasks, each perhaps a part of one before it."""
    return [
        Drawn(
            due=draw(dues),
            recurrence=draw(recurrences),
            part_of=draw(st.none() | st.integers(0, place - 1)) if place else None,
            status=draw(st.sampled_from(list(TaskStatus))),
            action=draw(st.none() | st.sampled_from(SweepAction)),
            new_due=draw(dues),
            new_recurrence=draw(recurrences),
        )
        for place in range(draw(st.integers(1, 6)))
    ]


def new_values(each: Drawn, project_id: str) -> dict[str, Any]:
    match each.action:
        case SweepAction.MOVED:
            return {"due_date": each.new_due, "recurrence": each.new_recurrence}
        case SweepAction.ARCHIVED:
            return {"due_date": None, "project_id": project_id}
        case _:
            return {}


async def written(uow: UnitOfWork, drawn: Sequence[Drawn]) -> list[Task]:
    """The tasks as rows."""
    inbox_id = await ProjectRepository(uow).inbox_id()
    zone = (await days_of_owner(uow)).zone
    ids = [new_id() for _ in drawn]
    tasks: list[Task] = []
    for each, task_id in zip(drawn, ids, strict=True):
        due = NO_DUE if each.due is None else due_of(each.due, zone)
        task = Task(
            task_id=task_id, user_id=uow.owner_id, project_id=inbox_id, title="Water the plants", due_on=due.on,
            due_at=due.at, recurrence=each.recurrence, status=each.status, title_key="", search_words="",
            parent_id=None if each.part_of is None else ids[each.part_of],
        )  # fmt: skip
        tasks.append(await uow.add(task))
    return tasks


async def made(database: Database, person: Person, drawn: Sequence[Drawn]) -> list[str]:
    """The tasks as rows; their ids."""
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        return [task.task_id for task in await written(uow, drawn)]


async def swept(database: Database, person: Person, tasks: Sequence[str], drawn: Sequence[Drawn]) -> str:
    """Do to each task what was drawn; the sweep."""
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        service = TaskSweepService(uow)
        project = await uow.add(Project(user_id=person.user_id, name="Put away", is_active=False))
        held = await service.sweeps.hold(tasks)
        steps = [
            Step(held[task_id], each.action, new_values(each, project.project_id))
            for task_id, each in zip(tasks, drawn, strict=True)
            if each.action is not None and each.status is not TaskStatus.DONE
        ]
        sweep = await service.begin(SweepKind.EVENING)
        await service.carry_out(sweep, steps, await days_of_owner(uow))
        return sweep.sweep_id


async def undone(database: Database, person: Person, sweep_id: str) -> Undone:
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        return await TaskSweepService(uow).undo(sweep_id, SweepKind.EVENING)


async def rows_of(database: Database, person: Person, tasks: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Every field of the tasks, those in the bin too, but the ones that every change moves."""
    async with database.unit_of_work(writes=False, owner_id=person.user_id) as uow:
        return {
            task.task_id: {name: value for name, value in vars(task).items() if name not in OF_EVERY_CHANGE}
            for task in await uow.all(ROWS, keys=list(tasks))
        }


async def swept_one(database: Database, person: Person, action: SweepAction, **fields: Any) -> tuple[str, str]:
    """One task due on Monday, swept to Tuesday, to the bin or to the archive: the task and the sweep."""
    drawn = replace(PLAIN, action=action, new_due=TUESDAY, **fields)
    (task_id,) = await made(database, person, [drawn])
    return task_id, await swept(database, person, [task_id], [drawn])


@given(drawn=drawn_tasks())
@PROPERTY
async def test_a_sweep_and_its_undo_leave_every_field_as_it_was(
    database: Database, alice: Person, drawn: list[Drawn]
) -> None:
    tasks = await made(database, alice, drawn)
    before = await rows_of(database, alice, tasks)
    sweep_id = await swept(database, alice, tasks, drawn)

    taken_back = await undone(database, alice, sweep_id)

    assert await rows_of(database, alice, tasks) == before
    assert taken_back.left_alone == []


@pytest.mark.parametrize("action", SweepAction)
async def test_a_sweep_changes_what_it_says(database: Database, alice: Person, action: SweepAction) -> None:
    task_id, _ = await swept_one(database, alice, action)

    (row,) = (await rows_of(database, alice, [task_id])).values()

    due_on, is_in_bin = {
        SweepAction.MOVED: (TUESDAY, False),
        SweepAction.DROPPED: (MONDAY, True),
        SweepAction.ARCHIVED: (None, False),
    }[action]
    assert (row["due_on"], row["deleted_at"] is not None) == (due_on, is_in_bin)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"due_date": date(2026, 12, 24)}, "You changed it since."),
        ({"due_date": None}, "You changed it since."),
        ({"status": TaskStatus.DONE}, "It is done."),
    ],
)
async def test_undo_leaves_alone_what_somebody_changed_since(
    database: Database, alice: Person, change: dict[str, Any], reason: str
) -> None:
    task_id, sweep_id = await swept_one(database, alice, SweepAction.MOVED)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await TaskService(uow).update(task_id, TaskUpdate(**change))
    changed = await rows_of(database, alice, [task_id])

    taken_back = await undone(database, alice, sweep_id)

    assert await rows_of(database, alice, [task_id]) == changed
    assert taken_back.restored == []
    assert [(each.task_id, each.reason) for each in taken_back.left_alone] == [(task_id, reason)]


async def test_undo_keeps_other_edits(database: Database, alice: Person) -> None:
    task_id, sweep_id = await swept_one(database, alice, SweepAction.MOVED)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await TaskService(uow).update(task_id, TaskUpdate(title="Water the roses"))

    await undone(database, alice, sweep_id)

    (row,) = (await rows_of(database, alice, [task_id])).values()
    assert (row["title"], row["due_on"]) == ("Water the roses", MONDAY)


async def test_undo_leaves_in_the_bin_what_was_put_there_again(database: Database, alice: Person) -> None:
    task_id, sweep_id = await swept_one(database, alice, SweepAction.DROPPED)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await TaskService(uow).restore(task_id)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await TaskService(uow).delete(task_id)

    taken_back = await undone(database, alice, sweep_id)

    assert [each.reason for each in taken_back.left_alone] == ["It is in the bin."]


async def test_undo_names_what_is_no_longer_there(database: Database, alice: Person) -> None:
    task_id, sweep_id = await swept_one(database, alice, SweepAction.DROPPED)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await uow.run(owned_delete(Task).where(Task.task_id == bindparam("key")), key=task_id)

    taken_back = await undone(database, alice, sweep_id)

    assert [(each.title, each.reason) for each in taken_back.left_alone] == [(None, "It is no longer there.")]


async def test_no_title_stays_behind_in_a_sweep(database: Database, alice: Person) -> None:
    await swept_one(database, alice, SweepAction.DROPPED)

    (sweep,) = (await alice.get("/api/auth/account/export")).json()["tables"]["task_sweeps"]

    assert "Water the plants" not in str(sweep)


async def test_undo_after_a_move_to_another_zone_keeps_the_day(database: Database, alice: Person) -> None:
    task_id, sweep_id = await swept_one(database, alice, SweepAction.MOVED)
    await alice.put("/api/auth/profile", json={"timezone": "Asia/Tokyo"})

    await undone(database, alice, sweep_id)

    (row,) = (await rows_of(database, alice, [task_id])).values()
    assert row["due_on"] == MONDAY
    assert row["due_at"] == due_of(MONDAY, ZoneInfo("Asia/Tokyo")).at


async def test_a_task_whose_project_is_gone_comes_back_to_the_inbox(database: Database, alice: Person) -> None:
    project = (await alice.post("/api/v2/projects", json={"name": "Garden"})).json()["project_id"]
    task_id = (await alice.task(project_id=project, due_date="2026-11-23"))["task_id"]
    drawn = replace(PLAIN, action=SweepAction.ARCHIVED)
    sweep_id = await swept(database, alice, [task_id], [drawn])
    await alice.delete(f"/api/v2/projects/{project}")

    taken_back = await undone(database, alice, sweep_id)

    task = (await alice.get(f"/api/v2/tasks/{task_id}")).json()
    inbox = next(each for each in (await alice.get("/api/v2/projects")).json()["projects"] if each["is_inbox"])
    assert (task["project_id"], task["due_date"]) == (inbox["project_id"], "2026-11-23")
    assert [each.task_id for each in taken_back.restored] == [task_id]


async def test_fifty_at_once_take_a_sweep_back_once(database: Database, alice: Person) -> None:
    task_id, sweep_id = await swept_one(database, alice, SweepAction.MOVED)

    answers = await asyncio.gather(
        *(undone(database, alice, sweep_id) for _ in range(50)), return_exceptions=True
    )  # fmt: skip

    assert sum(isinstance(each, NothingToTakeBack) for each in answers) == 49
    assert [len(each.restored) for each in answers if isinstance(each, Undone)] == [1]
    events = (await alice.get("/api/events?since=0&limit=1000")).json()["events"]
    assert [each["type"] for each in events if each["entity_id"] == task_id] == ["task_update"] * 2


async def test_a_strangers_sweep_is_not_there(database: Database, alice: Person, bob: Person) -> None:
    _, sweep_id = await swept_one(database, alice, SweepAction.MOVED)

    with pytest.raises(NotFound):
        await undone(database, bob, sweep_id)

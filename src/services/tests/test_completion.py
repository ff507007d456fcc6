"""Completing and taking back: paid exactly once, whoever asks how often at the same time."""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from src.conftest import Person
from src.database.connection import Database
from src.database.models import Task
from src.database.unit_of_work import UnitOfWork
from src.domain.tasks import Priority, TaskStatus
from src.domain.xp import BASE_BY_PRIORITY, MICRO_STEP
from src.repositories.tasks import TaskRepository
from src.repositories.xp import XpRepository
from src.schemas.micro_steps import MicroStepCreate
from src.schemas.tasks import StatusChange, TaskCreate, TaskUpdate
from src.services.completion import CompletionService, CompletionTimeRefused
from src.services.micro_steps import MicroStepService
from src.services.tasks import TaskService
from src.services.tests.earning import earned_by_efforts

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PAY = BASE_BY_PRIORITY[Priority.MEDIUM]


@pytest.fixture(autouse=True)
def stopped_clock(database: Database, alice: Person) -> None:
    database.clock = lambda: NOON


async def make(database: Database, person: Person, **fields: Any) -> str:
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        made = await TaskService(uow).create(TaskCreate(title="Water the plants", **fields))
    return str(made["task_id"])


async def move(database: Database, person: Person, task_id: str, status: TaskStatus) -> dict[str, Any]:
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        return await TaskService(uow).set_status(task_id, StatusChange(status=status))


async def at_once(count: int, work: Callable[[], Any]) -> list[Any]:
    return list(await asyncio.gather(*(work() for _ in range(count))))


async def total_of(database: Database, person: Person) -> int:
    """What the person's efforts paid; the running total must be the ledger's sum."""
    async with database.unit_of_work(writes=False, owner_id=person.user_id) as uow:
        return await earned_by_efforts(uow)


async def all_tasks(database: Database, person: Person) -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = (await person.get("/api/v2/tasks", params={"sort": "created_at"})).json()["tasks"]
    return tasks


async def test_fifty_completions_at_once_pay_once(database: Database, alice: Person) -> None:
    task_id = await make(database, alice)

    answers = await at_once(50, lambda: move(database, alice, task_id, TaskStatus.DONE))

    assert sorted(each["xp_earned"] for each in answers) == [0] * 49 + [PAY]
    assert {each["status"] for each in answers} == {"done"}
    assert await total_of(database, alice) == PAY


async def test_fifty_reopenings_at_once_take_back_once(database: Database, alice: Person) -> None:
    task_id = await make(database, alice, status=TaskStatus.DONE)

    answers = await at_once(50, lambda: move(database, alice, task_id, TaskStatus.TODO))

    assert sorted(each["xp_earned"] for each in answers) == [-PAY] + [0] * 49
    assert await total_of(database, alice) == 0


@pytest.mark.parametrize("seed", range(3))
async def test_the_ledger_says_what_the_final_state_says_after_any_interleaving(
    database: Database, alice: Person, seed: int
) -> None:
    dice = random.Random(seed)
    keys = [await make(database, alice) for _ in range(3)]
    moves = [(dice.choice(keys), dice.choice(list(TaskStatus))) for _ in range(60)]

    await asyncio.gather(*(move(database, alice, key, status) for key, status in moves))

    done = sum(task["status"] == "done" for task in await all_tasks(database, alice))
    assert await total_of(database, alice) == PAY * done


async def test_fifty_completions_of_a_step_at_once_pay_once(database: Database, alice: Person) -> None:
    task_id = await make(database, alice)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        step = await MicroStepService(uow).add(task_id, MicroStepCreate(description="Fill the can"))

    async def complete() -> dict[str, Any]:
        async with database.unit_of_work(owner_id=alice.user_id) as unit:
            return await MicroStepService(unit).complete(step.step_id, actual_minutes=None)

    answers = await at_once(50, complete)

    assert all(each == answers[0] for each in answers)
    assert await total_of(database, alice) == MICRO_STEP


async def test_pays_66_for_four_and_a_half_hours_done_faster_in_the_third_week(
    database: Database, alice: Person
) -> None:
    for days_ago in range(15, 0, -1):
        database.clock = lambda days_ago=days_ago: NOON - timedelta(days=days_ago)  # type: ignore[misc]
        await make(database, alice, status=TaskStatus.DONE)
    database.clock = lambda: NOON
    before = await total_of(database, alice)
    task_id = await make(database, alice, estimated_hours=4.5, actual_hours=3.5)

    answer = await move(database, alice, task_id, TaskStatus.DONE)

    assert answer["xp_earned"] == 66
    assert await total_of(database, alice) == before + 66


async def test_completing_again_after_reopening_pays_again(database: Database, alice: Person) -> None:
    task_id = await make(database, alice)

    paid = [
        (await move(database, alice, task_id, status))["xp_earned"]
        for status in (TaskStatus.DONE, TaskStatus.IN_PROGRESS, TaskStatus.DONE, TaskStatus.DONE)
    ]

    assert paid == [PAY, -PAY, PAY, 0]
    assert await total_of(database, alice) == PAY


async def test_takes_back_what_was_paid_even_when_the_task_is_worth_more_now(database: Database, alice: Person) -> None:
    task_id = await make(database, alice, status=TaskStatus.DONE)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await TaskService(uow).update(task_id, TaskUpdate(priority=Priority.URGENT))

    answer = await move(database, alice, task_id, TaskStatus.TODO)

    assert answer["xp_earned"] == -PAY
    assert answer["completed_at"] is None
    assert await total_of(database, alice) == 0


async def test_makes_the_next_occurrence_once_when_fifty_complete_at_once(database: Database, alice: Person) -> None:
    task_id = await make(database, alice, recurrence="FREQ=DAILY", due_date=date(2026, 11, 23), tags=["home"])

    answers = await at_once(50, lambda: move(database, alice, task_id, TaskStatus.DONE))

    made = {each["next_occurrence_id"] for each in answers} - {None}
    tasks = await all_tasks(database, alice)
    assert len(made) == 1
    assert len(tasks) == 2
    following = next(task for task in tasks if task["task_id"] in made)
    assert (following["status"], following["due_date"], following["tags"]) == ("todo", "2026-11-24", ["home"])


async def test_makes_no_second_occurrence_when_completed_again(database: Database, alice: Person) -> None:
    task_id = await make(database, alice, recurrence="FREQ=DAILY")
    first = (await move(database, alice, task_id, TaskStatus.DONE))["next_occurrence_id"]
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await TaskService(uow).update(first, TaskUpdate(title="Water the plants, and the tree"))

    await move(database, alice, task_id, TaskStatus.TODO)
    again = await move(database, alice, task_id, TaskStatus.DONE)

    assert again["next_occurrence_id"] is None
    assert len(await all_tasks(database, alice)) == 2


async def test_reopening_removes_the_untouched_occurrence_and_keeps_a_touched_one(
    database: Database, alice: Person
) -> None:
    untouched = await make(database, alice, recurrence="FREQ=WEEKLY", due_date=date(2026, 11, 23))
    touched = await make(database, alice, recurrence="FREQ=WEEKLY", due_date=date(2026, 11, 23))
    await move(database, alice, untouched, TaskStatus.DONE)
    kept = (await move(database, alice, touched, TaskStatus.DONE))["next_occurrence_id"]
    await move(database, alice, kept, TaskStatus.IN_PROGRESS)

    for task_id in (untouched, touched):
        await move(database, alice, task_id, TaskStatus.TODO)

    assert {task["task_id"] for task in await all_tasks(database, alice)} == {untouched, touched, kept}


@pytest.mark.parametrize("change", ["comment", "micro-step", "subtask", "dependency", "focus task"])
async def test_an_occurrence_that_something_hangs_on_is_kept_when_reopened(
    database: Database, alice: Person, change: str
) -> None:
    task_id = await make(database, alice, recurrence="FREQ=DAILY")
    kept = (await move(database, alice, task_id, TaskStatus.DONE))["next_occurrence_id"]
    if change == "comment":
        await alice.post(f"/api/v2/tasks/{kept}/comments", json={"content": "with the new can"})
    elif change == "micro-step":
        await alice.post(f"/api/v2/tasks/{kept}/micro-steps", json={"description": "Fill the can"})
    elif change == "subtask":
        await alice.task("The cactus", parent_id=kept)
    elif change == "focus task":
        await alice.post("/api/ritual/complete", json={"focus_task_1_id": kept})
    else:
        await alice.put(f"/api/v2/tasks/{kept}/dependencies/{(await alice.task('Buy a can'))['task_id']}")

    reopened = await alice.patch(f"/api/v2/tasks/{task_id}/status", json={"status": "todo"})

    assert reopened.status_code == 200, reopened.text
    assert (await alice.get(f"/api/v2/tasks/{kept}")).status_code == 200


async def test_a_rule_that_is_over_makes_no_occurrence(database: Database, alice: Person) -> None:
    task_id = await make(database, alice, recurrence="FREQ=DAILY;COUNT=2", due_date=date(2026, 11, 23))

    second = (await move(database, alice, task_id, TaskStatus.DONE))["next_occurrence_id"]
    third = (await move(database, alice, second, TaskStatus.DONE))["next_occurrence_id"]

    assert second is not None
    assert third is None


@pytest.mark.parametrize("hours_ago", [0, 1, 47, 48])
async def test_a_completion_can_be_logged_up_to_two_days_late(uow: UnitOfWork, hours_ago: int) -> None:
    task = await TaskService(uow).create(TaskCreate(title="Walk"))
    wanted = StatusChange(status=TaskStatus.DONE, completed_at=NOON - timedelta(hours=hours_ago))

    await TaskService(uow).set_status(task["task_id"], wanted)

    kept: Task = await TaskRepository(uow).get(task["task_id"])
    award = await XpRepository(uow).award("task", f"{task['task_id']}:1")
    assert kept.completed_at == wanted.completed_at
    assert award is not None
    assert award.earned_at == wanted.completed_at


@pytest.mark.parametrize("off", [timedelta(hours=-48, microseconds=-1), timedelta(microseconds=1), timedelta(days=1)])
async def test_a_completion_is_refused_when_it_lies_too_far_back_or_ahead(uow: UnitOfWork, off: timedelta) -> None:
    task = await TaskService(uow).create(TaskCreate(title="Walk"))

    with pytest.raises(CompletionTimeRefused):
        await CompletionService(uow).complete_task(task["task_id"], completed_at=NOON + off)


async def test_every_completion_reaches_the_event_log_without_gaps(database: Database, alice: Person) -> None:
    keys = [await make(database, alice) for _ in range(10)]

    await asyncio.gather(*(move(database, alice, key, TaskStatus.DONE) for key in keys * 3))

    events = (await alice.get("/api/events", params={"limit": 1000})).json()["events"]
    assert [each["seq"] for each in events] == list(range(1, len(events) + 1))
    gained = [each["data"]["source"] for each in events if each["type"] == "xp_gained"]
    assert len([source for source in gained if source != "achievement"]) == 10

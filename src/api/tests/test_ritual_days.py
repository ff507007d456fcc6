"""Mornings over days: clock changes, flights, suggestions and figures."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from src.api.tests.expect import problem, refused_field
from src.api.tests.mornings import RITUAL, completed, done, move_to, seen
from src.conftest import Clock, Person
from src.database.connection import Database
from src.database.models import StreakPause
from src.testing.queries import counted


@pytest.fixture
async def alice(clock: Clock, enter: Callable[..., Any]) -> Person:
    """Alice, on a Monday at noon UTC, signed in for as long as the clock is moved."""
    person: Person = await enter("alice", for_days=800)
    return person


async def test_a_morning_lasts_until_the_persons_own_day_is_over(alice: Person, clock: Clock) -> None:
    task_id = (await alice.task())["task_id"]
    clock.now = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)  # their day begins at four

    night = await seen(alice, "check")
    made = await completed(alice, task_id)
    clock.forward(minutes=30)
    morning = await seen(alice, "check")

    assert (night["completion_date"], night["time_remaining_hours"]) == ("2026-11-23", 0.5)
    assert made["completion_date"] == "2026-11-23"
    assert (morning["completion_date"], morning["needs_completion"]) == ("2026-11-24", True)
    assert morning["time_remaining_hours"] == 24.0


@pytest.mark.parametrize(
    ("night_before", "hours"),
    [(datetime(2026, 10, 24, 2, tzinfo=UTC), 25.0), (datetime(2027, 3, 27, 3, tzinfo=UTC), 23.0)],
)
async def test_changes_of_the_clock_make_a_day_longer_or_shorter_and_nothing_else(
    alice: Person, clock: Clock, night_before: datetime, hours: float
) -> None:
    clock.now = night_before  # four in the morning in Berlin, a day before the clocks change
    await move_to(alice, "Europe/Berlin")
    task_id = (await alice.task())["task_id"]
    check = await seen(alice, "check")

    mornings = []
    for _ in range(3):
        mornings.append(await completed(alice, task_id))
        clock.forward(hours=(await seen(alice, "check"))["time_remaining_hours"])

    assert check["time_remaining_hours"] == hours
    first = date.fromisoformat(check["completion_date"])
    days = [(first + timedelta(days=number)).isoformat() for number in range(3)]
    assert [each["completion_date"] for each in mornings] == days
    assert [each["current_streak"] for each in mornings] == [1, 2, 3]


async def test_a_flight_westwards_asks_for_no_second_morning(alice: Person, clock: Clock) -> None:
    await move_to(alice, "Asia/Tokyo")  # 21:00 there
    task_id = (await alice.task())["task_id"]
    clock.forward(hours=12)
    tokyo = await completed(alice, task_id)
    await move_to(alice, "America/Los_Angeles")  # 16:00 the day before

    problem(await alice.post(f"{RITUAL}/complete", json={"focus_task_1_id": task_id}), 409, "CONFLICT")
    check = await seen(alice, "check")
    clock.forward(hours=check["time_remaining_hours"])
    los_angeles = await completed(alice, task_id)

    assert (tokyo["completion_date"], check["completion_date"]) == ("2026-11-24", "2026-11-24")
    assert (check["is_completed"], check["time_remaining_hours"]) == (True, 36.0)
    assert (los_angeles["completion_date"], los_angeles["current_streak"]) == ("2026-11-25", 2)


async def test_a_date_that_a_flight_left_out_costs_no_streak(alice: Person, clock: Clock) -> None:
    await move_to(alice, "Pacific/Honolulu")  # Monday, 02:00: still their Sunday
    task_id = (await alice.task())["task_id"]
    sunday = await completed(alice, task_id)
    await move_to(alice, "Pacific/Kiritimati")  # Tuesday, 02:00: their Monday, mostly flown over
    clock.forward(hours=2)

    tuesday = await completed(alice, task_id)

    assert (sunday["completion_date"], tuesday["completion_date"]) == ("2026-11-22", "2026-11-24")
    assert tuesday["current_streak"] == 2


async def test_a_pause_keeps_the_streak_of_mornings(alice: Person, database: Database, clock: Clock) -> None:
    task_id = (await alice.task())["task_id"]
    await completed(alice, task_id)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await uow.add(StreakPause(user_id=alice.user_id, first_date=date(2026, 11, 24), created_at=uow.now()))
    clock.forward(days=60)

    assert (await completed(alice, task_id))["current_streak"] == 2


async def test_suggestions_say_why_and_hold_what_was_left_yesterday(alice: Person, clock: Clock) -> None:
    left = (await alice.task("Left from yesterday", priority="low"))["task_id"]
    finished = (await alice.task("Finished yesterday"))["task_id"]
    await completed(alice, left, finished)
    await done(alice, finished)
    clock.forward(days=1)
    urgent = [(await alice.task(f"Urgent {number}", priority="urgent", due_date="2026-11-24")) for number in range(6)]

    suggested = (await seen(alice, "check"))["suggested_tasks"]

    assert len(suggested) == 5
    assert [each["task_id"] for each in suggested[:4]] == [each["task_id"] for each in urgent[:4]]
    assert suggested[4] == {
        "task_id": left,
        "title": "Left from yesterday",
        "priority": "low",
        "estimated_hours": None,
        "reason": "It was one of yesterday's picks.",
    }
    assert all(each["reason"] for each in suggested)


async def test_nothing_is_suggested_once_a_morning_is_done(alice: Person) -> None:
    task_id = (await alice.task())["task_id"]
    assert [each["task_id"] for each in (await seen(alice, "check"))["suggested_tasks"]] == [task_id]

    await completed(alice, task_id)

    check = await seen(alice, "check")
    assert (check["is_completed"], check["needs_completion"], check["suggested_tasks"]) == (True, False, [])


async def test_who_comes_back_after_days_sees_three_things(alice: Person, clock: Clock) -> None:
    for number in range(6):
        await alice.task(f"Task {number}")
    clock.forward(days=4)

    assert len((await seen(alice, "check"))["suggested_tasks"]) == 3


async def test_figures_of_mornings(alice: Person, clock: Clock) -> None:
    await move_to(alice, "Europe/Berlin")
    clock.now = datetime(2026, 11, 22, 22, 50, tzinfo=UTC)  # 23:50 there, a Sunday
    for number in range(6):
        chosen = [(await alice.task())["task_id"] for _ in range(2)]
        if number == 2:
            await completed(alice, skipped=True)
        else:
            await completed(alice, *chosen)
            await done(alice, chosen[0])
        clock.forward(days=1, minutes=4 if number < 5 else 0)

    stats = await seen(alice, "stats")

    assert stats == {
        "total_rituals": 6,
        "completed_rituals": 5,
        "skipped_rituals": 1,
        "completion_rate": 83.3,
        "current_streak": 5,
        "longest_streak": 5,
        "average_completion_time": "00:00:24",
        "most_productive_day": None,
        "focus_task_completion_rate": 50.0,
    }
    assert (await seen(alice, "stats?days=3"))["total_rituals"] == 2


async def test_without_mornings_nothing_is_claimed(alice: Person) -> None:
    stats = await seen(alice, "stats")

    assert {name: value for name, value in stats.items() if value} == {}
    assert stats["average_completion_time"] is stats["most_productive_day"] is None


async def test_the_best_weekday_is_told_once_there_is_enough(alice: Person) -> None:
    chosen = [(await alice.task())["task_id"] for _ in range(3)]
    await completed(alice, *chosen)
    for task_id in chosen:
        await done(alice, task_id)
    assert (await seen(alice, "stats"))["most_productive_day"] is None


async def test_days_out_of_range_are_refused(alice: Person) -> None:
    for days in ("0", "366", "x"):
        refused_field(await alice.get(f"{RITUAL}/stats", params={"days": days}), "query.days")


async def test_a_check_takes_at_most_six_queries_and_the_figures_five(alice: Person, database: Database) -> None:
    for number in range(30):
        await alice.task(f"Task {number}")

    with counted(database) as check:
        await seen(alice, "check")
    with counted(database) as stats:
        await seen(alice, "stats?days=365")

    assert check.count <= 6
    assert stats.count == 5

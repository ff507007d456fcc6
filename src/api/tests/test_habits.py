"""How recurring tasks are going: told from what was done of each, in its own occurrences."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Clock, Person
from src.database.connection import Database
from src.testing.queries import counted

PATH = "/api/gamification/streak/habits"
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
async def carol(clock: Clock, enter: Callable[..., Any]) -> Person:
    """Somebody who stays signed in for a year. It is Monday noon."""
    person: Person = await enter("carol", for_days=365)
    return person


async def habits(person: Person, **query: Any) -> list[dict[str, Any]]:
    answer = await person.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["habits"]
    return found


async def habit(person: Person) -> dict[str, Any]:
    (only,) = await habits(person)
    return only


async def done(person: Person, **status: Any) -> None:
    """Do the open occurrence of the person's only habit."""
    await move(person, (await habit(person))["task_id"], "done", **status)


async def move(person: Person, task_id: str, status: str, **more: Any) -> dict[str, Any]:
    answer = await person.patch(f"/api/v2/tasks/{task_id}/status", json={"status": status, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def stretch(person: Person, rule: str = "FREQ=DAILY", due: date = MONDAY) -> dict[str, Any]:
    return await person.task("Stretch", recurrence=rule, due_date=due.isoformat())


async def test_a_habit_that_nobody_has_begun(carol: Person) -> None:
    task = await stretch(carol)
    await carol.task("Once only")

    assert await habits(carol) == [
        {
            "habit_id": task["task_id"],
            "task_id": task["task_id"],
            "title": "Stretch",
            "recurrence": "FREQ=DAILY",
            "unit": "day",
            "current_streak": 0,
            "longest_streak": 0,
            "reserves_left": 1,
            "last_completed_at": None,
            "next_due_date": "2026-11-23",
            "is_done_today": False,
            "says": "Whenever you like: the first time begins it.",
        }
    ]


async def test_a_habit_grows_with_each_occurrence_that_is_done(carol: Person, clock: Clock) -> None:
    task = await stretch(carol)
    for _ in range(3):
        await done(carol)
        clock.forward(days=1)

    found = await habit(carol)

    assert found["habit_id"] == task["task_id"] != found["task_id"]
    assert (found["current_streak"], found["longest_streak"], found["is_done_today"]) == (3, 3, False)
    assert (found["last_completed_at"], found["next_due_date"]) == ("2026-11-25T12:00:00Z", "2026-11-26")
    assert found["says"] == "3 days so far. The next one makes it 4."
    await done(carol)
    assert (await habit(carol))["says"] == "Done for today: 4 days."


async def test_a_weekly_habit_is_counted_in_weeks_and_may_be_done_until_it_is_due_again(
    carol: Person, clock: Clock
) -> None:
    await stretch(carol, "FREQ=WEEKLY")
    await done(carol)
    clock.now += 14 * DAY  # it was due on the 30th, and is again today
    await done(carol)

    found = await habit(carol)

    assert (found["unit"], found["current_streak"], found["reserves_left"]) == ("week", 2, 1)
    clock.forward(days=1)
    assert (await habit(carol))["says"] == "2 weeks so far. Nothing to do for it right now."


@pytest.mark.parametrize(("days_away", "current", "reserves"), [(2, 1, 1), (5, 1, 0), (6, 0, 1)])
async def test_days_pass_once_they_can_no_longer_be_logged_and_take_reserves(
    carol: Person, clock: Clock, days_away: int, current: int, reserves: int
) -> None:
    """Due on Tuesday: on Saturday Wednesday has passed, on Sunday Thursday."""
    await stretch(carol)
    await done(carol)
    clock.now += days_away * DAY

    found = await habit(carol)

    assert (found["current_streak"], found["longest_streak"], found["reserves_left"]) == (current, 1, reserves)
    assert found["is_done_today"] is False


async def test_logging_late_counts_for_when_it_was_done(carol: Person, clock: Clock) -> None:
    await stretch(carol)
    await done(carol)
    clock.now += 4 * DAY
    await done(carol, completed_at=(clock.now - timedelta(hours=47)).isoformat())

    found = await habit(carol)

    assert (found["current_streak"], found["reserves_left"], found["is_done_today"]) == (2, 1, False)


async def test_a_pause_keeps_every_habit(carol: Person, clock: Clock) -> None:
    await stretch(carol)
    await done(carol)
    clock.now += 1 * DAY
    await carol.post("/api/gamification/streak/pause")
    clock.now += 60 * DAY

    resting = await habit(carol)
    await done(carol)

    assert (resting["current_streak"], resting["reserves_left"]) == (1, 1)
    assert resting["says"] == "Resting. 1 day, and they wait for you."
    assert (await habit(carol))["current_streak"] == 2


async def test_taking_back_and_doing_again_leaves_a_habit_as_it_was(carol: Person, clock: Clock) -> None:
    await stretch(carol)
    await done(carol)
    clock.now += 1 * DAY
    task_id = (await habit(carol))["task_id"]
    before = await habit(carol)

    following = (await move(carol, task_id, "done"))["next_occurrence_id"]
    await carol.put(f"/api/v2/tasks/{following}", json={"title": "Stretch longer"})
    await move(carol, task_id, "todo")

    assert await habit(carol) == before
    await move(carol, task_id, "done")
    assert ((await habit(carol))["task_id"], (await habit(carol))["current_streak"]) == (following, 2)


async def test_a_habit_that_has_ended_or_is_in_the_bin_is_not_among_them(carol: Person) -> None:
    binned = await stretch(carol)
    await carol.delete(f"/api/v2/tasks/{binned['task_id']}")
    last = await stretch(carol, "FREQ=DAILY;COUNT=1")
    assert [each["task_id"] for each in await habits(carol)] == [last["task_id"]]

    await move(carol, last["task_id"], "done")

    assert await habits(carol) == []


async def test_what_is_due_first_comes_first_and_pages_follow_each_other(carol: Person) -> None:
    made = [await stretch(carol, due=MONDAY + days * DAY) for days in (3, 1, 2)]
    ids = [made[place]["task_id"] for place in (1, 2, 0)]

    first = (await carol.get(PATH, params={"limit": 2})).json()
    second = (await carol.get(PATH, params={"limit": 2, "offset": first["next_offset"]})).json()

    assert [each["task_id"] for each in (*first["habits"], *second["habits"])] == ids
    assert (first["total"], first["has_more"], second["has_more"]) == (3, True, False)


async def test_more_habits_take_no_more_statements(database: Database, carol: Person, clock: Clock) -> None:
    await stretch(carol)
    with counted(database) as few:
        await habits(carol)
    for number in range(8):
        task = await stretch(carol, due=MONDAY + number * DAY)
        await move(carol, task["task_id"], "done")
    with counted(database) as many:
        assert len(await habits(carol)) == 9

    assert many.ran == few.ran


async def test_nobody_sees_the_habits_of_others(carol: Person, bob: Person, anonymous: httpx2.AsyncClient) -> None:
    await stretch(carol)

    assert await habits(bob) == []
    problem(await anonymous.get(PATH), 401, "UNAUTHORIZED")


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 51}, {"offset": -1}, {"limit": "many"}])
async def test_pages_out_of_range_are_refused(alice: Person, query: dict[str, Any]) -> None:
    refused_field(await alice.get(PATH, params=query), f"query.{next(iter(query))}")


async def test_a_habit_at_a_time_of_day_keeps_its_hour(carol: Person, clock: Clock) -> None:
    at_nine = datetime(2026, 11, 23, 9, tzinfo=UTC)
    await carol.task("Stretch", recurrence="FREQ=DAILY", due_date=at_nine.isoformat())
    await done(carol)

    found = await habit(carol)

    assert (found["current_streak"], found["next_due_date"]) == (1, "2026-11-24T09:00:00Z")

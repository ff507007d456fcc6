"""A person's own days over HTTP: which one it is, and that neither journeys nor clock changes cost any."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from src.conftest import Clock, Person

JOURNEY = [
    ("Asia/Tokyo", 4), ("Asia/Tokyo", 4), ("America/Los_Angeles", 4), ("America/Los_Angeles", 0), ("Europe/Berlin", 6),
    ("Europe/Berlin", 6), ("Pacific/Kiritimati", 4), ("Pacific/Pago_Pago", 4), ("Pacific/Pago_Pago", 2),
    ("Pacific/Kiritimati", 2), ("Australia/Lord_Howe", 5), ("Asia/Kathmandu", 0), ("America/St_Johns", 3),
    ("Europe/Berlin", 4), ("Europe/Berlin", 0), ("America/Los_Angeles", 6), ("Asia/Tokyo", 4),
]  # fmt: skip
"""Round the world and back, twice over the date line each way: where somebody is, and when their day begins there."""


async def today(person: Person) -> dict[str, Any]:
    answer = await person.get("/api/auth/day")
    assert answer.status_code == 200, answer.text
    day: dict[str, Any] = answer.json()
    return day


async def move_to(person: Person, timezone: str, day_start_hour: int = 4) -> None:
    profile = {"timezone": timezone, "day_start_hour": day_start_hour}
    assert (await person.put("/api/auth/profile", json=profile)).status_code == 200


async def done(person: Person, **status: Any) -> None:
    zone_id = (await person.get("/api/compass/zones")).json()["zones"][0]["zone_id"]
    task = await person.task(zone_id=zone_id)
    answer = await person.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "done", **status})
    assert answer.status_code == 200, answer.text


async def streak_days(person: Person) -> int:
    days: int = (await person.get("/api/compass/progress")).json()["zones"][0]["streak_days"]
    return days


async def days_in_the_ledger(person: Person) -> list[str]:
    tables = (await person.get("/api/auth/account/export")).json()["tables"]
    rows = sorted(tables["xp_ledger"], key=lambda row: row["entry_id"])
    return [row["local_day"] for row in rows if row["source"] == "task"]


async def test_a_day_says_where_it_lies_and_how_far_it_has_gone(alice: Person, clock: Clock) -> None:
    assert await today(alice) == {
        "date": "2026-11-23",
        "began_at": "2026-11-23T04:00:00Z",
        "ends_at": "2026-11-24T04:00:00Z",
        "timezone": "UTC",
        "day_start_hour": 4,
        "elapsed_percent": 33.3,
        "hours_left": 16.0,
    }


async def test_after_midnight_it_is_the_same_day_until_the_next_begins(enter: Callable[..., Any], clock: Clock) -> None:
    carol: Person = await enter("carol", for_days=2)
    clock.now = datetime(2026, 11, 24, 3, 59, tzinfo=UTC)

    late = await today(carol)
    clock.forward(minutes=1)
    next_day = await today(carol)

    assert (late["date"], late["hours_left"]) == ("2026-11-23", 0.02)
    assert (next_day["date"], next_day["elapsed_percent"], next_day["hours_left"]) == ("2026-11-24", 0.0, 24.0)


@pytest.mark.parametrize(("night", "hours"), [("2026-10-24", 25), ("2026-11-23", 24), ("2027-03-27", 23)])
async def test_a_day_with_a_clock_change_has_the_hours_it_has(
    enter: Callable[..., Any], clock: Clock, night: str, hours: int
) -> None:
    clock.now = datetime.fromisoformat(f"{night}T12:00:00Z")
    carol: Person = await enter("carol", for_days=2)
    await move_to(carol, "Europe/Berlin")

    day = await today(carol)

    length = datetime.fromisoformat(day["ends_at"]) - datetime.fromisoformat(day["began_at"])
    assert (day["date"], length) == (night, timedelta(hours=hours))


async def test_after_a_flight_westwards_the_day_goes_on_until_the_next_begins_there(
    alice: Person, clock: Clock
) -> None:
    await move_to(alice, "Asia/Tokyo")
    await done(alice)
    clock.now = datetime(2026, 11, 23, 12, 10, tzinfo=UTC)
    await move_to(alice, "America/Los_Angeles")  # 04:10 on the 23rd, which had begun in Tokyo 17 hours ago

    day = await today(alice)

    assert (day["date"], day["timezone"]) == ("2026-11-23", "America/Los_Angeles")
    assert (day["began_at"], day["ends_at"]) == ("2026-11-22T19:00:00Z", "2026-11-24T12:00:00Z")


@pytest.mark.parametrize("departure", ["2026-10-20T22:30:00Z", "2027-03-11T22:30:00Z"])
async def test_a_traveller_who_does_something_each_day_never_loses_a_streak(
    enter: Callable[..., Any], clock: Clock, departure: str
) -> None:
    """Both journeys go through the clock changes of their season, in Berlin, Los Angeles and Lord Howe."""
    clock.now = datetime.fromisoformat(departure)
    carol: Person = await enter("carol", for_days=60)
    await move_to(carol, *JOURNEY[0])
    lived: list[str] = []

    for timezone, day_start_hour in JOURNEY:
        clock.now = max(clock.now, datetime.fromisoformat((await today(carol))["began_at"])) + timedelta(hours=7)
        await done(carol)
        lived.append((await today(carol))["date"])
        assert await streak_days(carol) == len(set(lived))
        clock.forward(minutes=1)
        await move_to(carol, timezone, day_start_hour)
        assert await streak_days(carol) == len(set(lived))
        clock.now = datetime.fromisoformat((await today(carol))["ends_at"])

    assert lived == sorted(set(lived))
    assert await days_in_the_ledger(carol) == lived


@pytest.mark.parametrize(
    ("completed_at", "counts_for"),
    [
        ("2026-11-25T05:00:00Z", "2026-11-25"),
        ("2026-11-24T19:00:00Z", "2026-11-25"),
        ("2026-11-24T18:59:59Z", "2026-11-24"),
        ("2026-11-23T19:00:00Z", "2026-11-24"),
        ("2026-11-23T18:59:59Z", "2026-11-23"),
    ],
)
async def test_what_is_logged_late_counts_for_the_day_it_was_then_and_there(
    enter: Callable[..., Any], clock: Clock, completed_at: str, counts_for: str
) -> None:
    carol: Person = await enter("carol", for_days=10)
    await move_to(carol, "Asia/Tokyo")
    await done(carol)
    clock.now = datetime(2026, 11, 25, 6, tzinfo=UTC)
    await move_to(carol, "America/Los_Angeles", 0)
    clock.now = datetime(2026, 11, 25, 18, tzinfo=UTC)

    await done(carol, completed_at=completed_at)

    assert (await days_in_the_ledger(carol))[-1] == counts_for


async def test_changes_of_the_profile_leave_ledger_and_streak_as_they_were(
    enter: Callable[..., Any], clock: Clock
) -> None:
    carol: Person = await enter("carol", for_days=10)
    for _ in range(4):
        await done(carol)
        clock.forward(hours=24)
    before = await days_in_the_ledger(carol)

    for place in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "UTC"):
        for day_start_hour in (0, 6):
            await move_to(carol, place, day_start_hour)

            assert await days_in_the_ledger(carol) == before
            assert await streak_days(carol) == 4

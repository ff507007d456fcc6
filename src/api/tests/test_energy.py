"""Energy over the API: set, current, history, prediction, taking back."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import NOON, Clock, Person
from src.database.connection import Database
from src.database.models import EnergySnapshot
from src.database.unit_of_work import UnitOfWork
from src.services.energy_history import EnergyHistoryService

HOUR = timedelta(hours=1)
BASE = "/api/energy"


async def logged(person: Person, level: int, **fields: Any) -> dict[str, Any]:
    answer = await person.post(f"{BASE}/set", json={"energy_level": level, **fields})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def read(person: Person, path: str, **query: Any) -> dict[str, Any]:
    answer = await person.get(f"{BASE}/{path}", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def keep(uow: UnitOfWork, *recorded: tuple[datetime, int]) -> None:
    for moment, level in recorded:
        await uow.add(EnergySnapshot(user_id=uow.owner_id, energy_level=level, recorded_at=moment, created_at=moment))


@pytest.fixture
async def berlin(alice: Person) -> None:
    answer = await alice.put("/api/auth/profile", json={"timezone": "Europe/Berlin"})
    assert answer.status_code == 200, answer.text


@pytest.mark.usefixtures("berlin", "clock")
async def test_a_report_is_kept_and_answered(alice: Person) -> None:
    made = await logged(alice, 3, notes="  slept well ")

    assert made == {
        "snapshot_id": made["snapshot_id"],
        "energy_level": 3,
        "energy_label": "high",
        "notes": "slept well",
        "recorded_at": "2026-11-23T12:00:00Z",
        "time_of_day": "afternoon",
        "xp_earned": 5,
    }


@pytest.mark.usefixtures("clock")
async def test_xp_earned_says_what_was_really_paid(alice: Person) -> None:
    paid = [(await logged(alice, 2))["xp_earned"] for _ in range(2)]

    assert paid == [5, 0]


@pytest.mark.usefixtures("berlin", "clock")
async def test_energy_can_be_logged_for_earlier(alice: Person) -> None:
    made = await logged(alice, 1, recorded_at="2026-11-23T08:30:00+02:00", notes="")

    assert (made["recorded_at"], made["time_of_day"], made["notes"]) == ("2026-11-23T06:30:00Z", "morning", None)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "energy_level"),
        ({"energy_level": 0}, "energy_level"),
        ({"energy_level": 4}, "energy_level"),
        ({"energy_level": 2.5}, "energy_level"),
        ({"energy_level": "high"}, "energy_level"),
        ({"energy_level": 2, "notes": "x" * 501}, "notes"),
        ({"energy_level": 2, "mood": "fine"}, "mood"),
        ({"energy_level": 2, "recorded_at": "2026-11-23T12:00:01Z"}, "recorded_at"),
        ({"energy_level": 2, "recorded_at": "2025-11-20T12:00:00Z"}, "recorded_at"),
        ({"energy_level": 2, "recorded_at": "2026-11-23"}, "recorded_at"),
        ({"energy_level": 2, "recorded_at": "2026-11-23T12:00:00"}, "recorded_at"),
    ],
)
async def test_a_report_that_cannot_be_is_refused(alice: Person, body: dict[str, Any], field: str) -> None:
    answer = await alice.post(f"{BASE}/set", json=body)

    assert problem(answer, 422, "INVALID_INPUT")
    assert field in answer.text
    assert (await read(alice, "current"))["snapshot_id"] is None


async def test_a_repeated_report_is_kept_once(alice: Person) -> None:
    for _ in range(2):
        await alice.post(f"{BASE}/set", json={"energy_level": 2}, headers={"Idempotency-Key": "k"})

    assert (await read(alice, "history"))["total"] == 1


async def test_fifty_reports_at_once_are_all_kept_and_paid_once(alice: Person, clock: Clock) -> None:
    made = await asyncio.gather(*(logged(alice, 2) for _ in range(50)))

    assert sum(each["xp_earned"] for each in made) == 5
    assert (await read(alice, "history"))["total"] == 50


async def test_older_clients_may_name_themselves(alice: Person, bob: Person) -> None:
    assert (await logged(alice, 2, user_id=alice.user_id))["energy_level"] == 2
    assert (await read(alice, "current", user_id=alice.user_id))["energy_level"] == 2

    problem(await alice.get(f"{BASE}/history", params={"user_id": bob.user_id}), 403, "FORBIDDEN")
    problem(await alice.post(f"{BASE}/set", json={"energy_level": 2, "user_id": bob.user_id}), 403, "FORBIDDEN")


@pytest.mark.usefixtures("clock")
async def test_medium_is_assumed_before_anything_is_logged(alice: Person) -> None:
    assert await read(alice, "current") == {
        "snapshot_id": None,
        "energy_level": 2,
        "energy_label": "medium",
        "notes": None,
        "recorded_at": None,
        "time_of_day": "afternoon",
        "hours_since_last": None,
    }


async def test_current_is_the_latest_moment_not_the_latest_report(alice: Person, clock: Clock) -> None:
    latest = await logged(alice, 3)
    await logged(alice, 1, recorded_at=(NOON - 5 * HOUR).isoformat())
    clock.forward(minutes=10)

    current = await read(alice, "current")

    assert (current["snapshot_id"], current["energy_level"]) == (latest["snapshot_id"], 3)
    assert current["hours_since_last"] == 0.17


async def test_history_lists_the_days_asked_for_newest_first(alice: Person, clock: Clock) -> None:
    for hours in (1, 24 * 7 - 1, 24 * 7 + 1):
        await logged(alice, 2, recorded_at=(NOON - hours * HOUR).isoformat())

    week, all_of_it, newest = (
        await read(alice, "history"),
        await read(alice, "history", days=8),
        await read(alice, "history", days=8, limit=1),
    )

    assert (week["days"], week["total"], week["has_more"]) == (7, 2, False)
    assert [each["recorded_at"] for each in week["snapshots"]] == ["2026-11-23T11:00:00Z", "2026-11-16T13:00:00Z"]
    assert all_of_it["total"] == 3
    assert (len(newest["snapshots"]), newest["total"], newest["has_more"]) == (1, 3, True)
    assert newest["patterns"]["snapshot_count"] == 3


@pytest.mark.usefixtures("clock")
async def test_history_without_snapshots_claims_nothing(alice: Person) -> None:
    assert await read(alice, "history") == {
        "days": 7,
        "snapshots": [],
        "total": 0,
        "has_more": False,
        "patterns": {
            "best_time_of_day": None,
            "average_energy": None,
            "low_energy_count": 0,
            "high_energy_count": 0,
            "by_hour": {},
            "by_time_of_day": {},
            "by_weekday": {},
            "snapshot_count": 0,
            "day_count": 0,
            "has_enough": False,
        },
        "recommendations": [],
        "sentence": "With 5 more notes and notes on 3 more days your patterns begin to show.",
    }


@pytest.mark.usefixtures("berlin", "clock")
async def test_history_finds_patterns_by_the_persons_own_clock(alice: Person) -> None:
    for day in range(1, 6):
        midnight = NOON - 12 * HOUR - day * 24 * HOUR
        for hour, level in ((8, 3), (13, 1)):
            await logged(alice, level, recorded_at=(midnight + hour * HOUR).isoformat())

    found = await read(alice, "history")

    assert found["patterns"]["best_time_of_day"] == "morning"
    assert found["patterns"]["average_energy"] == 2.0
    assert (found["patterns"]["low_energy_count"], found["patterns"]["high_energy_count"]) == (5, 5)
    assert found["patterns"]["by_hour"] == {
        "9": {"average_energy": 3.0, "count": 5},
        "14": {"average_energy": 1.0, "count": 5},
    }
    assert sum(each["count"] for each in found["patterns"]["by_weekday"].values()) == 10
    assert found["recommendations"] == [
        "Between 8 and 10 you were at 3.0 on average (5 notes): a good place for what asks most of you.",
        "Between 13 and 15 you were at 1.0 on average (5 notes): easy things and breaks fit there.",
    ]


@pytest.mark.parametrize("query", [{"days": 0}, {"days": 366}, {"days": "week"}, {"limit": 0}, {"limit": 1001}])
async def test_history_out_of_range_is_refused(alice: Person, query: dict[str, Any]) -> None:
    refused_field(await alice.get(f"{BASE}/history", params=query), f"query.{next(iter(query))}")


@pytest.mark.usefixtures("berlin", "clock")
async def test_the_next_twelve_hours_are_predicted(alice: Person) -> None:
    before = await read(alice, "prediction")
    await logged(alice, 1)
    after = await read(alice, "prediction")

    assert len(before["hours"]) == 12
    assert before["hours"][0] == {
        "hour_begins_at": "2026-11-23T12:00:00Z",
        "local_hour": 13,
        "predicted_energy": 2.1,
        "score": 5.5,
        "confidence": 0.2,
        "based_on": "prior",
    }
    assert (before["snapshot_count"], after["snapshot_count"]) == (0, 1)
    assert after["hours"][0]["predicted_energy"] < before["hours"][0]["predicted_energy"]
    assert after["hours"][0]["confidence"] > after["hours"][11]["confidence"] > 0.2


@pytest.mark.usefixtures("clock")
async def test_a_snapshot_is_taken_back_with_its_xp(alice: Person) -> None:
    made = await logged(alice, 2)

    answer = await alice.delete(f"{BASE}/{made['snapshot_id']}")
    again = await alice.delete(f"{BASE}/{made['snapshot_id']}")

    assert answer.status_code == 204
    assert problem(again, 404, "RESOURCE_NOT_FOUND")["resource_type"] == "energy_snapshot"
    assert (await read(alice, "current"))["snapshot_id"] is None
    events = (await alice.get("/api/events", params={"since": 0})).json()["events"]
    gained = [each["data"] for each in events if each["type"] == "xp_gained"]
    assert [each["xp_amount"] for each in gained if "Energy logged" in each["reason"]] == [5, -5]
    assert [each["type"] for each in events if each["type"].startswith("energy")] == [
        "energy_recorded",
        "energy_removed",
    ]


async def test_nobody_sees_or_takes_back_somebody_elses_energy(alice: Person, bob: Person) -> None:
    made = await logged(alice, 3)

    assert (await read(bob, "current"))["snapshot_id"] is None
    assert (await read(bob, "history"))["total"] == 0
    assert (await read(bob, "prediction"))["snapshot_count"] == 0
    problem(await bob.delete(f"{BASE}/{made['snapshot_id']}"), 404, "RESOURCE_NOT_FOUND")


async def test_energy_needs_somebody_signed_in(anonymous: httpx2.AsyncClient) -> None:
    problem(await anonymous.get(f"{BASE}/current"), 401, "UNAUTHORIZED")


async def test_a_year_of_reports_is_read_in_three_queries(
    database: Database, alice: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await keep(uow, *((NOON - number * 3 * HOUR, 1 + number % 3) for number in range(300)))
    asked = 0
    rows = UnitOfWork.rows

    async def counted(self: UnitOfWork, *given: Any, **parameters: Any) -> Any:
        nonlocal asked
        asked += 1
        return await rows(self, *given, **parameters)

    monkeypatch.setattr(UnitOfWork, "rows", counted)
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        history = await EnergyHistoryService(uow).history(365, limit=1000)
        in_history, asked = asked, 0
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        await EnergyHistoryService(uow).prediction()

    assert history.total == 300
    assert (in_history, asked) == (3, 2)

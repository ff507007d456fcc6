"""The morning over HTTP: chosen once a day, skipped for nothing, paid once, taken back exactly."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from src.api.tests.capturing import xp_of
from src.api.tests.expect import problem, refused_field
from src.api.tests.mornings import RITUAL, SKIP, completed, done, seen
from src.conftest import Clock, Person


@pytest.fixture
async def alice(clock: Clock, enter: Callable[..., Any]) -> Person:
    """Alice, on a Monday at noon UTC, signed in for as long as the clock is moved."""
    person: Person = await enter("alice", for_days=800)
    return person


async def events_of(person: Person) -> list[tuple[str, Any]]:
    """Types of the events of mornings, each with the tasks it names."""
    events = (await person.get("/api/events?since=0&limit=1000")).json()["events"]
    return [(event["type"], event["data"].get("task_ids")) for event in events if event["entity_type"] == "ritual"]


async def test_a_morning_chooses_its_tasks_and_pays_once(alice: Person) -> None:
    first, second = (await alice.task("Call the dentist"))["task_id"], (await alice.task("Water the roses"))["task_id"]

    made = await completed(alice, first, second)

    assert made == {
        "ritual_id": made["ritual_id"],
        "completion_date": "2026-11-23",
        "completed_at": "2026-11-23T12:00:00Z",
        "focus_tasks": [
            {"task_id": first, "title": "Call the dentist"},
            {"task_id": second, "title": "Water the roses"},
        ],
        "skipped": False,
        "xp_earned": 25,
        "streak_updated": True,
        "current_streak": 1,
        "message": "Begin with “Call the dentist”. The other one can wait.",
    }
    assert await xp_of(alice) == 25
    problem(await alice.post(f"{RITUAL}/complete", json={"focus_task_1_id": first}), 409, "CONFLICT")
    problem(await alice.post(f"{RITUAL}/complete", json=SKIP), 409, "CONFLICT")
    assert await xp_of(alice) == 25


async def test_fifty_at_once_choose_a_morning_once(alice: Person) -> None:
    tasks = [(await alice.task(f"Task {number}"))["task_id"] for number in range(3)]
    asks = [
        alice.post(f"{RITUAL}/complete", json={"focus_task_1_id": tasks[number % 3]} if number % 5 else SKIP)
        for number in range(50)
    ]

    answers = await asyncio.gather(*asks)

    won = [answer.json() for answer in answers if answer.status_code == 200]
    assert sorted(answer.status_code for answer in answers) == [200] * len(won) + [409] * (50 - len(won))
    assert sum(not each["skipped"] for each in won) == 1
    assert await xp_of(alice) == 25
    assert (await seen(alice, "today"))["completed_today"] is True


async def test_skipping_pays_nothing_and_costs_nothing(alice: Person, clock: Clock) -> None:
    task_id = (await alice.task())["task_id"]
    await completed(alice, task_id)
    clock.forward(days=1)

    skipped = await completed(alice, skipped=True)

    assert (skipped["skipped"], skipped["xp_earned"], skipped["focus_tasks"]) == (True, 0, [])
    assert (skipped["streak_updated"], skipped["current_streak"]) == (False, 1)
    assert "fine" in skipped["message"]
    assert (await seen(alice, "check"))["needs_completion"] is False
    for _ in range(20):
        clock.forward(days=1)
        await completed(alice, skipped=True)
    clock.forward(days=1)
    assert (await completed(alice, task_id))["current_streak"] == 2


async def test_a_skipped_morning_can_be_done_later_that_day(alice: Person, clock: Clock) -> None:
    task_id = (await alice.task())["task_id"]
    skipped = await completed(alice, skipped=True)
    problem(await alice.post(f"{RITUAL}/complete", json=SKIP), 409, "CONFLICT")
    clock.forward(hours=3)

    made = await completed(alice, task_id)

    assert made["ritual_id"] == skipped["ritual_id"]
    assert (made["completed_at"], made["xp_earned"]) == ("2026-11-23T15:00:00Z", 25)
    assert (await seen(alice, "today"))["focus_tasks"][0]["task_id"] == task_id


async def test_tasks_beside_a_skip_are_not_looked_at(alice: Person) -> None:
    assert (await completed(alice, "nobody's", skipped=True))["focus_tasks"] == []


async def test_what_cannot_be_chosen_is_refused_by_its_field(alice: Person, bob: Person) -> None:
    task_id, other = (await alice.task())["task_id"], (await alice.task())["task_id"]
    await done(alice, other)
    binned, bobs = (await alice.task())["task_id"], (await bob.task())["task_id"]
    await alice.delete(f"/api/v2/tasks/{binned}")
    path = f"{RITUAL}/complete"

    refused_field(await alice.post(path, json={}), "focus_task_1_id")
    refused_field(await alice.post(path, json={"focus_task_2_id": task_id}), "focus_task_1_id")
    twice = {"focus_task_1_id": task_id, "focus_task_3_id": task_id}
    refused_field(await alice.post(path, json=twice), "focus_task_3_id")
    refused_field(
        await alice.post(path, json={"focus_task_1_id": task_id, "focus_task_2_id": other}), "focus_task_2_id"
    )
    refused_field(await alice.post(path, json={"focus_task_1_id": ""}), "body.focus_task_1_id")
    refused_field(await alice.post(path, json={"skipped": "perhaps"}), "body.skipped")
    refused_field(await alice.post(path, json={"focus_task_4_id": task_id}), "body.focus_task_4_id")
    for missing in (binned, bobs, "made-up"):
        details = problem(await alice.post(path, json={"focus_task_1_id": missing}), 404, "RESOURCE_NOT_FOUND")
        assert details == {"resource_type": "task", "resource_id": missing}
    assert await seen(alice, "today") == {"completed_today": False}
    assert await xp_of(alice) == 15


async def test_today_shows_how_far_each_task_has_come(alice: Person) -> None:
    steps = await alice.task("Tidy the desk")
    for description in ("Bin the paper", "Wipe it"):
        made = await alice.post(f"/api/v2/tasks/{steps['task_id']}/micro-steps", json={"description": description})
    gone = await alice.task("Not any more")
    finished = await alice.task("Call")
    await completed(alice, steps["task_id"], gone["task_id"], finished["task_id"])
    await alice.patch(f"/api/v2/micro-steps/{made.json()['step_id']}/complete")
    await alice.delete(f"/api/v2/tasks/{gone['task_id']}")
    await done(alice, finished["task_id"])

    today = await seen(alice, "today")

    assert [(each["title"], each["status"], each["progress_percent"]) for each in today["focus_tasks"]] == [
        ("Tidy the desk", "todo", 50.0),
        ("Not any more", None, None),
        ("Call", "done", 100.0),
    ]
    assert (today["completed_today"], today["skipped"]) == (True, False)


async def test_taking_a_morning_back_takes_exactly_its_xp(alice: Person) -> None:
    task_id = (await alice.task())["task_id"]
    problem(await alice.delete(f"{RITUAL}/today"), 404, "RESOURCE_NOT_FOUND")
    await completed(alice, task_id)

    answers = await asyncio.gather(*(alice.delete(f"{RITUAL}/today") for _ in range(50)))

    assert sorted(answer.status_code for answer in answers) == [204] + [404] * 49
    assert await xp_of(alice) == 0
    assert await seen(alice, "today") == {"completed_today": False}
    assert (await completed(alice, task_id))["xp_earned"] == 25
    assert await xp_of(alice) == 25


async def test_mornings_tell_their_events(alice: Person) -> None:
    task_id = (await alice.task())["task_id"]

    await completed(alice, skipped=True)
    await completed(alice, task_id)
    await alice.delete(f"{RITUAL}/today")

    assert await events_of(alice) == [
        ("ritual_skipped", []),
        ("ritual_completed", [task_id]),
        ("ritual_undone", None),
    ]

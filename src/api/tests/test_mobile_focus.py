"""Focus sessions of a phone that was offline."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from src.api.tests.syncing import Json, energy, focus, sent, sent_one, state_of, status
from src.conftest import NOON, Clock, Person


def at(minutes: float) -> str:
    """That many minutes after nine in the morning."""
    return (NOON - timedelta(hours=3) + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def running(person: Person) -> Any:
    return (await person.get("/api/focus/status")).json()["session"]


async def the_session(person: Person) -> Json:
    tables = (await person.get("/api/auth/account/export")).json()["tables"]
    (session,) = tables["focus_sessions"]
    row: Json = session
    return row


async def test_a_session_that_was_had_offline_counts_with_its_minutes(alice: Person, clock: Clock) -> None:
    task = await alice.task("Paint the fence")

    results = await sent(
        alice,
        focus("1", task_id=task["task_id"], occurred_at=at(0)),
        focus("2", "interrupt", follows="1", reason="doorbell", note="third plank", pause=True, occurred_at=at(10)),
        focus("3", "resume", follows="2", occurred_at=at(14)),
        focus("4", "complete", follows="3", notes="done with one side", occurred_at=at(29)),
        status("5", task["task_id"], follows="4", occurred_at=at(30)),
    )

    assert {result["outcome"] for result in results} == {"applied"}
    ended = results[3]["result"]
    assert (ended["actual_duration_minutes"], ended["interruptions"], ended["xp_earned"]) == (25.0, 1, 30)
    assert instant(ended["completed_at"]) == instant(at(29))
    assert {result["result"]["session_id"] for result in results[:4]} == {ended["session_id"]}
    session = await the_session(alice)
    assert (instant(session["started_at"]), session["paused_seconds"]) == (instant(at(0)), 240)
    assert session["notes"] == "done with one side"
    done = (await alice.get(f"/api/v2/tasks/{task['task_id']}")).json()
    assert (done["status"], round(done["actual_hours"] * 60)) == ("done", 25)
    assert instant(done["updated_at"]) == clock.now


async def test_answers_keep_no_words(alice: Person, clock: Clock) -> None:
    task = await alice.task("Secret project")
    batch = [
        focus("1", task_id=task["task_id"]),
        focus("2", "interrupt", reason="secret reason", note="secret note"),
        focus("3"),
        focus("4", "complete", notes="secret notes"),
    ]

    results = await sent(alice, *batch)

    assert [result["outcome"] for result in results] == ["applied", "applied", "conflict", "applied"]
    tables = (await alice.get("/api/auth/account/export")).json()["tables"]
    assert len(tables["sync_operations"]) == 4
    assert "ecret" not in str(tables["sync_operations"])


async def test_a_second_session_is_a_conflict_that_shows_the_first(alice: Person) -> None:
    task = await alice.task()
    await alice.post("/api/focus/start", json={"task_id": task["task_id"], "technique": "timebox"})

    refused, orphan = await sent(alice, focus("1", task_id=task["task_id"]), focus("2", "complete", follows="1"))

    assert refused["conflict"]["reason"] == "session_running"
    assert refused["conflict"]["current"]["technique"] == "timebox"
    assert refused["conflict"]["current"]["task_id"] == task["task_id"]
    assert orphan["conflict"]["reason"] == "earlier_not_applied"
    assert (await running(alice))["technique"] == "timebox"


async def test_what_does_not_fit_a_session_is_a_conflict(alice: Person, bob: Person) -> None:
    task, gone = await alice.task(), await alice.task()
    bobs = (await bob.post("/api/focus/start", json={})).json()["session_id"]
    await alice.delete(f"/api/v2/tasks/{gone['task_id']}")
    await alice.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "done"})

    results = await sent(
        alice,
        focus("1", "pause"),
        focus("2", task_id=gone["task_id"]),
        focus("3", step_id="made-up"),
        focus("4", task_id=task["task_id"]),
        focus("5", "complete", session_id=bobs),
        focus("6", technique="flow"),
        focus("7", "pause", session_id=bobs),
        energy("8"),
        focus("9", "pause", follows="8"),
        focus("10", "complete"),
        focus("11", "complete", follows="6"),
    )

    assert [result["conflict"] and result["conflict"]["reason"] for result in results] == [
        "no_session", "task_gone", "step_gone", "completed_elsewhere", "no_session", None, "no_session", None,
        "earlier_not_applied", None, "completed_elsewhere",
    ]  # fmt: skip
    assert results[3]["conflict"]["current"]["status"] == "done"
    assert [results[place]["conflict"]["current"] for place in (1, 2, 10)] == [None] * 3
    assert (await running(bob))["session_id"] == bobs


async def test_bad_operations_of_focus_are_refused_by_themselves(alice: Person) -> None:
    task, other = await alice.task(), await alice.task()
    step = (await alice.post(f"/api/v2/tasks/{task['task_id']}/micro-steps", json={"description": "Go"})).json()

    results = await sent(
        alice,
        focus("1", "dance"),
        {"client_id": "2", "type": "focus"},
        focus("3", duration_minutes=4),
        focus("4", "pause", technique="flow"),
        focus("5", task_id=other["task_id"], step_id=step["step_id"]),
    )

    assert [(result["outcome"], result["field"]) for result in results] == [
        ("refused", "action"), ("refused", "action"), ("refused", "duration_minutes"), ("refused", "technique"),
        ("refused", "step_id"),
    ]  # fmt: skip
    assert await running(alice) is None


async def test_fifty_phones_at_once_begin_and_end_one_session(alice: Person) -> None:
    batch = [focus("1", technique="flow"), focus("2", "pause"), focus("3", "complete", follows="1")]

    answers = await asyncio.gather(*(sent(alice, *batch) for _ in range(50)))

    for results in zip(*answers, strict=True):
        assert Counter(result["outcome"] for result in results) == {"applied": 1, "repeated": 49}
    assert len((await state_of(alice))["sessions"]) == 1


async def test_a_start_of_each_phone_begins_one_session(alice: Person) -> None:
    results = await asyncio.gather(*(sent_one(alice, focus(str(number))) for number in range(20)))

    assert Counter(result["outcome"] for result in results) == {"applied": 1, "conflict": 19}

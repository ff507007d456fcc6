"""Focus over HTTP: starting, pausing, being interrupted, and ending."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from src.api.main import build_state
from src.api.tests.expect import problem, refused_field
from src.api.tests.focusing import FOCUS, asked, events_of, ledger, started, status, task_now, told
from src.conftest import Clock, Person
from src.core.settings import Settings
from src.database.connection import Database
from src.services.focus import FocusService
from src.services.focus_ending import close_what_was_left
from src.testing.queries import counted


@pytest.fixture
async def alice(enter: Callable[..., Any]) -> Person:
    """Her sign-in outlasts the clock of these tests."""
    person: Person = await enter("alice", for_days=100)
    return person


async def test_a_session_is_25_minutes_unless_somebody_says_otherwise(clock: Clock, alice: Person) -> None:
    task = await alice.task("Write the report")

    session = await started(alice, task_id=task["task_id"])

    assert session["task_id"] == task["task_id"]
    assert (session["technique"], session["duration_minutes"], session["break_minutes"]) == ("pomodoro", 25, 5)
    assert session["started_at"] == "2026-11-23T12:00:00.000000Z"
    assert session["ends_at"] == "2026-11-23T12:25:00.000000Z"
    assert session["is_active"] is True
    assert await status(alice) == session


async def test_techniques_have_their_own_lengths(alice: Person) -> None:
    lengths: list[tuple[dict[str, Any], int | None, int]] = [
        ({"technique": "deep_work"}, 90, 15),
        ({"technique": "timebox", "duration_minutes": 30}, 30, 5),
        ({"technique": "flow"}, None, 0),
        ({"technique": "flow", "duration_minutes": 45}, 45, 0),
        ({"duration_minutes": 120}, 120, 24),
    ]
    for wanted, minutes, rest in lengths:
        session = await started(alice, **wanted)

        assert (session["duration_minutes"], session["break_minutes"]) == (minutes, rest)
        assert (session["ends_at"] is None) == (wanted.get("technique") == "flow")
        await told(alice, "complete", session_id=session["session_id"])


async def test_a_session_needs_nothing_at_all(alice: Person) -> None:
    answer = await alice.post(f"{FOCUS}/start")

    assert answer.status_code == 201
    assert answer.json()["task_id"] is None


async def test_nothing_runs_at_first(alice: Person) -> None:
    assert await asked(alice, "status") == {"has_active_session": False, "session": None}
    for action in ("pause", "resume", "interrupt"):
        problem(await alice.post(f"{FOCUS}/{action}"), 409, "CONFLICT")


async def test_minutes_and_phase_follow_from_the_clock(clock: Clock, alice: Person) -> None:
    await started(alice)
    seen = []
    for minutes in (0, 10.25, 14.75, 4.9, 0.1):
        clock.forward(minutes=minutes)
        now = await status(alice)
        seen.append((now["phase"], now["elapsed_minutes"], now["remaining_minutes"]))

    assert seen == [("work", 0, 25), ("work", 10.2, 14.8), ("break", 25, 0), ("break", 25, 0), ("over", 25, 0)]


async def test_a_restart_of_the_server_loses_nothing(
    app: FastAPI, settings: Settings, database_url: str, clock: Clock, alice: Person
) -> None:
    await started(alice)
    clock.forward(minutes=5)
    await told(alice, "pause")
    clock.forward(minutes=7)

    restarted = Database(database_url)
    restarted.clock = clock
    app.state.platform = build_state(settings, restarted)
    try:
        await told(alice, "resume")
        clock.forward(minutes=1)
        now = await status(alice)
    finally:
        await restarted.close()

    assert (now["elapsed_minutes"], now["remaining_minutes"]) == (6, 19)
    assert now["ends_at"] == "2026-11-23T12:32:00.000000Z"


async def test_a_task_moves_to_in_progress_once(clock: Clock, alice: Person) -> None:
    task = await alice.task()

    await started(alice, task_id=task["task_id"])

    now = await task_now(alice, task)
    assert (now["status"], now["started_at"][:19]) == ("in_progress", "2026-11-23T12:00:00")
    updates = [each["data"]["status"] for each in await events_of(alice, "task_update")]
    assert updates == ["in_progress"]


async def test_a_task_that_somebody_blocked_stays_blocked(alice: Person) -> None:
    task = await alice.task(status="blocked")

    await started(alice, task_id=task["task_id"])

    assert (await task_now(alice, task))["status"] == "blocked"


async def test_a_step_stands_for_its_task(alice: Person) -> None:
    task, other = await alice.task("Taxes"), await alice.task()
    step = (await alice.post(f"/api/v2/tasks/{task['task_id']}/micro-steps", json={"description": "Open it"})).json()
    both = {"step_id": step["step_id"], "task_id": other["task_id"]}

    refused_field(await alice.post(f"{FOCUS}/start", json=both), "step_id")
    session = await started(alice, step_id=step["step_id"])

    assert (session["task_id"], session["task_title"]) == (task["task_id"], "Taxes")
    assert session["step_id"] == step["step_id"]


async def test_what_is_done_cannot_be_focused_on(alice: Person) -> None:
    task, done = await alice.task(), await alice.task(status="done")
    step = (await alice.post(f"/api/v2/tasks/{task['task_id']}/micro-steps", json={"description": "Open it"})).json()
    await alice.patch(f"/api/v2/micro-steps/{step['step_id']}/complete")

    refused_field(await alice.post(f"{FOCUS}/start", json={"task_id": done["task_id"]}), "task_id")
    refused_field(await alice.post(f"{FOCUS}/start", json={"step_id": step["step_id"]}), "step_id")


async def test_somebody_elses_task_is_named_as_missing(alice: Person, bob: Person) -> None:
    task = await bob.task()

    details = problem(await alice.post(f"{FOCUS}/start", json={"task_id": task["task_id"]}), 404, "RESOURCE_NOT_FOUND")

    assert details == {"resource_type": "task", "resource_id": task["task_id"]}
    assert await status(alice) is None


async def test_a_second_session_is_refused_and_the_first_named(alice: Person) -> None:
    task = await alice.task("Write the report")
    first = await started(alice, task_id=task["task_id"])

    refused = await alice.post(f"{FOCUS}/start")

    details = problem(refused, 409, "CONFLICT")
    named = ("session_id", "task_id", "task_title", "ends_at", "phase", "is_paused")
    assert details == {name: first[name] for name in named}
    assert "“Write the report”" in refused.json()["detail"]


async def test_fifty_starts_at_once_make_one_session(alice: Person) -> None:
    task = await alice.task()

    answers = await asyncio.gather(*(alice.post(f"{FOCUS}/start", json=_on(task)) for _ in range(50)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 49
    assert (await asked(alice, "sessions"))["total"] == 1
    assert len(await events_of(alice, "focus_started")) == 1
    first = next(answer.json() for answer in answers if answer.status_code == 201)
    named = {problem(answer, 409, "CONFLICT")["session_id"] for answer in answers if answer.status_code == 409}
    assert named == {first["session_id"]}


def _on(task: dict[str, Any]) -> dict[str, Any]:
    return {"task_id": task["task_id"]}


async def test_a_session_whose_time_is_up_stands_in_nobodys_way(
    database: Database, clock: Clock, alice: Person
) -> None:
    task = await alice.task()
    first = await started(alice, **_on(task))
    clock.forward(days=2)

    answers = await asyncio.gather(*(alice.post(f"{FOCUS}/start", json=_on(task)) for _ in range(10)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    closed = (await asked(alice, "sessions"))["sessions"][1]
    assert (closed["session_id"], closed["is_completed"]) == (first["session_id"], True)
    assert closed["ended_at"] == "2026-11-23T12:25:00.000000Z"
    assert closed["actual_duration_minutes"] == 25
    assert (await task_now(alice, task))["actual_hours"] == pytest.approx(25 / 60, abs=1e-4)
    paid = await ledger(database, alice, first)
    assert paid is not None
    assert (paid.amount, f"{paid.local_day}", paid.minutes) == (30, "2026-11-23", 25)


async def test_a_session_left_in_a_pause_is_closed_where_its_work_stopped(
    database: Database, clock: Clock, alice: Person
) -> None:
    session = await started(alice)
    clock.forward(minutes=10)
    await told(alice, "pause")
    clock.forward(hours=3)
    problem(await alice.post(f"{FOCUS}/start"), 409, "CONFLICT")
    clock.forward(hours=1)

    assert (await status(alice))["phase"] == "over"
    await started(alice)

    closed = (await asked(alice, "sessions"))["sessions"][1]
    assert (closed["is_completed"], closed["actual_duration_minutes"]) == (False, 10)
    assert closed["ended_at"] == "2026-11-23T12:10:00.000000Z"
    paid = await ledger(database, alice, session)
    assert paid is not None
    assert paid.amount == 12


async def test_a_flow_that_nobody_ended_counts_as_intended(database: Database, clock: Clock, alice: Person) -> None:
    task = await alice.task()
    session = await started(alice, technique="flow", duration_minutes=45, **_on(task))
    clock.forward(hours=9)

    await started(alice)

    closed = (await asked(alice, "sessions"))["sessions"][1]
    assert (closed["actual_duration_minutes"], closed["credited_hours"]) == (45, 0.75)
    paid = await ledger(database, alice, session)
    assert paid is not None
    assert paid.amount == 30


async def test_what_nobody_comes_back_to_is_closed_by_itself(
    database: Database, clock: Clock, alice: Person, bob: Person
) -> None:
    session, running = await started(alice), await started(bob, technique="flow")
    clock.forward(minutes=1)
    await told(bob, "pause")
    clock.forward(hours=11.9)
    assert await close_what_was_left(database) == 0
    async with database.unit_of_work(owner_id=bob.user_id) as uow:
        await FocusService(uow).resume()
    clock.forward(hours=0.1)

    closed = await asyncio.gather(*(close_what_was_left(database) for _ in range(5)))

    assert sum(closed) == 1
    assert await status(alice) is None
    paid = await ledger(database, alice, session)
    assert paid is not None
    assert paid.amount == 30
    (event,) = await events_of(alice, "focus_completed")
    assert event["actor"] == "system"
    async with database.unit_of_work(owner_id=bob.user_id) as uow:
        still = await FocusService(uow).status()
    assert still is not None
    assert (still["session_id"], still["phase"]) == (running["session_id"], "work")


async def test_a_pause_moves_the_end(clock: Clock, alice: Person) -> None:
    await started(alice)
    clock.forward(minutes=10)

    paused = await told(alice, "pause")
    clock.forward(minutes=3)
    again = await told(alice, "pause")
    resumed = await told(alice, "resume")
    clock.forward(minutes=1)
    onwards = await told(alice, "resume")

    assert (paused["is_paused"], paused["ends_at"]) == (True, "2026-11-23T12:25:00.000000Z")
    assert (again["elapsed_minutes"], again["ends_at"]) == (10, "2026-11-23T12:28:00.000000Z")
    assert (resumed["is_paused"], resumed["ends_at"]) == (False, "2026-11-23T12:28:00.000000Z")
    assert (onwards["elapsed_minutes"], onwards["ends_at"]) == (11, "2026-11-23T12:28:00.000000Z")
    assert [each["type"] for each in await events_of(alice)] == ["focus_started", "focus_paused", "focus_resumed"]


async def test_fifty_pauses_at_once_are_one_and_so_are_fifty_returns(clock: Clock, alice: Person) -> None:
    await started(alice)
    await asyncio.gather(*(told(alice, "pause") for _ in range(50)))
    clock.forward(minutes=2)

    await asyncio.gather(*(told(alice, "resume") for _ in range(50)))

    assert (await status(alice))["ends_at"] == "2026-11-23T12:27:00.000000Z"
    assert [each["type"] for each in await events_of(alice)] == ["focus_started", "focus_paused", "focus_resumed"]


async def test_what_comes_between_is_logged_in_one_tap(clock: Clock, alice: Person) -> None:
    session = await started(alice)
    clock.forward(minutes=4)

    one = (await alice.post(f"{FOCUS}/interrupt")).json()
    two = await told(alice, "interrupt", reason=" phone call ", note="third receipt", pause=True)

    assert (one["session_id"], one["interruptions"], one["is_paused"]) == (session["session_id"], 1, False)
    assert (two["interruptions"], two["reason"], two["note"]) == (2, "phone call", "third receipt")
    assert (two["is_paused"], two["elapsed_minutes"]) == (True, 4)
    assert (await status(alice))["interruptions"] == 2
    told_of = [(each["type"], each["data"].get("interruptions")) for each in await events_of(alice)]
    assert told_of[1:] == [("focus_interrupted", 1), ("focus_interrupted", 2), ("focus_paused", None)]


async def test_fifty_interruptions_at_once_are_fifty(alice: Person) -> None:
    await started(alice)

    answers = await asyncio.gather(*(told(alice, "interrupt") for _ in range(50)))

    assert sorted(each["interruptions"] for each in answers) == list(range(1, 51))


async def test_when_the_time_is_up_there_is_nothing_to_interrupt(clock: Clock, alice: Person) -> None:
    await started(alice)
    clock.forward(minutes=30)

    for action in ("pause", "resume", "interrupt"):
        problem(await alice.post(f"{FOCUS}/{action}"), 409, "CONFLICT")


async def test_somebody_who_left_in_a_pause_may_still_come_back(clock: Clock, alice: Person) -> None:
    await started(alice)
    await told(alice, "pause")
    clock.forward(hours=5)

    resumed = await told(alice, "resume")

    assert (resumed["phase"], resumed["remaining_minutes"]) == ("work", 25)


async def test_work_pays_in_proportion_and_flows_into_the_task(database: Database, clock: Clock, alice: Person) -> None:
    for minutes, worked, xp in [(0, 0, 0), (4.9, 4.9, 0), (5, 5, 6), (12.5, 12.5, 15), (25, 25, 30), (600, 25, 30)]:
        task = await alice.task(estimated_hours=1)
        session = await started(alice, **_on(task))
        clock.forward(minutes=minutes)

        ended = await told(alice, "complete", session_id=session["session_id"], notes="page 4")

        assert (ended["session_id"], ended["task_id"]) == (session["session_id"], task["task_id"])
        assert (ended["is_completed"], ended["actual_duration_minutes"], ended["xp_earned"]) == (True, worked, xp)
        assert ended["task_progress"] == pytest.approx(worked / 60 * 100, abs=0.06)
        assert (await task_now(alice, task))["actual_hours"] == pytest.approx(worked / 60, abs=1e-4)
        paid = await ledger(database, alice, session)
        assert (paid.amount if paid else 0) == xp
        assert await status(alice) is None


async def test_pauses_are_no_work(clock: Clock, alice: Person) -> None:
    session = await started(alice)
    clock.forward(minutes=6)
    await told(alice, "pause")
    clock.forward(minutes=30)

    ended = await told(alice, "complete", session_id=session["session_id"])

    assert (ended["actual_duration_minutes"], ended["completed_at"]) == (6, "2026-11-23T12:06:00.000000Z")


async def test_what_the_person_says_counts_instead_of_what_was_measured(clock: Clock, alice: Person) -> None:
    task = await alice.task(actual_hours=1)
    session = await started(alice, **_on(task))
    await told(alice, "interrupt")
    clock.forward(minutes=25)

    said = {"session_id": session["session_id"], "interruptions": 4, "actual_hours": 2.5}
    ended = await told(alice, "complete", **said)

    assert (ended["interruptions"], ended["actual_duration_minutes"]) == (4, 25)
    assert (await task_now(alice, task))["actual_hours"] == 3.5


async def test_fifty_completions_at_once_pay_once(database: Database, clock: Clock, alice: Person) -> None:
    task = await alice.task()
    session = await started(alice, **_on(task))
    clock.forward(minutes=30)
    body = {"session_id": session["session_id"]}
    before = await task_now(alice, task)

    answers = await asyncio.gather(*(alice.post(f"{FOCUS}/complete", json=body) for _ in range(50)))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 49
    now = await task_now(alice, task)
    assert (now["actual_hours"], now["version"]) == (pytest.approx(25 / 60, abs=1e-4), before["version"] + 1)
    assert len(await events_of(alice, "focus_completed")) == 1
    gained = [event for event in await events_of(alice, "xp_gained") if "Focused" in event["data"]["reason"]]
    assert [event["data"]["xp_amount"] for event in gained] == [30]


async def test_completing_and_pausing_at_once_never_loses_or_adds_work(clock: Clock, alice: Person) -> None:
    session = await started(alice)
    clock.forward(minutes=10)
    body = {"session_id": session["session_id"]}
    calls = [("complete", body), *[(action, {}) for action in ("pause", "resume", "interrupt")] * 10]

    answers = await asyncio.gather(*(alice.post(f"{FOCUS}/{action}", json=json) for action, json in calls))

    assert {answer.status_code for answer in answers} <= {200, 409}
    (ended,) = (await asked(alice, "sessions"))["sessions"]
    assert (ended["actual_duration_minutes"], ended["is_active"]) == (10, False)


async def test_a_session_is_completed_once(alice: Person) -> None:
    session = await started(alice)
    body = {"session_id": session["session_id"]}

    assert (await alice.post(f"{FOCUS}/complete", json=body)).status_code == 200
    problem(await alice.post(f"{FOCUS}/complete", json=body), 409, "CONFLICT")


async def test_a_repeated_request_gets_the_first_answer(alice: Person) -> None:
    session = await started(alice)
    call = {"json": {"session_id": session["session_id"]}, "headers": {"Idempotency-Key": "k"}}

    first, again = await alice.post(f"{FOCUS}/complete", **call), await alice.post(f"{FOCUS}/complete", **call)

    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_task_that_is_gone_takes_no_hours_along(clock: Clock, alice: Person) -> None:
    task = await alice.task("Write the report")
    session = await started(alice, **_on(task))
    clock.forward(minutes=25)
    await alice.delete(f"/api/v2/tasks/{task['task_id']}")

    assert (await status(alice))["task_title"] == "Write the report"
    ended = await told(alice, "complete", session_id=session["session_id"])

    assert (ended["task_progress"], ended["xp_earned"]) == (None, 30)
    assert (await asked(alice, "sessions"))["sessions"][0]["credited_hours"] == 0


async def test_the_title_is_the_tasks_own_as_it_is_now(alice: Person) -> None:
    task = await alice.task("Raport")
    await started(alice, **_on(task))

    await alice.put(f"/api/v2/tasks/{task['task_id']}", json={"title": "Report"})

    assert (await status(alice))["task_title"] == "Report"


async def test_status_is_one_query(database: Database, alice: Person) -> None:
    await started(alice, **_on(await alice.task()))
    await status(alice)

    with counted(database) as queries:
        await status(alice)

    assert queries.count == 1, queries.ran


async def test_an_occurrence_that_somebody_focuses_on_is_not_taken_back(clock: Clock, alice: Person) -> None:
    task = await alice.task(recurrence="FREQ=DAILY", due_date="2026-11-23")
    path = f"/api/v2/tasks/{task['task_id']}/status"
    following = (await alice.patch(path, json={"status": "done"})).json()["next_occurrence_id"]
    session = await started(alice, task_id=following)
    await told(alice, "complete", session_id=session["session_id"])

    await alice.patch(path, json={"status": "todo"})

    assert (await alice.get(f"/api/v2/tasks/{following}")).status_code == 200


async def test_everything_carries_what_a_screen_needs(clock: Clock, alice: Person) -> None:
    task = await alice.task()
    session = await started(alice, **_on(task))
    clock.forward(minutes=25)
    await told(alice, "complete", session_id=session["session_id"])

    begun, ended = await events_of(alice)

    both = {"session_id": session["session_id"], "task_id": task["task_id"]}
    assert begun["data"] == {**both, "duration_minutes": 25, "technique": "pomodoro"}
    figures = {"is_completed": True, "actual_duration_minutes": 25, "interruptions": 0, "xp_earned": 30}
    assert ended["data"] == {**both, **figures}


BAD_FIELDS: list[tuple[str, str, Any]] = [
    *[("start", "duration_minutes", value) for value in (4, 121, 25.5, "x")],
    ("start", "technique", "sprint"),
    ("start", "task_id", ""),
    ("start", "minutes", 5),
    ("interrupt", "reason", "x" * 101),
    ("interrupt", "note", "x" * 501),
    ("interrupt", "pause", None),
    ("complete", "session_id", None),
    *[("complete", "interruptions", value) for value in (-1, 1001)],
    *[("complete", "actual_hours", value) for value in (-0.5, 24.5)],
    ("complete", "notes", "x" * 2001),
]


async def test_a_bad_field_is_named(alice: Person) -> None:
    for action, field, value in BAD_FIELDS:
        required = {"session_id": "x"} if action == "complete" else {}

        answer = await alice.post(f"{FOCUS}/{action}", json={**required, field: value})

        refused_field(answer, f"body.{field}")


async def test_a_bad_query_is_named(alice: Person) -> None:
    bad = [("sessions", "limit", 0), ("sessions", "limit", 101), ("sessions", "offset", -1)]
    for what, name, value in [*bad, ("analytics", "days", 0), ("analytics", "days", 366)]:
        refused_field(await alice.get(f"{FOCUS}/{what}", params={name: value}), f"query.{name}")


async def test_another_persons_session_is_missing_and_their_name_refused(alice: Person, bob: Person) -> None:
    session = await started(alice)

    problem(await bob.post(f"{FOCUS}/complete", json={"session_id": session["session_id"]}), 404, "RESOURCE_NOT_FOUND")
    problem(await bob.post(f"{FOCUS}/start", json={"user_id": alice.user_id}), 403, "FORBIDDEN")
    assert await status(bob) is None


async def test_a_token_that_reads_cannot_start(alice: Person, open_client: Callable[..., httpx2.AsyncClient]) -> None:
    made = await alice.post("/api/auth/tokens", json={"name": "watch", "scopes": ["focus:read"]})
    watch = open_client(made.json()["token"])

    assert (await watch.get(f"{FOCUS}/status")).status_code == 200
    problem(await watch.post(f"{FOCUS}/start"), 403, "FORBIDDEN")

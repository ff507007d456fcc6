"""Focus over HTTP, looking back: the resume card, sessions, figures."""

from collections.abc import Callable
from typing import Any

import pytest

from src.api.tests.focusing import FOCUS, asked, started, told
from src.conftest import Clock, Person
from src.database.connection import Database
from src.testing.queries import counted

NO_CARD: dict[str, Any] = dict.fromkeys(
    ("task", "session_id", "last_step", "next_action", "next_step_id", "elapsed_minutes", "note", "reason",
     "interrupted_at")
)  # fmt: skip


@pytest.fixture
async def alice(enter: Callable[..., Any]) -> Person:
    """Her sign-in outlasts the clock of these tests."""
    person: Person = await enter("alice", for_days=100)
    return person


async def stepped(person: Person, *steps: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A task with steps."""
    task = await person.task("File my taxes")
    path = f"/api/v2/tasks/{task['task_id']}/micro-steps"
    return task, [(await person.post(path, json={"description": each})).json() for each in steps]


async def focused(person: Person, clock: Clock, minutes: float, **wanted: Any) -> dict[str, Any]:
    """A session that was completed after so many minutes."""
    session = await started(person, **wanted)
    clock.forward(minutes=minutes)
    return await told(person, "complete", session_id=session["session_id"])


async def test_without_anything_to_come_back_to_the_card_is_empty(alice: Person) -> None:
    assert await asked(alice, "resume") == NO_CARD


async def test_the_card_says_where_somebody_was(clock: Clock, alice: Person) -> None:
    task, (first, second, _) = await stepped(alice, "Open the letter", "Find the form", "Fill it in")
    session = await started(alice, task_id=task["task_id"])
    await alice.patch(f"/api/v2/micro-steps/{first['step_id']}/complete")
    clock.forward(minutes=12)
    await told(alice, "interrupt", reason="phone call", note="line 7")
    clock.forward(minutes=5)

    card = await asked(alice, "resume")

    assert card["task"] == {
        "task_id": task["task_id"],
        "title": "File my taxes",
        "status": "in_progress",
        "priority": "medium",
        "custom_emoji": None,
    }
    assert (card["session_id"], card["last_step"]) == (session["session_id"], "Open the letter")
    assert (card["next_action"], card["next_step_id"]) == ("Find the form", second["step_id"])
    assert (card["elapsed_minutes"], card["note"], card["reason"]) == (12, "line 7", "phone call")
    assert card["interrupted_at"][:19] == "2026-11-23T12:12:00"


async def test_the_card_shows_the_step_that_the_session_was_for(alice: Person) -> None:
    _, (_, second) = await stepped(alice, "Open the letter", "Find the form")
    await started(alice, step_id=second["step_id"])
    await told(alice, "pause")

    card = await asked(alice, "resume")

    assert (card["last_step"], card["next_action"]) == (None, "Find the form")
    assert (card["note"], card["reason"]) == (None, None)


async def test_without_steps_the_card_begins_with_something_tiny(alice: Person) -> None:
    task = await alice.task("Call the dentist")
    await started(alice, task_id=task["task_id"])
    await told(alice, "interrupt")

    card = await asked(alice, "resume")

    assert card["next_action"]
    assert (card["last_step"], card["next_step_id"]) == (None, None)


async def test_a_session_that_ended_before_its_time_leaves_a_card(clock: Clock, alice: Person) -> None:
    task = await alice.task()
    session = await started(alice, task_id=task["task_id"])
    clock.forward(minutes=8)
    await told(alice, "complete", session_id=session["session_id"], notes="next: the appendix")
    clock.forward(days=3)

    card = await asked(alice, "resume")

    assert card["task"]["task_id"] == task["task_id"]
    assert (card["elapsed_minutes"], card["note"]) == (8, "next: the appendix")
    assert card["interrupted_at"][:19] == "2026-11-23T12:08:00"


async def test_the_latest_one_counts_and_what_is_over_leaves_none(clock: Clock, alice: Person) -> None:
    older, newer, whole, done = [await alice.task(title) for title in ("older", "newer", "whole", "done")]
    for task in (older, newer, done):
        await focused(alice, clock, 8, task_id=task["task_id"])
    await focused(alice, clock, 25, task_id=whole["task_id"])
    await alice.patch(f"/api/v2/tasks/{done['task_id']}/status", json={"status": "done"})

    assert (await asked(alice, "resume"))["task"]["title"] == "newer"
    await focused(alice, clock, 25, task_id=newer["task_id"])
    assert (await asked(alice, "resume"))["task"]["title"] == "older"
    await alice.delete(f"/api/v2/tasks/{older['task_id']}")
    assert await asked(alice, "resume") == NO_CARD


async def test_an_interrupted_flow_leaves_a_card_and_an_undisturbed_one_does_not(clock: Clock, alice: Person) -> None:
    task = await alice.task()
    await focused(alice, clock, 40, task_id=task["task_id"], technique="flow")
    assert await asked(alice, "resume") == NO_CARD
    session = await started(alice, task_id=task["task_id"], technique="flow")

    await told(alice, "interrupt", note="second draft")
    await told(alice, "complete", session_id=session["session_id"])

    assert (await asked(alice, "resume"))["note"] == "second draft"


async def test_the_card_takes_three_queries(database: Database, alice: Person) -> None:
    task, _ = await stepped(alice, "One", "Two")
    await started(alice, task_id=task["task_id"])
    await told(alice, "interrupt")
    await asked(alice, "resume")

    with counted(database) as queries:
        await asked(alice, "resume")

    assert queries.count == 3, queries.ran


async def test_sessions_are_listed_newest_first(clock: Clock, alice: Person) -> None:
    task = await alice.task("Report")
    for minutes in (25, 10, 5):
        await focused(alice, clock, minutes, task_id=task["task_id"])
    await started(alice, technique="flow")
    clock.forward(minutes=2)

    first, second = await asked(alice, "sessions", limit=3), await asked(alice, "sessions", limit=3, offset=3)

    assert [each["actual_duration_minutes"] for each in first["sessions"] + second["sessions"]] == [2, 5, 10, 25]
    assert [each["is_active"] for each in first["sessions"]] == [True, False, False]
    assert (first["total"], first["has_more"], first["next_offset"]) == (4, True, 3)
    assert (second["has_more"], second["next_offset"]) == (False, None)


async def test_figures_of_somebody_who_has_just_begun(clock: Clock, alice: Person) -> None:
    figures = await asked(alice, "analytics", days=3)

    assert figures == {
        "days": 3,
        "total_sessions": 0,
        "completed_sessions": 0,
        "completion_rate": 0,
        "total_focus_minutes": 0,
        "average_duration_minutes": 0,
        "interruptions_by_reason": {},
        "best_hour": None,
        "best_weekday": None,
        "resumption_lag_seconds": None,
        "minutes_by_day": [{"date": f"2026-11-{day}", "minutes": 0} for day in (21, 22, 23)],
    }


async def test_figures_count_what_has_ended(clock: Clock, alice: Person) -> None:
    await focused(alice, clock, 25)
    await focused(alice, clock, 10)
    await started(alice)
    await told(alice, "pause")
    clock.forward(hours=5)
    await started(alice)

    figures = await asked(alice, "analytics")

    assert (figures["total_sessions"], figures["completed_sessions"]) == (3, 2)
    assert (figures["completion_rate"], figures["total_focus_minutes"]) == (66.7, 35)
    assert figures["average_duration_minutes"] == 11.7
    assert (len(figures["minutes_by_day"]), figures["minutes_by_day"][-1]["minutes"]) == (30, 35)


async def test_a_best_hour_and_weekday_are_the_persons_own(clock: Clock, alice: Person) -> None:
    await alice.put("/api/auth/profile", json={"timezone": "Asia/Kolkata"})
    for _ in range(9):
        await focused(alice, clock, 25)
        clock.forward(days=1, minutes=-25)
    assert (await asked(alice, "analytics"))["best_hour"] is None
    await focused(alice, clock, 25)

    figures = await asked(alice, "analytics")

    assert (figures["best_hour"], figures["best_weekday"]) == (17, None)


async def test_a_night_belongs_to_the_day_before(clock: Clock, alice: Person) -> None:
    clock.forward(hours=13.5)
    await focused(alice, clock, 25)
    clock.forward(hours=12)

    by_day = (await asked(alice, "analytics", days=2))["minutes_by_day"]

    assert by_day == [{"date": "2026-11-23", "minutes": 25}, {"date": "2026-11-24", "minutes": 0}]


async def test_interruptions_are_counted_by_reason(clock: Clock, alice: Person) -> None:
    session = await started(alice)
    for reason in ("Phone", "phone", None):
        await told(alice, "interrupt", reason=reason)
    await told(alice, "complete", session_id=session["session_id"], interruptions=5)
    await started(alice)
    await told(alice, "interrupt", reason="  ")

    assert (await asked(alice, "analytics"))["interruptions_by_reason"] == {"unspecified": 4, "phone": 2}


async def test_the_lag_is_the_time_until_somebody_is_back(clock: Clock, alice: Person) -> None:
    task = await alice.task()
    await started(alice, task_id=task["task_id"])
    await told(alice, "interrupt", pause=True)
    clock.forward(seconds=90)
    await told(alice, "resume")
    assert (await asked(alice, "analytics"))["resumption_lag_seconds"] == 90

    session = await told(alice, "interrupt")
    clock.forward(seconds=30)
    await told(alice, "complete", session_id=session["session_id"])
    clock.forward(minutes=10)
    await started(alice, task_id=task["task_id"])

    assert (await asked(alice, "analytics"))["resumption_lag_seconds"] == (90 + 630) / 2


async def test_who_went_on_without_a_word_has_no_lag(clock: Clock, alice: Person) -> None:
    task = await alice.task()
    session = await started(alice, task_id=task["task_id"])
    await told(alice, "interrupt")
    clock.forward(minutes=25)
    await told(alice, "complete", session_id=session["session_id"])
    clock.forward(days=1)

    await started(alice, task_id=task["task_id"])

    assert (await asked(alice, "analytics"))["resumption_lag_seconds"] is None


async def test_figures_take_three_queries(database: Database, alice: Person) -> None:
    await asked(alice, "analytics")

    with counted(database) as queries:
        await asked(alice, "analytics", days=365)

    assert queries.count == 3, queries.ran


async def test_techniques_come_with_reasons_to_tap(alice: Person) -> None:
    before = await asked(alice, "techniques")
    await started(alice)
    await told(alice, "interrupt", reason="the cat")

    after = await asked(alice, "techniques")

    lengths = {each["technique"]: (each["work_minutes"], each["break_minutes"]) for each in before["techniques"]}
    assert lengths == {"pomodoro": (25, 5), "deep_work": (90, 15), "timebox": (60, 10), "flow": (None, 0)}
    assert after["reasons"] == ["the cat", *before["reasons"][:7]]


async def test_a_stranger_sees_nothing_of_it(clock: Clock, alice: Person, bob: Person) -> None:
    task = await alice.task()
    await focused(alice, clock, 10, task_id=task["task_id"])
    await started(alice)
    await told(alice, "interrupt", reason="the cat")

    assert await asked(bob, "resume") == NO_CARD
    assert (await asked(bob, "sessions"))["total"] == 0
    assert (await asked(bob, "analytics"))["total_sessions"] == 0
    assert "the cat" not in (await bob.get(f"{FOCUS}/techniques")).text

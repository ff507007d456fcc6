"""The evening over HTTP: one call closes a day, one undo opens it again."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from src.api.tests.capturing import xp_of
from src.api.tests.expect import problem, refused_field
from src.api.tests.mornings import completed, done, move_to
from src.conftest import Clock, Person
from src.database.connection import Database
from src.testing.queries import counted

EVENING = "/api/ritual/evening"
TODAY, TOMORROW = "2026-11-23", "2026-11-24"


@pytest.fixture
async def alice(clock: Clock, enter: Callable[..., Any]) -> Person:
    """Alice, on a Monday at noon UTC, signed in for as long as the clock is moved."""
    person: Person = await enter("alice", for_days=100)
    return person


async def closed(person: Person, **body: Any) -> dict[str, Any]:
    answer = await person.post(EVENING, json=body)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def undone(person: Person) -> dict[str, Any]:
    answer = await person.post(f"{EVENING}/undo")
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def preview(person: Person) -> dict[str, Any]:
    answer = await person.get(EVENING)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def due_of(person: Person, task_id: str) -> str | None:
    """When the task is due; "bin" when it is there."""
    answer = await person.get(f"/api/v2/tasks/{task_id}")
    return "bin" if answer.status_code == 404 else answer.json()["due_date"]


async def earned(person: Person) -> int:
    """Everything the ledger holds."""
    ledger = (await person.get("/api/auth/account/export")).json()["tables"]["xp_ledger"]
    return sum(entry["amount"] for entry in ledger)


def titles(tasks: list[dict[str, Any]]) -> list[str]:
    return [task["title"] for task in tasks]


async def test_the_plate_is_what_is_due_today_and_was_chosen_this_morning(alice: Person) -> None:
    chosen = await alice.task("Chosen", due_date="2026-12-24")
    finished = await alice.task("Finished", due_date=TODAY)
    await alice.task("Due", due_date=TODAY)
    await alice.task("At six", due_date="2026-11-23T18:00:00Z", recurrence="FREQ=DAILY")
    for title, due in (("Yesterday's", "2026-11-22"), ("Tomorrow's", TOMORROW), ("Some day", None)):
        await alice.task(title, due_date=due)
    await completed(alice, chosen["task_id"], finished["task_id"])
    await done(alice, finished["task_id"])

    shown = await preview(alice)

    assert [(each["title"], each["is_focus_task"], each["is_recurring"]) for each in shown["tasks"]] == [
        ("Chosen", True, False),
        ("At six", False, True),
        ("Due", False, False),
    ]
    assert [each["due_date"] for each in shown["tasks"]] == ["2026-12-24", "2026-11-23T18:00:00Z", TODAY]
    assert (shown["closing_date"], shown["next_date"], shown["is_closed"]) == (TODAY, TOMORROW, False)
    assert shown["done"] == {
        "tasks": [{"task_id": finished["task_id"], "title": "Finished"}],
        "task_count": 1,
        "step_count": 0,
        "xp_earned": await earned(alice),
    }


async def test_one_call_closes_the_day(alice: Person) -> None:
    ids = {title: (await alice.task(title, due_date=TODAY))["task_id"] for title in ("Move", "Drop", "Keep", "Rest")}
    asked = [{"task_id": ids[title], "action": title.lower()} for title in ("Move", "Drop", "Keep")]

    made = await closed(alice, went_well="  Slept well.  ", tasks=asked, rest="move")

    assert made["moved"] == [
        {"task_id": ids["Move"], "title": "Move", "due_date": TOMORROW},
        {"task_id": ids["Rest"], "title": "Rest", "due_date": TOMORROW},
    ]
    assert made["dropped"] == [{"task_id": ids["Drop"], "title": "Drop"}]
    assert made["kept"] == [{"task_id": ids["Keep"], "title": "Keep"}]
    assert [await due_of(alice, ids[title]) for title in ("Move", "Drop", "Keep", "Rest")] == [
        TOMORROW, "bin", TODAY, TOMORROW,
    ]  # fmt: skip
    assert (made["went_well"], made["message"]) == ("Slept well.", "2 moved and 1 let go. Good night.")
    shown = await preview(alice)
    assert (shown["is_closed"], shown["went_well"]) == (True, "Slept well.")
    problem(await alice.post(EVENING, json={}), 409, "CONFLICT")


async def test_without_a_word_everything_stays(alice: Person) -> None:
    task_id = (await alice.task(due_date=TODAY))["task_id"]

    made = await closed(alice)

    assert [each["task_id"] for each in made["kept"]] == [task_id]
    assert made["message"] == "Good night."
    assert await due_of(alice, task_id) == TODAY


async def test_what_is_moved_keeps_its_time_of_day(alice: Person) -> None:
    await move_to(alice, "Europe/Berlin")
    timed = (await alice.task("Timed", due_date="2026-11-23T17:30:00Z"))["task_id"]
    undated = (await alice.task("Undated"))["task_id"]
    later = (await alice.task("Later", due_date="2026-12-24"))["task_id"]
    far = [{"task_id": timed, "action": "move", "to_date": "2027-07-01"}, {"task_id": undated, "action": "move"}]
    await completed(alice, undated, later)

    await closed(alice, tasks=far, rest="move")

    assert str(await due_of(alice, timed)).startswith("2027-07-01T16:30:00")  # half past six there, in summer
    assert await due_of(alice, undated) == TOMORROW
    assert await due_of(alice, later) == "2026-12-24"


async def test_a_habit_that_is_dropped_skips_to_its_next_time(alice: Person) -> None:
    weekly = await alice.task("Weekly", due_date=TODAY, recurrence="FREQ=WEEKLY;COUNT=2")
    last = await alice.task("Last", due_date=TODAY, recurrence="FREQ=WEEKLY;COUNT=1")

    made = await closed(alice, rest="drop")

    assert [(each["title"], each["due_date"]) for each in made["moved"]] == [("Weekly", "2026-11-30")]
    assert titles(made["dropped"]) == ["Last"]
    assert (await alice.get(f"/api/v2/tasks/{weekly['task_id']}")).json()["recurrence"] == "FREQ=WEEKLY;COUNT=1"
    await undone(alice)
    assert await due_of(alice, last["task_id"]) == TODAY
    assert (await alice.get(f"/api/v2/tasks/{weekly['task_id']}")).json()["recurrence"] == "FREQ=WEEKLY;COUNT=2"


async def test_after_midnight_the_evening_is_still_that_of_the_day_before(alice: Person, clock: Clock) -> None:
    monday = (await alice.task("Monday", due_date=TODAY))["task_id"]
    habit = (await alice.task("Habit", due_date=TODAY, recurrence="FREQ=DAILY"))["task_id"]
    tuesday = (await alice.task("Tuesday", due_date=TOMORROW))["task_id"]
    clock.now = datetime(2026, 11, 24, 1, tzinfo=UTC)

    made = await closed(alice, tasks=[{"task_id": habit, "action": "drop"}], rest="move")

    assert made["closing_date"] == TODAY
    assert [await due_of(alice, each) for each in (monday, habit, tuesday)] == [TOMORROW] * 3


async def test_undo_takes_all_of_it_back_and_the_day_can_be_closed_again(alice: Person) -> None:
    moved = await alice.task("Moved", due_date="2026-11-23T18:00:00Z")
    dropped = await alice.task("Dropped", due_date=TODAY)
    part = await alice.task("Part", parent_id=dropped["task_id"])
    finished = await alice.task("Finished")
    await done(alice, finished["task_id"])
    xp = await xp_of(alice)
    await closed(alice, went_well="Enough.", tasks=[{"task_id": dropped["task_id"], "action": "drop"}], rest="move")

    back = await undone(alice)

    assert titles(back["restored"]) == ["Moved", "Dropped"]
    assert (back["left_alone"], back["closing_date"], back["message"]) == ([], TODAY, "Back as before.")
    for task in (moved, dropped, part):
        now = (await alice.get(f"/api/v2/tasks/{task['task_id']}")).json()
        assert {name: now[name] for name in task if name not in {"version", "updated_at", "is_leaf"}} == {
            name: task[name] for name in task if name not in {"version", "updated_at", "is_leaf"}
        }
    assert await xp_of(alice) == xp
    shown = await preview(alice)
    assert (shown["is_closed"], shown["went_well"]) == (False, "Enough.")
    problem(await alice.post(f"{EVENING}/undo"), 409, "CONFLICT")
    again = await closed(alice, rest="move")
    assert (titles(again["moved"]), again["went_well"]) == (["Moved", "Dropped"], "Enough.")


async def test_undo_leaves_alone_what_was_done_or_changed_since(alice: Person) -> None:
    ids = {
        title: (await alice.task(title, due_date=TODAY))["task_id"] for title in ("Done", "Changed", "Binned", "Same")
    }
    await closed(alice, rest="move")
    await done(alice, ids["Done"])
    await alice.put(f"/api/v2/tasks/{ids['Changed']}", json={"due_date": "2026-12-24"})
    await alice.delete(f"/api/v2/tasks/{ids['Binned']}")
    xp = await xp_of(alice)

    back = await undone(alice)

    assert titles(back["restored"]) == ["Same"]
    assert {each["title"]: each["reason"] for each in back["left_alone"]} == {
        "Done": "It is done.",
        "Changed": "You changed it since.",
        "Binned": "It is in the bin.",
    }
    assert back["message"] == "Back as before, but for 3 that you have changed since."
    assert await due_of(alice, ids["Changed"]) == "2026-12-24"
    assert await xp_of(alice) == xp


async def test_fifty_at_once_close_a_day_once_and_open_it_once(alice: Person) -> None:
    task_id = (await alice.task(due_date=TODAY))["task_id"]

    for expected in (TOMORROW, TOMORROW):
        answers = await asyncio.gather(*(alice.post(EVENING, json={"rest": "move"}) for _ in range(50)))
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 49
        assert await due_of(alice, task_id) == expected
        answers = await asyncio.gather(*(alice.post(f"{EVENING}/undo") for _ in range(50)))
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 49
        assert await due_of(alice, task_id) == TODAY


async def test_what_cannot_be_is_refused_by_its_field(alice: Person, bob: Person) -> None:
    mine, bobs = (await alice.task(due_date=TODAY))["task_id"], (await bob.task())["task_id"]
    move, drop = {"task_id": mine, "action": "move"}, {"task_id": mine, "action": "drop"}

    refused_field(await alice.post(EVENING, json={"tasks": [move, drop]}), "tasks.1.task_id")
    refused_field(await alice.post(EVENING, json={"tasks": [{**move, "to_date": TODAY}]}), "tasks.0.to_date")
    refused_field(await alice.post(EVENING, json={"tasks": [{**drop, "to_date": TOMORROW}]}), "body.tasks.0.to_date")
    refused_field(await alice.post(EVENING, json={"tasks": [{**move, "action": "burn"}]}), "body.tasks.0.action")
    refused_field(await alice.post(EVENING, json={"rest": "burn"}), "body.rest")
    refused_field(await alice.post(EVENING, json={"went_well": "x" * 1001}), "body.went_well")
    refused_field(await alice.post(EVENING, json={"tasks": [move] * 201}), "body.tasks")
    for missing in (bobs, "made-up"):
        answer = await alice.post(EVENING, json={"tasks": [move, {"task_id": missing, "action": "keep"}]})
        problem(answer, 404, "RESOURCE_NOT_FOUND")
    assert await due_of(alice, mine) == TODAY
    problem(await alice.post(f"{EVENING}/undo"), 409, "CONFLICT")


async def test_evenings_tell_their_events_without_the_words(alice: Person) -> None:
    await alice.task(due_date=TODAY)
    await closed(alice, went_well="saffron", rest="move")
    await undone(alice)

    events = (await alice.get("/api/events?since=0&limit=1000")).json()["events"]

    told = [(event["type"], event["data"]) for event in events if event["entity_type"] == "evening"]
    assert told == [
        ("evening_closed", {"closing_date": TODAY, "moved_count": 1, "dropped_count": 0, "kept_count": 0}),
        ("evening_undone", {"closing_date": TODAY}),
    ]
    assert "saffron" not in str(events)


async def test_steps_and_tasks_taken_back_are_not_shown_as_done(alice: Person) -> None:
    task = await alice.task("Desk")
    path = f"/api/v2/tasks/{task['task_id']}"
    steps = [(await alice.post(f"{path}/micro-steps", json={"description": text})).json() for text in ("One", "Two")]
    for step in steps:
        await alice.patch(f"/api/v2/micro-steps/{step['step_id']}/complete")
    await alice.patch(f"/api/v2/micro-steps/{steps[0]['step_id']}/uncomplete")
    for status in ("done", "todo", "done"):
        await alice.patch(f"{path}/status", json={"status": status})

    shown = (await preview(alice))["done"]

    assert (titles(shown["tasks"]), shown["task_count"], shown["step_count"]) == (["Desk"], 1, 1)
    assert shown["xp_earned"] == await earned(alice)


async def test_a_full_plate_is_closed_in_parts_that_are_told(alice: Person, database: Database) -> None:
    for number in range(3):
        await alice.task(f"Task {number}", due_date=TODAY)

    with counted(database) as few:
        await closed(alice, rest="move")
    await undone(alice)
    for number in range(9):
        await alice.task(f"More {number}", due_date=TODAY)
    with counted(database) as many:
        assert (await closed(alice, rest="move"))["more_left"] is False

    # Only the events grow with the tasks: one row for each.
    assert many.count - few.count == 10

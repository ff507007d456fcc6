"""A fresh start over HTTP: the stale is put away, the living stays, one undo brings everything back."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from src.api.tests.expect import problem, refused_field
from src.api.tests.mornings import done
from src.conftest import Clock, Person
from src.core.ids import id_within, new_id
from src.database.connection import Database
from src.database.models import NO_DUE_DATE, FocusSession, Task
from src.repositories.projects import ProjectRepository
from src.testing.queries import counted

START = "/api/secretary/fresh-start"
TODAY = date(2026, 11, 23)


@pytest.fixture
async def alice(clock: Clock, enter: Callable[..., Any]) -> Person:
    """Alice, on a Monday at noon UTC, signed in for as long as the clock is moved."""
    person: Person = await enter("alice", for_days=500)
    return person


def days(count: int) -> str:
    return (TODAY + timedelta(days=count)).isoformat()


async def started(person: Person, **body: Any) -> dict[str, Any]:
    answer = await person.post(START, json=body)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def preview(person: Person) -> dict[str, Any]:
    answer = await person.get(START)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def task_of(person: Person, task_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await person.get(f"/api/v2/tasks/{task_id}")).json()
    return found


def titles(tasks: list[dict[str, Any]]) -> list[str]:
    return sorted(task["title"] for task in tasks)


async def test_what_is_stale_and_what_lives(alice: Person, clock: Clock) -> None:
    """Eight days after everything was made, then thirty-one."""
    away = (await alice.post("/api/v2/projects", json={"name": "Some day", "is_active": False})).json()["project_id"]
    for title, fields in {
        "Due today": {"due_date": days(0)},
        "Due at noon": {"due_date": "2026-11-23T12:00:00Z"},
        "Due tomorrow": {"due_date": days(1)},
        "Without a date": {},
        "Begun": {"due_date": days(0), "status": "in_progress"},
        "Blocked": {"due_date": days(0), "status": "blocked"},
        "Done": {"due_date": days(0), "status": "done"},
        "Note": {"capture_type": "note"},
        "Idea": {"capture_type": "idea"},
        "Goal": {"capture_type": "goal", "due_date": days(0)},
        "Shopping": {"capture_type": "shopping"},
        "Put away": {"project_id": away},
        "Next year": {"due_date": "2027-11-23"},
        "Begins later": {"start_date": days(30)},
    }.items():
        await alice.task(title, **fields)
    habit = await alice.task("Habit", due_date=days(0), recurrence="FREQ=DAILY")
    ended = await alice.task("Ended habit", due_date=days(0), recurrence="FREQ=DAILY;COUNT=1")
    assert (await preview(alice))["archived"] == []

    clock.forward(days=8)
    soon = await preview(alice)
    clock.forward(days=23)
    later = await preview(alice)

    assert titles(soon["archived"]) == ["Blocked", "Due at noon", "Due today", "Ended habit"]
    assert soon["moved"] == [{"task_id": habit["task_id"], "title": "Habit", "due_date": days(9)}]
    assert {each["reason"] for each in soon["archived"]} == {"It was planned for 23 November."}
    assert ended["task_id"] in {each["task_id"] for each in soon["archived"]}
    new = {"Begun", "Due tomorrow", "Shopping", "Without a date"}
    assert set(titles(later["archived"])) == set(titles(soon["archived"])) | new
    assert (later["more_left"], titles(later["moved"])) == (False, ["Habit"])
    reasons = {each["title"]: each["reason"] for each in later["archived"]}
    assert reasons["Without a date"] == "It has rested since 23 November."


@pytest.mark.parametrize("how", ["edit", "step", "focus", "comment"])
async def test_what_somebody_touched_lives(alice: Person, database: Database, clock: Clock, how: str) -> None:
    task = await alice.task(due_date=days(0))
    path = f"/api/v2/tasks/{task['task_id']}"
    step = (await alice.post(f"{path}/micro-steps", json={"description": "Go"})).json()
    clock.forward(days=5)

    match how:
        case "edit":
            await alice.put(path, json={"title": "Better"})
        case "step":
            await alice.patch(f"/api/v2/micro-steps/{step['step_id']}/complete")
        case "focus":
            await focused(database, alice, task["task_id"])
        case "comment":
            await alice.post(f"{path}/comments", json={"content": "Hm."})

    clock.forward(days=5)
    assert (await preview(alice))["archived"] == []
    clock.forward(days=3)
    assert len((await preview(alice))["archived"]) == 1


async def focused(database: Database, person: Person, task_id: str) -> None:
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        await uow.add(
            FocusSession(user_id=person.user_id, task_id=task_id, technique="flow", started_at=uow.now())
        )  # fmt: skip


async def test_parts_go_with_the_whole_and_one_that_lives_keeps_it(alice: Person, clock: Clock) -> None:
    stale = await alice.task("Stale", due_date=days(0))
    part = await alice.task("Part", parent_id=stale["task_id"], due_date=days(0))
    below = await alice.task("Below", parent_id=part["task_id"])
    finished = await alice.task("Finished part", parent_id=part["task_id"])
    await done(alice, finished["task_id"])
    kept = await alice.task("Kept", due_date=days(0))
    middle = await alice.task("Middle", parent_id=kept["task_id"], due_date=days(0))
    await alice.task("Deep and to come", parent_id=middle["task_id"], due_date=days(60))
    clock.forward(days=9)

    made = await started(alice)

    assert [(each["title"], each["part_count"]) for each in made["archived"]] == [("Stale", 2)]
    for task in (stale, part, below):
        now = await task_of(alice, task["task_id"])
        assert (now["project_id"], now["due_date"]) == (made["project_id"], None)
    assert (await task_of(alice, finished["task_id"]))["project_id"] == finished["project_id"]
    assert (await task_of(alice, kept["task_id"]))["due_date"] == days(0)


async def test_a_fresh_start_loses_nothing_and_undo_brings_everything_back(alice: Person, clock: Clock) -> None:
    garden = (await alice.post("/api/v2/projects", json={"name": "Garden"})).json()["project_id"]
    made = [
        await alice.task("Roses", project_id=garden, due_date=days(0)),
        await alice.task("At six", due_date="2026-11-23T18:00:00Z"),
        await alice.task("Some day"),
        await alice.task("Habit", due_date=days(0), recurrence="FREQ=WEEKLY;COUNT=9"),
    ]
    clock.forward(days=31)

    start = await started(alice)
    archive = (await alice.get(f"/api/v2/projects/{start['project_id']}")).json()

    assert (archive["name"], archive["is_active"]) == ("Archive", False)
    assert start["project_id"] == id_within(alice.user_id, "Archive")
    assert start["message"] == "3 put away, 1 habit begins anew. Nothing is lost: one undo brings all of it back."
    assert (await started(alice))["sweep_id"] is None
    assert (await preview(alice))["message"] == "Nothing has gone stale: there is nothing to put away."
    back = (await alice.post(f"{START}/undo")).json()
    assert titles(back["restored"]) == titles(made)
    assert (back["left_alone"], back["sweep_id"]) == ([], start["sweep_id"])
    for task in made:
        now = await task_of(alice, task["task_id"])
        changed = {name for name in task if now[name] != task[name]}
        assert changed == {"version", "updated_at"}
    problem(await alice.post(f"{START}/undo"), 409, "CONFLICT")
    # Whoever takes it back has looked at them: they have time again.
    assert (await preview(alice))["archived"] == []


async def test_tasks_to_keep_are_left_be(alice: Person, clock: Clock) -> None:
    keep, whole = await alice.task("Keep", due_date=days(0)), await alice.task("Whole", due_date=days(0))
    part = await alice.task("Part", parent_id=whole["task_id"])
    await alice.task("Go", due_date=days(0))
    clock.forward(days=9)

    made = await started(alice, keep=[keep["task_id"], part["task_id"], "made-up"])

    assert titles(made["archived"]) == ["Go"]
    refused_field(await alice.post(START, json={"keep": ["x"] * 501}), "body.keep")
    refused_field(await alice.post(START, json={"keep": [""]}), "body.keep.0")


async def test_what_was_done_with_the_archived_since_stays(alice: Person, clock: Clock) -> None:
    revived, finished = await alice.task("Revived", due_date=days(0)), await alice.task("Finished", due_date=days(0))
    clock.forward(days=9)
    await started(alice)
    await alice.put(f"/api/v2/tasks/{revived['task_id']}", json={"project_id": None, "due_date": days(20)})
    await done(alice, finished["task_id"])

    back = (await alice.post(f"{START}/undo")).json()

    assert {each["title"]: each["reason"] for each in back["left_alone"]} == {
        "Revived": "You changed it since.",
        "Finished": "It is done.",
    }
    assert (await task_of(alice, revived["task_id"]))["due_date"] == days(20)


async def test_fifty_at_once_put_away_once_and_bring_back_once(alice: Person, clock: Clock) -> None:
    tasks = [await alice.task(f"Task {number}", due_date=days(0)) for number in range(5)]
    clock.forward(days=9)

    answers = await asyncio.gather(*(alice.post(START) for _ in range(50)))

    assert {answer.status_code for answer in answers} == {200}
    assert sorted(len(answer.json()["archived"]) for answer in answers) == [0] * 49 + [5]
    projects = (await alice.get("/api/v2/projects")).json()["projects"]
    assert titles([{"title": each["name"]} for each in projects]) == ["Archive", "Inbox"]
    undos = await asyncio.gather(*(alice.post(f"{START}/undo") for _ in range(50)))
    assert sorted(answer.status_code for answer in undos) == [200] + [409] * 49
    assert [(await task_of(alice, each["task_id"]))["due_date"] for each in tasks] == [days(0)] * 5
    events = (await alice.get("/api/events?since=0&limit=1000")).json()["events"]
    assert [(each["type"], each["data"]) for each in events if each["entity_type"] == "sweep"] == [
        ("fresh_start", {"archived_count": 5, "moved_count": 0}),
        ("fresh_start_undone", {"restored_count": 5}),
    ]


async def fill(database: Database, person: Person, count: int) -> None:
    """Many tasks at once, each due at a time of its own."""
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        inbox_id = await ProjectRepository(uow).inbox_id()
        for number in range(count):
            due = NO_DUE_DATE if number % 2 else uow.now() + timedelta(minutes=number)
            await uow.add(
                Task(task_id=new_id(), user_id=person.user_id, project_id=inbox_id, title=f"Task {number}",
                     title_key="", search_words="", due_at=due)
            )  # fmt: skip


async def test_more_than_five_hundred_go_in_parts_and_come_back_by_name(
    alice: Person, database: Database, clock: Clock
) -> None:
    await fill(database, alice, 510)
    clock.forward(days=40)

    with counted(database) as statements:
        first = await started(alice)
    second = await started(alice)

    assert [(len(each["archived"]), each["more_left"]) for each in (first, second)] == [(500, True), (10, False)]
    told = sum("INTO events" in sql for sql in statements.ran)
    assert statements.count - told <= 15
    back = (await alice.post(f"{START}/undo", json={"sweep_id": first["sweep_id"]})).json()
    assert len(back["restored"]) == 500
    assert len((await alice.post(f"{START}/undo")).json()["restored"]) == 10


async def test_only_fresh_starts_can_be_undone_here(alice: Person, clock: Clock) -> None:
    await alice.task(due_date=days(0))
    clock.forward(days=9)
    sweep_id = (await started(alice))["sweep_id"]
    await alice.post("/api/ritual/evening", json={})

    problem(await alice.post(f"{START}/undo", json={"sweep_id": "made-up"}), 404, "RESOURCE_NOT_FOUND")
    refused_field(await alice.post(f"{START}/undo", json={"sweep_id": ""}), "body.sweep_id")
    assert (await alice.post(f"{START}/undo")).json()["sweep_id"] == sweep_id

"""Just one thing, and passing it over, over HTTP."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from src.api.tests.expect import problem, refused_field
from src.api.tests.test_secretary import passed_over, told
from src.conftest import Clock, Person
from src.database.connection import Database
from src.schemas.secretary import JustOneThing, SkipAnswer
from src.testing.queries import counted

ONE = "/api/secretary/just-one-thing"
SKIP = f"{ONE}/skip"
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
async def alice(enter: Callable[..., Any]) -> Person:
    """You, signed in for long."""
    person: Person = await enter("alice", for_days=365)
    return person


async def one(person: Person) -> dict[str, Any]:
    answer = await person.get(ONE)
    assert answer.status_code == 200, answer.text
    picked: dict[str, Any] = answer.json()
    JustOneThing.model_validate(picked)
    return picked


async def title(person: Person) -> str | None:
    task = (await one(person))["task"]
    return None if task is None else str(task["title"])


async def skip(person: Person, task: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = await person.post(SKIP, json={"task_id": task["task_id"], **more})
    assert answer.status_code == 200, answer.text
    told_back: dict[str, Any] = answer.json()
    SkipAnswer.model_validate(told_back)
    return told_back


async def skips_in_log(person: Person) -> list[dict[str, Any]]:
    events = (await person.get("/api/events", params={"since": 0, "limit": 1000})).json()["events"]
    return [each["data"] for each in events if each["type"] == "task_skipped"]


async def test_one_task_comes_whole_with_why_and_a_tiny_first_step(alice: Person) -> None:
    await alice.task("Fix lamp")
    rent = await alice.task("Pay rent", due_date="2026-11-23", tags=["home"])

    picked = await one(alice)

    assert picked["task"] == rent
    assert picked["reason"] == "It is due today."
    assert picked["first_step"]["step_id"] is None
    assert 1 <= picked["first_step"]["estimated_minutes"] <= 2
    assert picked["energy_level"] == 2
    assert picked["expected"] is picked["advice"] is picked["welcome_back"] is None


async def test_the_first_open_step_is_the_first_step(alice: Person) -> None:
    task = await alice.task("Do taxes")
    at = f"/api/v2/tasks/{task['task_id']}/micro-steps"
    done = (await alice.post(at, json={"description": "Get folder"})).json()
    step = (await alice.post(at, json={"description": "Open it", "estimated_minutes": 3})).json()
    await alice.patch(f"/api/v2/micro-steps/{done['step_id']}/complete")

    picked = await one(alice)

    assert picked["first_step"] == {"step_id": step["step_id"], "description": "Open it", "estimated_minutes": 3}
    assert picked["reason"] == "1 of its 2 steps is done."


async def test_without_tasks_there_is_a_friendly_sentence(alice: Person) -> None:
    picked = await one(alice)

    assert picked["task"] is picked["first_step"] is None
    assert picked["reason"] == "Nothing is waiting for you. Enjoy the free moment, or capture what is on your mind."


@pytest.mark.parametrize(("level", "expected"), [(None, "deep"), (1, "medium"), (2, "deep"), (3, "deep")])
async def test_never_above_the_energy_there_is_and_one(
    database: Database, alice: Person, level: int | None, expected: str
) -> None:
    await alice.task("deep", energy_required=3, due_date="2026-11-23", priority="urgent")
    await alice.task("medium", energy_required=2)
    if level is not None:
        await told(database, alice, level)

    picked = await one(alice)

    assert picked["task"]["title"] == expected
    assert picked["energy_level"] == (level or 2)


async def test_when_everything_asks_for_too_much_rest_is_a_good_plan(database: Database, alice: Person) -> None:
    await alice.task("deep", energy_required=3)
    await told(database, alice, 1)

    picked = await one(alice)

    assert picked["task"] is None
    assert picked["reason"] == "What is left asks for more energy than there is right now. Rest is a good plan, too."


async def test_never_what_waits_or_is_blocked(alice: Person) -> None:
    waiting, other = await alice.task("waiting", priority="urgent", due_date="2026-11-23"), await alice.task("other")
    await alice.task("blocked", status="blocked", priority="urgent")
    await alice.put(f"/api/v2/tasks/{waiting['task_id']}/dependencies/{other['task_id']}")

    assert await title(alice) == "other"


async def test_how_long_it_likely_takes_is_said_once_it_is_known(alice: Person) -> None:
    for number in range(6):
        done = await alice.task(f"Report {number}", estimated_hours=0.5, actual_hours=1)
        await alice.patch(f"/api/v2/tasks/{done['task_id']}/status", json={"status": "done"})
    await alice.task("Report 7", estimated_hours=0.5)

    expected = (await one(alice))["expected"]

    assert 30 <= expected["low_minutes"] < expected["high_minutes"] <= 120
    low, high = expected["low_minutes"], expected["high_minutes"]
    assert expected["sentence"] == f"Likely {low}–{high} min."


async def test_what_was_passed_over_rests_and_the_next_one_comes(alice: Person, clock: Clock) -> None:
    rent, lamp = await alice.task("Pay rent", due_date="2026-11-23"), await alice.task("Fix lamp")

    answer = await skip(alice, rent, reason="not_now")

    assert (answer["task_id"], answer["skip_count"], answer["advice"]) == (rent["task_id"], 1, None)
    assert answer["rests_until"] == "2026-11-23T15:00:00.000000Z"
    assert answer["next"]["task"]["task_id"] == lamp["task_id"]
    assert await title(alice) == "Fix lamp"
    clock.forward(hours=3)
    assert await title(alice) == "Pay rent"


async def test_when_everything_rests_that_is_fine(alice: Person) -> None:
    answer = await skip(alice, await alice.task("Fix lamp"))

    assert answer["next"]["task"] is None
    assert answer["next"]["reason"].startswith("What there is for now was passed over, and that is fine")


async def test_a_skip_is_an_event_with_its_reason(alice: Person) -> None:
    task = await alice.task("Fix lamp")

    await skip(alice, task, reason="Too big")

    (told_,) = await skips_in_log(alice)
    assert (told_["task_id"], told_["reason"], told_["skip_count"]) == (task["task_id"], "too_big", 1)


async def test_a_second_tap_within_a_minute_counts_once_and_may_bring_the_reason(alice: Person, clock: Clock) -> None:
    task = await alice.task("Fix lamp")

    first = await skip(alice, task)
    clock.forward(seconds=30)
    second = await skip(alice, task, reason="too_big")
    third = await skip(alice, task)
    clock.forward(seconds=31)
    later = await skip(alice, task)

    assert [answer["skip_count"] for answer in (first, second, third, later)] == [1, 1, 1, 2]
    assert [each["reason"] for each in await skips_in_log(alice)] == [None, "too_big", None]


async def test_fifty_taps_at_once_are_one_skip(alice: Person) -> None:
    task = await alice.task("Fix lamp")

    answers = await asyncio.gather(*[skip(alice, task, reason="not_now") for _ in range(50)])

    assert {answer["skip_count"] for answer in answers} == {1}
    assert len(await skips_in_log(alice)) == 1


async def test_fifty_tasks_can_be_passed_over_at_once(alice: Person) -> None:
    tasks = [await alice.task(f"Task {number}") for number in range(50)]

    answers = await asyncio.gather(*[skip(alice, task) for task in tasks])

    assert {answer["skip_count"] for answer in answers} == {1}
    assert len(await skips_in_log(alice)) == 50


@pytest.mark.parametrize(
    ("reason", "kind", "method"),
    [("too_big", "shrink", "POST"), ("not_important", "drop", "DELETE"), ("wrong_place", "later", "PUT")],
)
async def test_the_third_skip_changes_the_advice_and_names_what_does_it(
    database: Database, alice: Person, reason: str, kind: str, method: str
) -> None:
    task = await alice.task("Clean garage")
    await passed_over(database, alice, task["task_id"], reason, reason)

    advice = (await skip(alice, task, reason=reason))["advice"]
    action = advice["action"]
    body = {} if action["body"] is None else {"json": action["body"]}
    done = await alice.call(action["method"], action["path"], **body)

    assert (advice["kind"], action["method"]) == (kind, method)
    assert advice["sentence"]
    assert done.status_code in {200, 204}, done.text


async def test_handing_over_and_smaller_steps_can_be_done_as_advised(database: Database, alice: Person) -> None:
    task = await alice.task("Clean garage")
    at = f"/api/v2/tasks/{task['task_id']}"
    step = (await alice.post(f"{at}/micro-steps", json={"description": "Open it", "estimated_minutes": 8})).json()
    await passed_over(database, alice, task["task_id"], "too_big", "too_big", "too_big")
    smaller = (await skip(alice, task, reason="too_big"))["advice"]["action"]
    await passed_over(database, alice, task["task_id"], "too_big", "too_big")
    handed = (await skip(alice, task))["advice"]["action"]

    assert smaller["path"] == f"/api/v2/micro-steps/{step['step_id']}/decompose"
    assert (await alice.post(smaller["path"])).status_code == 200
    answer = await alice.call(handed["method"], handed["path"], json=handed["body"])
    assert answer.json()["assignment"]["task_id"] == task["task_id"]
    assert (await alice.get(at)).json()["delegation_mode"] == "delegate"


async def test_a_task_that_comes_back_after_three_skips_brings_its_advice(database: Database, alice: Person) -> None:
    task = await alice.task("Clean garage", estimated_hours=3)
    await passed_over(database, alice, task["task_id"], None, None, None)

    picked = await one(alice)

    assert picked["task"]["title"] == "Clean garage"
    assert picked["advice"]["kind"] == "shrink"
    assert picked["advice"]["action"]["path"] == f"/api/v2/tasks/{task['task_id']}/split"


async def test_what_is_done_or_gone_cannot_be_passed_over(alice: Person, bob: Person) -> None:
    done, gone = await alice.task("done", status="done"), await alice.task("gone")
    await alice.delete(f"/api/v2/tasks/{gone['task_id']}")

    problem(await alice.post(SKIP, json={"task_id": done["task_id"]}), 409, "CONFLICT")
    problem(await alice.post(SKIP, json={"task_id": gone["task_id"]}), 404, "RESOURCE_NOT_FOUND")
    problem(await bob.post(SKIP, json={"task_id": done["task_id"]}), 404, "RESOURCE_NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body.task_id"),
        ({"task_id": 7}, "body.task_id"),
        ({"task_id": ""}, "body.task_id"),
        ({"task_id": "x", "reason": "x" * 101}, "body.reason"),
        ({"task_id": "x", "mood": "bad"}, "body.mood"),
    ],
)
async def test_a_skip_that_makes_no_sense_names_the_field(alice: Person, body: Any, field: str) -> None:
    refused_field(await alice.post(SKIP, json=body), field)


async def test_who_comes_back_gets_one_thing_and_a_welcome(alice: Person, clock: Clock) -> None:
    await alice.task("Fix lamp")
    clock.forward(days=4)

    picked = await one(alice)

    assert picked["task"]["title"] == "Fix lamp"
    assert picked["welcome_back"]["fresh_start"]["path"] == "/api/secretary/fresh-start"


async def test_one_thing_costs_six_queries_at_most(database: Database, alice: Person) -> None:
    for number in range(20):
        await alice.task(f"Task {number}", estimated_hours=1)

    with counted(database) as ran:
        await one(alice)

    assert ran.count <= 6, ran.ran

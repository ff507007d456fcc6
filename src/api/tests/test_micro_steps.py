"""Micro-steps: adding, completing, and taking back."""

from typing import Any

import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Person

STEPS = "/api/v2/micro-steps"


async def add(person: Person, task_id: str, description: str = "Fill the can", **fields: Any) -> dict[str, Any]:
    path = f"/api/v2/tasks/{task_id}/micro-steps"
    answer = await person.post(path, json={"description": description, **fields})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.fixture
async def task_id(alice: Person) -> str:
    return str((await alice.task("Water the plants"))["task_id"])


async def test_steps_are_numbered_in_the_order_they_were_added(alice: Person, task_id: str) -> None:
    made = [await add(alice, task_id, text) for text in ("Fill", "Carry", "Pour")]

    listed = (await alice.get(f"/api/v2/tasks/{task_id}/micro-steps")).json()["micro_steps"]

    assert [(each["step_number"], each["description"]) for each in listed] == [(1, "Fill"), (2, "Carry"), (3, "Pour")]
    assert listed == made == (await alice.get(f"/api/v2/tasks/{task_id}")).json()["micro_steps"]


async def test_a_step_pays_five_and_says_what_comes_next(alice: Person, task_id: str) -> None:
    first, second = await add(alice, task_id, "Fill"), await add(alice, task_id, "Pour")

    answer = (await alice.patch(f"{STEPS}/{first['step_id']}/complete", json={"actual_minutes": 3})).json()

    assert set(answer) == {"step_id", "is_completed", "completed_at", "xp_earned", "parent_task_progress", "next_step"}
    assert (answer["step_id"], answer["is_completed"], answer["xp_earned"]) == (first["step_id"], True, 5)
    assert (answer["parent_task_progress"], answer["next_step"]) == (50.0, second)
    steps = (await alice.get(f"/api/v2/tasks/{task_id}/micro-steps")).json()["micro_steps"]
    assert [step["actual_minutes"] for step in steps] == [3, None]


async def test_completing_again_answers_the_same_and_pays_nothing_more(alice: Person, task_id: str) -> None:
    step = await add(alice, task_id)
    path = f"{STEPS}/{step['step_id']}/complete"

    answers = [(await alice.patch(path)).json() for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert (answers[0]["parent_task_progress"], answers[0]["next_step"]) == (100.0, None)
    assert await gained(alice) == [5]


async def gained(person: Person) -> list[int]:
    events = (await person.get("/api/events", params={"limit": 1000})).json()["events"]
    gained = [each["data"] for each in events if each["type"] == "xp_gained"]
    return [each["xp_amount"] for each in gained if each["source"] != "achievement"]


async def test_uncompleting_takes_the_xp_back_once(alice: Person, task_id: str) -> None:
    step = await add(alice, task_id)
    path = f"{STEPS}/{step['step_id']}"
    await alice.patch(f"{path}/complete")

    answers = [(await alice.patch(f"{path}/uncomplete")).json() for _ in range(2)]
    await alice.patch(f"{path}/complete")

    assert answers[0] == answers[1]
    assert (answers[0]["is_completed"], answers[0]["completed_at"]) == (False, None)
    assert await gained(alice) == [5, -5, 5]


async def test_the_old_path_answers_the_same_and_says_where_to_go(alice: Person, task_id: str) -> None:
    step = await add(alice, task_id)
    old = await alice.patch(f"/api/v1/micro-steps/{step['step_id']}/complete")

    new = await alice.patch(f"{STEPS}/{step['step_id']}/complete")

    assert old.json() == new.json()
    assert old.headers["deprecation"].startswith("@")
    assert old.headers["sunset"].endswith("GMT")
    assert old.headers["link"] == f'<{STEPS}/{step["step_id"]}/complete>; rel="successor-version"'
    assert "deprecation" not in new.headers


async def test_steps_of_a_binned_task_are_not_there(alice: Person, task_id: str) -> None:
    step = await add(alice, task_id)
    await alice.delete(f"/api/v2/tasks/{task_id}")

    for action in ("complete", "uncomplete"):
        problem(await alice.patch(f"{STEPS}/{step['step_id']}/{action}"), 404, "RESOURCE_NOT_FOUND")


async def test_a_task_has_at_most_a_hundred_steps(alice: Person, task_id: str) -> None:
    for _ in range(100):
        await add(alice, task_id)

    answer = await alice.post(f"/api/v2/tasks/{task_id}/micro-steps", json={"description": "One more"})

    problem(answer, 409, "CONFLICT")


async def test_a_bad_field_is_named(alice: Person, task_id: str) -> None:
    bad: list[tuple[str, Any]] = [
        ("description", ""), ("description", "  "), ("description", "x" * 501), ("estimated_minutes", 0),
        ("estimated_minutes", 11), ("estimated_minutes", 2.5), ("emoji", "x" * 17), ("leaf_type", "magic"),
        ("delegation_mode", "later"), ("is_completed", True), ("step_id", "mine"),
    ]  # fmt: skip

    for field, value in bad:
        body = {"description": "Fill the can", field: value}
        refused_field(await alice.post(f"/api/v2/tasks/{task_id}/micro-steps", json=body), f"body.{field}")


async def test_minutes_out_of_range_are_refused(alice: Person, task_id: str) -> None:
    step = await add(alice, task_id)

    for minutes in (-1, 1441, "ten", 1.5):
        answer = await alice.patch(f"{STEPS}/{step['step_id']}/complete", json={"actual_minutes": minutes})
        refused_field(answer, "body.actual_minutes")
    assert (await alice.get(f"/api/v2/tasks/{task_id}")).json()["completion_percentage"] == 0.0

"""Splitting tasks, cutting steps smaller, and what feedback teaches."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Person
from src.database.connection import Database


def steps_at(task: dict[str, Any]) -> str:
    return f"/api/v2/tasks/{task['task_id']}"


async def cut(person: Person, task: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    answer = await person.post(f"{steps_at(task)}/split", json=wanted)
    assert answer.status_code == 200, answer.text
    split: dict[str, Any] = answer.json()
    return split


async def descriptions(person: Person, task: dict[str, Any]) -> list[str]:
    steps = (await person.get(steps_at(task))).json()["micro_steps"]
    assert [step["step_number"] for step in steps] == sorted({step["step_number"] for step in steps})
    return [step["description"] for step in steps]


async def test_a_task_is_cut_into_small_steps_of_its_own_words(alice: Person) -> None:
    task = await alice.task("File my taxes")

    split = await cut(alice, task)

    assert split["split_method"] == "pattern"
    assert 2 <= split["total_steps"] <= 7
    assert split["total_steps"] == len(split["micro_steps"])
    assert split["total_minutes"] == sum(step["estimated_minutes"] for step in split["micro_steps"])
    assert all(1 <= step["estimated_minutes"] <= 5 for step in split["micro_steps"])
    assert split["micro_steps"][0]["estimated_minutes"] <= 2
    assert split["next_action"] == split["micro_steps"][0]["description"]
    assert any("tax" in step["description"] for step in split["micro_steps"])
    assert await descriptions(alice, task) == [step["description"] for step in split["micro_steps"]]


async def test_limits_are_kept(alice: Person) -> None:
    task = await alice.task("Clean the kitchen")

    split = await cut(alice, task, max_steps=2, max_minutes_per_step=1)

    assert split["total_steps"] == 2
    assert {step["estimated_minutes"] for step in split["micro_steps"]} == {1}


@pytest.mark.parametrize(
    ("body", "location"),
    [
        ({"max_steps": 1}, "body.max_steps"),
        ({"max_steps": 11}, "body.max_steps"),
        ({"max_minutes_per_step": 0}, "body.max_minutes_per_step"),
        ({"max_minutes_per_step": 11}, "body.max_minutes_per_step"),
        ({"energy_level": 4}, "body.energy_level"),
        ({"more": 1}, "body.more"),
    ],
)
async def test_limits_out_of_range_are_refused(alice: Person, body: dict[str, Any], location: str) -> None:
    task = await alice.task()

    refused_field(await alice.post(f"{steps_at(task)}/split", json=body), location)


async def test_split_again_answers_the_same_steps(alice: Person) -> None:
    task = await alice.task("File my taxes")

    first = await cut(alice, task)
    without_body = await alice.post(f"{steps_at(task)}/split")

    assert without_body.json() == first
    assert await cut(alice, task, max_steps=3) == first


async def test_two_requests_at_once_make_one_split(alice: Person) -> None:
    task = await alice.task("File my taxes")

    answers = await asyncio.gather(*(cut(alice, task) for _ in range(20)))

    assert {answer["split_id"] for answer in answers} == {answers[0]["split_id"]}
    assert len(await descriptions(alice, task)) == answers[0]["total_steps"]


async def test_two_forced_splits_at_once_leave_the_steps_of_one(alice: Person) -> None:
    task = await alice.task("File my taxes")
    await cut(alice, task)

    answers = await asyncio.gather(*(cut(alice, task, force=True) for _ in range(10)))

    standing = await cut(alice, task)
    assert standing["split_id"] in {answer["split_id"] for answer in answers}
    assert len(await descriptions(alice, task)) == standing["total_steps"]


async def test_force_keeps_what_is_done_and_what_was_added_by_hand(alice: Person) -> None:
    task = await alice.task("File my taxes")
    first = await cut(alice, task)
    done = first["micro_steps"][0]
    await alice.patch(f"/api/v2/micro-steps/{done['step_id']}/complete")
    await alice.post(f"{steps_at(task)}/micro-steps", json={"description": "Ask Jo for the form"})

    forced = await cut(alice, task, force=True)

    assert forced["split_id"] != first["split_id"]
    kept = await descriptions(alice, task)
    assert done["description"] in kept
    assert "Ask Jo for the form" in kept
    assert done["description"] not in [step["description"] for step in forced["micro_steps"]]
    assert len(kept) == forced["total_steps"] + 2


async def test_a_long_task_goes_on_with_its_next_phase(alice: Person) -> None:
    task = await alice.task("Write my thesis about bees", estimated_hours=30)
    first = await cut(alice, task)
    for step in first["micro_steps"]:
        await alice.patch(f"/api/v2/micro-steps/{step['step_id']}/complete")

    following = await cut(alice, task)

    assert len(first["phases"]) > 1
    assert following["split_id"] != first["split_id"]
    assert not {s["description"] for s in following["micro_steps"]} & {s["description"] for s in first["micro_steps"]}


async def test_a_template_that_fits_comes_first(alice: Person) -> None:
    split = await cut(alice, await alice.task("Morning routine"))

    assert split["split_method"] == "template"
    assert "Morning Routine" in split["reasoning"]


async def test_the_old_path_answers_the_same_and_says_where_to_go(alice: Person) -> None:
    task = await alice.task("File my taxes")
    split = await cut(alice, task)

    old = await alice.post(f"/api/v1/tasks/{task['task_id']}/split")

    assert old.json() == split
    assert old.headers["deprecation"].startswith("@")
    assert "GMT" in old.headers["sunset"]
    assert old.headers["link"] == f'</api/v2/tasks/{task["task_id"]}/split>; rel="successor-version"'


async def test_a_step_is_cut_smaller_in_its_place(alice: Person) -> None:
    task = await alice.task("File my taxes")
    before = (await cut(alice, task))["micro_steps"]
    large = max(before[1:], key=lambda step: step["estimated_minutes"])
    at = f"/api/v2/micro-steps/{large['step_id']}/decompose"

    answers = await asyncio.gather(*(alice.post(at) for _ in range(10)))
    parts = answers[0].json()

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.text for answer in answers} == {answers[0].text}
    assert 2 <= parts["total_steps"] <= 4
    assert all(step["estimated_minutes"] < max(2, large["estimated_minutes"]) for step in parts["micro_steps"])
    place = before.index(large)
    wanted = [step["description"] for step in before]
    wanted[place : place + 1] = [step["description"] for step in parts["micro_steps"]]
    assert await descriptions(alice, task) == wanted
    assert [step["description"] for step in (await cut(alice, task))["micro_steps"]] == wanted


async def test_a_step_that_is_done_is_not_cut(alice: Person) -> None:
    step = (await cut(alice, await alice.task("File my taxes")))["micro_steps"][0]
    await alice.patch(f"/api/v2/micro-steps/{step['step_id']}/complete")

    problem(await alice.post(f"/api/v2/micro-steps/{step['step_id']}/decompose"), 409, "CONFLICT")
    problem(await alice.post("/api/v2/micro-steps/nobody/decompose"), 404, "RESOURCE_NOT_FOUND")
    refused_field(
        await alice.post(f"/api/v2/micro-steps/{step['step_id']}/decompose", json={"max_minutes_per_step": 0}),
        "body.max_minutes_per_step",
    )


async def test_feedback_teaches_the_size_of_steps(alice: Person, bob: Person) -> None:
    titles = ["Clean the bathroom", "Clean the oven", "Clean the car", "Clean the hall", "Clean the oven again"]
    for title in titles:
        step = (await cut(alice, await alice.task(title)))["micro_steps"][1]
        said = await alice.post(f"/api/v2/micro-steps/{step['step_id']}/feedback", json={"verdict": "too_large"})

    habit = said.json()["habit"]
    own = await cut(alice, await alice.task("Clean the windows"))
    others = await cut(bob, await bob.task("Clean the windows"))

    assert habit["sample_count"] == 5
    assert habit["is_used"]
    assert habit["step_size"] < 0.6
    assert max(s["estimated_minutes"] for s in own["micro_steps"]) < max(
        s["estimated_minutes"] for s in others["micro_steps"]
    )
    assert own["reasoning"] != others["reasoning"]
    assert (await alice.get("/api/v2/micro-steps/habits")).json()["habits"] == [habit]
    assert (await alice.delete("/api/v2/micro-steps/habits")).status_code == 204
    assert (await alice.get("/api/v2/micro-steps/habits")).json()["habits"] == []


async def test_saying_it_twice_teaches_once_and_the_later_word_counts(alice: Person) -> None:
    step = (await cut(alice, await alice.task("Clean the bathroom")))["micro_steps"][1]
    at = f"/api/v2/micro-steps/{step['step_id']}/feedback"

    for verdict in ("too_large", "too_large", "just_right"):
        said = (await alice.post(at, json={"verdict": verdict})).json()

    assert said["habit"]["sample_count"] == 1
    assert said["habit"]["step_size"] == 1.0
    refused_field(await alice.post(at, json={"verdict": "abandoned"}), "body.verdict")
    refused_field(await alice.post(at, json={}), "body.verdict")


async def test_measured_minutes_teach_and_are_forgotten_with_the_completion(alice: Person) -> None:
    step = (await cut(alice, await alice.task("Clean the bathroom")))["micro_steps"][1]
    at = f"/api/v2/micro-steps/{step['step_id']}"

    await alice.patch(f"{at}/complete", json={"actual_minutes": 10})
    measured = (await alice.get("/api/v2/micro-steps/habits")).json()["habits"]
    await alice.patch(f"{at}/uncomplete")

    assert measured[0]["pace"] > 1
    assert (await alice.get("/api/v2/micro-steps/habits")).json()["habits"] == []


async def test_a_split_left_lying_for_a_day_was_given_up_on(alice: Person, database: Database) -> None:
    task = await alice.task("Clean the bathroom")
    clock = database.clock
    database.clock = lambda: clock() - timedelta(days=1)
    await cut(alice, task)
    database.clock = clock

    await cut(alice, task, force=True)
    after_a_day = (await alice.get("/api/v2/micro-steps/habits")).json()["habits"]
    await cut(alice, task, force=True)

    assert after_a_day[0]["sample_count"] == 1
    assert after_a_day[0]["step_size"] < 1
    assert (await alice.get("/api/v2/micro-steps/habits")).json()["habits"] == after_a_day


async def test_a_key_splits_anew_once(alice: Person) -> None:
    task = await alice.task("File my taxes")
    await cut(alice, task)
    headers = {"Idempotency-Key": "again"}
    at = f"{steps_at(task)}/split"

    first = await alice.post(at, json={"force": True}, headers=headers)
    second = await alice.post(at, json={"force": True}, headers=headers)

    assert first.text == second.text
    assert second.headers["idempotency-replayed"] == "true"
    problem(await alice.post(at, json={}, headers=headers), 422, "INVALID_INPUT")


async def test_a_task_holds_a_hundred_steps(alice: Person) -> None:
    task = await alice.task("File my taxes")
    for number in range(99):
        await alice.post(f"{steps_at(task)}/micro-steps", json={"description": f"Look at page {number}"})

    problem(await alice.post(f"{steps_at(task)}/split"), 409, "CONFLICT")
    assert len(await descriptions(alice, task)) == 99


async def test_splits_are_events(alice: Person) -> None:
    split = await cut(alice, await alice.task("File my taxes"))
    step_id = split["micro_steps"][1]["step_id"]
    await alice.post(f"/api/v2/micro-steps/{step_id}/decompose")
    await alice.post(
        f"/api/v2/micro-steps/{split['micro_steps'][0]['step_id']}/feedback", json={"verdict": "too_small"}
    )

    types = [event["type"] for event in (await alice.get("/api/events")).json()["events"]]

    assert types[-3:] == ["task_split", "micro_step_decomposed", "micro_step_feedback"]


async def test_a_deleted_task_takes_its_splits_along(alice: Person, anonymous: httpx2.AsyncClient) -> None:
    task = await alice.task("File my taxes")
    split = await cut(alice, task)
    await alice.delete(steps_at(task))

    problem(await alice.post(f"{steps_at(task)}/split"), 404, "RESOURCE_NOT_FOUND")
    step_id = split["micro_steps"][0]["step_id"]
    problem(await alice.post(f"/api/v2/micro-steps/{step_id}/decompose"), 404, "RESOURCE_NOT_FOUND")
    problem(
        await alice.post(f"/api/v2/micro-steps/{step_id}/feedback", json={"verdict": "too_small"}),
        404,
        "RESOURCE_NOT_FOUND",
    )
    problem(await anonymous.post(f"{steps_at(task)}/split"), 401, "UNAUTHORIZED")


async def test_a_short_task_that_is_through_gets_no_more_steps(alice: Person) -> None:
    task = await alice.task("Mop the floor")
    first = await cut(alice, task)
    for step in first["micro_steps"]:
        await alice.patch(f"/api/v2/micro-steps/{step['step_id']}/complete")

    again = await cut(alice, task)
    await alice.patch(f"{steps_at(task)}/status", json={"status": "done"})

    assert again["split_id"] == first["split_id"]
    problem(await alice.post(f"{steps_at(task)}/split", json={"force": True}), 409, "CONFLICT")
    assert (await cut(alice, task))["split_id"] == first["split_id"]


async def test_a_part_of_a_minute_is_not_cut_again(alice: Person) -> None:
    step = (await cut(alice, await alice.task("File my taxes")))["micro_steps"][0]
    parts = (await alice.post(f"/api/v2/micro-steps/{step['step_id']}/decompose")).json()["micro_steps"]

    small = next(part for part in parts if part["estimated_minutes"] == 1)
    problem(await alice.post(f"/api/v2/micro-steps/{small['step_id']}/decompose"), 409, "CONFLICT")


async def test_steps_cut_smaller_at_once_keep_their_order(alice: Person) -> None:
    task = await alice.task("File my taxes")
    steps = (await cut(alice, task))["micro_steps"]

    await asyncio.gather(*(alice.post(f"/api/v2/micro-steps/{step['step_id']}/decompose") for step in steps))

    assert len(await descriptions(alice, task)) >= 2 * len(steps)

"""Questions with answers to tap, and what corrections teach."""

import asyncio

import pytest

from src.api.tests.capturing import AT, caught, saved
from src.api.tests.expect import problem, refused_field
from src.conftest import Person


async def test_questions_come_one_at_a_time(alice: Person) -> None:
    captured = await caught(alice, "dentist at 7 tomorrow; sync biweekly with Jo")
    key = {"capture_id": captured["capture_id"]}

    first = (await alice.post(f"{AT}/clarify", json=key)).json()
    second = (await alice.post(f"{AT}/clarify", json={**key, "answers": {first["field"]: "7pm"}})).json()
    third = (
        await alice.post(f"{AT}/clarify", json={**key, "answers": [
            {"field": second["field"], "value": "every two weeks", "item_id": second["item_id"]}]})
    ).json()  # fmt: skip

    assert first["field"] == "due_time"
    assert first["suggested_values"] == ["07:00", "19:00"]
    assert first["remaining"] == 2
    assert second["field"] == "recurrence"
    assert third["clarification_question"] is None
    assert third["field"] is None
    assert third["remaining"] == 0
    dentist, sync = third["parsed_items"]
    assert dentist["due_time"] == "19:00"
    assert sync["recurrence"].startswith("FREQ=WEEKLY;INTERVAL=2")
    assert not dentist["needs_confirmation"]


async def test_a_question_can_be_asked_of_a_new_text(alice: Person) -> None:
    asked = (await alice.post(f"{AT}/clarify", json={"text": "dentist at 7 tomorrow"})).json()

    assert asked["field"] == "due_time"
    assert (await alice.get(f"{AT}/{asked['capture_id']}")).json()["raw_text"] == "dentist at 7 tomorrow"


async def test_bad_answers_are_refused(alice: Person) -> None:
    captured = await caught(alice, "dentist at 7 tomorrow")
    at, key = f"{AT}/clarify", {"capture_id": captured["capture_id"]}

    refused_field(await alice.post(at, json={}), "capture_id")
    refused_field(await alice.post(at, json={**key, "text": "both"}), "capture_id")
    refused_field(await alice.post(at, json={**key, "answers": {"due_time": "soonish"}}), "answers")
    refused_field(await alice.post(at, json={**key, "answers": {"colour": "red"}}), "answers")
    refused_field(
        await alice.post(at, json={**key, "answers": [{"field": "due_time", "value": "9:00", "item_id": "x"}]}),
        "answers",
    )
    problem(await alice.post(at, json={"capture_id": "nobody"}), 404, "RESOURCE_NOT_FOUND")
    await saved(alice, captured["capture_id"])
    refused_field(await alice.post(at, json={**key, "answers": {"due_time": "19:00"}}), "answers")


async def test_corrections_are_remembered_shown_and_erased(alice: Person, bob: Person) -> None:
    for text in ("send the Kessler invoice", "check the Kessler numbers"):
        captured = await caught(alice, text)
        item = captured["parsed_items"][0]
        edit = {"item_id": item["item_id"], "project_hint": "Clients", "estimated_minutes": 25}
        await saved(alice, captured["capture_id"], items=[edit])

    learned = (await caught(alice, "call Kessler about the fence"))["parsed_items"][0]
    other = (await caught(bob, "call Kessler about the fence"))["parsed_items"][0]
    lessons = (await alice.get(f"{AT}/lessons")).json()["lessons"]

    assert learned["project_hint"] == "Clients"
    assert learned["estimated_minutes"] == 25
    assert {each["field"] for each in learned["learned"]} == {"project_hint", "estimated_minutes"}
    assert other["project_hint"] is None
    assert other["learned"] == []
    assert {(each["word"], each["weight"]) for each in lessons if each["value"] == "Clients"} >= {("kessler", 2)}
    one = next(each for each in lessons if each["word"] == "kessler" and each["value"] == "Clients")
    assert (await alice.delete(f"{AT}/lessons/{one['lesson_id']}")).status_code == 204
    problem(await alice.delete(f"{AT}/lessons/{one['lesson_id']}"), 404, "RESOURCE_NOT_FOUND")
    assert (await alice.delete(f"{AT}/lessons")).status_code == 204
    assert (await alice.get(f"{AT}/lessons")).json()["lessons"] == []
    assert (await caught(alice, "call Kessler about the fence"))["parsed_items"][0]["learned"] == []


async def test_a_change_of_mind_is_learned_too(alice: Person) -> None:
    for project in ("Clients", "Clients", "Family", "Family", "Family"):
        captured = await caught(alice, "ring Kessler")
        edit = {"item_id": captured["parsed_items"][0]["item_id"], "project_hint": project}
        await saved(alice, captured["capture_id"], items=[edit])

    assert (await caught(alice, "visit Kessler"))["parsed_items"][0]["project_hint"] == "Family"


@pytest.mark.parametrize("day", ["1500-01-01", "0001-01-01T00:30", "9999-12-31T23:59"])
async def test_a_day_that_no_task_can_have_is_refused(alice: Person, day: str) -> None:
    captured = await caught(alice, "dentist at 7 tomorrow")
    answers = [{"field": "due_date", "value": day, "item_id": captured["parsed_items"][0]["item_id"]}]

    body = {"capture_id": captured["capture_id"], "answers": answers}
    refused_field(await alice.post(f"{AT}/clarify", json=body), "answers")


async def test_parallel_repeats_of_an_answer_get_the_first_one(alice: Person) -> None:
    captured = await caught(alice, "dentist at 7 tomorrow")
    body = {"capture_id": captured["capture_id"], "answers": {"due_time": "19:00"}}

    answers = await asyncio.gather(
        *(alice.post(f"{AT}/clarify", json=body, headers={"Idempotency-Key": "one-answer"}) for _ in range(10))
    )

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1


async def test_a_new_text_can_bring_its_answers(alice: Person) -> None:
    body = {"text": "dentist at 7 tomorrow", "answers": {"due_time": "19:00"}}

    answer = (await alice.post(f"{AT}/clarify", json=body)).json()

    assert answer["parsed_items"][0]["due_time"] == "19:00"
    refused_field(await alice.post(f"{AT}/clarify", json={**body, "answers": {"": "x"}}), "body.answers.0.field")


async def test_a_project_that_is_gone_is_not_guessed(alice: Person) -> None:
    for title in ("fix the bike wheel", "oil the bike chain"):
        captured = await caught(alice, title)
        edit = {"item_id": captured["parsed_items"][0]["item_id"], "project_hint": "Garage"}
        made = await saved(alice, captured["capture_id"], items=[edit])
        for project in made["projects_created"]:
            garage = project["project_id"]
    guessed = (await caught(alice, "paint the bike"))["parsed_items"][0]["project_hint"]
    await alice.delete(f"/api/v2/projects/{garage}")

    assert guessed == "Garage"
    assert (await caught(alice, "paint the bike"))["parsed_items"][0]["project_hint"] is None


async def test_an_answered_type_counts_in_the_figures(alice: Person) -> None:
    captured = await caught(alice, "dentist at 7 tomorrow")
    answers = [{"field": "type", "value": "goal", "item_id": captured["parsed_items"][0]["item_id"]}]
    await alice.post(f"{AT}/clarify", json={"capture_id": captured["capture_id"], "answers": answers})

    stats = (await alice.get(f"{AT}/stats")).json()

    assert stats["top_capture_types"] == [{"type": "goal", "count": 1}]

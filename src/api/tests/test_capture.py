"""Capture over HTTP: kept first, read, asked about, saved once, taken back."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Person
from src.database.connection import Database
from src.repositories.capture import CaptureRepository

AT = "/api/capture"


async def caught(person: Person, text: str) -> dict[str, Any]:
    answer = await person.post(AT, json={"text": text})
    assert answer.status_code == 200, answer.text
    captured: dict[str, Any] = answer.json()
    return captured


async def saved(person: Person, capture_id: str, **body: Any) -> dict[str, Any]:
    answer = await person.post(f"{AT}/save", json={"capture_id": capture_id, **body})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def xp_of(person: Person) -> int:
    tables = (await person.get("/api/auth/account/export")).json()["tables"]
    total: int = tables["xp_totals"][0]["total"]
    assert total == sum(row["amount"] for row in tables["xp_ledger"])
    return total


async def test_a_dump_is_read_into_items(alice: Person) -> None:
    captured = await caught(alice, "buy milk; call Sam tomorrow at 15:00 #Home @phone p1 ~10m")

    assert captured["raw_text"] == "buy milk; call Sam tomorrow at 15:00 #Home @phone p1 ~10m"
    assert captured["status"] == "parsed"
    assert captured["parser"] == "rules"
    assert captured["xp_earned"] == 10
    assert captured["processing_time_ms"] > 0
    milk, call = captured["parsed_items"]
    assert milk["type"] == "shopping"
    assert call["due_time"] == "15:00"
    assert call["priority"] == "urgent"
    assert call["tags"] == ["phone"]
    assert call["project_hint"] == "Home"
    assert call["estimated_minutes"] == 10
    for span in call["spans"]:
        assert captured["raw_text"][span["start"] : span["end"]] == span["text"]
    assert await xp_of(alice) == 10


async def test_text_comes_back_as_it_was_sent_in_nfc(alice: Person) -> None:
    captured = await caught(alice, "  cafe\u0301 👩🏽‍🚀 buy milk\r\n\ttomorrow  ")

    assert captured["raw_text"] == "  café 👩🏽‍🚀 buy milk\r\n\ttomorrow  "


@pytest.mark.parametrize(
    ("body", "location"),
    [
        ({}, "body.text"),
        ({"text": ""}, "body.text"),
        ({"text": " \n\t "}, "body.text"),
        ({"text": "x" * 10_001}, "body.text"),
        ({"text": None}, "body.text"),
        ({"text": 5}, "body.text"),
        ({"text": "a", "more": 1}, "body.more"),
    ],
)
async def test_a_dump_that_cannot_be_taken_is_refused(alice: Person, body: dict[str, Any], location: str) -> None:
    refused_field(await alice.post(AT, json=body), location)
    assert (await alice.get(AT)).json()["total"] == 0


async def test_saving_makes_each_kind_of_thing(alice: Person) -> None:
    captured = await caught(
        alice, "eggs\nidea: a lamp that hums\nlow energy\nwater the plants every sunday\nnote: the code is 4711"
    )

    made = await saved(alice, captured["capture_id"])

    tasks = {task["title"]: task for task in (await alice.get("/api/v2/tasks")).json()["tasks"]}
    kinds = {title: task["capture_type"] for title, task in tasks.items()}
    assert kinds["A lamp that hums"] == "idea"
    assert tasks["Water the plants"]["recurrence"] == "FREQ=WEEKLY;BYDAY=SU"
    assert {each["title"] for each in made["notes_created"]} >= {"A lamp that hums"}
    assert len(made["energy_recorded"]) == 1
    assert all(task["task_source"] == "capture" for task in tasks.values())
    exported = (await alice.get("/api/auth/account/export")).json()["tables"]
    assert [row["energy_level"] for row in exported["energy_snapshots"]] == [1]
    assert made["xp_earned"] == 15
    assert await xp_of(alice) == 10 + 15 + 5


async def test_a_time_becomes_a_moment_in_the_zone_it_was_said_in(alice: Person) -> None:
    await alice.put("/api/auth/profile", json={"timezone": "Asia/Kolkata"})
    captured = await caught(alice, "call the bank on 2027-03-02 at 15:00")
    await alice.put("/api/auth/profile", json={"timezone": "Europe/Berlin"})

    made = await saved(alice, captured["capture_id"])

    task = (await alice.get(f"/api/v2/tasks/{made['tasks_created'][0]['task_id']}")).json()
    assert task["due_date"].startswith("2027-03-02T09:30:00")


async def test_saving_twice_makes_nothing_twice(alice: Person) -> None:
    captured = await caught(alice, "buy milk; call Sam #Home; low energy")

    first = await saved(alice, captured["capture_id"])
    second = await saved(alice, captured["capture_id"])

    assert first == second
    assert (await alice.get("/api/v2/tasks")).json()["total"] == 2
    assert await xp_of(alice) == 10 + 15 + 5


async def test_fifty_saves_at_once_make_it_once(alice: Person) -> None:
    captured = await caught(alice, "buy milk; call Sam #Home; low energy; idea: fly")

    answers = await asyncio.gather(
        *(alice.post(f"{AT}/save", json={"capture_id": captured["capture_id"]}) for _ in range(50))
    )

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert (await alice.get("/api/v2/tasks")).json()["total"] == 3
    assert await xp_of(alice) == 30


async def test_edits_win_and_items_left_out_are_not_made(alice: Person) -> None:
    captured = await caught(alice, "buy milk tomorrow; call Sam")
    milk, _ = captured["parsed_items"]
    edited = {**milk, "title": "Buy oat milk", "due_date": None, "tags": ["dairy"], "priority": "low"}

    made = await saved(alice, captured["capture_id"], items=[edited, {"title": "Bread", "type": "shopping"}])

    assert [each["title"] for each in made["tasks_created"]] == ["Buy oat milk", "Bread"]
    tasks = {task["title"]: task for task in (await alice.get("/api/v2/tasks")).json()["tasks"]}
    assert set(tasks) == {"Buy oat milk", "Bread"}
    assert tasks["Buy oat milk"]["due_date"] is None
    assert tasks["Buy oat milk"]["tags"] == ["dairy"]
    assert tasks["Buy oat milk"]["priority"] == "low"


async def test_new_items_are_made_once_and_twins_are_two(alice: Person) -> None:
    captured = await caught(alice, "hello there")
    twins = [{"title": "Stretch"}, {"title": "Stretch"}]

    first = await saved(alice, captured["capture_id"], items=twins)
    second = await saved(alice, captured["capture_id"], items=twins)

    assert first == second
    assert len({each["task_id"] for each in first["tasks_created"]}) == 2


async def test_items_can_be_saved_one_after_the_other(alice: Person) -> None:
    captured = await caught(alice, "buy milk; call Sam")
    one, two = ({"item_id": item["item_id"]} for item in captured["parsed_items"])

    await saved(alice, captured["capture_id"], items=[one])
    made = await saved(alice, captured["capture_id"], items=[two])

    assert [each["title"] for each in made["tasks_created"]] == ["Call Sam"]
    assert (await alice.get("/api/v2/tasks")).json()["total"] == 2
    assert await xp_of(alice) == 25


async def test_bad_saves_are_refused_and_make_nothing(alice: Person) -> None:
    captured = await caught(alice, "buy milk; call Sam")
    at, key = f"{AT}/save", {"capture_id": captured["capture_id"]}
    good = {"title": "Good"}

    problem(await alice.post(at, json={"capture_id": "nobody"}), 404, "RESOURCE_NOT_FOUND")
    problem(await alice.post(at, json={**key, "items": [good, {"item_id": "x"}]}), 404, "RESOURCE_NOT_FOUND")
    refused_field(await alice.post(at, json={**key, "items": [good, {"type": "task"}]}), "items.title")
    bad: dict[str, Any] = {"due_time": "25:00", "recurrence": "x", "energy_required": 4, "title": "x" * 256}
    for field, value in bad.items():
        answer = await alice.post(at, json={**key, "items": [{"title": "a", field: value}]})
        refused_field(answer, f"body.items.0.{field}")
    assert (await alice.get("/api/v2/tasks")).json()["total"] == 0


async def test_a_named_project_is_found_forgivingly_or_made(alice: Person) -> None:
    home = (await alice.post("/api/v2/projects", json={"name": "Household"})).json()
    captured = await caught(alice, "fix the tap #houshold; plant tulips #Garden; sow peas #garden")

    made = await saved(alice, captured["capture_id"])

    assert [each["name"] for each in made["projects_created"]] == ["Garden"]
    tasks = {task["title"]: task for task in (await alice.get("/api/v2/tasks")).json()["tasks"]}
    assert tasks["Fix the tap"]["project_id"] == home["project_id"]
    assert tasks["Plant tulips"]["project_id"] == tasks["Sow peas"]["project_id"]


async def test_undo_takes_the_whole_dump_back(alice: Person) -> None:
    before = await alice.task("There before")
    captured = await caught(alice, "buy milk #Garden; low energy; idea: fly; water the plants every day")
    made = await saved(alice, captured["capture_id"])
    plants = next(each for each in made["tasks_created"] if "plants" in each["title"])
    await alice.patch(f"/api/v2/tasks/{plants['task_id']}/status", json={"status": "done"})
    paid = await xp_of(alice)

    undone = (await alice.post(f"{AT}/{captured['capture_id']}/undo")).json()

    assert len(undone["tasks_removed"]) == 4  # the next occurrence went too
    assert undone["xp_taken_back"] == 30
    assert await xp_of(alice) == paid - 30
    assert [task["task_id"] for task in (await alice.get("/api/v2/tasks")).json()["tasks"]] == [before["task_id"]]
    assert (await alice.get("/api/v2/projects")).json()["total"] == 1
    assert (await alice.get("/api/auth/account/export")).json()["tables"]["energy_snapshots"] == []
    again = (await alice.post(f"{AT}/{captured['capture_id']}/undo")).json()
    assert again["tasks_removed"] == []
    assert again["xp_taken_back"] == 0


async def test_a_project_that_was_used_meanwhile_stays(alice: Person) -> None:
    captured = await caught(alice, "plant tulips #Garden")
    made = await saved(alice, captured["capture_id"])
    project_id = made["projects_created"][0]["project_id"]
    await alice.task("Another", project_id=project_id)

    undone = (await alice.post(f"{AT}/{captured['capture_id']}/undo")).json()

    assert undone["projects_removed"] == []
    assert (await alice.get(f"/api/v2/projects/{project_id}")).status_code == 200


async def test_what_was_undone_can_be_read_and_saved_anew(alice: Person) -> None:
    captured = await caught(alice, "buy milk")
    await saved(alice, captured["capture_id"])
    await alice.post(f"{AT}/{captured['capture_id']}/undo")

    problem(await alice.post(f"{AT}/save", json={"capture_id": captured["capture_id"]}), 409, "CONFLICT")
    again = (await alice.post(f"{AT}/{captured['capture_id']}/reparse")).json()
    made = await saved(alice, captured["capture_id"])

    assert again["status"] == "parsed"
    assert len(made["tasks_created"]) == 1
    assert await xp_of(alice) == 15


async def test_reading_again_keeps_the_day_it_was_said(alice: Person, database: Database) -> None:
    captured = await caught(alice, "call Sam tomorrow")
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        said_at = datetime(2020, 2, 28, 12, tzinfo=UTC)
        await CaptureRepository(uow).change(captured["capture_id"], {"created_at": said_at})

    again = (await alice.post(f"{AT}/{captured['capture_id']}/reparse")).json()

    assert again["parsed_items"][0]["due_date"] == "2020-02-29"
    assert again["parsed_items"][0]["item_id"] != captured["parsed_items"][0]["item_id"]


async def test_a_saved_capture_is_not_read_again(alice: Person) -> None:
    captured = await caught(alice, "buy milk")
    await saved(alice, captured["capture_id"])

    problem(await alice.post(f"{AT}/{captured['capture_id']}/reparse"), 409, "CONFLICT")


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


async def test_wants_split_splits_when_saved(alice: Person) -> None:
    captured = await caught(alice, "clean the kitchen")
    edit = {"item_id": captured["parsed_items"][0]["item_id"], "wants_split": True, "is_sensitive": True}

    made = await saved(alice, captured["capture_id"], items=[edit])

    task = (await alice.get(f"/api/v2/tasks/{made['tasks_created'][0]['task_id']}")).json()
    assert len(task["micro_steps"]) > 1
    assert task["tags"] == ["private"]


async def test_the_same_key_captures_once(alice: Person) -> None:
    headers = {"Idempotency-Key": "one-thought"}

    answers = await asyncio.gather(*(alice.post(AT, json={"text": "buy milk"}, headers=headers) for _ in range(20)))
    other = await alice.post(AT, json={"text": "buy bread"}, headers=headers)

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    problem(other, 422, "INVALID_INPUT")
    assert (await alice.get(AT)).json()["total"] == 1
    assert await xp_of(alice) == 10


async def test_a_request_that_was_cut_off_goes_on_where_it_was(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    async def cut_off(*_: object, **__: object) -> bool:
        raise RuntimeError("the power went")

    headers = {"Idempotency-Key": "one-thought"}
    with monkeypatch.context() as patched:
        patched.setattr(CaptureRepository, "parsed", cut_off)
        problem(await alice.post(AT, json={"text": "buy milk"}, headers=headers), 500, "INTERNAL_ERROR")
    waiting = (await alice.get(AT, params={"status": "received"})).json()["captures"]

    again = await alice.post(AT, json={"text": "buy milk"}, headers=headers)

    assert [each["raw_text"] for each in waiting] == ["buy milk"]
    assert again.json()["capture_id"] == waiting[0]["capture_id"]
    assert again.json()["status"] == "parsed"
    assert (await alice.get(AT)).json()["total"] == 1
    assert await xp_of(alice) == 10


async def test_captures_are_listed_read_and_erased(alice: Person) -> None:
    first, second = await caught(alice, "buy milk"), await caught(alice, "call Sam")
    await saved(alice, first["capture_id"])

    page = (await alice.get(AT, params={"limit": 1})).json()
    kept = (await alice.get(AT, params={"status": "saved"})).json()
    erased = await alice.delete(f"{AT}/{first['capture_id']}")

    assert page["captures"][0]["capture_id"] == second["capture_id"]
    assert (page["total"], page["has_more"], page["next_offset"]) == (2, True, 1)
    assert [each["capture_id"] for each in kept["captures"]] == [first["capture_id"]]
    assert erased.status_code == 204
    problem(await alice.get(f"{AT}/{first['capture_id']}"), 404, "RESOURCE_NOT_FOUND")
    assert (await alice.get("/api/v2/tasks")).json()["total"] == 1
    refused_field(await alice.get(AT, params={"status": "lost"}), "query.status")


async def test_stats_count_what_was_caught(alice: Person) -> None:
    empty = (await alice.get(f"{AT}/stats")).json()
    for text in ("buy milk", "call Sam; idea: fly", "write to Jo"):
        last = await caught(alice, text)
    await alice.post(f"{AT}/{last['capture_id']}/undo")

    stats = (await alice.get(f"{AT}/stats")).json()

    assert empty == {
        "total_captures": 0,
        "captures_this_week": 0,
        "average_processing_time_ms": 0.0,
        "top_capture_types": [],
    }
    assert stats["total_captures"] == stats["captures_this_week"] == 2
    assert stats["average_processing_time_ms"] > 0
    assert {each["type"]: each["count"] for each in stats["top_capture_types"]} == {"idea": 1, "shopping": 1, "task": 1}
    assert (await alice.get(f"{AT}/stats/{alice.user_id}")).json() == stats


async def test_a_huge_dump_is_kept_and_saved_whole(alice: Person) -> None:
    text = "\n".join(f"- task number {number}" for number in range(400))

    captured = await caught(alice, text)
    made = await saved(alice, captured["capture_id"])

    assert len(captured["parsed_items"]) == 400
    assert len(made["tasks_created"]) + len(made["notes_created"]) == 400


async def test_a_title_longer_than_titles_loses_nothing(alice: Person) -> None:
    words = "write " + " ".join(f"word{number}" for number in range(120))
    captured = await caught(alice, words)

    made = await saved(alice, captured["capture_id"])

    task = (await alice.get(f"/api/v2/tasks/{made['tasks_created'][0]['task_id']}")).json()
    assert len(task["title"]) <= 255
    assert "word119" in task["description"]


async def test_everything_that_happens_is_in_the_log(alice: Person) -> None:
    captured = await caught(alice, "dentist at 7 tomorrow")
    await alice.post(f"{AT}/clarify", json={"capture_id": captured["capture_id"], "answers": {"due_time": "19:00"}})
    await saved(alice, captured["capture_id"])
    await alice.post(f"{AT}/{captured['capture_id']}/undo")
    await alice.delete(f"{AT}/{captured['capture_id']}")

    events = (await alice.get("/api/events", params={"limit": 200})).json()["events"]

    assert [event["type"] for event in events if event["type"].startswith("capture")] == [
        "capture_recorded", "capture_parsed", "capture_clarified", "capture_saved", "capture_undone", "capture_deleted",
    ]  # fmt: skip
    assert "dentist" not in str([event for event in events if event["type"].startswith("capture")])


async def test_somebody_anonymous_keeps_nothing(anonymous: httpx2.AsyncClient) -> None:
    problem(await anonymous.post(AT, json={"text": "buy milk"}), 401, "UNAUTHORIZED")

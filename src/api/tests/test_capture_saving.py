"""Saving what was read, each item once."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from src.api.tests.capturing import AT, caught, saved, xp_of
from src.api.tests.expect import problem, refused_field
from src.conftest import Person
from src.database.connection import Database
from src.repositories.capture import CaptureRepository


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
    bad: dict[str, Any] = {"due_time": "25:00", "recurrence": "x", "energy_required": 4, "title": "x" * 10_001}
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


async def test_wants_split_splits_when_saved(alice: Person) -> None:
    captured = await caught(alice, "clean the kitchen")
    edit = {"item_id": captured["parsed_items"][0]["item_id"], "wants_split": True, "is_sensitive": True}

    made = await saved(alice, captured["capture_id"], items=[edit])

    task = (await alice.get(f"/api/v2/tasks/{made['tasks_created'][0]['task_id']}")).json()
    assert len(task["micro_steps"]) > 1
    assert task["tags"] == ["private"]


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


async def test_parallel_saves_make_a_project_once(alice: Person) -> None:
    captures = [await caught(alice, f"plant {flower} #Garden") for flower in ("tulips", "roses", "peas", "beans")]

    answers = await asyncio.gather(*(saved(alice, each["capture_id"]) for each in captures))

    assert sum(len(answer["projects_created"]) for answer in answers) == 1
    assert (await alice.get("/api/v2/projects")).json()["total"] == 2


async def test_a_long_thought_for_somebody_else_is_saved(alice: Person) -> None:
    captured = await caught(alice, "x" * 9_999)
    edit = {"item_id": captured["parsed_items"][0]["item_id"], "delegate_to": "Sam"}

    made = await saved(alice, captured["capture_id"], items=[edit])

    created = [*made["tasks_created"], *made["notes_created"]]
    task = (await alice.get(f"/api/v2/tasks/{created[0]['task_id']}")).json()
    assert task["description"].startswith("For Sam")
    assert len(task["description"]) <= 10_000


async def test_more_thoughts_than_anybody_looks_through_end_in_a_note(alice: Person) -> None:
    captured = await caught(alice, "a;" * 5_000)

    made = await saved(alice, captured["capture_id"], items=captured["parsed_items"])

    assert len(captured["parsed_items"]) == 500
    assert captured["parsed_items"][-1]["title"].split() == ["A"] * (5_000 - 499)
    assert len(made["tasks_created"]) + len(made["notes_created"]) == 500


async def test_what_the_person_rewrote_stays_private(alice: Person) -> None:
    captured = await caught(alice, "therapy on friday")
    item = captured["parsed_items"][0]

    made = await saved(alice, captured["capture_id"], items=[{**item, "title": "Talk with Anna"}])

    task = (await alice.get(f"/api/v2/tasks/{made['tasks_created'][0]['task_id']}")).json()
    assert item["is_sensitive"]
    assert task["tags"] == ["private"]


async def test_what_no_task_can_hold_is_kept_in_words(alice: Person) -> None:
    captured = await caught(alice, "buy milk; drink water every 2 hours; pay on 9999-12-31; dance every feb 30")

    await saved(alice, captured["capture_id"])

    tasks = {task["title"]: task for task in (await alice.get("/api/v2/tasks")).json()["tasks"]}
    water = tasks["Drink water"]
    assert water["recurrence"] == "FREQ=DAILY"
    assert water["description"] == "Repeats: FREQ=HOURLY;INTERVAL=2"
    assert len(tasks) == len(captured["parsed_items"])


async def test_a_time_alone_is_the_next_such_time(alice: Person, database: Database) -> None:
    captured = await caught(alice, "water the plants")
    said_at = datetime(2027, 3, 2, 15, 0, tzinfo=UTC)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await CaptureRepository(uow).change(captured["capture_id"], {"created_at": said_at})
    item_id = captured["parsed_items"][0]["item_id"]

    items = [{"item_id": item_id, "due_time": "12:00"}, {"title": "Tea", "due_time": "16:00"}]
    await saved(alice, captured["capture_id"], items=items)

    tasks = {task["title"]: task["due_date"][:16] for task in (await alice.get("/api/v2/tasks")).json()["tasks"]}
    assert tasks == {"Water the plants": "2027-03-03T12:00", "Tea": "2027-03-02T16:00"}


async def test_a_day_that_is_cleared_takes_its_time_along(alice: Person) -> None:
    captured = await caught(alice, "call Sam tomorrow at 5pm")
    item_id = captured["parsed_items"][0]["item_id"]

    await saved(alice, captured["capture_id"], items=[{"item_id": item_id, "due_date": None}])

    (task,) = (await alice.get("/api/v2/tasks")).json()["tasks"]
    assert task["due_date"] is None


@pytest.mark.parametrize("text", ["do @" + "x" * 60, "do #" + "y" * 120, "do " + " ".join(f"@t{n}" for n in range(60))])
async def test_items_can_be_sent_back_as_they_were_read(alice: Person, text: str) -> None:
    captured = await caught(alice, text)

    made = await saved(alice, captured["capture_id"], items=captured["parsed_items"])

    assert len(made["tasks_created"]) + len(made["notes_created"]) == len(captured["parsed_items"])


async def test_the_inbox_is_meant_in_any_letter_case(alice: Person) -> None:
    captured = await caught(alice, "one #inbox; two #INBOX")

    made = await saved(alice, captured["capture_id"])

    assert made["projects_created"] == []
    assert (await alice.get("/api/v2/projects")).json()["total"] == 1


async def test_saving_nothing_pays_nothing(alice: Person) -> None:
    captured = await caught(alice, "buy milk")

    made = await saved(alice, captured["capture_id"], items=[])

    assert made["xp_earned"] == 0
    assert (await alice.get(f"{AT}/{captured['capture_id']}")).json()["status"] == "parsed"
    assert await xp_of(alice) == 10

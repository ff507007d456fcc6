"""Capture over HTTP: kept first, then read."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from src.api.tests.capturing import AT, caught, saved, xp_of
from src.api.tests.expect import problem, refused_field
from src.conftest import Person
from src.database.connection import Database
from src.repositories.capture import CaptureRepository


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

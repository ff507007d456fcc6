"""What a phone did while it was offline: each thing once, in order, conflicts named."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from src.ai.offline import OfflineProvider
from src.ai.provider import Dump, Reading
from src.api.tests.expect import refused_field
from src.api.tests.syncing import (
    SYNC,
    Json,
    as_first_answered,
    capture,
    energy,
    sent,
    sent_one,
    state_of,
    status,
    step,
    step_of,
    synced,
)
from src.conftest import Clock, Person
from src.database.connection import Database
from src.database.driver import DatabaseUnavailable
from src.database.models import EventCounter
from src.services import mobile_sync
from src.services.capture import CaptureService
from src.services.energy import EnergyService
from src.services.events import EventService
from src.services.housekeeping import tidy


async def test_every_kind_of_operation_takes_effect_in_the_order_given(alice: Person) -> None:
    task_id = (await alice.task())["task_id"]
    step_id = await step_of(alice, task_id)
    since = (await synced(alice))["latest_seq"]

    told = await synced(
        alice,
        energy("e", 3, notes="slept well"),
        capture("c", "buy bread; idea: a bread box", save=True),
        step("s", step_id, actual_minutes=4),
        status("t", task_id),
        since=since,
    )

    assert [result["outcome"] for result in told["results"]] == ["applied"] * 4
    assert [result["client_id"] for result in told["results"]] == ["e", "c", "s", "t"]
    felt, caught, walked, done = (result["result"] for result in told["results"])
    assert (felt["energy_level"], walked["is_completed"], walked["xp_earned"]) == (3, True, 5)
    assert (caught["status"], len(caught["task_ids"]), len(caught["note_ids"])) == ("saved", 1, 1)
    assert (done["status"], done["xp_earned"]) == ("done", 15)
    rewards = {"xp_gained", "level_up", "achievement_unlocked", "badge_unlocked"}
    types = [each["type"] for each in told["events"] if each["type"] not in rewards]
    assert types == [
        "energy_recorded", "capture_recorded", "capture_parsed", "task_created", "task_created", "capture_saved",
        "micro_step_completed", "task_update",
    ]  # fmt: skip
    assert told["latest_seq"] == told["events"][-1]["seq"]


async def test_a_batch_sent_again_answers_the_same_and_does_nothing(alice: Person) -> None:
    task_id = (await alice.task())["task_id"]
    batch = [
        capture("c", "buy milk", save=True), status("t", task_id, "in_progress"), status("d", task_id),
        status("again", task_id), energy("e"), {"client_id": "odd", "type": "energy", "energy_level": 9},
    ]  # fmt: skip
    first = await sent(alice, *batch)
    before = await state_of(alice)

    second = await sent(alice, *batch)

    assert [result["outcome"] for result in first] == ["applied"] * 3 + ["conflict", "applied", "refused"]
    assert [result["outcome"] for result in second] == ["repeated"] * 3 + ["conflict", "repeated", "refused"]
    assert [as_first_answered(result) for result in second] == first
    assert await state_of(alice) == before


async def test_fifty_at_once_apply_each_operation_once(alice: Person) -> None:
    task_id = (await alice.task())["task_id"]
    step_id = await step_of(alice, task_id)
    batch = [capture("c", "buy milk", save=True), step("s", step_id), status("t", task_id), energy("e", 1)]

    answers = await asyncio.gather(*(sent(alice, *batch) for _ in range(50)))

    for results in zip(*answers, strict=True):
        assert Counter(result["outcome"] for result in results) == {"applied": 1, "repeated": 49}
        assert len({orjson.dumps(as_first_answered(result), option=orjson.OPT_SORT_KEYS) for result in results}) == 1
    state = await state_of(alice)
    assert state["tasks"] == [("Buy milk", "todo"), ("Buy oat milk", "done")]
    assert state["captures"] == [("buy milk", "saved")]
    assert (len(state["energy"]), state["efforts"]) == (1, 10 + 15 + 5 + 15 + 5)


async def test_operations_of_one_name_and_different_content_do_nothing(alice: Person) -> None:
    await sent(alice, energy("e", 1))

    reused = await sent_one(alice, energy("e", 2))
    within_a_batch = await sent(alice, capture("c", "buy milk"), capture("c", "buy bread"))

    assert (reused["outcome"], reused["code"], reused["field"]) == ("refused", "CLIENT_ID_REUSED", "client_id")
    assert [result["outcome"] for result in within_a_batch] == ["applied", "refused"]
    state = await state_of(alice)
    assert (state["energy"], state["captures"]) == ([(1, "")], [("buy milk", "parsed")])


async def test_two_people_may_use_the_same_names(alice: Person, bob: Person) -> None:
    results = [await sent_one(person, energy("1", level)) for person, level in ((alice, 1), (bob, 3))]

    assert [result["outcome"] for result in results] == ["applied", "applied"]


async def test_a_request_cut_off_halfway_goes_on_where_it_was(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    task_id = (await alice.task())["task_id"]
    batch = [status("t", task_id), energy("e"), capture("c", "buy milk", save=True)]

    async def gone(*_: object, **__: object) -> None:
        raise DatabaseUnavailable("The database is not available right now. Please try again.")

    for place, name in ((EnergyService, "record"), (CaptureService, "read")):
        with monkeypatch.context() as patched:
            patched.setattr(place, name, gone)
            cut_off = await alice.post(SYNC, json={"operations": batch})
            assert cut_off.status_code == 503
    waiting = (await alice.get("/api/capture", params={"status": "received"})).json()["captures"]
    results = await sent(alice, *batch)

    assert [each["raw_text"] for each in waiting] == ["buy milk"]
    assert [result["outcome"] for result in results] == ["repeated", "repeated", "applied"]
    assert results[2]["result"]["capture_id"] == waiting[0]["capture_id"]
    state = await state_of(alice)
    assert state["captures"] == [("buy milk", "saved")]
    assert state["efforts"] == 15 + 5 + 10 + 15


async def test_an_operation_that_breaks_something_is_undone_told_and_tried_again(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug of ours")

    with monkeypatch.context() as patched:
        patched.setattr(EnergyService, "_pay", broken)
        first, other = await sent(alice, energy("e"), capture("c"))
    again = await sent_one(alice, energy("e"))

    assert (first["outcome"], first["code"], first["is_final"]) == ("refused", "INTERNAL_ERROR", False)
    assert (other["outcome"], again["outcome"]) == ("applied", "applied")
    assert (await state_of(alice))["energy"] == [(2, "")]


async def test_a_bad_operation_is_refused_by_itself(alice: Person) -> None:
    results = await sent(
        alice,
        {"client_id": "1", "type": "dance"},
        {"client_id": "2", "type": ["capture"]},
        {"client_id": "3"},
        capture("4", "  "),
        capture("5", "x", colour="red"),
        {"client_id": "6", "type": "status", "task_id": "x", "status": "eaten"},
        energy("7", 4),
        energy("8", recorded_at="2100-01-01T00:00:00Z"),
        capture("9", "buy milk"),
    )

    assert [(result["code"], result["field"]) for result in results] == [
        ("UNKNOWN_TYPE", "type"), ("UNKNOWN_TYPE", "type"), ("INVALID_INPUT", "type"), ("INVALID_INPUT", "text"),
        ("INVALID_INPUT", "colour"), ("INVALID_INPUT", "status"), ("INVALID_INPUT", "energy_level"),
        ("INVALID_INPUT", "recorded_at"), ("OK", None),
    ]  # fmt: skip
    assert {result["outcome"] for result in results[:-1]} == {"refused"}
    assert all(result["message"] for result in results[:-1])
    assert [result["type"] for result in results[:4]] == [None, None, None, "capture"]
    assert (await state_of(alice))["efforts"] == 10


async def test_a_batch_that_cannot_be_read_is_refused_whole(alice: Person) -> None:
    nameless = {"type": "capture", "text": "a"}
    bad: list[tuple[Json, str]] = [
        ({"operations": [energy("1"), 5]}, "body.operations.1"),
        ({"operations": [energy("1"), nameless]}, "body.operations.1.client_id"),
        ({"operations": [energy("")]}, "body.operations.0.client_id"),
        ({"operations": [energy("x" * 101)]}, "body.operations.0.client_id"),
        ({"operations": [energy(str(number)) for number in range(101)]}, "body.operations"),
        ({"operations": {}}, "body.operations"),
        ({"since": -1}, "body.since"),
        ({"limit": 0}, "body.limit"),
        ({"limit": 1001}, "body.limit"),
        ({"more": 1}, "body.more"),
    ]

    for body, location in bad:
        refused_field(await alice.post(SYNC, json=body), location)
    assert (await state_of(alice))["efforts"] == 0


async def test_words_are_kept_when_they_cannot_be_saved(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unread(*_: object, **__: object) -> None:
        raise RuntimeError("a bug of ours")

    with monkeypatch.context() as patched:
        patched.setattr(CaptureService, "_reading", unread)
        result = await sent_one(alice, capture("c", "buy milk", save=True))

    assert (result["outcome"], result["result"]["status"], result["result"]["task_ids"]) == ("applied", "received", [])
    assert "reparse" in result["message"]


async def test_a_thought_erased_before_it_was_read_stays_erased(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*_: object, **__: object) -> None:
        raise DatabaseUnavailable("The database is not available right now. Please try again.")

    with monkeypatch.context() as patched:
        patched.setattr(CaptureService, "read", gone)
        await alice.post(SYNC, json={"operations": [capture("c", "secret")]})
    (kept,) = (await alice.get("/api/capture")).json()["captures"]
    await alice.delete(f"/api/capture/{kept['capture_id']}")

    results = [await sent_one(alice, capture("c", "secret")) for _ in range(2)]

    assert [result["conflict"]["reason"] for result in results] == ["capture_gone"] * 2
    assert (await state_of(alice))["captures"] == []
    exported = await alice.get("/api/auth/account/export")
    assert "secret" not in exported.text


async def test_events_come_by_page_and_mark_what_was_shown(alice: Person, database: Database) -> None:
    await sent(alice, *(energy(str(number)) for number in range(3)))
    latest = (await synced(alice))["latest_seq"]

    page = await synced(alice, since=2, limit=2)
    rest = await synced(alice, since=latest)
    back = await synced(alice, since=1)

    assert [event["seq"] for event in page["events"]] == [3, 4]
    assert (page["has_more"], page["latest_seq"], page["resync_required"]) == (True, latest, False)
    assert (rest["events"], rest["has_more"]) == ([], False)
    assert page["events"] == (await alice.get("/api/events", params={"since": 2, "limit": 2})).json()["events"]
    assert len(back["events"]) == latest - 1
    assert await read_seq(database, alice) == latest


async def read_seq(database: Database, person: Person) -> int | None:
    async with database.unit_of_work(writes=False) as uow:
        return await uow.first(select(EventCounter.read_seq).where(EventCounter.user_id == person.user_id))


async def test_a_phone_that_was_away_too_long_loses_no_operation(
    enter: Callable[..., Any], database: Database, clock: Clock
) -> None:
    alice: Person = await enter("alice", for_days=200)
    await sent(alice, energy("1"))
    clock.forward(days=100)
    await tidy(database)

    away = await synced(alice, energy("2"), since=1)
    ahead = await synced(alice, energy("3"), since=1000)

    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        _, latest = await EventService(uow).events.kept_range()
    for told in (away, ahead):
        assert told["resync_required"]
        assert (told["events"], told["has_more"]) == ([], False)
        assert told["results"][0]["outcome"] == "applied"
    assert ahead["latest_seq"] == latest
    assert await read_seq(database, alice) == 0


async def test_a_repeated_idempotency_key_gets_the_first_answer(alice: Person) -> None:
    headers = {"Idempotency-Key": "batch-1"}
    body = {"operations": [energy("e"), capture("c")]}

    first = await alice.post(SYNC, json=body, headers=headers)
    second = await alice.post(SYNC, json=body, headers=headers)

    assert first.json()["results"][0]["outcome"] == "applied"
    assert second.text == first.text
    assert second.headers["idempotency-replayed"] == "true"


async def test_a_batch_of_many_thoughts_waits_for_no_model(
    alice: Person, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Endless(OfflineProvider):
        """A model that would never come to an end."""

        async def parse_dump(self, dump: Dump) -> Reading:
            raise AssertionError("nobody waits for this one")

    monkeypatch.setattr(app.state.platform, "ai", Endless())
    monkeypatch.setattr(mobile_sync, "PATIENCE_SECONDS", 0.0)

    result = await sent_one(alice, capture("c", "buy milk"))

    assert result["result"]["status"] == "parsed"

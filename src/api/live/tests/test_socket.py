"""The socket as its clients see it, on a real server."""

from contextlib import suppress
from datetime import timedelta

import pytest
from websockets.exceptions import ConnectionClosed

from src.api.live import socket
from src.api.live.tests.conftest import Live, eventually, happen, open_socket
from src.conftest import Person
from src.database.connection import Database
from src.database.unit_of_work import Event
from src.repositories.events import EventRepository

pytestmark = pytest.mark.anyio


async def test_replays_what_was_missed_then_goes_on_live(live: Live, alice: Person) -> None:
    made = await alice.task("Buy oat milk")

    async with await live.socket(alice, "?since=2") as replayed, await live.socket(alice) as from_now:
        missed = await replayed.frames(3)
        await alice.patch(f"/api/v2/tasks/{made['task_id']}/status", json={"status": "in_progress"})
        following, only = await replayed.frame(), await from_now.frame()

    assert [frame["seq"] for frame in missed] == [3, 4, 5]
    assert missed[2]["type"] == "task_created"
    assert missed[2]["title"] == "Buy oat milk"
    assert following == only
    assert (following["seq"], following["type"], following["task_id"]) == (6, "task_update", made["task_id"])
    assert following["actor"] == f"user:{alice.user_id}"
    assert following["occurred_at"].endswith("Z")


async def test_a_long_replay_is_complete(live: Live, alice: Person, database: Database) -> None:
    for _ in range(4):
        await happen(database, alice.user_id, 700)

    async with await live.socket(alice, "?since=0") as replayed:
        frames = await replayed.frames(2804)

    assert [frame["seq"] for frame in frames] == list(range(1, 2805))


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "", "99", "٣", "9" * 30])
async def test_since_must_be_a_number_of_the_log(live: Live, alice: Person, since: str) -> None:
    refused = await open_socket(f"{live.url}/ws/{alice.user_id}?since={since}", token=alice.access_token)

    told = await refused.frame()

    assert (told["type"], told["code"]) == ("error", "INVALID_INPUT")
    assert await refused.closed() == 4400


async def test_what_is_no_longer_kept_needs_a_resync(live: Live, alice: Person, database: Database) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await EventRepository(uow).prune(before=uow.now() + timedelta(seconds=1))
    await happen(database, alice.user_id)
    refused = await open_socket(f"{live.url}/ws/{alice.user_id}?since=3", token=alice.access_token)

    told = await refused.frame()

    assert (told["type"], told["code"]) == ("error", "RESYNC_REQUIRED")
    assert await refused.closed() == 4410
    async with await live.socket(alice, "?since=4") as kept:
        assert (await kept.frame())["seq"] == 5
    assert (await alice.get("/api/events?since=3")).status_code == 410


async def test_subscribe_filters_and_nothing_hides_an_events_own_fields(
    live: Live, alice: Person, database: Database
) -> None:
    async with await live.socket(alice) as listening:
        await listening.send({"type": "subscribe", "types": ["wanted", "wanted"]})
        assert await listening.frame() == {"type": "subscribed", "types": ["wanted"]}
        await happen(database, alice.user_id, type_="unwanted")
        async with database.unit_of_work(owner_id=alice.user_id) as uow:
            uow.emit(Event("wanted", "task", "a", {"type": "forged", "seq": 1, "actor": "bob", "title": "mine"}))
        frame = await listening.frame()
        await listening.send({"type": "subscribe", "types": []})
        assert await listening.frame() == {"type": "subscribed", "types": []}
        await happen(database, alice.user_id, type_="unwanted")
        after = await listening.frame()

    assert (frame["type"], frame["seq"], frame["title"]) == ("wanted", 6, "mine")
    assert frame["actor"] == f"user:{alice.user_id}"
    assert (after["type"], after["seq"]) == ("unwanted", 7)


async def test_ping(live: Live, alice: Person) -> None:
    async with await live.socket(alice) as asking:
        await asking.send({"type": "ping"})
        answer = await asking.frame()

    assert answer["type"] == "pong"
    assert answer["timestamp"].endswith("Z")


async def test_garbage_is_answered_and_the_socket_stays_open(live: Live, alice: Person) -> None:
    garbage: list[object] = [
        "{", "[]", "null", "{}", b"\x00\xff", {"type": 1}, {"type": "shout"}, {"type": "subscribe"},
        {"type": "subscribe", "types": "all"}, {"type": "subscribe", "types": [1]},
        {"type": "subscribe", "types": ["x"] * 101}, "[" * 5000,
    ]  # fmt: skip

    async with await live.socket(alice) as asking:
        for message in garbage:
            await asking.send(message)
            answer = await asking.frame()
            assert (answer["type"], answer["code"]) == ("error", "INVALID_INPUT"), message
            assert answer["message"]
        await asking.send({"type": "ping"})
        assert (await asking.frame())["type"] == "pong"


@pytest.mark.parametrize("message", ["x" * 65537, "é" * 33000, b"x" * 65537], ids=["ascii", "wide", "binary"])
async def test_a_message_over_64_kib_closes(live: Live, alice: Person, message: str | bytes) -> None:
    async with await live.socket(alice) as asking:
        await asking.send(message)

        assert await asking.closed() == 1009


async def test_a_flood_closes(live: Live, alice: Person) -> None:
    async with await live.socket(alice) as flooding:
        for _ in range(21):
            await flooding.send({"type": "ping"})
        answers = await flooding.frames(21)

        assert {each["type"] for each in answers[:20]} == {"pong"}
        assert (answers[20]["type"], answers[20]["code"]) == ("error", "RATE_LIMIT_EXCEEDED")
        assert await flooding.closed() == 4429


async def test_a_reader_that_stops_reading_is_closed_and_resumes(
    live: Live, alice: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "SEND_SECONDS", 0.3)
    slow = await live.socket(alice, max_queue=1)
    async with await live.socket(alice, max_size=None) as quick:
        await happen(database, alice.user_id, 300, size=100_000)
        at_once = [frame["seq"] for frame in await quick.frames(300)]
        await eventually(lambda: len(live.state.hub._feeds[alice.user_id].lines) == 1)

    received: list[int] = []
    with suppress(ConnectionClosed):
        while True:
            received.append((await slow.frame())["seq"])
    assert slow.connection.close_code == 4408
    async with await live.socket(alice, f"?since={received[-1]}") as resumed:
        rest = [frame["seq"] for frame in await resumed.frames(304 - received[-1])]

    assert at_once == list(range(5, 305))
    assert received + rest == at_once


async def test_a_reader_that_falls_far_behind_is_closed(
    live: Live, alice: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "CHECK_SECONDS", 0.2)
    monkeypatch.setattr(socket, "BEHIND_SECONDS", 0.3)
    slow = await live.socket(alice, max_queue=1)

    for _ in range(8):
        await happen(database, alice.user_id, 500, size=5000)
    await eventually(lambda: not live.state.hub._feeds)

    assert await slow.closed() == 4408


async def test_stopping_the_hub_closes_1001(live: Live, alice: Person) -> None:
    async with await live.socket(alice) as open_still:
        await live.state.hub.stop()

        assert await open_still.closed() == 1001

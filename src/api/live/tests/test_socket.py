"""The socket as its clients see it, on a real server."""

import asyncio
from contextlib import suppress

import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from websockets.exceptions import ConnectionClosed, InvalidStatus

from src.api.live import entrance, socket
from src.api.live.tests.conftest import Live, eventually, happen, open_socket
from src.conftest import PASSWORD, Person
from src.database.connection import Database

pytestmark = pytest.mark.anyio


async def personal_token(person: Person, *scopes: str) -> tuple[str, str]:
    """`(token_id, token)`."""
    made = (await person.post("/api/auth/tokens", json={"name": "script", "scopes": scopes})).json()
    return made["token_id"], made["token"]


async def test_three_ways_in_and_the_header(live: Live, alice: Person) -> None:
    url = f"{live.url}/ws/{alice.user_id}"
    ticket = (await alice.post("/api/auth/ws-ticket")).json()["ticket"]
    header = {"Authorization": f"Bearer {alice.access_token}"}

    async with (
        await open_socket(f"{url}?ticket={ticket}") as by_ticket,
        await open_socket(url, token=alice.access_token) as by_subprotocol,
        await open_socket(url) as by_message,
        await open_socket(url, additional_headers=header) as by_header,
    ):
        await by_message.send({"type": "auth", "token": alice.access_token})
        first = [await each.frame() for each in (by_ticket, by_subprotocol, by_message, by_header)]

        assert by_subprotocol.connection.subprotocol == "bearer"
        assert {each["type"] for each in first} == {"connection_ack"}
        assert {each["user_id"] for each in first} == {alice.user_id}
        assert {each["latest_seq"] for each in first} == {4}
    again = await open_socket(f"{url}?ticket={ticket}")
    assert await again.closed() == 4401


async def test_nobody_comes_in_without_a_credential(live: Live, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "AUTH_SECONDS", 0.2)
    url = f"{live.url}/ws/{alice.user_id}"

    for message in ({"type": "ping"}, {"type": "auth"}, {"type": "auth", "token": "x"}, "garbage", b"\x00", None):
        async with await open_socket(url) as refused:
            if message is not None:
                await refused.send(message)
            assert await refused.closed() == 4401
    for one in (f"{url}?ticket=x", f"{url}?ticket="):
        assert await (await open_socket(one)).closed() == 4401
    assert await (await open_socket(url, token="not-a-token")).closed() == 4401


async def test_a_log_is_its_owners_alone(live: Live, alice: Person, bob: Person) -> None:
    refused = await open_socket(f"{live.url}/ws/{alice.user_id}", token=bob.access_token)

    assert await refused.closed() == 4403


async def test_a_personal_token_needs_the_scope(live: Live, alice: Person) -> None:
    _, other = await personal_token(alice, "tasks:read")
    _, right = await personal_token(alice, "events:read")

    refused = await open_socket(f"{live.url}/ws/{alice.user_id}", token=other)

    assert await refused.closed() == 4403
    async with await live.socket(alice, token=right):
        pass


async def test_a_foreign_origin_is_refused_before_the_handshake(live: Live, alice: Person) -> None:
    live.state.settings.cors_origins = ("https://app.example.com",)
    url = f"{live.url}/ws/{alice.user_id}"
    own = live.url.replace("ws:", "http:")

    for origin in ("https://evil.example.com", "null", "http://127.0.0.1:1", "https://app.example.com.evil.com"):
        with pytest.raises(InvalidStatus) as refused:
            await open_socket(url, token=alice.access_token, origin=origin)
        assert refused.value.response.status_code == 403
    for origin in ("https://app.example.com", own):
        async with await live.socket(alice, origin=origin):
            pass


async def test_only_named_hosts_when_hosts_are_named(live: Live, alice: Person) -> None:
    live.state.settings.allowed_hosts = ("example.com",)

    with pytest.raises(InvalidStatus):
        await open_socket(f"{live.url}/ws/{alice.user_id}", token=alice.access_token)


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
    from datetime import timedelta

    from src.repositories.events import EventRepository

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
    from src.database.unit_of_work import Event

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


async def test_the_eleventh_socket_is_refused_until_one_is_closed(live: Live, alice: Person, bob: Person) -> None:
    before = REGISTRY.get_sample_value("proxy_agent_sockets") or 0.0
    sockets = [await live.socket(alice) for _ in range(10)]
    refused = await open_socket(f"{live.url}/ws/{alice.user_id}", token=alice.access_token)

    assert REGISTRY.get_sample_value("proxy_agent_sockets") == before + 10
    assert (await refused.frame())["type"] == "error"
    assert await refused.closed() == 4409
    async with await live.socket(bob):
        pass
    await sockets.pop().connection.close()
    await eventually(lambda: REGISTRY.get_sample_value("proxy_agent_sockets") == before + 9)
    sockets.append(await live.socket(alice))
    for each in sockets:
        await each.connection.close()
    await eventually(lambda: REGISTRY.get_sample_value("proxy_agent_sockets") == before)


async def test_opening_sockets_counts_as_requests(live: Live, app: FastAPI, alice: Person) -> None:
    from src.api.rate_limits import RateLimiter

    settings = live.state.settings
    settings.rate_limit_enabled, settings.rate_limit_user_per_hour = True, 2
    live.state.limiter = RateLimiter(settings)

    for _ in range(2):
        async with await live.socket(alice):
            pass
    refused = await open_socket(f"{live.url}/ws/{alice.user_id}", token=alice.access_token)

    assert (await refused.frame())["code"] == "RATE_LIMIT_EXCEEDED"
    assert await refused.closed() == 4429


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


async def end_by_logout(person: Person) -> None:
    assert (await person.post("/api/auth/logout")).status_code == 200


async def end_by_deletion(person: Person) -> None:
    answer = await person.delete("/api/auth/account", json={"password": PASSWORD})
    assert answer.status_code == 204, answer.text


@pytest.mark.parametrize("end", [end_by_logout, end_by_deletion])
async def test_a_socket_ends_with_its_session(live: Live, alice: Person, end: object) -> None:
    assert callable(end)
    async with await live.socket(alice) as ended:
        await end(alice)

        assert await ended.closed() == 4401


async def test_a_new_password_ends_the_other_sessions_sockets(live: Live, alice: Person) -> None:
    other = (await alice.client.post("/api/auth/login", json={"username": "alice", "password": PASSWORD})).json()
    async with await live.socket(alice) as kept, await live.socket(alice, token=other["access_token"]) as ended:
        body = {"current_password": PASSWORD, "new_password": "walnut-harbour-lantern"}
        answer = await alice.post("/api/auth/password", json=body)
        assert answer.status_code == 200, answer.text

        assert await ended.closed() == 4401
        await kept.send({"type": "ping"})
        assert {(await kept.frame())["type"], (await kept.frame())["type"]} == {"session_ended", "pong"}


async def test_a_socket_ends_with_its_personal_token(live: Live, alice: Person) -> None:
    token_id, token = await personal_token(alice, "events:read")
    async with await live.socket(alice, token=token) as ended:
        assert (await alice.delete(f"/api/auth/tokens/{token_id}")).status_code == 204

        assert await ended.closed() == 4401


async def test_a_socket_outlives_its_access_token(live: Live, alice: Person, database: Database) -> None:
    from datetime import timedelta

    async with await live.socket(alice) as open_still:
        real = database.clock
        database.clock = lambda: real() + timedelta(minutes=20)
        live.state.hub.alert([alice.user_id])
        await asyncio.sleep(0.05)
        await happen(database, alice.user_id)

        assert (await open_still.frame())["seq"] == 5
    refused = await open_socket(f"{live.url}/ws/{alice.user_id}", token=alice.access_token)
    assert await refused.closed() == 4401


async def test_stopping_the_hub_closes_1001(live: Live, alice: Person) -> None:
    async with await live.socket(alice) as open_still:
        await live.state.hub.stop()

        assert await open_still.closed() == 1001

"""Who may open a socket, how many, and until when."""

import asyncio
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from websockets.exceptions import InvalidStatus

from src.api.live import entrance
from src.api.live.tests.conftest import Live, eventually, happen, open_socket
from src.api.rate_limits import RateLimiter
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


async def test_opening_sockets_counts_as_requests(live: Live, alice: Person) -> None:
    settings = live.state.settings
    settings.rate_limit_enabled, settings.rate_limit_user_per_hour = True, 2
    live.state.limiter = RateLimiter(settings)

    for _ in range(2):
        async with await live.socket(alice):
            pass
    refused = await open_socket(f"{live.url}/ws/{alice.user_id}", token=alice.access_token)

    assert (await refused.frame())["code"] == "RATE_LIMIT_EXCEEDED"
    assert await refused.closed() == 4429


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
    async with await live.socket(alice) as open_still:
        real = database.clock
        database.clock = lambda: real() + timedelta(minutes=20)
        live.state.hub.alert([alice.user_id])
        await asyncio.sleep(0.05)
        await happen(database, alice.user_id)

        assert (await open_still.frame())["seq"] == 5
    refused = await open_socket(f"{live.url}/ws/{alice.user_id}", token=alice.access_token)
    assert await refused.closed() == 4401

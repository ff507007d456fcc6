"""Who comes in at `/mcp`, and what everybody else is told."""

import asyncio
import importlib
import shutil
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from src.api import mcp
from src.api.main import create_app
from src.core.settings import Settings
from src.database.connection import Database
from src.mcp_server.tests.conftest import Join, connected, done, registered
from src.mcp_server.tools import SCOPES
from src.testing.server import running_server

HEADERS = {"Accept": "application/json, text/event-stream"}
ILL_FORMED = (
    b"", b"{", b"[]", b'{"a": 1}', b"[" * 10_000, b'{"jsonrpc": "2.0", "id": 1, "method": "\\ud800"', b"\xff\xfe",
    b'[{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}]',
)  # fmt: skip
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


async def test_without_a_token_a_client_is_told_where_to_read_what_it_needs(join: Join) -> None:
    alice = await join()

    async with httpx2.AsyncClient(base_url=alice.server.base_url) as nobody:
        answer = await nobody.post("/mcp", json=LIST, headers=HEADERS)
        wrong = await nobody.post("/mcp", json=LIST, headers={**HEADERS, "Authorization": "Bearer pap_wrong"})
        challenge = answer.headers["www-authenticate"]
        described = await nobody.get(challenge.split('resource_metadata="')[1].rstrip('"'))

    assert (answer.status_code, wrong.status_code) == (401, 401)
    assert answer.headers["content-type"] == "application/problem+json"
    assert challenge.startswith("Bearer resource_metadata=")
    assert wrong.headers["www-authenticate"].startswith('Bearer error="invalid_token", resource_metadata=')
    assert described.json() == {
        "resource": f"{alice.server.base_url}/mcp",
        "resource_name": "Proxy Agent Platform",
        "resource_documentation": f"{alice.server.base_url}/docs",
        "bearer_methods_supported": ["header"],
        "scopes_supported": list(SCOPES),
    }


async def test_a_token_in_the_address_is_refused_even_beside_a_good_one(join: Join) -> None:
    alice = await join()

    answer = await alice.api.post(f"/mcp?access_token={alice.token}", json=LIST, headers=HEADERS)

    assert answer.status_code == 422
    assert "never in the address" in answer.json()["detail"]


async def test_pages_of_other_origins_are_refused(join: Join) -> None:
    alice = await join()
    own = alice.server.base_url

    answers = {
        origin: (await alice.api.post("/mcp", json=LIST, headers={**HEADERS, "Origin": origin})).status_code
        for origin in ("https://evil.example", "null", own)
    }

    assert answers == {"https://evil.example": 403, "null": 403, own: 200}


async def test_hosts_that_are_none_of_ours_are_refused(quick_server: Callable[..., Any]) -> None:
    with quick_server(ALLOWED_HOSTS="127.0.0.1") as server:
        member = await registered(server)
        async with aclosing(member.api) as api:
            rebound = await api.post("/mcp", json=LIST, headers={**HEADERS, "Host": "evil.example"})
            ours = await api.post("/mcp", json=LIST, headers=HEADERS)

    assert (rebound.status_code, ours.status_code) == (422, 200)


async def test_calls_count_against_the_limits_of_requests(quick_server: Callable[..., Any]) -> None:
    with quick_server(RATE_LIMIT_ENABLED="true", RATE_LIMIT_USER_PER_HOUR="3", MAX_BODY_BYTES="2048") as server:
        member = await registered(server)
        async with aclosing(member.api) as api:
            answers = [await api.post("/mcp", json=LIST, headers=HEADERS) for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[0].headers["x-ratelimit-remaining"] == "2"
    assert int(answers[3].headers["retry-after"]) > 0


async def test_bodies_are_as_large_as_anywhere(join: Join) -> None:
    alice = await join()

    async def chunks() -> Any:
        for _ in range(40):
            yield b" " * 65_536

    stated = await alice.api.post("/mcp", content=b" " * 2_000_000, headers=HEADERS)
    unstated = await alice.api.post("/mcp", content=chunks(), headers=HEADERS)

    assert (stated.status_code, unstated.status_code) == (413, 413)


async def test_other_methods_and_nonsense(join: Join) -> None:
    alice = await join()
    sent = {**HEADERS, "Content-Type": "application/json"}

    listening = await alice.api.get("/mcp", headers=HEADERS)
    ending = await alice.api.request("DELETE", "/mcp", headers=HEADERS)
    nonsense = [await alice.api.post("/mcp", content=body, headers=sent) for body in ILL_FORMED]

    assert (listening.status_code, listening.headers["allow"], ending.status_code) == (405, "POST", 405)
    assert [each.status_code for each in nonsense] == [400] * len(ILL_FORMED)
    assert not any("Traceback" in each.text for each in nonsense)


async def test_the_trailing_slash_is_the_same_place(join: Join) -> None:
    alice = await join()

    answer = await alice.api.post("/mcp/", json=LIST, headers=HEADERS)

    assert answer.status_code == 200


async def test_the_door_can_be_opened_again() -> None:
    door = mcp.McpDoor()
    for _ in range(2):
        door.start(max_body_bytes=1000)
        manager = await door._manager()
        assert manager is await door._manager()
        await door.stop()
    await door.stop()
    door.start(max_body_bytes=1000)
    await door.stop()

    with pytest.raises(Exception, match="starting or stopping"):
        await door._manager()


async def test_a_library_that_cannot_be_loaded_lets_nobody_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> None:
        raise ImportError("half of it is missing")

    monkeypatch.setattr(importlib, "import_module", broken)
    door = mcp.McpDoor()
    door.start(max_body_bytes=1000)

    for _ in range(2):
        with pytest.raises(ImportError):
            await door._manager()
    await door.stop()


async def test_without_the_library_it_is_said_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database
) -> None:
    monkeypatch.setattr(mcp, "is_installed", lambda: False)
    app: FastAPI = create_app(settings, database=database)

    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 5000))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        answers = [await client.request(method, "/mcp") for method in ("GET", "POST")]

    assert [each.status_code for each in answers] == [404, 404]
    assert "install the extra `mcp`" in answers[0].json()["detail"]
    assert not hasattr(app.state, "mcp")


async def test_behind_a_proxy_the_address_is_the_proxys(quick_server: Callable[..., Any]) -> None:
    path = "/.well-known/oauth-protected-resource/mcp"
    forwarded = {"X-Forwarded-Proto": "https", "Host": "tasks.example.com"}
    with quick_server(TRUSTED_PROXIES="127.0.0.1") as server:
        async with httpx2.AsyncClient(base_url=server.base_url) as client:
            trusted = await client.get(path, headers=forwarded)
            strange = await client.get(path, headers={**forwarded, "Host": 'a"b'})

    assert trusted.json()["resource"] == "https://tasks.example.com/mcp"
    assert strange.status_code in {200, 400}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_any_of_several_workers_answers_any_call(tmp_path: Path, sqlite_template: Path, mode: str) -> None:
    shutil.copy(sqlite_template, tmp_path / "app.db")
    with running_server(database_url=f"sqlite:///{tmp_path}/app.db", data_dir=tmp_path, workers=2) as server:
        member = await registered(server)
        async with aclosing(member.api), connected(server, member.token, mode=mode) as client:
            made = await asyncio.gather(
                *(done(client, "capture", text=f"errand number {number}") for number in range(20))
            )
            listed = await done(client, "list_tasks")

    assert len(made) == listed["total"] == 20

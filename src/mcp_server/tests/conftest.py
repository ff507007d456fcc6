"""A real server on each engine, accounts on it, and the library's own client."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent, TextResourceContents

from src.conftest import PASSWORD
from src.testing.postgres import PostgresServer
from src.testing.server import Server, running_server

_numbers = count(1)
Json = dict[str, Any]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of an engine: each test has accounts of its own."""
    folder = tmp_path_factory.mktemp("mcp")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "app.db")
        with running_server(database_url=f"sqlite:///{folder}/app.db", data_dir=folder) as running:
            yield running
        return
    postgres: PostgresServer = request.getfixturevalue("postgres")
    url = postgres.create_database("mcp_server", template=request.getfixturevalue("postgres_template"))
    with running_server(database_url=url, data_dir=folder) as running:
        yield running
    postgres.drop_database("mcp_server")


@pytest.fixture
def quick_server(tmp_path: Path, sqlite_template: Path) -> Callable[..., Any]:
    """`with quick_server(SETTING="…") as server`: one with settings of its own, on SQLite."""
    shutil.copy(sqlite_template, tmp_path / "app.db")

    def start(**settings: str) -> Any:
        return running_server(database_url=f"sqlite:///{tmp_path}/app.db", data_dir=tmp_path, env=settings)

    return start


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an account on a running server."""

    server: Server
    name: str
    token: str
    api: httpx2.AsyncClient

    async def call(self, method: str, path: str, **body: Any) -> Json:
        """An answer of the API to this person, who is allowed to ask."""
        answer = await self.api.request(method, path, json=body or None)
        assert answer.status_code < 300, answer.text
        found: Json = answer.json() if answer.content else {}
        return found

    async def task(self, title: str = "Buy oat milk", **fields: Any) -> Json:
        return await self.call("POST", "/api/v2/tasks", title=title, **fields)

    async def script(self, *scopes: str) -> Json:
        """A personal token of theirs."""
        return await self.call("POST", "/api/auth/tokens", name="a script", scopes=list(scopes))

    async def agent(self, agent_id: str = "writer-1", **fields: Any) -> str:
        """The token of a new agent of theirs."""
        wanted = {"agent_id": agent_id, "agent_type": "writer", **fields}
        made = await self.call("POST", "/api/delegation/agents/register", **wanted)
        token: str = made["token"]
        return token

    async def delegate(self, title: str = "Write the letter", **fields: Any) -> Json:
        """The assignment of a new task of theirs, which waits for any of their agents."""
        task = await self.task(title, **fields)
        answer = await self.call(
            "POST", "/api/delegation/delegate", task_id=task["task_id"], delegation_mode="delegate"
        )
        made: Json = answer["assignment"]
        return made


@asynccontextmanager
async def connected(server: Server, token: str, *, mode: str = "auto") -> AsyncIterator[Client]:
    """A session of the library's client."""
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60) as http,
        Client(streamable_http_client(f"{server.base_url}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


Join = Callable[[], Awaitable[Member]]


@pytest.fixture
async def join(server: Server) -> AsyncIterator[Join]:
    """Makes an account: `alice = await join()`."""
    made: list[httpx2.AsyncClient] = []

    async def member() -> Member:
        found = await registered(server)
        made.append(found.api)
        return found

    yield member
    for each in made:
        await each.aclose()


async def registered(server: Server) -> Member:
    """A new account on a server, whose client somebody has to close."""
    name = f"member-{next(_numbers)}"
    api = httpx2.AsyncClient(base_url=server.base_url, timeout=60)
    account = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    token = (await api.post("/api/auth/register", json=account)).json()["access_token"]
    api.headers["Authorization"] = f"Bearer {token}"
    return Member(server, name, token, api)


async def done(client: Client, tool: str, /, **arguments: Any) -> Json:
    """What a tool answers that does what it is asked."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    found: Json = result.structured_content
    return found


async def refused(client: Client, tool: str, /, **arguments: Any) -> str:
    """What a tool says that refuses."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error, text_of(result)
    said = text_of(result)
    assert "Traceback" not in said
    assert said.partition(":")[0] == result.structured_content["error"]["code"]
    return said


def text_of(result: CallToolResult) -> str:
    """The text that a model reads."""
    (block,) = result.content
    assert isinstance(block, TextContent)
    return block.text


async def text_at(client: Client, address: str) -> str:
    """What a model reads at an address."""
    (found,) = (await client.read_resource(address)).contents
    assert isinstance(found, TextResourceContents)
    assert found.mime_type == "text/plain"
    return found.text

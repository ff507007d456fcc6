"""`proxy-agent mcp` as a client starts it: the protocol on stdout, everything else on stderr."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from src.conftest import Person, make_user
from src.core.settings import Settings
from src.database.connection import Database
from src.mcp_server.tests.conftest import done, refused, text_at

PROJECT = Path(__file__).resolve().parents[3]
COMMAND = ["-m", "src.cli.main", "mcp"]


class Local:
    """A local database with Alice on it, and the command."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.environment = {"PYTHONPATH": str(PROJECT), "DATA_DIR": str(folder), "DATABASE_URL": url}

    @asynccontextmanager
    async def client(self, *arguments: str, mode: str = "auto", **environment: str) -> AsyncIterator[Client]:
        started = StdioServerParameters(
            command=sys.executable,
            args=[*COMMAND, *arguments],
            env=self.environment | environment,
            cwd=self.folder,
        )
        async with Client(started, mode=mode) as client:
            yield client

    def run(self, *arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.run(
            [sys.executable, *COMMAND, *arguments],
            cwd=self.folder,
            env=inherited | self.environment | environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture
def local(tmp_path: Path, database_url: str) -> Local:
    return Local(tmp_path, database_url)


async def token_of(person: Person, *scopes: str) -> tuple[str, str]:
    """`(token, its id)` of a new personal token."""
    made = (await person.post("/api/auth/tokens", json={"name": "desk", "scopes": list(scopes)})).json()
    return made["token"], made["token_id"]


async def until_refused(client: Client) -> None:
    """Ask on and on: a token is looked up anew every few seconds."""
    while True:
        await client.call_tool("list_tasks", {})


@pytest.mark.parametrize(
    ("mode", "database_url"), [("auto", "sqlite"), ("legacy", "postgresql")], indirect=["database_url"]
)
async def test_a_person_works_at_their_own_machine(local: Local, alice: Person, mode: str) -> None:
    async with local.client("--user", "alice", mode=mode, LOG_LEVEL="debug") as client:
        offered = {each.name for each in (await client.list_tools()).tools}
        made = await done(client, "capture", text="water the plants")
        many = await asyncio.gather(*(done(client, "capture", text=f"errand number {number}") for number in range(50)))
        listed = await done(client, "search_tasks", query="plants")
        today = await text_at(client, "today://")

    tasks = (await alice.get("/api/v2/tasks")).json()
    assert "capture" in offered
    assert [each["task_id"] for each in listed["results"]] == [made["tasks_created"][0]["task_id"]]
    assert tasks["total"] == len(many) + 1
    assert '"ritual_done":false' in today


async def test_a_token_says_who_asks_and_what_they_may(local: Local, alice: Person) -> None:
    token, token_id = await token_of(alice, "tasks:read")

    async with local.client(PROXY_AGENT_TOKEN=token) as client:
        offered = {each.name for each in (await client.list_tools()).tools}
        listed = await done(client, "list_tasks")
        said = await refused(client, "capture", text="water the plants")
        await alice.delete(f"/api/auth/tokens/{token_id}")
        with pytest.raises(Exception, match="personal token is not valid"):
            await until_refused(client)

    assert offered == {"list_tasks", "search_tasks", "get_task"}
    assert listed["total"] == 0
    assert said == "FORBIDDEN: This token does not have the scope capture:write."
    ended = local.run(PROXY_AGENT_TOKEN=token)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "PROXY_AGENT_TOKEN: This personal token is not valid.\n"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_ends_when_stdin_ends_and_says_nothing_else_on_stdout(local: Local, alice: Person) -> None:
    ended = local.run("--user", "alice", stdin="no json\n", LOG_LEVEL="debug")

    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stdout
    for line in ended.stdout.splitlines():
        assert line.startswith('{"jsonrpc"'), line


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_asks_has_to_be_said(local: Local, database: Database, settings: Settings) -> None:
    await make_user(database, settings, "carol")

    said = [
        local.run(),
        local.run("--user", "carol", PROXY_AGENT_TOKEN="pap_x"),
        local.run("--user", "nobody"),
        local.run(PROXY_AGENT_TOKEN="pap_wrong"),
    ]

    assert [(each.returncode, each.stdout, each.stderr.count("\n")) for each in said] == [(1, "", 1)] * 4
    assert "PROXY_AGENT_TOKEN" in said[0].stderr
    assert "not both" in said[1].stderr
    assert "no account" in said[2].stderr
    assert "not valid" in said[3].stderr

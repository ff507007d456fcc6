"""The database goes away and comes back, a file is locked, a client sends half a body: refusals, and no restart."""

import asyncio
import contextlib
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from src.acceptance.tests.conftest import Store, books_of, is_problem, sign_up
from src.conftest import Person
from src.core.settings import Settings
from src.database import sqlite
from src.database.connection import sqlite_path
from src.testing.server import Server, running_server

POOL_SIZE = 3
HALF_SENT = 20  # more than there are connections
MOMENT_SECONDS = 1.0


@pytest.fixture
def server(durable_store: Store, tmp_path: Path) -> Iterator[Server]:
    env = {"DATABASE_POOL_SIZE": str(POOL_SIZE)}
    with running_server(database_url=durable_store.url, data_dir=tmp_path / "data", env=env) as running:
        yield running


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    """Alice, at the real server."""
    headers = await sign_up(server.base_url, "alice")
    async with httpx2.AsyncClient(base_url=server.base_url, headers=headers, timeout=30) as made:
        yield made


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody else writes to the file all this time."""
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()


only_sqlite = pytest.mark.parametrize("durable_store", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("durable_store", ["postgresql"], indirect=True)


@only_postgresql
async def test_requests_are_refused_while_the_database_is_down_and_work_again_without_a_restart(
    client: httpx2.AsyncClient, server: Server, durable_store: Store
) -> None:
    if durable_store.server is None:
        pytest.skip("needs a PostgreSQL that may be killed")
    kept = await client.post("/api/v2/tasks", json={"title": "Before"})

    durable_store.server.kill()
    refused = [
        await client.post("/api/v2/tasks", json={"title": "Meanwhile"}),
        await client.get("/api/v2/tasks"),
        await client.get("/ready"),
        await client.post("/api/auth/login", json={"username": "alice", "password": "plum-kettle-harbour"}),
    ]
    alive = await client.get("/health")
    durable_store.server.restart()
    ready = await client.get("/ready")
    found = await client.get(f"/api/v2/tasks/{kept.json()['task_id']}")
    made = await client.post("/api/v2/tasks", json={"title": "After"})

    assert [answer.status_code for answer in refused] == [503] * len(refused)
    assert all(is_problem(answer, 503) and int(answer.headers["Retry-After"]) > 0 for answer in refused)
    assert alive.status_code == 200
    assert [ready.status_code, found.status_code, made.status_code] == [200, 200, 201]
    assert server.is_running
    books = await books_of(durable_store.url)
    assert books.titles == {"Before": 1, "After": 1}
    books.assert_sound()


@only_sqlite
async def test_a_write_waits_while_another_process_holds_the_file_for_a_moment(
    client: httpx2.AsyncClient, durable_store: Store
) -> None:
    with locked(sqlite_path(durable_store.url)):
        writing = asyncio.create_task(client.post("/api/v2/tasks", json={"title": "Patience"}))
        await asyncio.sleep(MOMENT_SECONDS)
        read = await client.get("/api/v2/tasks")
        is_waiting = not writing.done()

    assert is_waiting
    assert read.status_code == 200
    assert (await writing).status_code == 201


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_write_is_refused_when_the_file_stays_locked(
    alice: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "WRITE_WAIT_SECONDS", 0.2)

    with locked(sqlite_path(settings.database_url)):
        refused = await alice.post("/api/v2/tasks", json={"title": "In vain"})
        listed = await alice.get("/api/v2/tasks")
    made = await alice.post("/api/v2/tasks", json={"title": "Free again"})

    assert is_problem(refused, 503)
    assert int(refused.headers["Retry-After"]) > 0
    assert listed.status_code == 200
    assert made.status_code == 201
    assert (await books_of(settings.database_url)).titles == {"Free again": 1}


async def test_half_sent_bodies_keep_nobody_from_writing(
    client: httpx2.AsyncClient, server: Server, durable_store: Store
) -> None:
    head = f"POST /api/v2/tasks HTTP/1.1\r\nHost: localhost\r\nAuthorization: {client.headers['authorization']}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: 1000\r\n"
    with contextlib.ExitStack() as half_sent:
        for number in range(HALF_SENT):
            key = f"Idempotency-Key: half-{number}\r\n" if number % 2 else ""
            connection = half_sent.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10))
            connection.sendall(f'{head}{key}\r\n{{"title": "Half'.encode())
        await asyncio.sleep(0.3)

        started = time.monotonic()
        made = [await client.post("/api/v2/tasks", json={"title": f"Whole {number}"}) for number in range(5)]
        seconds = time.monotonic() - started

    assert {answer.status_code for answer in made} == {201}
    assert seconds < sqlite.WRITE_WAIT_SECONDS  # a lock held by a half-sent body would make each wait that long
    assert (await client.get("/ready")).status_code == 200
    assert (await books_of(durable_store.url)).titles == {f"Whole {number}": 1 for number in range(5)}

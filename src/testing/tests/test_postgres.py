"""The PostgreSQL that the tests run on: it works, its URL outlives a restart, and nothing of it outlives the run."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from src.testing import orphans
from src.testing.postgres import NotOurServer, PostgresServer, start_postgres

PROJECT = Path(__file__).resolve().parents[3]

needs_our_own_server = pytest.mark.skipif(
    bool(os.environ.get("TEST_POSTGRES_URL")), reason="TEST_POSTGRES_URL names a server that tests must not stop"
)

ANOTHER_RUN = """
import signal
from src.testing.postgres import start_postgres
server = start_postgres()
print(server._server.pid, server._folder, flush=True)
{end}
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with start_postgres() as server:
        yield server


async def _value(url: str, query: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def value(url: str, query: str) -> Any:
    """The first column of the first row of `query`."""
    return asyncio.run(_value(url, query))


def test_a_new_database_answers_and_knows_the_letters_of_all_languages(postgres: PostgresServer) -> None:
    url = postgres.create_database("letters")

    assert value(url, "SELECT lower('ÉŁЖ')") == "éłж"
    assert value(url, "SHOW server_encoding") == "UTF8"


def test_a_database_can_be_a_copy_of_another(postgres: PostgresServer) -> None:
    template = postgres.create_database("original")
    value(template, "CREATE TABLE tasks AS SELECT 7 AS task_id")

    copy = postgres.create_database("copied", template="original")

    assert value(copy, "SELECT task_id FROM tasks") == 7


def test_a_dropped_database_is_gone_and_its_name_is_free(postgres: PostgresServer) -> None:
    url = postgres.create_database("short_lived")

    postgres.drop_database("short_lived")

    with pytest.raises(asyncpg.InvalidCatalogNameError):
        value(url, "SELECT 1")
    postgres.create_database("short_lived")


def test_a_wrong_password_is_refused(postgres: PostgresServer) -> None:
    host = postgres.url.rpartition("@")[2]

    with pytest.raises(asyncpg.InvalidPasswordError):
        value(f"postgresql://postgres:guess@{host}", "SELECT 1")


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_databases_can_be_made_inside_an_event_loop(postgres: PostgresServer) -> None:
    url = postgres.create_database("from_async_code")

    assert await _value(url, "SELECT current_database()") in url


@needs_our_own_server
def test_a_durable_server_has_every_commit_after_a_kill() -> None:
    with start_postgres(durable=True) as server:
        assert value(server.url, "SHOW fsync") == "on"
        value(server.url, "CREATE TABLE tasks AS SELECT generate_series(1, 100) AS task_id")

        server.kill()
        server.restart()

        assert value(server.url, "SELECT count(*) FROM tasks") == 100


@needs_our_own_server
def test_a_stopped_server_refuses_connections_until_it_is_restarted() -> None:
    with start_postgres() as server:
        server.stop()

        with pytest.raises(OSError, match="Connect call failed"):
            value(server.url, "SELECT 1")
        server.restart()
        assert value(server.url, "SELECT 1") == 1


@needs_our_own_server
@pytest.mark.parametrize(
    "end",
    ["server.close()", "raise KeyboardInterrupt", "signal.raise_signal(signal.SIGKILL)"],
    ids=["close", "ctrl-c", "kill"],
)
def test_nothing_is_left_however_a_run_ends(end: str) -> None:
    script = ANOTHER_RUN.format(end=end)
    run = subprocess.run(  # our own script
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    pid, folder = run.stdout.split()

    assert orphans.wait_until_gone([int(pid)], seconds=10)
    assert _is_removed(Path(folder))


def test_a_server_of_ones_own_is_used_but_never_stopped(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_POSTGRES_URL", postgres.url)

    with start_postgres() as external:
        url = external.create_database("app")
        copy = external.create_database("copy", template="app")
        assert value(copy, "SELECT 1") == 1
        for interrupt in (external.stop, external.kill, external.restart):
            with pytest.raises(NotOurServer):
                interrupt()

    with pytest.raises(asyncpg.InvalidCatalogNameError):
        value(url, "SELECT 1")


def _is_removed(folder: Path) -> bool:
    """The guard removes the folder just after the server has ended."""
    for _ in range(500):
        if not folder.exists():
            return True
        time.sleep(0.01)
    return False

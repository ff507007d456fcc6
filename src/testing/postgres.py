"""A real PostgreSQL for tests: `with start_postgres() as postgres: connect(postgres.create_database("app"))`.

`TEST_POSTGRES_URL` names a server of your own instead, and then nothing is started: the tests make databases with
names of their own there and drop them at the end. Its user must be allowed to create databases.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from src.testing import orphans
from src.testing.postgres_install import ADMIN, ENVIRONMENT, copy_cluster, new_folder, postgres_install
from src.testing.server_process import ServerDidNotStart, ServerProcess, free_port

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    # No helper processes for reads that come from memory anyway.
    "io_method": "sync",
    # In the data folder, so that removing the folder after a SIGKILL leaves nothing in /dev/shm.
    "dynamic_shared_memory_type": "mmap",
}

_UNSAFE_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "checkpoint_timeout": "1h",
}


class NotOurServer(RuntimeError):
    """The server of `TEST_POSTGRES_URL` is somebody's: tests never stop it."""


class PostgresServer:
    """A server to make databases on, at `url`. `is_ours` tells whether it may also be stopped, killed and restarted."""

    is_ours = False

    def __init__(self, url: str, *, database_prefix: str = "") -> None:
        self.url = url
        self._prefix = database_prefix
        self._created: list[str] = []

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """The URL of a new database: an empty one, or a copy of `template` (to which nobody may be connected)."""
        statement = f'CREATE DATABASE "{self._prefix}{name}"'
        if template is not None:
            # 0.05 s. Copying files takes twice as long: it waits for checkpoints.
            statement += f' TEMPLATE "{self._prefix}{template}"'
        self._execute(statement)
        self._created.append(name)
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{self._prefix}{name}"))

    def drop_database(self, name: str) -> None:
        """Drop it, and end the connections to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{self._prefix}{name}" WITH (FORCE)')
        self._created = [created for created in self._created if created != name]

    def stop(self) -> None:
        """Stop it as an administrator would; what was committed is there after `restart`."""
        raise NotOurServer("This test stops PostgreSQL: it cannot run with TEST_POSTGRES_URL.")

    def kill(self) -> None:
        """SIGKILL to every process of the server."""
        raise NotOurServer("This test kills PostgreSQL: it cannot run with TEST_POSTGRES_URL.")

    def restart(self) -> None:
        """Start it again at the same `url`: after `stop`, after `kill` (it recovers), or while it runs."""
        raise NotOurServer("This test restarts PostgreSQL: it cannot run with TEST_POSTGRES_URL.")

    def close(self) -> None:
        """Leave nothing behind."""
        for name in list(self._created):
            self.drop_database(name)

    def _execute(self, statement: str) -> None:
        """In a thread with an event loop of its own, so that it can be called from async tests as well."""
        failures: list[BaseException] = []

        async def execute() -> None:
            connection = await asyncpg.connect(self.url)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        def run() -> None:
            try:
                asyncio.run(execute())
            except BaseException as failure:
                failures.append(failure)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        if failures:
            raise failures[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _EmbeddedPostgres(PostgresServer):
    is_ours = True

    def __init__(self, *, durable: bool) -> None:
        self._install = postgres_install()
        self._folder = new_folder("postgres-", self._install.user)
        self._cluster = self._folder / "cluster"
        copy_cluster(self._install, self._cluster)
        self._settings = _SETTINGS if durable else _SETTINGS | _UNSAFE_SETTINGS
        self._server = self._start_on_a_free_port()

    def _start_on_a_free_port(self) -> ServerProcess:
        for tries_left in (2, 1, 0):
            port = free_port()
            server = ServerProcess(
                command=_command(self._install.binaries, self._cluster, self._settings, port),
                folder=self._folder,
                environment=ENVIRONMENT,
                # Ours, not the server's user's: it inherits the open file.
                log=self._folder / "server.log",
                # Immediate shutdown: the data is thrown away with the server.
                stop_signal=signal.SIGQUIT,
                user=self._install.user,
            )
            try:
                server.start(partial(_is_ready, self._cluster, server))
            except ServerDidNotStart as refusal:
                if tries_left == 0 or "Address already in use" not in str(refusal):
                    raise
            else:
                super().__init__(f"postgresql://{ADMIN}:{self._install.password}@127.0.0.1:{port}/postgres")
                return server
        raise AssertionError("unreachable")

    def stop(self) -> None:
        self._server.stop(signal.SIGINT)

    def kill(self) -> None:
        self._server.kill()

    def restart(self) -> None:
        self.stop()
        self._server.start(partial(_is_ready, self._cluster, self._server))

    def close(self) -> None:
        self._server.stop(seconds=10)
        orphans.remove_folder(self._folder)


def _command(binaries: Path, cluster: Path, settings: dict[str, str], port: int) -> Sequence[str]:
    command = [str(binaries / "postgres"), "-D", str(cluster), "-p", str(port)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return command


def _is_ready(cluster: Path, server: ServerProcess) -> bool:
    """As `pg_ctl --wait` finds out: the server writes its state on the eighth line of its pid file."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(server.pid) and lines[7].strip() == "ready"


def start_postgres(*, durable: bool = False) -> PostgresServer:
    """A server that runs, and ends with the `with` block or at the latest with the test run.

    Without `durable` a commit does not wait for the disk: right for tests, except for those that kill the server.
    """
    url = os.environ.get("TEST_POSTGRES_URL")
    if url:
        return PostgresServer(url, database_prefix=f"test_{secrets.token_hex(4)}_")
    return _EmbeddedPostgres(durable=durable)

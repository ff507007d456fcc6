"""The platform itself as a process, for tests about starting, stopping, crashing and several workers."""

from __future__ import annotations

import contextlib
import http.client
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from src.testing import orphans
from src.testing.server_process import ServerProcess, free_port

_PROJECT = Path(__file__).resolve().parents[2]

# What a developer has set for the platform must not reach the one under test.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")


class Server:
    """The platform, listening on 127.0.0.1."""

    def __init__(self, process: ServerProcess, port: int) -> None:
        self._process = process
        self.port = port
        self.base_url = f"http://127.0.0.1:{port}"
        self.ws_url = f"ws://127.0.0.1:{port}"

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.is_running

    def start(self, *, seconds: float = 30) -> None:
        """Start it (again, on the same port and data) and return once `GET /ready` answers 200."""
        self._process.start(self._is_ready, seconds=seconds)

    def stop(self, *, seconds: float = 30) -> None:
        """SIGTERM; returns once it has ended what it was doing, or `seconds` have passed and it was killed."""
        self._process.stop(seconds=seconds)

    def kill(self) -> None:
        """SIGKILL to the server and all its workers, as when the power goes."""
        self._process.kill()

    def output(self) -> str:
        """What it has printed so far, logs and errors."""
        return self._process.output()

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/ready")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@contextlib.contextmanager
def running_server(
    *,
    database_url: str,
    data_dir: Path,
    port: int | None = None,
    workers: int = 1,
    env: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server that is ready, stopped at the end of the block; `env` adds settings and overrides those made here."""
    port = port or free_port()
    folder = orphans.temporary_folder("platform-")
    command = [sys.executable, "-m", "src.cli.main", "serve", "--port", str(port)]
    if workers > 1:
        command += ["--workers", str(workers)]
    settings = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "RATE_LIMIT_ENABLED": "false",
        "LOG_LEVEL": "warning",
        # The process starts in an empty folder, so that no `.env` of the checkout is read.
        "PYTHONPATH": str(_PROJECT),
        "PYTHONUNBUFFERED": "1",
    }
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    environment = inherited | settings | dict(env or {})
    server = Server(ServerProcess(command, folder, environment, log=folder / "server.log"), port)
    try:
        server.start()
        yield server
    finally:
        server.stop(seconds=10)
        orphans.remove_folder(folder)

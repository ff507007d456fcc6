"""One server started for a test: alone in its process group, its output kept, and never outliving the run."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from src.testing import orphans


class ServerDidNotStart(RuntimeError):
    """The server ended, or was not ready in time; the message carries what it printed."""


@dataclass(frozen=True)
class UnixUser:
    """Somebody else to run as; only root can."""

    name: str
    user_id: int
    group_id: int


def free_port() -> int:
    """A loopback port nobody listens on. Somebody may take it before you do: be ready to ask again."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def run_as(user: UnixUser | None) -> dict[str, object]:
    """The `subprocess` arguments that make a command run as `user`; none for ourselves."""
    return {} if user is None else {"user": user.user_id, "group": user.group_id, "extra_groups": []}


@dataclass
class ServerProcess:
    """How to start a server, and the process once it runs. Can be started again after it ended."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    user: UnixUser | None = None
    process: subprocess.Popen[bytes] | None = None
    is_watched: bool = False

    @property
    def pid(self) -> int:
        if self.process is None:
            raise RuntimeError("The server has not been started.")
        return self.process.pid

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self, is_ready: Callable[[], bool], *, seconds: float = 30) -> None:
        """Start it and return once `is_ready()`; raises `ServerDidNotStart` with its output when that takes longer."""
        if self.is_running:
            raise RuntimeError("The server runs already.")
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  # the caller is a test
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=dict(self.environment),
                start_new_session=True,
                **run_as(self.user),  # type: ignore[call-overload]  # keywords from a dict have one type
            )
        orphans.watch_process(self.pid, self.stop_signal)
        self.is_watched = True
        try:
            self._wait_until(is_ready, seconds)
        except BaseException:
            self.kill()
            raise

    def _wait_until(self, is_ready: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not is_ready():
            if not self.is_running:
                raise ServerDidNotStart(f"{self.command[0]} ended before it was ready.\n{self.output()}")
            if time.monotonic() > deadline:
                raise ServerDidNotStart(f"{self.command[0]} was not ready in {seconds:g} s.\n{self.output()}")
            time.sleep(0.005)

    def stop(self, with_signal: signal.Signals | None = None, *, seconds: float = 30) -> None:
        """Ask it to end and wait; SIGKILL when that takes longer than `seconds`. Does nothing if it has ended."""
        if self.process is not None and self.is_running:
            self.process.send_signal(with_signal or self.stop_signal)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self._end_group()

    def kill(self) -> None:
        """SIGKILL, to everything that it started too, as when the power goes; returns once all of it is gone."""
        if self.process is not None and self.is_running:
            killed = orphans.kill_tree(self.pid)
            self.process.wait()
            orphans.wait_until_gone(killed, seconds=5)
        self._end_group()

    def _end_group(self) -> None:
        """End workers that outlived the server. Once: its number may be somebody else's afterwards."""
        if self.is_watched:
            orphans.kill_tree(self.pid)
            orphans.forget_process(self.pid)
            self.is_watched = False

    def output(self) -> str:
        """What it has printed since the first start, errors included."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

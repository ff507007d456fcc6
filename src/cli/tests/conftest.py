"""Real `proxy-agent` processes in an empty folder, with none of the developer's own settings."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from src.testing.server_process import ServerProcess, free_port
from src.testing.warm import WarmCommands

PROJECT = Path(__file__).resolve().parents[3]
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")


def get(port: int, path: str) -> tuple[int, str]:
    """`(status, body)` of a GET on this machine; status 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def post(port: int, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """`(status, answer)` of a POST on this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


@dataclass
class Terminal:
    """A folder to run commands in, and what has been exported there."""

    folder: Path
    commands: WarmCommands
    exported: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in KEPT if name in os.environ}
        return inherited | {"PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "default"} | self.exported

    def run(self, *arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """Run `proxy-agent …` to its end."""
        return self.commands.run(
            arguments, folder=self.folder, environment=self.environment | settings, stdin=stdin, seconds=60
        )

    def run_cold(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The same in a process that begins from nothing."""
        return subprocess.run(
            [sys.executable, "-m", "src.cli.main", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def says(self, *arguments: str, stdin: str = "", **settings: str) -> str:
        """What a command that must succeed prints."""
        ended = self.run(*arguments, stdin=stdin, **settings)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def refuses(self, *arguments: str, stdin: str = "", **settings: str) -> str:
        """The one sentence of a command that must be refused."""
        ended = self.run(*arguments, stdin=stdin, **settings)
        assert ended.returncode == 1, ended
        assert ended.stdout == ""
        assert "Traceback" not in ended.stderr
        (sentence,) = ended.stderr.splitlines()
        assert sentence.endswith(".")
        return sentence


@dataclass
class Running:
    """A server somebody has started."""

    process: ServerProcess
    port: int

    @property
    def first_line(self) -> str:
        return self.process.output().splitlines()[0]

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        assert self.process.process is not None
        return self.process.process.wait(20)


@pytest.fixture(scope="session")
def warm_commands() -> Iterator[WarmCommands]:
    commands = WarmCommands()
    yield commands
    commands.close()


@pytest.fixture
def terminal(tmp_path: Path, warm_commands: WarmCommands) -> Terminal:
    folder = tmp_path / "somewhere"
    folder.mkdir()
    return Terminal(folder, warm_commands)


@pytest.fixture
def start(terminal: Terminal, tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Starts `python -m …` as a server and waits until it answers; stopped at the end."""
    started: list[ServerProcess] = []

    def begin(*command: str, port: int | None = None, **settings: str) -> Running:
        port = port or free_port()
        process = ServerProcess(
            [sys.executable, "-m", *command, "--port", str(port)],
            terminal.folder,
            terminal.environment | settings,
            log=tmp_path / f"server-{len(started)}.log",
        )
        started.append(process)
        process.start(lambda: get(port, "/ready")[0] == 200)
        return Running(process, port)

    yield begin
    for process in started:
        process.stop(seconds=10)


@pytest.fixture
def serve(start: Callable[..., Running]) -> Callable[..., Running]:
    """Starts `proxy-agent serve`."""

    def begin(*options: str, **given: Any) -> Running:
        return start("src.cli.main", "serve", *options, **given)

    return begin

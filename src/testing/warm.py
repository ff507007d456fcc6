"""Commands of `proxy-agent` without the wait for their imports: one process that has imported everything forks a child
for each command.

A child is a process of its own, with its own folder, environment, arguments and files for input and output; what it
shares with its siblings is modules that have been read. Run as `python -m src.testing.warm SOCKET` it serves until its
standard input is closed, which happens when the tests end, however they end.
"""

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
LONGEST_REQUEST = 1 << 20
HEAVY = ("src.api.main", "src.cli.demo", "src.cli.capture.local", "src.cli.capture.remote", "src.database.schema")


class WarmCommands:
    """Runs commands through the warm process. Close it when the tests end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="warm-")
        self._path = f"{self._folder.name}/socket"
        self._server = subprocess.Popen(  # noqa: S603 our own module, at a path of our own
            [sys.executable, "-m", "src.testing.warm", self._path],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        if self._server.stdout is None or self._server.stdout.readline() != b"ready\n":
            raise RuntimeError("The process that forks commands did not start.")

    def run(
        self, arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str], stdin: str, seconds: float
    ) -> subprocess.CompletedProcess[str]:
        """Run `proxy-agent …` to its end.

        Raises:
            subprocess.TimeoutExpired: it took longer than `seconds`; it has been killed.
        """
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as said,
            tempfile.TemporaryFile() as complained,
            socket.socket(socket.AF_UNIX) as line,
        ):
            given.write(stdin.encode())
            given.seek(0)
            line.connect(self._path)
            request = {"arguments": list(arguments), "folder": str(folder), "environment": dict(environment)}
            files = [each.fileno() for each in (given, said, complained)]
            socket.send_fds(line, [json.dumps(request).encode()], files)
            line.shutdown(socket.SHUT_WR)
            code = _wait(line, arguments, seconds)
            said.seek(0)
            complained.seek(0)
            return subprocess.CompletedProcess(arguments, code, said.read().decode(), complained.read().decode())

    def close(self) -> None:
        self._server.communicate()
        self._folder.cleanup()


def _wait(line: socket.socket, arguments: Sequence[str], seconds: float) -> int:
    """The child's exit code; negative when a signal ended it."""
    with line.makefile() as answers:
        child = int(answers.readline())
        line.settimeout(seconds)
        try:
            return int(answers.readline())
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            raise subprocess.TimeoutExpired(list(arguments), seconds) from None


def serve(path: str) -> None:
    """Fork a child for every request, until standard input is closed."""
    for name in HEAVY:
        __import__(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(16)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            ready, _, _ = select.select([listener, sys.stdin], [], [])
            if sys.stdin in ready:
                return
            line, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                _attend(line)
                os._exit(0)
            line.close()


def _attend(line: socket.socket) -> None:
    """Start the command, tell its process id, wait for its end and tell its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    body, files, _, _ = socket.recv_fds(line, LONGEST_REQUEST, 3)
    while more := line.recv(LONGEST_REQUEST):
        body += more
    child = os.fork()
    if child == 0:
        line.close()
        _become(json.loads(body), files)
    line.sendall(f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(OSError):  # nobody waits any more
        line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _become(request: Mapping[str, Any], files: Sequence[int]) -> None:
    """Be the command, to the end of the process."""
    for wanted, file in enumerate(files):
        os.dup2(file, wanted)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 they last as long as we do
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    warnings.simplefilter("default")
    sys.argv = [str(PROJECT / "src/cli/main.py"), *request["arguments"]]
    code = 1
    try:
        from src.cli.main import main

        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])

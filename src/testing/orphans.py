"""Leaves nothing behind: ends test servers and removes their folders when the test run is gone, however it went.

A context manager cannot clean up after `kill -9`, and a signal on parent death exists on Linux alone and is tied to
the thread that started the server. So one small guard process holds the read end of a pipe: when the run ends, for
whatever reason, the operating system closes the write end and the guard tidies up.

The guard runs this file as a script, outside any package: it imports the standard library alone.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GRACE_SECONDS = 5.0


class _Guard:
    """The write end of the pipe. Lines are shorter than PIPE_BUF, so threads need no lock."""

    def __init__(self) -> None:
        # Its own session: Ctrl-C in the terminal must not reach it before it has tidied up. No output of ours either,
        # or `pytest | tee` would wait for the guard.
        self.process = subprocess.Popen(  # noqa: S603  # our own file
            [sys.executable, "-I", "-S", str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
        if self.process.stdin is None:
            raise RuntimeError("The guard has no pipe to listen on.")
        self.pipe = self.process.stdin
        self.owner = os.getpid()
        atexit.register(self.finish)

    def tell(self, *words: object) -> None:
        # A guard that somebody ended must not fail the tests it watched over.
        with contextlib.suppress(BrokenPipeError):
            os.write(self.pipe.fileno(), (" ".join(map(str, words)) + "\n").encode())

    def finish(self) -> None:
        """Let the guard tidy up now, and wait for it; a forked child leaves that to the process that it came from."""
        if os.getpid() == self.owner:
            self.pipe.close()
            self.process.wait()


_guard: _Guard | None = None


def _the_guard() -> _Guard:
    global _guard
    if _guard is None or _guard.owner != os.getpid():
        _guard = _Guard()
    return _guard


def watch_process(pid: int, stop_signal: signal.Signals) -> None:
    """Send `stop_signal` to `pid` once this run is gone, and SIGKILL to what is left of its group a little later."""
    _the_guard().tell("process", pid, int(stop_signal))


def forget_process(pid: int) -> None:
    """`pid` has ended and been waited for: its number may soon be somebody else's."""
    _the_guard().tell("ended", pid)


def temporary_folder(prefix: str, *, within: Path | None = None) -> Path:
    """A new folder that `remove_folder`, or else the end of the run, removes."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=within)).resolve()
    _the_guard().tell("folder", folder)
    return folder


def remove_folder(folder: Path) -> None:
    """Remove it now. A process that is just ending may still write: what is left then is tried again at the end."""
    shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():
        _the_guard().tell("removed", folder)


def is_running(pid: int) -> bool:
    """Whether `pid` still does anything: one that has ended but was not waited for is not running."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return not Path("/proc/self").exists()
    return state not in "ZX"


def children_of(pid: int) -> list[int]:
    """Direct children, wherever their session: PostgreSQL's backends each make one of their own."""
    if Path("/proc/self/stat").exists():
        return [int(entry) for entry in os.listdir("/proc") if entry.isdigit() and _parent_in_proc(entry) == pid]
    listing = subprocess.run(["/bin/ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    rows = (line.split() for line in listing.stdout.splitlines())
    return [int(child) for child, parent in rows if int(parent) == pid]


def _parent_in_proc(entry: str) -> int | None:
    try:
        return int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def kill_tree(pid: int) -> list[int]:
    """SIGKILL to `pid`, its process group and its children; all their ids, so that the caller can wait."""
    children = children_of(pid)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    for child in children:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(child, signal.SIGKILL)
    return [pid, *children]


def wait_until_gone(pids: list[int], seconds: float) -> bool:
    """True once none of `pids` runs; false when `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while any(is_running(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _tidy_up_at_end_of(lines: list[str]) -> None:
    processes: dict[int, int] = {}
    folders: set[str] = set()
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "process":
            pid, stop_signal = map(int, rest.split())
            processes[pid] = stop_signal
        elif word == "ended":
            processes.pop(int(rest), None)
        elif word == "folder":
            folders.add(rest)
        elif word == "removed":
            folders.discard(rest)

    for pid, stop_signal in processes.items():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, stop_signal)
    wait_until_gone(list(processes), GRACE_SECONDS)
    for pid in processes:
        # Also for those that ended in time: workers may have outlived them.
        kill_tree(pid)
    wait_until_gone(list(processes), GRACE_SECONDS)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _tidy_up_at_end_of(sys.stdin.read().splitlines())

"""One server process: the application, and what a worker of several needs so that none outlives its parent."""

import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
import threading
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from src.core.errors import PlatformError

if TYPE_CHECKING:
    from fastapi import FastAPI

CANNOT_START = 3
"""What uvicorn's parent process reads as: starting this worker again would end the same way."""
SECONDS_TO_END = 12.0
FIGURES = "PROMETHEUS_MULTIPROC_DIR"


def create_worker() -> "FastAPI":
    """The application of one process, for uvicorn's `factory=True`."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), name="follow-parent", daemon=True).start()
        _forget_dead_workers()
    from src.api.main import create_app

    try:
        return create_app()
    except PlatformError as refused:
        print(" ".join(refused.message.split()), file=sys.stderr, flush=True)
        raise SystemExit(CANNOT_START) from refused


def _follow(parent_ended: int) -> None:
    """End with the parent, even when it was killed and could tell nobody: its end of a pipe closes all the same."""
    wait([parent_ended])
    figures = os.environ.get(FIGURES)
    if figures and os.environ.get(f"{FIGURES}_IS_OURS"):
        shutil.rmtree(figures, ignore_errors=True)
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(SECONDS_TO_END)
    os._exit(1)


def _forget_dead_workers() -> None:
    """Drop the gauges of workers that this one may have come to replace: their sockets are closed."""
    figures = os.environ.get(FIGURES)
    if not figures:
        return
    from prometheus_client.multiprocess import mark_process_dead

    for file in Path(figures).glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdigit() and not _is_alive(int(pid)):
            with contextlib.suppress(OSError):
                mark_process_dead(int(pid))  # type: ignore[no-untyped-call]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""What the server does on its own. Once an hour it tidies up: old events, remembered answers, emptied bins, ended
sign-ins, and focus sessions that were left. Every two seconds it returns assignments whose lease ran out."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable

import structlog

from src.core.errors import PlatformError
from src.database.connection import Database
from src.services.housekeeping import tidy
from src.services.leases import return_run_out

log = structlog.get_logger(__name__)
TIDY_SECONDS = 3600.0
FIRST_TIDY_SECONDS = 60.0
LEASE_SECONDS = 2.0
"""The shortest lease is five seconds, and an expired one is back within two of its times."""


class Housekeeping:
    """Tasks beside the requests. Several workers may do the same at once: every step is guarded in its write."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._repeat(self._tidy, FIRST_TIDY_SECONDS, TIDY_SECONDS), name="housekeeping"),
            asyncio.create_task(self._repeat(self._return, LEASE_SECONDS, LEASE_SECONDS), name="leases"),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _repeat(self, work: Callable[[], Awaitable[None]], first: float, pause: float) -> None:
        """Do `work` for ever, with a pause that differs a little between workers."""
        await asyncio.sleep(first * random.uniform(0.8, 1.2))  # noqa: S311 jitter, not a secret
        while True:
            try:
                await work()
            except PlatformError as error:
                log.warning("housekeeping_postponed", reason=error.message)
            except Exception:
                log.exception("housekeeping_failed")
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 jitter, not a secret

    async def _tidy(self) -> None:
        log.info("tidied", **await tidy(self._database))

    async def _return(self) -> None:
        returned = await return_run_out(self._database)
        if returned:
            log.info("leases_returned", count=returned)

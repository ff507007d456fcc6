"""What the server tidies up on its own, once an hour: old events, remembered answers, emptied bins, ended sign-ins;
and focus sessions that were left."""

import asyncio
import contextlib
import random

import structlog

from src.core.errors import PlatformError
from src.database.connection import Database
from src.services.housekeeping import tidy

log = structlog.get_logger(__name__)
EVERY_SECONDS = 3600.0
FIRST_AFTER_SECONDS = 60.0


class Housekeeping:
    """A task beside the requests. Several workers may tidy at once: every step is guarded in its write."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="housekeeping")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        pause = FIRST_AFTER_SECONDS
        while True:
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 jitter, not a secret
            pause = EVERY_SECONDS
            try:
                log.info("tidied", **await tidy(self._database))
            except PlatformError as error:
                log.warning("tidying_postponed", reason=error.message)

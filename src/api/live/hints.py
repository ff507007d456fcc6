"""Telling other processes whose log grew. A hint only: the log is the truth, and a lost hint costs a few seconds."""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

import structlog

from src.core.ids import new_id

log = structlog.get_logger(__name__)
CHANNEL = "proxy_agent_events"
COALESCE_SECONDS = 0.01
HEARTBEAT_SECONDS = 15.0
CONNECT_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
MOST_PENDING = 100_000

Wake = Callable[[Iterable[str]], None]
Send = Callable[[list[str]], Awaitable[None]]


class Hints(ABC):
    """A connection to somewhere all processes meet, made again for ever."""

    def __init__(self, wake: Wake, sweep: Callable[[], None]) -> None:
        self._wake = wake
        self._sweep = sweep
        self._pending: set[str] = set()
        self._has_pending = asyncio.Event()
        self._pause = FIRST_PAUSE_SECONDS

    def tell(self, user_ids: Iterable[str]) -> None:
        """Tell the others, a few milliseconds from now, together with whoever else's log grows until then."""
        if len(self._pending) < MOST_PENDING:  # past that nobody was reachable for long: the others sweep anyway
            self._pending.update(user_ids)
        if self._pending:
            self._has_pending.set()

    async def run(self) -> None:
        """Stay connected. Nothing that goes wrong ends this; only being cancelled does."""
        while True:
            try:
                await self.session()
            except Exception as error:
                log.warning("live_hints_lost", kind=type(error).__name__, again_in_seconds=round(self._pause, 1))
            await asyncio.sleep(self._pause * random.uniform(0.5, 1.5))  # noqa: S311 jitter, not a secret
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    @abstractmethod
    async def session(self) -> None:
        """Connect, listen, call `connected`, and `tell_for_ever` until the connection ends."""

    def connected(self) -> None:
        """Hints may have been missed while there was no connection: look at every log."""
        self._pause = FIRST_PAUSE_SECONDS
        self._sweep()

    async def tell_for_ever(self, send: Send) -> None:
        """Give `send` whom to tell of, and after a quiet while nobody: a heartbeat. What it fails at, it gets again."""
        while True:
            user_ids = await self._due()
            try:
                await send(user_ids)
            except BaseException:
                self.tell(user_ids)
                raise

    async def _due(self) -> list[str]:
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await self._has_pending.wait()
        except TimeoutError:
            return []
        await asyncio.sleep(COALESCE_SECONDS)
        pending, self._pending = self._pending, set()
        self._has_pending.clear()
        return sorted(pending)


class RedisHints(Hints):
    """Publish and subscribe, for deployments that share a Redis anyway."""

    def __init__(self, url: str, wake: Wake, sweep: Callable[[], None]) -> None:
        super().__init__(wake, sweep)
        self._url = url
        self._process = new_id()

    async def session(self) -> None:
        from redis.asyncio import Redis

        client: Any = Redis.from_url(
            self._url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=None, decode_responses=True
        )
        async with client, client.pubsub() as channel, asyncio.TaskGroup() as group:
            await channel.subscribe(CHANNEL)
            group.create_task(self._listen(channel))
            group.create_task(self.tell_for_ever(partial(self._publish, client)))

    async def _listen(self, channel: Any) -> None:
        async for message in channel.listen():
            if message["type"] == "subscribe":  # also after a reconnection that the client made by itself
                self.connected()
            elif message["type"] == "message":
                sender, *user_ids = message["data"].split()
                if sender != self._process:
                    self._wake(user_ids)

    async def _publish(self, client: Any, user_ids: list[str]) -> None:
        await client.publish(CHANNEL, " ".join([self._process, *user_ids]))

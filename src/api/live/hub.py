"""Wakes the sockets of this process when a log grows, wherever it was written.

Nothing is pushed through here: a wake only means "look". Sockets pull from the log by their own position, so nothing
can get lost or come twice, whatever happens to a wake. In this process the commit itself wakes; between processes a
hint does (PostgreSQL `NOTIFY`, Redis, or a look at SQLite's `data_version`); and every five seconds a sweep compares
each feed with its log, for hints that never came.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

from src.api.live.feed import Feed, Line
from src.api.live.hints import CHANNEL, CONNECT_SECONDS, Hints, RedisHints, Wake
from src.api.metrics import SOCKETS
from src.core.errors import Unavailable
from src.database.connection import Database, postgresql_dsn
from src.database.sqlite import SqliteDriver
from src.database.types import Engine
from src.repositories.events import EventRepository

log = structlog.get_logger(__name__)
SOCKETS_PER_USER = 10
SWEEP_SECONDS = 5.0
WATCH_SECONDS = 0.1
# A sweep of 1,000 feeds takes some 15 ms on SQLite: pausing 20 times as long keeps its share of the loop under 5 %.
SWEEP_REST_FACTOR = 20
LONGEST_REST_SECONDS = 2.0
STOP_SECONDS = 5.0
NOTIFY = "SELECT pg_notify($1, user_id) FROM unnest($2::text[]) AS user_id"


class PostgresqlHints(Hints):
    """`LISTEN` and `NOTIFY` on one connection of their own.

    `NOTIFY` inside the request's transaction would make all commits of the database wait for each other.
    """

    def __init__(self, url: str, wake: Wake, sweep: Callable[[], None]) -> None:
        super().__init__(wake, sweep)
        self._dsn = postgresql_dsn(url)

    async def session(self) -> None:
        connection = await asyncpg.connect(
            self._dsn,
            timeout=CONNECT_SECONDS,
            command_timeout=CONNECT_SECONDS,
            server_settings={"application_name": "proxy-agent-live"},
        )
        own_pid = connection.get_server_pid()

        def hinted(_: Any, pid: int, __: str, user_id: str) -> None:
            if pid != own_pid:
                self._wake([user_id])

        async def notify(user_ids: list[str]) -> None:
            # With nobody to tell of, this is the heartbeat that notices a connection that silently died.
            await connection.execute(NOTIFY, CHANNEL, user_ids)

        try:
            async with asyncio.TaskGroup() as group:
                ended = asyncio.Event()
                connection.add_termination_listener(lambda _: ended.set())
                await connection.add_listener(CHANNEL, hinted)
                self.connected()
                telling = group.create_task(self.tell_for_ever(notify))
                await ended.wait()
                telling.cancel()
        finally:
            connection.terminate()


class Hub:
    """Everybody who listens in this process."""

    def __init__(self, database: Database, *, redis_url: str = "") -> None:
        self._database = database
        self._redis_url = redis_url
        self._feeds: dict[str, Feed] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._hints: Hints | None = None
        self._sweep_wanted = asyncio.Event()
        self._is_inhabited = asyncio.Event()
        self._is_empty = asyncio.Event()
        self._is_empty.set()
        self.is_stopping = False
        database.listen(self._committed)
        database.on_revoked(self.alert)

    async def start(self) -> None:
        """Start listening for other processes. Does not wait for anything to be reachable."""
        self.is_stopping = False
        if self._redis_url:
            self._hints = RedisHints(self._redis_url, self.wake, self._sweep_wanted.set)
        elif self._database.engine is Engine.POSTGRESQL:
            self._hints = PostgresqlHints(self._database.url, self.wake, self._sweep_wanted.set)
        if self._hints is not None:
            self._spawn(self._hints.run())
        elif isinstance(self._database.driver, SqliteDriver):
            self._spawn(self._watch(self._database.driver))
        self._spawn(self._sweep_for_ever())

    async def stop(self) -> None:
        """Close every socket with 1001, then end everything that was started."""
        self.is_stopping = True
        for line in [line for feed in self._feeds.values() for line in feed.lines]:
            line.end()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._is_empty.wait()
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._hints = None

    def subscribe(self, user_id: str) -> Line | None:
        """A line for one more socket of this person, to be given back with `release`; None when they have enough."""
        feed = self._feeds.get(user_id)
        if feed is None:
            feed = self._feeds[user_id] = Feed(self._database, user_id)
            self._spawn(feed.follow())
        if len(feed.lines) >= SOCKETS_PER_USER:
            return None
        line = Line(feed)
        feed.lines.add(line)
        self._is_inhabited.set()
        self._is_empty.clear()
        SOCKETS.inc()
        return line

    def release(self, line: Line) -> None:
        """The socket of this line is gone."""
        feed = line.feed
        feed.lines.discard(line)
        SOCKETS.dec()
        if not feed.lines:
            del self._feeds[feed.user_id]
            feed.wake()
        if not self._feeds:
            self._is_inhabited.clear()
            self._is_empty.set()

    def wake(self, user_ids: Iterable[str]) -> None:
        """The logs of these people grew."""
        for user_id in user_ids:
            feed = self._feeds.get(user_id)
            if feed is not None:
                feed.wake()

    def alert(self, user_ids: Iterable[str]) -> None:
        """Something about how these people sign in has changed: their sockets look whether they may stay."""
        for user_id in user_ids:
            feed = self._feeds.get(user_id)
            for line in feed.lines if feed is not None else ():
                line.alert()

    def _committed(self, user_ids: set[str]) -> None:
        self.wake(user_ids)
        if self._hints is not None:
            self._hints.tell(user_ids)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self, driver: SqliteDriver) -> None:
        """Have the feeds compared with their logs whenever any connection of any process has committed."""
        seen = -1
        while True:
            await self._is_inhabited.wait()
            with suppress(Unavailable):
                version = await driver.data_version()
                if version != seen:
                    seen = version
                    self._sweep_wanted.set()
            await asyncio.sleep(WATCH_SECONDS)

    async def _sweep_for_ever(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_SECONDS):
                    await self._sweep_wanted.wait()
            self._sweep_wanted.clear()
            started = clock()
            try:
                await self._sweep()
            except Unavailable:
                log.warning("live_sweep_unavailable")
            except Exception:
                log.exception("live_sweep_failed")
            await asyncio.sleep(min(SWEEP_REST_FACTOR * (clock() - started), LONGEST_REST_SECONDS))

    async def _sweep(self) -> None:
        """Wake every feed that is behind its log."""
        if not self._feeds:
            return
        async with self._database.unit_of_work(writes=False) as uow:
            counters = EventRepository(uow)
            for place, (user_id, feed) in enumerate(list(self._feeds.items())):
                uow.act_for(user_id)
                _, latest = await counters.kept_range()
                if feed.last_seq is not None and latest > feed.last_seq:
                    feed.wake()
                if place % 50 == 49:  # SQLite answers without ever letting others run
                    await asyncio.sleep(0)

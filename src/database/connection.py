"""The database of this process: which engine, how to reach it, and how to bring its schema up to date."""

from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from src.core.clock import Clock, utc_now
from src.core.errors import StartRefused
from src.core.settings import Settings, get_settings
from src.database.driver import Driver
from src.database.events import append_events
from src.database.postgresql import PostgresqlDriver
from src.database.sqlite import SqliteDriver
from src.database.statements import StatementCache
from src.database.types import Engine
from src.database.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)
Announce = Callable[[set[str]], None]


def engine_of(url: str) -> Engine:
    """The engine a `DATABASE_URL` names.

    Raises:
        StartRefused: for anything but SQLite and PostgreSQL.
    """
    scheme = url.partition(":")[0].partition("+")[0]
    if scheme == "sqlite":
        return Engine.SQLITE
    if scheme in {"postgresql", "postgres"}:
        return Engine.POSTGRESQL
    raise StartRefused(
        f"DATABASE_URL starts with '{scheme}:', which is not supported: use sqlite:///path or "
        "postgresql://user:password@host/name."
    )


def sqlite_path(url: str) -> Path:
    """The file of a `sqlite:///relative` or `sqlite:////absolute` URL."""
    rest = url.partition(":")[2]
    path = rest.removeprefix("///")
    if not rest.startswith("///") or not path or path == ":memory:":
        raise StartRefused("DATABASE_URL must name a file, for example sqlite:///./data/proxy-agent.db.")
    return Path(path)


def postgresql_dsn(url: str) -> str:
    """The URL as asyncpg reads it, whatever driver was named in it."""
    parts = urlsplit(url)
    try:
        has_host = bool(parts.hostname) and (parts.port or True)
    except ValueError:
        has_host = False
    if not has_host:
        raise StartRefused("DATABASE_URL must look like postgresql://user:password@host:port/name.")
    return parts._replace(scheme="postgresql").geturl()


def driver_for(url: str, *, pool_size: int) -> Driver:
    """A driver for a `DATABASE_URL`; nothing is opened yet."""
    if engine_of(url) is Engine.SQLITE:
        return SqliteDriver(str(sqlite_path(url)))
    return PostgresqlDriver(postgresql_dsn(url), pool_size=pool_size)


class Database:
    """The driver, the compiled statements and the clock that every unit of work shares."""

    def __init__(self, url: str, *, pool_size: int = 10, clock: Clock = utc_now) -> None:
        self.url = url
        self.engine = engine_of(url)
        self.driver = driver_for(url, pool_size=pool_size)
        self.statements = StatementCache(self.engine, on_overflow=lambda: log.warning("statement_cache_overflow"))
        self.clock = clock
        self._listeners: list[Announce] = []
        self._revocation_listeners: list[Announce] = []

    def unit_of_work(self, *, writes: bool = True, owner_id: str | None = None, actor: str | None = None) -> UnitOfWork:
        """A fresh unit of work: `async with database.unit_of_work(…) as uow`."""
        return UnitOfWork(self, writes=writes, owner_id=owner_id, actor=actor)

    async def append_events(self, uow: UnitOfWork) -> None:
        """Give the unit's events their numbers and write them, last in its transaction."""
        await append_events(uow)

    def listen(self, listener: Announce) -> None:
        """Call `listener` with the users whose log grew, after every commit of this process."""
        self._listeners.append(listener)

    def announce(self, user_ids: Iterable[str]) -> None:
        """Tell this process's listeners whose log grew."""
        grown = set(user_ids)
        for listener in self._listeners:
            listener(grown)

    def on_revoked(self, listener: Announce) -> None:
        """Call `listener` with people whose ways to sign in have changed, after the commit that changed them."""
        self._revocation_listeners.append(listener)

    def announce_revoked(self, user_ids: Iterable[str]) -> None:
        """Tell this process what to forget about these people."""
        changed = set(user_ids)
        for listener in self._revocation_listeners:
            listener(changed)

    async def check(self) -> None:
        """Raise `DatabaseUnavailable` unless the database answers."""
        await self.driver.check()

    async def close(self) -> None:
        await self.driver.close()


def init_db(settings: Settings | None = None) -> None:
    """Make the data folder when the database is a file, and bring the schema up to date."""
    from src.database.schema import upgrade

    upgrade((settings or get_settings()).resolved_database_url)

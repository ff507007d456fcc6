"""SQLite, run straight on the event loop.

A bounded query takes well under a millisecond, a thread hop per call costs two to three times that and lets write
latency near a second under load (design figures in docs/decisions/0001). So every process has two connections: one
that reads (each statement runs to its end before anything else can), and one that writes, behind an `asyncio.Lock`.
Between processes the writer waits for `BEGIN IMMEDIATE` by polling, so a busy file never blocks the loop.
"""

import asyncio
import random
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from src.database.driver import ConstraintBroken, DatabaseUnavailable, ValueRefused
from src.database.types import Engine

WRITE_WAIT_SECONDS = 15.0
FIRST_PAUSE_SECONDS = 0.0005
LONGEST_PAUSE_SECONDS = 0.02
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 268435456",
)


def translated(error: sqlite3.Error) -> Exception:
    """The platform's error for one of SQLite's."""
    if isinstance(error, sqlite3.IntegrityError):
        return ConstraintBroken("That does not fit what is already stored.", constraint=str(error))
    if isinstance(error, sqlite3.DataError):
        return ValueRefused("A value is out of the range that can be stored.")
    if isinstance(error, sqlite3.OperationalError | sqlite3.ProgrammingError):
        text = str(error)
        if any(word in text for word in ("locked", "busy", "disk", "unable to open", "readonly", "closed")):
            return DatabaseUnavailable("The database is not available right now. Please try again.")
    if isinstance(error, sqlite3.DatabaseError) and "malformed" in str(error):
        return DatabaseUnavailable("The database is not available right now. Please try again.")
    return error


def open_connection(path: Path | str, *, busy_ms: int = 5000) -> sqlite3.Connection:
    """A connection in autocommit mode with the platform's pragmas."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=1024)
    connection.execute(f"PRAGMA busy_timeout = {busy_ms}")
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection


class SqliteConnection:
    """The reading connection, or the writing one while its lock is held."""

    def __init__(self, raw: sqlite3.Connection, lock: asyncio.Lock | None = None) -> None:
        self._raw = raw
        self._lock = lock

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:
        try:
            return self._raw.execute(sql, arguments).fetchall()
        except sqlite3.Error as error:
            raise translated(error) from error
        except OverflowError as error:
            raise ValueRefused("A number is too large to be stored.") from error

    async def execute(self, sql: str, arguments: Sequence[Any]) -> int:
        try:
            return self._raw.execute(sql, arguments).rowcount
        except sqlite3.Error as error:
            raise translated(error) from error
        except OverflowError as error:
            raise ValueRefused("A number is too large to be stored.") from error

    async def commit(self) -> None:
        try:
            self._raw.execute("COMMIT")
        except sqlite3.Error as error:
            raise translated(error) from error

    async def rollback(self) -> None:
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    async def release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None


class SqliteDriver:
    """One SQLite file."""

    engine = Engine.SQLITE

    def __init__(self, path: str) -> None:
        self.path = path
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None
        self._turn = asyncio.Lock()

    async def reading(self) -> SqliteConnection:
        if self._reader is None:
            self._reader = self._open(busy_ms=2000)
            self._reader.execute("PRAGMA query_only = ON")
        return SqliteConnection(self._reader)

    async def writing(self) -> SqliteConnection:
        try:
            async with asyncio.timeout(WRITE_WAIT_SECONDS):
                await self._turn.acquire()
        except TimeoutError:
            raise DatabaseUnavailable("The database is busy. Please try again.") from None
        try:
            if self._writer is None:
                self._writer = self._open(busy_ms=0)
            await self._begin(self._writer)
        except BaseException:
            self._turn.release()
            raise
        return SqliteConnection(self._writer, self._turn)

    def _open(self, *, busy_ms: int) -> sqlite3.Connection:
        try:
            return open_connection(self.path, busy_ms=busy_ms)
        except sqlite3.Error as error:
            raise DatabaseUnavailable("The database is not available right now. Please try again.") from error

    async def _begin(self, writer: sqlite3.Connection) -> None:
        """`BEGIN IMMEDIATE`, retried while another process writes, without ever blocking the loop."""
        pause = FIRST_PAUSE_SECONDS
        deadline = asyncio.get_running_loop().time() + WRITE_WAIT_SECONDS
        while True:
            try:
                writer.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or asyncio.get_running_loop().time() > deadline:
                    raise translated(error) from error
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 jitter, not a secret
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def data_version(self) -> int:
        """Changes whenever another connection, of any process, commits."""
        connection = await self.reading()
        return int((await connection.fetch("PRAGMA data_version", ()))[0][0])

    async def check(self) -> None:
        await (await self.reading()).fetch("SELECT 1", ())

    async def close(self) -> None:
        for connection in (self._reader, self._writer):
            if connection is not None:
                connection.close()
        self._reader = self._writer = None

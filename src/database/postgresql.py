"""PostgreSQL through asyncpg and its own pool. Reads run in autocommit, writes inside one transaction."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

from src.database.driver import ConstraintBroken, DatabaseUnavailable, RetryTransaction, ValueRefused
from src.database.types import Engine

CONNECT_SECONDS = 5.0
LOCK_TIMEOUT_MS = 10_000
STATEMENT_TIMEOUT_MS = 30_000
UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InsufficientResourcesError,
    asyncpg.QueryCanceledError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidAuthorizationSpecificationError,
)


def translated(error: Exception) -> Exception:
    """The platform's error for one of asyncpg's."""
    if isinstance(error, asyncpg.TransactionRollbackError):
        return RetryTransaction("The database asked for another try. Please repeat the request.")
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return ConstraintBroken("That does not fit what is already stored.", constraint=str(error.constraint_name))
    if isinstance(error, asyncpg.LockNotAvailableError):
        return DatabaseUnavailable("Something else holds this right now. Please try again.", is_lock_timeout=True)
    if isinstance(error, UNAVAILABLE):
        return DatabaseUnavailable("The database is not available right now. Please try again.")
    if isinstance(error, asyncpg.InterfaceError) and "clos" in str(error):
        return DatabaseUnavailable("The database is not available right now. Please try again.")
    if isinstance(error, asyncpg.DataError | asyncpg.exceptions.UntranslatableCharacterError):
        return ValueRefused("A value is out of the range that can be stored.")
    return error


class PostgresqlConnection:
    """A pooled connection, inside a transaction when it writes."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", raw: Any) -> None:
        self._pool = pool
        self._raw = raw
        self._is_open = False

    async def begin(self) -> None:
        try:
            await self._raw.execute("BEGIN")
        except Exception as error:
            raise translated(error) from error
        self._is_open = True

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:
        try:
            rows: Sequence[Sequence[Any]] = await self._raw.fetch(sql, *arguments)
        except Exception as error:
            raise translated(error) from error
        return rows

    async def execute(self, sql: str, arguments: Sequence[Any]) -> int:
        try:
            tag: str = await self._raw.execute(sql, *arguments)
        except Exception as error:
            raise translated(error) from error
        count = tag.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def commit(self) -> None:
        if not self._is_open:
            return
        try:
            tag = await self._raw.execute("COMMIT")
        except Exception as error:
            raise translated(error) from error
        self._is_open = False
        if tag != "COMMIT":  # PostgreSQL answers ROLLBACK when the transaction had already broken
            raise RetryTransaction("The database asked for another try. Please repeat the request.")

    async def rollback(self) -> None:
        if self._is_open and not self._raw.is_closed():
            self._is_open = False
            try:
                await self._raw.execute("ROLLBACK")
            except Exception as error:
                self._raw.terminate()
                if not isinstance(translated(error), DatabaseUnavailable):
                    raise

    async def release(self) -> None:
        await self._pool.release(self._raw)


class PostgresqlDriver:
    """One PostgreSQL database."""

    engine = Engine.POSTGRESQL

    def __init__(self, url: str, *, pool_size: int) -> None:
        self.url = url
        self._pool_size = pool_size
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._opening = asyncio.Lock()

    async def _pooled(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    self._pool = await asyncpg.create_pool(
                        self.url,
                        min_size=0,
                        max_size=self._pool_size,
                        timeout=CONNECT_SECONDS,
                        max_inactive_connection_lifetime=120,
                        statement_cache_size=500,
                        max_cached_statement_lifetime=0,
                        reset=_keep_session,
                        server_settings={
                            "application_name": "proxy-agent",
                            "timezone": "UTC",
                            "lock_timeout": str(LOCK_TIMEOUT_MS),
                            "statement_timeout": str(STATEMENT_TIMEOUT_MS),
                            "idle_in_transaction_session_timeout": str(STATEMENT_TIMEOUT_MS),
                        },
                    )
        return self._pool

    async def reading(self) -> PostgresqlConnection:
        try:
            pool = await self._pooled()
            return PostgresqlConnection(pool, await pool.acquire(timeout=WAIT_FOR_CONNECTION_SECONDS))
        except Exception as error:
            raise translated(error) from error

    async def writing(self) -> PostgresqlConnection:
        connection = await self.reading()
        try:
            await connection.begin()
        except BaseException:
            await connection.release()
            raise
        return connection

    async def check(self) -> None:
        connection = await self.reading()
        try:
            await connection.fetch("SELECT 1", ())
        finally:
            await connection.release()

    async def close(self) -> None:
        if self._pool is not None:
            pool, self._pool = self._pool, None
            try:
                await asyncio.wait_for(pool.close(), timeout=5)
            except TimeoutError:
                pool.terminate()


WAIT_FOR_CONNECTION_SECONDS = 10.0


async def _keep_session(_: Any) -> None:
    """No reset query between requests: we change no session state, and each reset is a round trip."""

"""Bringing a database's schema up, down, and checking it: one set of Alembic migrations for both engines.

On SQLite the whole upgrade is one `BEGIN IMMEDIATE` transaction, on PostgreSQL one transaction under an advisory lock:
workers that start together migrate once, and a migration that breaks leaves nothing behind.
"""

import asyncio
import sqlite3
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from src.core.errors import StartRefused
from src.database.connection import engine_of, postgresql_dsn, sqlite_path
from src.database.models import Base
from src.database.types import Engine

MIGRATIONS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 7_301_746_112
ENGINE_OWN_TABLES = ("task_search",)
R = TypeVar("R")


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def belongs_to_models(_: Any, name: str | None, kind: str, __: bool, ___: Any) -> bool:
    """Leave out what only one engine has (the FTS5 tables), which no model describes."""
    return not (kind == "table" and name is not None and name.startswith(ENGINE_OWN_TABLES))


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema to `revision`."""
    _in_transaction(url, lambda connection: command.upgrade(alembic_config(connection), revision))


def downgrade(url: str, revision: str) -> None:
    """Take the schema back to `revision` (`base`: nothing left)."""
    _in_transaction(url, lambda connection: command.downgrade(alembic_config(connection), revision))


def current(url: str) -> str | None:
    """The revision the database is at; None before the first migration."""
    return _in_transaction(url, lambda connection: MigrationContext.configure(connection).get_current_revision())


def head() -> str:
    """The one revision that every other leads to."""
    found = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert found is not None
    return found


def differences(url: str) -> list[Any]:
    """What the models say and the database does not, or the other way round; empty when they agree."""

    def compare(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(
            connection, opts={"include_object": belongs_to_models, "compare_type": True}
        )
        with warnings.catch_warnings():  # one index is an expression, which Alembic cannot read back on SQLite
            warnings.filterwarnings("ignore", message="autogenerate skipping metadata-specified expression-based index")
            return list(compare_metadata(context, Base.metadata))

    return _in_transaction(url, compare)


def _in_transaction(url: str, work: Callable[[Connection], R]) -> R:
    try:
        if engine_of(url) is Engine.SQLITE:
            return _on_sqlite(sqlite_path(url), work)
        return asyncio.run(_on_postgresql(postgresql_dsn(url), work))
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StartRefused(f"The database cannot be used: {reason}.") from error


def _on_sqlite(path: Path, work: Callable[[Connection], R]) -> R:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StartRefused(f"The data folder {path.parent} cannot be made: {error.strerror}.") from error
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout = 30000")
        connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def take_the_write_lock(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            return work(connection)
    finally:
        engine.dispose()


async def _on_postgresql(dsn: str, work: Callable[[Connection], R]) -> R:
    # asyncpg reads the URL itself, so that everything it may carry (sslmode, application_name …) means the same here.
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn, timeout=10), poolclass=NullPool
    )
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            return await connection.run_sync(work)
    finally:
        await engine.dispose()

"""What every command starts from: the settings, and a database that is opened and closed around its work."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from src.core.errors import StartRefused

if TYPE_CHECKING:
    from pydantic import ValidationError

    from src.core.settings import Settings
    from src.database.connection import Database

R = TypeVar("R")
_EXPECTED = re.compile(r"^(?:Input|Value|String) should (?=be|have)|^Value error, (?=must)")


def read_settings() -> "Settings":
    """The settings of this process.

    Raises:
        StartRefused: one of them cannot be read; names the variable and what it must be.
    """
    from pydantic import ValidationError
    from pydantic_settings.exceptions import SettingsError

    from src.core.settings import get_settings

    try:
        return get_settings()
    except ValidationError as refused:
        raise StartRefused(f"{_each_said(refused)}.") from refused
    except (SettingsError, UnicodeDecodeError, OSError) as refused:
        raise StartRefused(f"The settings cannot be read: {refused}.") from refused


def said(error: "ValidationError") -> list[tuple[str, str]]:
    """`(field, what it must be)` of everything that is wrong; never the value, which may be a secret."""
    found = []
    for each in error.errors(include_input=False, include_url=False):
        text = _EXPECTED.sub(lambda match: "must " if "should" in match[0] else "", each["msg"])
        text = text.removeprefix("Value error, ").partition(", unable to")[0]
        found.append((".".join(map(str, each["loc"])), text))
    return found


def _each_said(error: "ValidationError") -> str:
    return "; ".join(f"{name.upper()} {text}" for name, text in said(error))


def check_schema(settings: "Settings") -> None:
    """Bring the schema to its head when the settings allow it.

    Raises:
        StartRefused: they do not, and it is not there; or the database cannot be used.
    """
    from src.database import schema

    url = settings.resolved_database_url
    if settings.migrates_at_start:
        schema.upgrade(url)
        return
    found = schema.current(url)
    if found != schema.head():
        state = "has no tables yet" if found is None else f"is at revision {found}, not at {schema.head()}"
        raise StartRefused(f"The database {state}: run `proxy-agent db upgrade` first.")


def with_database(work: Callable[["Database"], Awaitable[R]]) -> R:
    """Run `work` on the configured database, whose schema is checked before and whose connections are closed after."""
    from src.database.connection import Database

    settings = read_settings()
    check_schema(settings)

    async def run() -> R:
        database = Database(settings.resolved_database_url, pool_size=2)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())

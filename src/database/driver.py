"""What the unit of work needs from a database, whichever it is. `sqlite.py` and `postgresql.py` provide it."""

from collections.abc import Sequence
from typing import Any, Protocol

from src.core.errors import Conflict, RuleBroken, Unavailable
from src.database.types import Engine


class DatabaseUnavailable(Unavailable):
    """The database does not answer, or is too busy to."""


class RetryTransaction(DatabaseUnavailable):
    """The database rolled the transaction back (deadlock, serialisation): doing the same again will work."""


class ConstraintBroken(Conflict):
    """A unique key, a foreign key or a check refused a write that no service had refused before."""


class ValueRefused(RuleBroken):
    """The database cannot hold a value that came in."""


class Connection(Protocol):
    """One connection inside a unit of work."""

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """All rows of a statement."""

    async def execute(self, sql: str, arguments: Sequence[Any]) -> int:
        """Run a statement, answer how many rows it touched."""

    async def commit(self) -> None: ...

    async def rollback(self) -> None: ...

    async def release(self) -> None:
        """Give the connection back. Always called, after commit or rollback."""


class Driver(Protocol):
    """A database that hands out connections."""

    engine: Engine

    async def reading(self) -> Connection:
        """A connection for reads: each statement sees what is committed when it starts."""

    async def writing(self) -> Connection:
        """A connection with an open write transaction."""

    async def check(self) -> None:
        """Raise `DatabaseUnavailable` unless the database answers."""

    async def close(self) -> None: ...

"""How many statements something runs: for tests of what was promised."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.sql.base import Executable

from src.database.connection import Database
from src.database.statements import Prepared, StatementCache


class CountingStatements(StatementCache):
    """Statements that note each time one of them is asked for: once for each run."""

    def __init__(self, wrapped: StatementCache) -> None:
        super().__init__(wrapped.engine)
        self._wrapped = wrapped
        self.ran: list[str] = []

    @property
    def count(self) -> int:
        return len(self.ran)

    def __getitem__(self, statement: Executable) -> Prepared:
        prepared = self._wrapped[statement]
        self.ran.append(prepared.sql)
        return prepared


@contextmanager
def counted(database: Database) -> Iterator[CountingStatements]:
    """Counts the statements that units of work of `database` run inside the block."""
    before = database.statements
    database.statements = counting = CountingStatements(before)
    try:
        yield counting
    finally:
        database.statements = before

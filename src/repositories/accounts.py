"""A whole account at once: every table with a `user_id`, found from the models, so that none can be forgotten."""

from typing import Any

from sqlalchemy import Delete, Select, Table, bindparam, delete, select

from src.database.base import Base
from src.database.unit_of_work import UnitOfWork

SECRET_COLUMNS = frozenset(
    {"password_hash", "token_hash", "ticket_hash", "request_hash", "body", "headers", "file_bytes"}
)
INNER_COLUMNS = frozenset(
    {"username_key", "email_key", "title_key", "name_key", "search_id", "search_words", "priority_rank"}
)
NOT_EXPORTED = frozenset({"refresh_tokens", "socket_tickets", "idempotency_keys", "event_counters"})


def personal_tables() -> list[Table]:
    """Tables with rows of one person, each after the tables it refers to."""
    return [table for table in Base.metadata.sorted_tables if "user_id" in table.c]


def _rows_of(table: Table) -> Select[Any]:
    columns = [column for column in table.c if column.name not in SECRET_COLUMNS | INNER_COLUMNS]
    return select(*columns).where(table.c.user_id == bindparam("owner_id")).order_by(*table.primary_key)


def _erasure_of(table: Table) -> Delete:
    return delete(table).where(table.c.user_id == bindparam("owner_id"))


_EXPORTS: dict[str, Select[Any]] = {}
_ERASURES: list[Delete] = []


class AccountRepository:
    """Everything that belongs to the owner of the unit of work."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow

    async def everything(self) -> dict[str, list[dict[str, Any]]]:
        if not _EXPORTS:
            _EXPORTS.update({"".join([*t.name]): _rows_of(t) for t in personal_tables() if t.name not in NOT_EXPORTED})
        return {name: await self.uow.wire(statement) for name, statement in _EXPORTS.items()}

    async def erase(self) -> None:
        """Delete every row, those that refer to others first, the person last."""
        if not _ERASURES:
            _ERASURES.extend(_erasure_of(table) for table in reversed(personal_tables()))
        for statement in _ERASURES:
            await self.uow.run(statement)

"""Statements of task lists: one constant statement for each combination of filters, order and way of paging."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from src.database.fulltext import WordsMatch
from src.database.models import NO_DUE_DATE, Task
from src.database.types import AnyTag, any_of
from src.repositories.base import OWNER_ID
from src.repositories.task_columns import TASK_COLUMNS, status_filter

SORT_COLUMNS: dict[str, InstrumentedAttribute[Any]] = {
    "created_at": Task.created_at,
    "due_date": Task.due_at,
    "priority": Task.priority_rank,
    "updated_at": Task.updated_at,
    "title": Task.title_key,
}
Paging = Literal["offset", "cursor"]


@dataclass(frozen=True, slots=True)
class ListShape:
    """What distinguishes one list statement from another."""

    filters: frozenset[str]
    with_blocked: bool
    sort: str
    paging: Paging


def _condition(name: str, *, with_blocked: bool) -> ColumnElement[bool]:
    match name:
        case "status":
            return status_filter("status", with_blocked=with_blocked)
        case "tags":
            return AnyTag(Task.tags, "tags")
        case "match":
            return WordsMatch()
        case "due_before":
            return and_(Task.due_at <= bindparam("due_before"), Task.due_at < NO_DUE_DATE)
        case "due_after":
            return and_(Task.due_at >= bindparam("due_after"), Task.due_at < NO_DUE_DATE)
        case "energy_required":
            return any_of(cast(Task.energy_required, String), "energy_required")
        case "parent_id" | "is_meta_task":
            return getattr(Task, name) == bindparam(name)  # type: ignore[no-any-return]
        case _:
            return any_of(getattr(Task, name), name)


def _matching(shape: ListShape) -> list[ColumnElement[bool]]:
    found = [Task.user_id == OWNER_ID, Task.deleted_at.is_(None)]
    found.extend(_condition(name, with_blocked=shape.with_blocked) for name in sorted(shape.filters))
    return found


@lru_cache(maxsize=512)
def list_statement(shape: ListShape) -> Select[Any]:
    """One page: by `offset`, or after the row named by `after_value` and `after_id`; `limit` + 1 rows tell of more."""
    column = SORT_COLUMNS[shape.sort.removeprefix("-")]
    is_descending = shape.sort.startswith("-")
    statement = select(*TASK_COLUMNS, column.label("sort_value")).where(*_matching(shape))
    if shape.paging == "cursor":
        value = bindparam("after_value", type_=column.type)
        key = bindparam("after_id", type_=Task.task_id.type)
        beyond = column < value if is_descending else column > value
        next_id = Task.task_id < key if is_descending else Task.task_id > key
        statement = statement.where(
            column <= value if is_descending else column >= value, or_(beyond, and_(column == value, next_id))
        )
    else:
        statement = statement.offset(bindparam("offset", type_=_INTEGER))
    order = (column.desc(), Task.task_id.desc()) if is_descending else (column.asc(), Task.task_id.asc())
    return statement.order_by(*order).limit(bindparam("limit", type_=_INTEGER))


_INTEGER = Task.version.type


@lru_cache(maxsize=512)
def count_statement(shape: ListShape) -> Select[int]:
    """How many rows match, on all pages."""
    return select(func.count()).select_from(Task).where(*_matching(shape))

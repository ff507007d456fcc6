"""`docs/database-schema.md`: the models as a page for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Table, UniqueConstraint
from sqlalchemy.dialects import registry

from src.database.models import Base

POSTGRESQL = registry.load("postgresql")()
SQLITE = registry.load("sqlite")()
SCHEMA_WORDS = """\
The tables as the models in `src/database/models/` declare them. Both engines have the same tables; types differ where
the engines do: instants are `TIMESTAMP WITH TIME ZONE` on PostgreSQL, and on SQLite text of fixed width
(`2026-11-23T09:00:00.000000Z`) that sorts as time. Full-text search has an index of its own on each engine: on SQLite
the table `task_search` (FTS5) fed by triggers, on PostgreSQL a GIN index over `tasks.search_words`
([decision 0004](decisions/0004-search.md)).

The schema is changed by migrations only (`src/database/migrations/versions/`); a test compares them with the models."""


def database_schema() -> str:
    """Every table with its columns, keys and indexes, and how the tables hang together."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    lines = ["# Database schema", "", SCHEMA_WORDS, "", "```mermaid", "erDiagram"]
    for table in tables:
        lines += sorted(f"    {line}" for line in _relations(table))
    for table in tables:
        lines += [f"    {table.name} {{", *(f"        {line}" for line in _entity(table)), "    }"]
    lines += ["```", ""]
    for table in tables:
        lines += [f"## {table.name}", "", table.comment or "", "", *_columns(table), "", *_keys(table), ""]
    return "\n".join(lines)


def _relations(table: Table) -> Iterator[str]:
    for key in _constraints(table, ForeignKeyConstraint):
        columns = [column.name for column in key.columns]
        label = columns[-1]
        optional = any(column.nullable for column in key.columns)
        yield f"{key.referred_table.name} {'|o' if optional else '||'}--o{{ {table.name} : {label}"


def _entity(table: Table) -> Iterator[str]:
    """Keys only: the columns are in the tables below."""
    linked = {column.name for key in _constraints(table, ForeignKeyConstraint) for column in key.columns}
    for column in table.columns:
        marks = [mark for mark, is_so in (("PK", column.primary_key), ("FK", column.name in linked)) if is_so]
        if marks:
            yield f"{column.type.compile(POSTGRESQL).split()[0].lower()} {column.name} {', '.join(marks)}"


def _columns(table: Table) -> Iterator[str]:
    yield "| Column | PostgreSQL | SQLite | Null | Meaning |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        types = [_type(column, dialect) for dialect in (POSTGRESQL, SQLITE)]
        yield f"| `{column.name}` | {types[0]} | {types[1]} | {'yes' if column.nullable else ''} | {column.comment} |"


def _type(column: Column[Any], dialect: Any) -> str:
    return str(column.type.compile(dialect)).lower().replace(' collate "c"', "")


def _keys(table: Table) -> list[str]:
    """Primary key, foreign keys, unique keys, checks and indexes, each kind sorted."""
    lines = [f"- Primary key: {_names(table.primary_key.columns)}"]
    for key in _constraints(table, ForeignKeyConstraint):
        target = f"`{key.referred_table.name}` ({_names(element.column for element in key.elements)})"
        ends = f", on delete {key.ondelete.lower()}" if key.ondelete else ""
        lines.append(f"- Foreign key: {_names(key.columns)} → {target}{ends}")
    lines += [f"- Unique: {_names(key.columns)}" for key in _constraints(table, UniqueConstraint)]
    lines += [f"- Check `{key.name}`: `{key.sqltext}`" for key in _constraints(table, CheckConstraint)]
    for index in sorted(table.indexes, key=lambda each: str(each.name)):
        lines.append(f"- {'Unique index' if index.unique else 'Index'} `{index.name}`: {_indexed(index)}")
    return [lines[0], *sorted(lines[1:])]


def _indexed(index: Index) -> str:
    words = ", ".join(f"`{getattr(each, 'name', None) or each}`" for each in index.expressions)
    where = index.dialect_options["postgresql"].get("where")
    return words + (f" where `{where}`" if where is not None else "")


def _constraints(table: Table, kind: type[Any]) -> list[Any]:
    return sorted((each for each in table.constraints if type(each) is kind), key=lambda each: str(each.name))


def _names(columns: Iterable[Column[Any]]) -> str:
    return ", ".join(f"`{column.name}`" for column in columns)

"""Statements are constants: each is compiled once per engine and then run by the driver itself.

A `Prepared` holds the SQL text, the order of its parameters and how each value is converted on its way in and out, so
that running a statement costs what the driver costs and a dictionary look-up (figures: docs/decisions/0001).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column, Delete, Dialect, Insert, Select, Update
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.orm import Mapper, class_mapper
from sqlalchemy.sql.base import Executable

from src.database.base import Base
from src.database.types import Codec, Convert, Engine, codec_of

Raw = Sequence[Any]

DIALECTS: Mapping[Engine, Dialect] = {
    Engine.SQLITE: SQLiteDialect_pysqlite(),
    Engine.POSTGRESQL: PGDialect_asyncpg(),  # type: ignore[no-untyped-call]
}


class ParameterMissing(TypeError):
    """A statement was run without one of its parameters: a bug of ours, never of a caller."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a row yields: a single column, or a whole entity made of `width` columns."""

    entity: Mapper[Any] | None
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement ready to be run on one engine."""

    sql: str
    order: tuple[tuple[str, Convert | None], ...]
    constants: Mapping[str, Any]
    required: frozenset[str]
    names: tuple[str, ...]
    codecs: tuple[Codec, ...]
    slots: tuple[Slot, ...]

    def arguments(self, given: Mapping[str, Any]) -> list[Any]:
        """Positional driver arguments for the parameters `given` by name."""
        if not self.required <= given.keys():
            raise ParameterMissing(f"missing {sorted(self.required - given.keys())} for: {self.sql}")
        values = {**self.constants, **given} if self.constants else given
        return [
            value if value is None or bind is None else bind(value)
            for value, bind in ((values[name], bind) for name, bind in self.order)
        ]

    def row(self, raw: Raw) -> tuple[Any, ...]:
        """A driver row as Python values, entities included."""
        values = [
            value if value is None or codec.result is None else codec.result(value)
            for value, codec in zip(raw, self.codecs, strict=True)
        ]
        return tuple(
            values[slot.start] if slot.entity is None else self._entity(slot.entity, values, slot)
            for slot in self.slots
        )

    def _entity(self, mapper: Mapper[Any], values: list[Any], slot: Slot) -> Any:
        names = self.names[slot.start : slot.start + slot.width]
        return mapper.class_(**dict(zip(names, values[slot.start : slot.start + slot.width], strict=True)))

    def wire(self, raw: Raw) -> dict[str, Any]:
        """A driver row as a dictionary that orjson can encode, nothing parsed on the way."""
        return {
            name: value if value is None or codec.wire is None else codec.wire(value)
            for name, value, codec in zip(self.names, raw, self.codecs, strict=True)
        }


def _entities(statement: Executable) -> list[Mapper[Any] | None]:
    """What each thing that a row yields is: an entity, or None for a single column."""
    if isinstance(statement, Select):
        return [
            class_mapper(described["entity"]) if described.get("entity") is described["expr"] is not None else None
            for described in statement.column_descriptions
        ]
    if isinstance(statement, Insert | Update | Delete):
        columns = list(statement.exported_columns)
        table = str(getattr(statement.table, "name", ""))
        owner = next((each for each in Base.registry.mappers if each.local_table.description == table), None)
        return [owner] if owner is not None and len(columns) == len(owner.column_attrs) else [None] * len(columns)
    return [None] * len(getattr(statement, "selected_columns", ()))


def _columns(statement: Executable, compiled: Any) -> tuple[list[str], list[Any], list[Slot]]:
    """Names and types of the answered columns in order, and what they make up."""
    answered = list(compiled._result_columns)  # the one record of the order in which columns come back
    names = [_plain(each.keyname) for each in answered]
    slots: list[Slot] = []
    start = 0
    for mapper in _entities(statement):
        width = 1 if mapper is None else len(mapper.column_attrs)
        slots.append(Slot(mapper, start, width))
        if mapper is not None:
            for place in range(start, start + width):
                names[place] = _plain(next(o.key for o in answered[place].objects if isinstance(o, Column)))
        start += width
    return names, [each.type for each in answered], slots


def _plain(name: str) -> str:
    """A name as a plain `str`: SQLAlchemy's quoted names are a subclass that orjson refuses."""
    return name.encode().decode()


def prepare(statement: Executable, engine: Engine) -> Prepared:
    """Compile `statement` for `engine`."""
    compiled = cast(Any, statement).compile(dialect=DIALECTS[engine])
    if "POSTCOMPILE" in compiled.string:
        raise TypeError(f"use any_of() instead of in_(): {compiled.string}")
    names, types, slots = _columns(statement, compiled)
    binds = {compiled.bind_names[bind]: bind for bind in compiled.binds.values() if bind in compiled.bind_names}
    order = tuple((name, codec_of(binds[name].type, engine).bind) for name in compiled.positiontup)
    required = frozenset(name for name, _ in order if binds[name].required)
    constants = {name: value for name, value in compiled.params.items() if name not in required}
    return Prepared(
        sql=compiled.string,
        order=order,
        constants=constants,
        required=required,
        names=tuple(names),
        codecs=tuple(codec_of(column_type, engine) for column_type in types),
        slots=tuple(slots),
    )


class StatementCache:
    """Compiled statements of one engine, by the identity of the constant they were made from."""

    LIMIT = 2000

    def __init__(self, engine: Engine, on_overflow: Callable[[], None] | None = None) -> None:
        self.engine = engine
        self._on_overflow = on_overflow
        self._prepared: dict[Executable, Prepared] = {}

    def __getitem__(self, statement: Executable) -> Prepared:
        prepared = self._prepared.get(statement)
        if prepared is None:
            if len(self._prepared) >= self.LIMIT:
                self._prepared.clear()
                if self._on_overflow is not None:
                    self._on_overflow()
            prepared = self._prepared[statement] = prepare(statement, self.engine)
        return prepared

    def __len__(self) -> int:
        return len(self._prepared)

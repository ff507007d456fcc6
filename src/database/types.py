"""Column types whose meaning is the same on both engines.

Each type says what the DDL is (through SQLAlchemy) and, by a `Codec`, how a value travels: into a parameter, out into
Python, and out into JSON without becoming a Python object first. Instants are ISO-8601 text with `Z` and fixed width
on SQLite, so that they sort as text and go to the wire as they are; JSON columns go to the wire unparsed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import ARRAY, Boolean, ColumnElement, Date, DateTime, Dialect, String, Text, TypeDecorator, bindparam
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeEngine


class Engine(StrEnum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Codec:
    """How one column's values travel; None leaves a value as the driver gave it. None values never reach these."""

    bind: Convert | None = None
    result: Convert | None = None
    wire: Convert | None = None


PLAIN = Codec()
PLAIN_TEXT = Codec(bind=str)


def instant_text(moment: datetime) -> str:
    """`2026-11-23T09:00:00.000000Z`: fixed width, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _json_text(value: object) -> str:
    return orjson.dumps(value).decode()


class Instant(TypeDecorator[datetime]):
    """An aware UTC moment."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        wanted: TypeEngine[Any] = Text() if dialect.name == Engine.SQLITE else DateTime(timezone=True)
        return dialect.type_descriptor(wanted)

    def codec(self, engine: Engine) -> Codec:
        if engine is Engine.SQLITE:
            return Codec(bind=instant_text, result=datetime.fromisoformat)
        return PLAIN


class LocalDate(TypeDecorator[date]):
    """A calendar date in the user's own zone."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        wanted: TypeEngine[Any] = Text() if dialect.name == Engine.SQLITE else Date()
        return dialect.type_descriptor(wanted)

    def codec(self, engine: Engine) -> Codec:
        if engine is Engine.SQLITE:
            return Codec(bind=date.isoformat, result=date.fromisoformat)
        return PLAIN


class Json(TypeDecorator[Any]):
    """A list or an open object."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        wanted: TypeEngine[Any] = Text() if dialect.name == Engine.SQLITE else JSONB()
        return dialect.type_descriptor(wanted)

    def codec(self, engine: Engine) -> Codec:
        return Codec(bind=_json_text, result=orjson.loads, wire=_fragment)


def _fragment(text: str) -> orjson.Fragment:
    return orjson.Fragment(text)


class TextList(TypeDecorator[list[str]]):
    """A list of texts as one parameter (see `any_of`)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        wanted: TypeEngine[Any] = Text() if dialect.name == Engine.SQLITE else ARRAY(Text())
        return dialect.type_descriptor(wanted)

    def codec(self, engine: Engine) -> Codec:
        return Codec(bind=_json_text) if engine is Engine.SQLITE else Codec(bind=list)


def codec_of(column_type: TypeEngine[Any], engine: Engine) -> Codec:
    """The codec of a column type, ours or SQLAlchemy's."""
    if isinstance(column_type, Instant | LocalDate | Json | TextList):
        return column_type.codec(engine)
    if isinstance(column_type, Boolean) and engine is Engine.SQLITE:
        return Codec(result=bool, wire=bool)
    if isinstance(column_type, String):
        return PLAIN_TEXT
    return PLAIN


class AnyOf(ColumnElement[bool]):
    """`column` is one of the texts in a list parameter: one constant statement for lists of any length."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.parameter = bindparam(name, type_=TextList())


def any_of(column: Any, name: str) -> AnyOf:
    """`column = ANY(:name)`, on both engines."""
    return AnyOf(column, name)


@compiles(AnyOf, "sqlite")
def _any_of_sqlite(element: AnyOf, compiler: Any, **kw: Any) -> str:
    return (
        f"{compiler.process(element.column, **kw)} IN (SELECT value FROM json_each("
        f"{compiler.process(element.parameter, **kw)}))"
    )


@compiles(AnyOf, "postgresql")
def _any_of_postgresql(element: AnyOf, compiler: Any, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} = ANY({compiler.process(element.parameter, **kw)})"


class AnyTag(AnyOf):
    """A JSON list column holds at least one of the texts in a list parameter."""

    inherit_cache = True


@compiles(AnyTag, "sqlite")
def _any_tag_sqlite(element: AnyTag, compiler: Any, **kw: Any) -> str:
    return (
        f"EXISTS (SELECT 1 FROM json_each({compiler.process(element.column, **kw)}) AS held WHERE held.value IN "
        f"(SELECT value FROM json_each({compiler.process(element.parameter, **kw)})))"
    )


@compiles(AnyTag, "postgresql")
def _any_tag_postgresql(element: AnyTag, compiler: Any, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} ?| {compiler.process(element.parameter, **kw)}"

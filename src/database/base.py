"""The declarative base: one naming convention for constraints, and the columns every table shares."""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from src.core.ids import new_id
from src.database.types import Instant

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """A table. Instances are plain typed records: they are built by the unit of work, never tracked by a session."""

    metadata = MetaData(naming_convention=NAMING)


class Timestamps:
    """When a row was made and last changed. The unit of work fills both from its own clock."""

    created_at: Mapped[datetime] = mapped_column(Instant, comment="when the row was made")
    updated_at: Mapped[datetime] = mapped_column(Instant, comment="when the row last changed")


def id_column(comment: str, *, primary_key: bool = True) -> Any:
    """A UUIDv7 made by the server."""
    return mapped_column(primary_key=primary_key, default=new_id, comment=comment)


def one_of(column: str, values: type[StrEnum] | Iterable[str], *, name: str | None = None) -> CheckConstraint:
    """A check that a column holds one of a domain enum's values, or nothing."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name or f"{column}_known")


def empty_list() -> list[Any]:
    return []


def empty_object() -> dict[str, Any]:
    return {}


DefaultFactory = Callable[[], Any]

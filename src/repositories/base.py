"""Repositories: the queries of one owner.

A repository names its queries as constant statements at the top of its file. Those of an `OwnedRepository` start from
`owned(Model)`, whose `owner_id` parameter the unit of work binds: there is no other way to reach a row.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Delete,
    Select,
    Update,
    bindparam,
    delete,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import class_mapper
from sqlalchemy.sql.dml import ReturningUpdate

from src.core.errors import NotFound
from src.database.base import Base
from src.database.unit_of_work import UnitOfWork

M = TypeVar("M", bound=Base)
OWNER_ID: BindParameter[str] = bindparam("owner_id")


def owned(model: type[M]) -> Select[M]:
    """Rows of `model` that belong to the owner of the unit of work."""
    return select(model).where(_user_id(model) == OWNER_ID)


def owned_update(model: type[M]) -> Update:
    return update(model).where(_user_id(model) == OWNER_ID)


def owned_delete(model: type[M]) -> Delete:
    return delete(model).where(_user_id(model) == OWNER_ID)


def _user_id(model: type[Base]) -> ColumnElement[str]:
    column: ColumnElement[str] = model.__table__.c.user_id
    return column


def there_is(rows: Select[int]) -> ColumnElement[bool]:
    """EXISTS, asked row by row. Written as EXISTS, PostgreSQL may join whole tables before it takes one row."""
    return rows.limit(literal_column("1")).scalar_subquery().is_not(None)


def key_of(model: type[Base]) -> str:
    """Name of the single-column primary key, `{entity}_id`."""
    (column,) = class_mapper(model).primary_key
    return str(column.name)


@lru_cache(maxsize=512)
def change_statement(model: type[M], fields: frozenset[str]) -> ReturningUpdate[M]:
    """Set `fields` of one owned row and answer it; one constant statement for each combination of fields."""
    table = model.__table__
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in sorted(fields)}
    if "updated_at" in table.c and "updated_at" not in fields:
        values["updated_at"] = bindparam("now", type_=table.c.updated_at.type)
    if "version" in table.c:
        values["version"] = table.c.version + 1
    return owned_update(model).where(table.c[key_of(model)] == bindparam("key")).values(values).returning(model)


class BaseRepository(Generic[M]):
    """Queries of one table, derived from its model."""

    model: type[M]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for base in getattr(cls, "__orig_bases__", ()):
            (argument, *_) = getattr(base, "__args__", (None,))
            if isinstance(argument, type) and issubclass(argument, Base):
                cls.model = cast(type[M], argument)

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow

    async def add(self, entity: M) -> M:
        """Insert a row."""
        return await self.uow.add(entity)


class OwnedRepository(BaseRepository[M]):
    """Queries of one table, of one owner."""

    @property
    def owner_id(self) -> str:
        return self.uow.owner_id

    @property
    def resource(self) -> str:
        """What a missing row is called in an error: `task`, `project` …"""
        return key_of(self.model).removesuffix("_id")

    async def find(self, key: str) -> M | None:
        """The owner's row with this key."""
        return await self.uow.first(_by_key(self.model), key=key)

    async def get(self, key: str) -> M:
        """The owner's row with this key.

        Raises:
            NotFound: missing, or somebody else's.
        """
        return self.present(await self.find(key), key)

    def present(self, found: M | None, key: str) -> M:
        """`found`, or the `NotFound` of this table."""
        if found is None:
            raise NotFound(self.resource, key)
        return found

    async def change(self, key: str, values: Mapping[str, Any]) -> M:
        """Set `values` of the owner's row.

        Raises:
            NotFound: missing, or somebody else's.
        """
        statement = change_statement(self.model, frozenset(values))
        given = {f"new_{name}": value for name, value in values.items()}
        return self.present(await self.uow.first(statement, key=key, **given), key)

    async def remove(self, key: str) -> None:
        """Delete the owner's row.

        Raises:
            NotFound: missing, or somebody else's.
        """
        if not await self.uow.run(_delete_by_key(self.model), key=key):
            raise NotFound(self.resource, key)


@lru_cache
def _by_key(model: type[M]) -> Select[M]:
    return owned(model).where(model.__table__.c[key_of(model)] == bindparam("key"))


@lru_cache
def _delete_by_key(model: type[M]) -> Delete:
    return owned_delete(model).where(model.__table__.c[key_of(model)] == bindparam("key"))

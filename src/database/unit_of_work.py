"""A unit of work: one transaction, one clock reading, one owner, and the events it will announce.

Reads and writes run constant statements by name of their parameters; `owner_id` and `now` are bound by the unit of work
itself, so that a statement that starts from `owned(…)` can only ever reach its owner's rows. Services and repositories
never commit: whoever opened the unit does, at the edge, before the answer leaves.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, TypeVarTuple, cast

from sqlalchemy import Table, bindparam, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapper, class_mapper
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.selectable import TypedReturnsRows

from src.core.principal import AGENT_ACTOR
from src.database.base import Base
from src.database.driver import Connection
from src.database.types import Engine

if TYPE_CHECKING:
    from src.database.connection import Database

T = TypeVar("T")
M = TypeVar("M", bound=Base)
K = TypeVar("K")
Ts = TypeVarTuple("Ts")

OWNER = "owner_id"
GUEST = "assignment"
"""The actor of what another person does in an assignment, and of what they hear of it."""
NOW = "now"
ADVISORY_LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("subject"), 0)).label("taken"))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for the owner's log. `data` must be plain JSON."""

    type: str
    entity_type: str
    entity_id: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Addressed:
    """An event in the log of one person."""

    user_id: str
    event: Event
    actor: str


BeforeCommit = Callable[["UnitOfWork"], Awaitable[None]]


class NoOwner(RuntimeError):
    """A use case that needs an owner ran without one: a bug of ours."""


class UnitOfWork:
    """One transaction. Opened lazily at the first statement, so that reading a slow body holds nothing."""

    def __init__(
        self, database: "Database", *, writes: bool, owner_id: str | None = None, actor: str | None = None
    ) -> None:
        self.database = database
        self.writes = writes
        self._owner_id = owner_id
        self.actor = actor or (f"user:{owner_id}" if owner_id else "system")
        self._connection: Connection | None = None
        self._now: datetime | None = None
        self.outbox: list[Addressed] = []
        self._before_commit: list[BeforeCommit] = []
        self._shared: dict[Any, Any] = {}
        self._alias: str | None = None
        self._revoked: set[str] = set()

    @property
    def engine(self) -> Engine:
        return self.database.engine

    @property
    def owner_id(self) -> str:
        """The user whose rows this unit reaches."""
        if self._owner_id is None:
            raise NoOwner("this unit of work has no owner")
        return self._owner_id

    @property
    def has_owner(self) -> bool:
        return self._owner_id is not None

    @property
    def agent_id(self) -> str | None:
        """The agent that acts in this unit, if it is one."""
        return self.actor.removeprefix(AGENT_ACTOR) if self.actor.startswith(AGENT_ACTOR) else None

    def act_for(self, owner_id: str, *, actor: str | None = None) -> None:
        """Name the owner once it is known (registration, sign-in)."""
        self._owner_id = owner_id
        self.actor = actor or f"user:{owner_id}"

    @contextmanager
    def on_behalf_of(self, owner_id: str) -> Iterator[None]:
        """Reach the rows of another person, who has handed something over; their log names no account for it."""
        before, self._owner_id = self._owner_id, owner_id
        alias, self._alias = self._alias, GUEST if owner_id != before else self._alias
        try:
            yield
        finally:
            self._owner_id, self._alias = before, alias

    def now(self) -> datetime:
        """The instant of this unit: the same for everything it writes."""
        if self._now is None:
            self._now = self.database.clock()
        return self._now

    async def connection(self) -> Connection:
        """The connection of this unit, opened at the first call."""
        if self._connection is None:
            driver = self.database.driver
            self._connection = await (driver.writing() if self.writes else driver.reading())
        return self._connection

    def _bound(self, given: Mapping[str, Any], required: frozenset[str]) -> Mapping[str, Any]:
        if OWNER in required and OWNER not in given:
            given = {**given, OWNER: self.owner_id}
        if NOW in required and NOW not in given:
            given = {**given, NOW: self.now()}
        return given

    async def rows(self, statement: TypedReturnsRows[*Ts], **parameters: Any) -> list[tuple[*Ts]]:
        """All rows, as tuples of columns and entities in the order of the statement."""
        prepared = self.database.statements[statement]
        connection = await self.connection()
        found = await connection.fetch(prepared.sql, prepared.arguments(self._bound(parameters, prepared.required)))
        return [prepared.row(raw) for raw in found]

    async def all(self, statement: TypedReturnsRows[T], **parameters: Any) -> list[T]:
        """The first (often only) column or entity of every row."""
        return [row[0] for row in await self.rows(statement, **parameters)]

    async def first(self, statement: TypedReturnsRows[T], **parameters: Any) -> T | None:
        """The first column or entity of the first row."""
        rows = await self.rows(statement, **parameters)
        return rows[0][0] if rows else None

    async def wire(self, statement: TypedReturnsRows[*Ts], **parameters: Any) -> list[dict[str, Any]]:
        """All rows as dictionaries for orjson: nothing is parsed that would only be encoded again."""
        prepared = self.database.statements[statement]
        connection = await self.connection()
        found = await connection.fetch(prepared.sql, prepared.arguments(self._bound(parameters, prepared.required)))
        return [prepared.wire(raw) for raw in found]

    async def run(self, statement: Executable, **parameters: Any) -> int:
        """Run a statement that answers no rows; how many it touched."""
        prepared = self.database.statements[statement]
        connection = await self.connection()
        return await connection.execute(prepared.sql, prepared.arguments(self._bound(parameters, prepared.required)))

    async def add(self, entity: M) -> M:
        """Insert a row. What is missing gets its column's default; `created_at`, `updated_at` this unit's instant."""
        values = self._filled(entity)
        await self.run(insert_of(type(entity)), **values)
        return entity

    async def add_new(self, entity: M) -> bool:
        """Insert a row unless one of its unique keys is taken; whether it was inserted. The guard of every ledger."""
        values = self._filled(entity)
        return await self.run(insert_of(type(entity), skip_existing=True, engine=self.engine), **values) == 1

    def _filled(self, entity: Base) -> dict[str, Any]:
        given = entity.__dict__
        values: dict[str, Any] = {}
        for key, default in _defaults(type(entity)):
            value = given.get(key)
            if value is None and key not in given:
                value = self.now() if key in {"created_at", "updated_at"} else default() if default else None
                setattr(entity, key, value)
            values[f"p_{key}"] = value
        return values

    async def serialise(self, subject: str) -> None:
        """Let only one unit of this owner at a time do something to `subject` that reads many rows before it writes.

        SQLite has one writer anyway; PostgreSQL takes an advisory lock until the unit ends.
        """
        if self.engine is Engine.POSTGRESQL:
            await self.rows(ADVISORY_LOCK, subject=f"{self.owner_id}:{subject}")

    def emit(self, event: Event, *, to: str | None = None, actor: str | None = None) -> None:
        """Append to the owner's event log (or to another person's) when this unit commits.

        `actor` stands in for whoever acts where the other person is not to learn who that is.
        """
        self.outbox.append(Addressed(to or self.owner_id, event, actor or self._alias or self.actor))

    def revoke(self, user_id: str) -> None:
        """Something about how this person signs in has changed: what is remembered of it is dropped after commit."""
        self._revoked.add(user_id)

    def shared(self, kind: Callable[["UnitOfWork"], K]) -> K:
        """The one `kind` of this unit, made at the first call. A rollback forgets it."""
        if kind not in self._shared:
            self._shared[kind] = kind(self)
        made: K = self._shared[kind]
        return made

    def before_commit(self, task: BeforeCommit) -> None:
        """Run `task` last in the transaction, before the events get their numbers."""
        self._before_commit.append(task)

    async def commit(self) -> None:
        """Write the events, commit, and wake whoever listens."""
        while self._before_commit:
            await self._before_commit.pop(0)(self)
        if self.outbox:
            await self.database.append_events(self)
        if self._connection is not None:
            await self._connection.commit()
        if self._revoked:
            self.database.announce_revoked(self._revoked)
            self._revoked = set()
        if self.outbox:
            self.database.announce({addressed.user_id for addressed in self.outbox})
            self.outbox = []

    async def rollback(self) -> None:
        """Undo everything, and forget the events that would have told of it."""
        self.outbox = []
        self._before_commit = []
        self._shared = {}
        if self._connection is not None:
            await self._connection.rollback()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit when nothing was raised, roll back otherwise."""
        try:
            if kind is None and self.writes:
                await self.commit()
            else:
                await self.rollback()
        except BaseException:
            await self.rollback()
            raise
        finally:
            if self._connection is not None:
                connection, self._connection = self._connection, None
                await connection.release()


@cache
def insert_of(model: type[Base], *, skip_existing: bool = False, engine: Engine = Engine.SQLITE) -> Executable:
    """The one insert of a table, with a parameter for every column."""
    table = cast(Table, model.__table__)
    values = {
        attribute.columns[0].name: bindparam(f"p_{attribute.key}", type_=attribute.columns[0].type)
        for attribute in _mapper(model).column_attrs
    }
    if not skip_existing:
        return insert(table).values(values)
    if engine is Engine.SQLITE:
        return sqlite.insert(table).values(values).on_conflict_do_nothing()
    return postgresql.insert(table).values(values).on_conflict_do_nothing()


def _mapper(model: type[Base]) -> Mapper[Any]:
    return class_mapper(model)


@cache
def _defaults(model: type[Base]) -> Sequence[tuple[str, Callable[[], Any] | None]]:
    """Every attribute of a model with a function that makes its default."""
    found: list[tuple[str, Callable[[], Any] | None]] = []
    for attribute in _mapper(model).column_attrs:
        default: Any = attribute.columns[0].default
        if default is None:
            found.append((attribute.key, None))
        elif default.is_callable:
            # SQLAlchemy wraps a plain function so that it takes an execution context.
            found.append((attribute.key, partial(default.arg, None)))
        else:
            found.append((attribute.key, partial(_same, default.arg)))
    return found


def _same(constant: Any) -> Any:
    return constant

"""Statements are compiled once, take their parameters by name, and refuse what they cannot be constant with."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from sqlalchemy import Delete, Insert, Select, Update, bindparam, delete, func, insert, select, update

import src.repositories
from src.conftest import Person
from src.database.connection import Database
from src.database.models import Base, Project, Task, User
from src.database.statements import ParameterMissing, StatementCache, prepare
from src.database.types import Engine, any_of

BY_KEY = select(Task).where(Task.user_id == bindparam("owner_id"), Task.task_id == bindparam("key"))


@pytest.fixture(params=list(Engine))
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.param
    return found


def test_parameters_are_given_by_name_in_any_order(engine: Engine) -> None:
    prepared = prepare(BY_KEY, engine)

    one = prepared.arguments({"owner_id": "alice", "key": "task"})
    other = prepared.arguments({"key": "task", "owner_id": "alice", "unused": 5})

    assert one == other == ["alice", "task"]
    assert prepared.required == {"owner_id", "key"}


def test_a_missing_parameter_is_named(engine: Engine) -> None:
    with pytest.raises(ParameterMissing, match="key"):
        prepare(BY_KEY, engine).arguments({"owner_id": "alice"})


def test_a_parameter_used_twice_is_given_once(engine: Engine) -> None:
    twice = select(Task.task_id).where((Task.title == bindparam("word")) | (Task.description == bindparam("word")))

    assert set(prepare(twice, engine).arguments({"word": "milk"})) == {"milk"}


def test_values_written_in_the_statement_are_constants(engine: Engine) -> None:
    prepared = prepare(select(Task.task_id).where(Task.status == "done", Task.title == bindparam("title")), engine)

    assert sorted(prepared.arguments({"title": "milk"})) == ["done", "milk"]
    assert prepared.required == {"title"}


def test_a_list_that_would_be_expanded_is_refused(engine: Engine) -> None:
    with pytest.raises(TypeError, match="any_of"):
        prepare(select(Task.task_id).where(Task.task_id.in_(["a", "b"])), engine)


def test_a_list_parameter_is_one_parameter(engine: Engine) -> None:
    prepared = prepare(select(Task.task_id).where(any_of(Task.task_id, "keys")), engine)

    assert len(prepared.arguments({"keys": ["a", "b", "c"]})) == 1


def test_a_row_becomes_what_the_statement_asks_for(engine: Engine) -> None:
    prepared = prepare(select(User, Project.name, func.count().label("count")), engine)

    assert [None if slot.entity is None else slot.entity.class_ for slot in prepared.slots] == [User, None, None]
    assert prepared.names[-2:] == ("name", "count")
    assert sum(slot.width for slot in prepared.slots) == len(prepared.codecs)


@pytest.mark.parametrize("statement", [update(Task).values(title="x"), delete(Task), insert(Task).values(title="x")])
def test_returning_a_whole_row_gives_the_entity(engine: Engine, statement: Any) -> None:
    (slot,) = prepare(statement.returning(Task), engine).slots
    columns = prepare(statement.returning(Task.task_id, Task.title), engine).slots

    assert slot.entity is not None
    assert slot.entity.class_ is Task
    assert [each.entity for each in columns] == [None, None]


def test_a_statement_is_compiled_once(engine: Engine) -> None:
    cache = StatementCache(engine)

    assert cache[BY_KEY] is cache[BY_KEY]
    assert len(cache) == 1


def test_a_cache_that_overflows_says_so_and_begins_anew(engine: Engine) -> None:
    told: list[bool] = []
    cache = StatementCache(engine, on_overflow=lambda: told.append(True))
    cache.LIMIT = 3

    for number in range(5):
        cache[select(Task.task_id).limit(bindparam(f"n{number}"))]

    assert told == [True]
    assert len(cache) == 2


async def test_an_entity_comes_back_with_every_attribute(database: Database, alice: Person) -> None:
    made = await alice.task("Buy oat milk", tags=["errand"])

    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        task = await uow.first(BY_KEY, key=made["task_id"])
        rows = await uow.rows(select(Task, Task.title).where(Task.task_id == bindparam("key")), key=made["task_id"])

    assert task is not None
    assert (task.title, task.tags, task.is_meta_task, task.due_on) == ("Buy oat milk", ["errand"], False, None)
    assert [(each.task_id, title) for each, title in rows] == [(made["task_id"], "Buy oat milk")]


def constants() -> Iterator[tuple[str, Any]]:
    """Every constant statement of the repositories."""
    for module in iter_modules(src.repositories.__path__, "src.repositories."):
        if module.ispkg:
            continue
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, Select | Insert | Update | Delete):
                yield f"{module.name}.{name}", value


STATEMENTS = dict(constants())


def test_there_are_statements_to_look_at() -> None:
    assert len(STATEMENTS) > 40
    assert len(Base.metadata.tables) > 10


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_every_statement_compiles_for_both_engines_with_the_same_parameters(statement: Any) -> None:
    one, other = prepare(statement, Engine.SQLITE), prepare(statement, Engine.POSTGRESQL)

    assert one.required == other.required
    assert one.names == other.names

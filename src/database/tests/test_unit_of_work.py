"""One transaction: all of it or nothing, one clock reading, one owner, and its events in order."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, func, select, update

from src.conftest import Person
from src.database.connection import Database
from src.database.driver import ConstraintBroken, ValueRefused
from src.database.models import EventCounter, EventRecord, Project, Task, User, XpTotal
from src.database.types import Engine
from src.database.unit_of_work import Event, NoOwner, UnitOfWork

NAMES = select(Project.name).where(Project.user_id == bindparam("owner_id")).order_by(Project.name)
SEQS = select(EventRecord.seq).where(EventRecord.user_id == bindparam("owner_id")).order_by(EventRecord.seq)


def project(person: Person, name: str = "Garden") -> Project:
    return Project(user_id=person.user_id, name=name)


async def names(database: Database, person: Person) -> list[str]:
    async with database.unit_of_work(writes=False, owner_id=person.user_id) as uow:
        return await uow.all(NAMES)


async def seqs(database: Database, person: Person) -> list[int]:
    async with database.unit_of_work(writes=False, owner_id=person.user_id) as uow:
        return await uow.all(SEQS)


async def breaks(database: Database, person: Person, error: type[BaseException]) -> None:
    """A unit that writes, tells of it, and then fails."""
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        await uow.add(project(person))
        uow.emit(Event("project_created", "project", "x"))
        uow.revoke(person.user_id)
        raise error


async def test_what_was_written_stays_when_the_unit_ends_well(database: Database, alice: Person) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await uow.add(project(alice))

    assert await names(database, alice) == ["Garden", "Inbox"]


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, asyncio.CancelledError])
async def test_nothing_stays_when_something_was_raised(
    database: Database, alice: Person, error: type[BaseException]
) -> None:
    before = await seqs(database, alice)

    with pytest.raises(error):
        await breaks(database, alice, error)

    assert await names(database, alice) == ["Inbox"]
    assert await seqs(database, alice) == before


async def test_nothing_is_opened_until_the_first_statement(database: Database) -> None:
    async with database.unit_of_work() as uow:
        assert uow._connection is None


async def test_a_unit_reads_what_it_wrote_and_others_do_not(database: Database, alice: Person) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await uow.add(project(alice))

        assert await uow.all(NAMES) == ["Garden", "Inbox"]
        assert await names(database, alice) == ["Inbox"]


async def test_a_unit_that_reads_cannot_write_on_sqlite_and_never_commits(database: Database, alice: Person) -> None:
    if database.engine is Engine.POSTGRESQL:
        pytest.skip("PostgreSQL reads run in autocommit")

    with pytest.raises(Exception, match=r"readonly|available"):
        async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
            await uow.add(project(alice))

    assert await names(database, alice) == ["Inbox"]


async def test_the_clock_is_read_once(database: Database, alice: Person) -> None:
    moments = iter([datetime(2026, 11, 23, 12, second, tzinfo=UTC) for second in range(60)])
    database.clock = lambda: next(moments)

    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        first, second = await uow.add(project(alice)), await uow.add(project(alice))
        now = uow.now()

    assert first.created_at == first.updated_at == second.created_at == now == datetime(2026, 11, 23, 12, tzinfo=UTC)


async def test_a_statement_of_an_owner_needs_one(database: Database) -> None:
    async with database.unit_of_work(writes=False) as uow:
        with pytest.raises(NoOwner):
            await uow.all(NAMES)
        with pytest.raises(NoOwner):
            uow.emit(Event("x", "y", "z"))


async def test_defaults_fill_what_is_missing_and_keep_what_is_given(database: Database, alice: Person) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        made = await uow.add(project(alice))
        given = await uow.add(Project(user_id=alice.user_id, name="x", is_active=False, settings={"a": 1}))

    assert (made.is_active, made.settings, made.description) == (True, {}, "")
    assert (given.is_active, given.settings) == (False, {"a": 1})
    assert made.project_id != given.project_id


async def test_a_row_whose_key_is_taken_is_not_added(database: Database, alice: Person) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        made = project(alice)

        assert [await uow.add_new(made), await uow.add_new(made)] == [True, False]


async def test_a_broken_constraint_is_a_conflict_and_undoes_everything(database: Database, alice: Person) -> None:
    async def add_for_nobody() -> None:
        async with database.unit_of_work(owner_id=alice.user_id) as uow:
            await uow.add(project(alice))
            await uow.add(Project(user_id="nobody", name="x"))

    with pytest.raises(ConstraintBroken):
        await add_for_nobody()

    assert await names(database, alice) == ["Inbox"]


@pytest.mark.parametrize("amount", [2**63, -(2**63) - 1, 2**200])
async def test_a_number_past_64_bits_is_refused(database: Database, alice: Person, amount: int) -> None:
    with pytest.raises(ValueRefused):
        async with database.unit_of_work(owner_id=alice.user_id) as uow:
            await uow.run(update(XpTotal).values(total=bindparam("amount")), amount=amount)


async def test_events_are_numbered_without_gaps_whoever_writes_at_once(database: Database, alice: Person) -> None:
    async def work(number: int) -> None:
        async with database.unit_of_work(owner_id=alice.user_id) as uow:
            await uow.add(project(alice, f"{number}"))
            for each in range(number % 4):
                uow.emit(Event("project_created", "project", f"{number}.{each}"))
            if number % 5 == 0:
                raise ZeroDivisionError

    before = len(await seqs(database, alice))
    outcomes = await asyncio.gather(*(work(number) for number in range(40)), return_exceptions=True)

    assert sum(isinstance(each, ZeroDivisionError) for each in outcomes) == 8
    wanted = sum(number % 4 for number in range(40) if number % 5)
    assert await seqs(database, alice) == list(range(1, before + wanted + 1))
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        assert await uow.first(select(EventCounter.seq)) == before + wanted


async def test_events_of_two_people_in_one_unit_go_to_their_own_logs(
    database: Database, alice: Person, bob: Person
) -> None:
    before = {person.user_id: len(await seqs(database, person)) for person in (alice, bob)}

    async def work(one: Person, other: Person) -> None:
        async with database.unit_of_work(owner_id=one.user_id) as uow:
            uow.emit(Event("mine", "x", "1"))
            uow.emit(Event("yours", "x", "2"), to=other.user_id)

    await asyncio.gather(*(work(*pair) for pair in [(alice, bob), (bob, alice)] * 10))

    for person in (alice, bob):
        assert await seqs(database, person) == list(range(1, before[person.user_id] + 21))


async def test_listeners_hear_after_the_commit_and_of_nothing_that_was_undone(
    database: Database, alice: Person
) -> None:
    heard: list[set[str]] = []
    database.listen(heard.append)
    database.on_revoked(heard.append)

    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        uow.emit(Event("x", "y", "z"))
        uow.revoke(alice.user_id)
        assert heard == []
    with pytest.raises(ZeroDivisionError):
        await breaks(database, alice, ZeroDivisionError)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await uow.add(project(alice))

    assert heard == [{alice.user_id}, {alice.user_id}]


async def test_what_runs_before_the_commit_is_part_of_it(database: Database, alice: Person) -> None:
    async def add(uow: UnitOfWork) -> None:
        await uow.add(project(alice, "Last"))
        uow.emit(Event("project_created", "project", "last"))

    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        uow.before_commit(add)
        uow.emit(Event("first", "x", "y"))

    assert await names(database, alice) == ["Inbox", "Last"]


async def test_what_fails_before_the_commit_undoes_everything(database: Database, alice: Person) -> None:
    async def fail(_: UnitOfWork) -> None:
        raise ZeroDivisionError

    async def work() -> None:
        async with database.unit_of_work(owner_id=alice.user_id) as uow:
            await uow.add(project(alice))
            uow.before_commit(fail)

    with pytest.raises(ZeroDivisionError):
        await work()

    assert await names(database, alice) == ["Inbox"]
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await uow.add(project(alice, "After"))
    assert await names(database, alice) == ["After", "Inbox"]


async def test_one_at_a_time_does_what_is_serialised(database: Database, alice: Person) -> None:
    count = select(func.count()).select_from(Project).where(Project.user_id == bindparam("owner_id"))

    async def add_unless_there_are_three(number: int) -> None:
        async with database.unit_of_work(owner_id=alice.user_id) as uow:
            await uow.serialise("projects")
            if (await uow.first(count) or 0) < 3:
                await uow.add(project(alice, f"{number}"))

    await asyncio.gather(*(add_unless_there_are_three(number) for number in range(20)))

    assert len(await names(database, alice)) == 3


async def test_more_units_than_connections_wait_for_their_turn(database: Database, alice: Person) -> None:
    add: Callable[[int], Any] = lambda _: alice.task()  # noqa: E731

    await asyncio.gather(*(add(number) for number in range(60)))

    async with database.unit_of_work(writes=False) as uow:
        assert await uow.first(select(func.count()).select_from(Task)) == 60
        assert await uow.first(select(func.count()).select_from(User)) == 1

"""The ledger: each effort is paid once, and the total is always its sum."""

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from src.conftest import Person
from src.database.connection import Database
from src.database.unit_of_work import UnitOfWork
from src.repositories.xp import XpRepository
from src.services.days import Days
from src.services.streaks import StreakService
from src.services.tests.earning import earned_by_efforts
from src.services.xp import XpService

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAYS = Days(ZoneInfo("Europe/Berlin"), day_start_hour=4)


async def award(uow: UnitOfWork, source_id: str, amount: int = 10, at: datetime = NOON) -> int:
    return await XpService(uow).award("task", source_id, amount, reason="Done", at=at, days=DAYS)


async def test_the_same_effort_is_paid_once(uow: UnitOfWork) -> None:
    paid = [await award(uow, "a:1"), await award(uow, "a:1"), await award(uow, "a:2")]

    assert paid == [10, 0, 10]
    assert await XpRepository(uow).total() == 20


async def test_the_same_effort_is_paid_once_when_fifty_pay_at_the_same_time(database: Database, alice: Person) -> None:
    async def pay() -> int:
        async with database.unit_of_work(owner_id=alice.user_id) as unit:
            return await award(unit, "a:1")

    paid = await asyncio.gather(*(pay() for _ in range(50)))

    assert sorted(paid) == [0] * 49 + [10]
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        assert await earned_by_efforts(uow) == 10


async def test_two_people_are_paid_apart(database: Database, alice: Person, bob: Person) -> None:
    for person in (alice, bob):
        async with database.unit_of_work(owner_id=person.user_id) as uow:
            assert await award(uow, "a:1") == 10

    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        assert await earned_by_efforts(uow) == 10


async def test_takes_back_exactly_what_was_paid_and_only_once(uow: UnitOfWork) -> None:
    await award(uow, "a:1", 66)

    taken = [await XpService(uow).reverse("task", "a:1") for _ in range(2)]

    assert taken == [-66, 0]
    assert await XpRepository(uow).total() == 0


async def test_takes_back_nothing_that_was_never_paid(uow: UnitOfWork) -> None:
    assert await XpService(uow).reverse("task", "a:1") == 0


async def test_an_effort_before_the_day_begins_counts_for_the_day_before(uow: UnitOfWork) -> None:
    await award(uow, "a:1", at=datetime(2026, 11, 23, 2, 59, tzinfo=UTC))
    await award(uow, "b:1", at=datetime(2026, 11, 23, 3, 0, tzinfo=UTC))

    facts = await StreakService(uow).facts(DAYS)

    assert sorted(day.isoformat() for day in facts.done) == ["2026-11-22", "2026-11-23"]


async def test_a_day_whose_only_effort_was_taken_back_does_not_count(uow: UnitOfWork) -> None:
    await award(uow, "a:1")
    await XpService(uow).reverse("task", "a:1")

    assert not (await StreakService(uow).facts(DAYS)).done


async def test_tells_of_pay_with_the_new_total(uow: UnitOfWork) -> None:
    await award(uow, "a:1", 99)
    await award(uow, "a:2", 1)

    told = [each.event.data for each in uow.outbox]
    assert [(each["xp_amount"], each["new_total"]) for each in told] == [(99, 99), (1, 100)]


async def test_nothing_is_told_of_pay_that_was_rolled_back(database: Database, alice: Person) -> None:
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 the unit of work is what must not swallow it
        async with database.unit_of_work(owner_id=alice.user_id) as uow:
            await award(uow, "a:1")
            raise ZeroDivisionError

    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as reading:
        assert await XpRepository(reading).total() == 0
    events = (await alice.get("/api/events")).json()["events"]
    assert "xp_gained" not in [each["type"] for each in events]

"""Energy: kept, paid once an hour, taken back exactly."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, or_, select

from src.conftest import NOON, Clock, Person
from src.core.errors import NotFound
from src.database.connection import Database
from src.database.models import XpEntry
from src.database.unit_of_work import UnitOfWork
from src.repositories.base import OWNER_ID
from src.schemas.energy import EnergyReport
from src.services.energy import EnergyService, SnapshotInFuture, SnapshotTooFarBack

HOUR = timedelta(hours=1)


PAID = select(func.coalesce(func.sum(XpEntry.amount), 0)).where(
    XpEntry.user_id == OWNER_ID, or_(XpEntry.source == "energy", XpEntry.source == "energy_reversal")
)
"""What energy itself has paid: achievements for it are rows of their own."""


async def xp_of(database: Database, person: Person) -> int:
    async with database.unit_of_work(writes=False, owner_id=person.user_id) as uow:
        return await uow.first(PAID) or 0


async def recorded(database: Database, person: Person, *, at: datetime = NOON) -> tuple[str, int]:
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        made = await EnergyService(uow).record(2, at=at)
        return made.snapshot.snapshot_id, made.xp_earned


async def removed(database: Database, person: Person, snapshot_id: str) -> bool:
    try:
        async with database.unit_of_work(owner_id=person.user_id) as uow:
            await EnergyService(uow).remove(snapshot_id)
    except NotFound:
        return False
    return True


async def test_energy_cannot_be_recorded_ahead_of_time(clock: Clock, uow: UnitOfWork) -> None:
    with pytest.raises(SnapshotInFuture):
        await EnergyService(uow).record(2, at=NOON + timedelta(microseconds=1))


async def test_energy_can_be_recorded_a_year_back(clock: Clock, uow: UnitOfWork) -> None:
    energy = EnergyService(uow)

    answer = await energy.report(EnergyReport(energy_level=3, recorded_at=NOON - timedelta(days=365)))

    assert answer.xp_earned == 0
    with pytest.raises(SnapshotTooFarBack):
        await energy.report(EnergyReport(energy_level=3, recorded_at=NOON - timedelta(days=367)))


async def test_an_hour_pays_once_and_each_hour_for_itself(clock: Clock, database: Database, alice: Person) -> None:
    paid = [(await recorded(database, alice, at=NOON - minutes * HOUR / 60))[1] for minutes in (0, 1, 60, 61, 120)]

    assert paid == [5, 5, 0, 5, 0]
    assert await xp_of(database, alice) == 15


async def test_the_last_48_hours_pay(clock: Clock, database: Database, alice: Person) -> None:
    assert (await recorded(database, alice, at=NOON - 48 * HOUR))[1] == 5
    assert (await recorded(database, alice, at=NOON - 49 * HOUR))[1] == 0


async def test_taking_back_takes_the_hours_xp_with_its_last_snapshot(
    clock: Clock, database: Database, alice: Person
) -> None:
    first, second = [(await recorded(database, alice))[0] for _ in range(2)]

    assert await removed(database, alice, first)
    after_one = await xp_of(database, alice)
    assert await removed(database, alice, second)

    assert (after_one, await xp_of(database, alice)) == (5, 0)
    assert not await removed(database, alice, second)
    assert (await recorded(database, alice))[1] == 5


async def test_fifty_reports_of_one_hour_are_paid_once(clock: Clock, database: Database, alice: Person) -> None:
    made = await asyncio.gather(*(recorded(database, alice) for _ in range(50)))

    assert sum(paid for _, paid in made) == 5
    assert len({snapshot_id for snapshot_id, _ in made}) == 50
    assert await xp_of(database, alice) == 5


async def test_fifty_removals_of_an_hour_take_its_xp_once(clock: Clock, database: Database, alice: Person) -> None:
    made = [(await recorded(database, alice))[0] for _ in range(10)]

    done = await asyncio.gather(*(removed(database, alice, each) for each in made * 5))

    assert sum(done) == 10
    assert await xp_of(database, alice) == 0


async def test_removals_and_reports_at_once_leave_xp_for_what_stays(
    clock: Clock, database: Database, alice: Person
) -> None:
    made = [(await recorded(database, alice))[0] for _ in range(10)]

    await asyncio.gather(
        *(removed(database, alice, each) for each in made), *(recorded(database, alice) for _ in range(10))
    )

    assert await xp_of(database, alice) == 5

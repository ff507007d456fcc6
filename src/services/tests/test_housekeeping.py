"""What is no longer kept is dropped, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from src.api.housekeeping import Housekeeping
from src.conftest import Person
from src.core.errors import NotFound
from src.database.connection import Database
from src.database.models import EventRecord, RefreshToken, Session, SocketTicket
from src.schemas.tasks import TaskCreate
from src.services.events import EventService, ResyncRequired
from src.services.housekeeping import tidy
from src.services.tasks import TaskService

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def at(database: Database, moment: datetime) -> None:
    database.clock = lambda: moment


async def binned_chain(database: Database, person: Person) -> list[str]:
    """Three tasks inside each other, in the bin."""
    keys: list[str] = []
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        service = TaskService(uow)
        for _ in range(3):
            parent_id = keys[-1] if keys else None
            keys.append((await service.create(TaskCreate(title="Old", parent_id=parent_id)))["task_id"])
        await service.delete(keys[0])
    return keys


async def test_nothing_is_dropped_while_it_is_kept(database: Database, alice: Person) -> None:
    await alice.post("/api/v2/tasks", json={"title": "Keep"}, headers={"Idempotency-Key": "k"})

    assert set((await tidy(database)).values()) == {0}


async def test_binned_tasks_are_dropped_after_thirty_days_with_their_subtasks(
    database: Database, alice: Person, bob: Person
) -> None:
    at(database, NOON)
    keys = await binned_chain(database, alice)
    async with database.unit_of_work(owner_id=bob.user_id) as uow:
        kept = await TaskService(uow).create(TaskCreate(title="Bob's"))
    at(database, NOON + timedelta(days=30, seconds=1))

    dropped = await tidy(database)

    assert dropped["tasks"] == 3
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        for key in keys:
            with pytest.raises(NotFound):
                await TaskService(uow).restore(key)
    async with database.unit_of_work(owner_id=bob.user_id) as uow:
        assert await TaskService(uow).detail(kept["task_id"])


async def test_binned_tasks_are_kept_for_thirty_days(database: Database, alice: Person) -> None:
    at(database, NOON)
    keys = await binned_chain(database, alice)
    at(database, NOON + timedelta(days=29, hours=23))

    assert (await tidy(database))["tasks"] == 0
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        assert (await TaskService(uow).restore(keys[0]))["task_id"] == keys[0]


async def test_events_are_dropped_after_ninety_days_and_the_log_says_so(database: Database, alice: Person) -> None:
    start = datetime.now(UTC)
    at(database, start + timedelta(days=91))
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await TaskService(uow).create(TaskCreate(title="New"))
        latest = (await EventService(uow).events.kept_range())[1] + 1

    dropped = await tidy(database)

    assert dropped["events"] == latest - 1
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        assert await uow.all(select(EventRecord.seq)) == [latest]
        assert (await EventService(uow).since(latest - 1, limit=10))["latest_seq"] == latest
        with pytest.raises(ResyncRequired) as refused:
            await EventService(uow).since(latest - 2, limit=10)
    assert refused.value.details == {"latest_seq": latest, "oldest_seq": latest}


async def test_remembered_answers_are_dropped_after_a_day(database: Database, alice: Person) -> None:
    await alice.post("/api/v2/tasks", json={"title": "Once"}, headers={"Idempotency-Key": "k"})
    later = datetime.now(UTC) + timedelta(hours=24, minutes=1)
    at(database, later)

    assert (await tidy(database))["idempotency_keys"] == 1


async def test_offline_operations_are_dropped_after_ninety_days(database: Database, alice: Person) -> None:
    operation = {"client_id": "1", "type": "energy", "energy_level": 2}
    await alice.post("/api/mobile/sync", json={"operations": [operation]})
    start = datetime.now(UTC)

    at(database, start + timedelta(days=89))
    assert (await tidy(database))["sync_operations"] == 0
    at(database, start + timedelta(days=91))
    assert (await tidy(database))["sync_operations"] == 1


async def test_ways_in_are_dropped_a_day_after_they_ended(database: Database, alice: Person, bob: Person) -> None:
    await alice.post("/api/auth/ws-ticket")
    await alice.post("/api/auth/logout")
    later = datetime.now(UTC) + timedelta(days=1, minutes=1)
    at(database, later)

    await tidy(database)

    async with database.unit_of_work(writes=False) as uow:
        assert await uow.first(select(func.count()).select_from(SocketTicket)) == 0
        assert [each.user_id for each in await uow.all(select(Session))] == [bob.user_id]
        assert {each.user_id for each in await uow.all(select(RefreshToken))} == {bob.user_id}


async def test_tidying_twice_drops_nothing_more(database: Database, alice: Person) -> None:
    at(database, NOON)
    await binned_chain(database, alice)
    at(database, NOON + timedelta(days=400))
    await tidy(database)

    assert set((await tidy(database)).values()) == {0}


async def test_tidying_beside_the_requests_starts_and_stops(database: Database) -> None:
    housekeeping = Housekeeping(database)

    housekeeping.start()
    await housekeeping.stop()

    await Housekeeping(database).stop()

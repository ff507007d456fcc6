"""Dropping what is no longer kept, and closing what was left. Small transactions, so that nobody waits for them."""

from datetime import timedelta

from src.database.connection import Database
from src.database.unit_of_work import UnitOfWork
from src.repositories.events import EventRepository
from src.repositories.focus_rooms import FocusRoomRepository
from src.repositories.idempotency_keys import IdempotencyKeyRepository
from src.repositories.purge import PurgeRepository
from src.repositories.tasks import BIN_DAYS
from src.services.focus_ending import close_what_was_left
from src.services.focus_rooms import FocusRoomService
from src.services.idempotency_keys import KEPT

EVENTS_KEPT = timedelta(days=90)
ROOMS_KEPT = timedelta(days=1)
SYNC_KEPT = timedelta(days=90)
"""How long a phone may send an operation again."""


async def tidy(database: Database) -> dict[str, int]:
    """Drop what is no longer kept, end rooms and focus sessions whose time is over; how many of each."""
    dropped: dict[str, int] = {}
    async with database.unit_of_work() as uow:
        dropped["events"] = await EventRepository(uow).prune(before=uow.now() - EVENTS_KEPT)
    async with database.unit_of_work() as uow:
        dropped["idempotency_keys"] = await IdempotencyKeyRepository(uow).prune(before=uow.now() - KEPT)
    async with database.unit_of_work() as uow:
        dropped["tasks"] = await PurgeRepository(uow).binned_tasks(before=uow.now() - BIN_DAYS)
    async with database.unit_of_work() as uow:
        dropped["sync_operations"] = await PurgeRepository(uow).sync_operations(before=uow.now() - SYNC_KEPT)
    async with database.unit_of_work() as uow:
        await FocusRoomService(uow).end_run_out()
        dropped["focus_rooms"] = await FocusRoomRepository(uow).forget_ended(before=uow.now() - ROOMS_KEPT)
    async with database.unit_of_work() as uow:
        dropped["credentials"] = await _credentials(uow)
    dropped["focus_sessions"] = await close_what_was_left(database)
    return dropped


async def _credentials(uow: UnitOfWork) -> int:
    return await PurgeRepository(uow).ended_credentials(before=uow.now() - timedelta(days=1))

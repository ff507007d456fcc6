"""Queries of the event log."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, delete, func, select, update

from src.database.models import EventCounter, EventRecord
from src.repositories.base import OWNER_ID, OwnedRepository

EVENT_COLUMNS: tuple[Any, ...] = (
    EventRecord.seq, EventRecord.event_id, EventRecord.type, EventRecord.entity_type, EventRecord.entity_id,
    EventRecord.data, EventRecord.actor, EventRecord.occurred_at,
)  # fmt: skip
SINCE = (
    select(*EVENT_COLUMNS)
    .where(EventRecord.user_id == OWNER_ID, EventRecord.seq > bindparam("since"))
    .order_by(EventRecord.seq)
    .limit(bindparam("limit", type_=Integer()))
)
RANGE = select(EventCounter.pruned_seq, EventCounter.seq).where(EventCounter.user_id == OWNER_ID)
LATEST = select(EventCounter.seq).where(EventCounter.user_id == OWNER_ID)
PRUNABLE = (
    select(EventRecord.user_id, func.max(EventRecord.seq).label("last"))
    .where(EventRecord.occurred_at < bindparam("before"))
    .group_by(EventRecord.user_id)
)
MARK_PRUNED = (
    update(EventCounter)
    .where(EventCounter.user_id == bindparam("log_user_id"), EventCounter.pruned_seq < bindparam("last"))
    .values(pruned_seq=bindparam("last"))
)
PRUNE = delete(EventRecord).where(EventRecord.user_id == bindparam("log_user_id"), EventRecord.seq <= bindparam("last"))


class EventRepository(OwnedRepository[EventRecord]):
    """The owner's event log."""

    async def since(self, seq: int, *, limit: int) -> list[dict[str, Any]]:
        """Events after `seq`, in order, ready for JSON."""
        return await self.uow.wire(SINCE, since=seq, limit=limit)

    async def kept_range(self) -> tuple[int, int]:
        """`(last number no longer kept, last number given out)`."""
        rows = await self.uow.rows(RANGE)
        return rows[0] if rows else (0, 0)

    async def prune(self, *, before: datetime) -> int:
        """Drop everybody's events older than `before`; how many. Not owned: the server's own housekeeping."""
        dropped = 0
        for user_id, last in await self.uow.rows(PRUNABLE, before=before):
            await self.uow.run(MARK_PRUNED, log_user_id=user_id, last=last)
            dropped += await self.uow.run(PRUNE, log_user_id=user_id, last=last)
        return dropped

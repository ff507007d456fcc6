"""Queries of energy."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select

from src.database.models import EnergySnapshot
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_delete

NEWEST_FIRST = (EnergySnapshot.recorded_at.desc(), EnergySnapshot.snapshot_id.desc())
LIMIT = bindparam("limit", type_=Integer())

BETWEEN = (
    select(EnergySnapshot.snapshot_id)
    .where(
        EnergySnapshot.user_id == OWNER_ID,
        EnergySnapshot.recorded_at >= bindparam("begin"),
        EnergySnapshot.recorded_at < bindparam("end"),
    )
    .limit(1)
)
SINCE = (
    owned(EnergySnapshot).where(EnergySnapshot.recorded_at >= bindparam("begin")).order_by(*NEWEST_FIRST).limit(LIMIT)
)
LEVELS_SINCE = (
    select(EnergySnapshot.recorded_at, EnergySnapshot.energy_level)
    .where(EnergySnapshot.user_id == OWNER_ID, EnergySnapshot.recorded_at >= bindparam("begin"))
    .order_by(*NEWEST_FIRST)
    .limit(LIMIT)
)
COUNT_SINCE = (
    select(func.count())
    .select_from(EnergySnapshot)
    .where(EnergySnapshot.user_id == OWNER_ID, EnergySnapshot.recorded_at >= bindparam("begin"))
)
LATEST = owned(EnergySnapshot).order_by(*NEWEST_FIRST).limit(1)
DISCARD = owned_delete(EnergySnapshot).where(EnergySnapshot.snapshot_id == bindparam("key")).returning(EnergySnapshot)


class EnergyRepository(OwnedRepository[EnergySnapshot]):
    """What the owner said about their energy."""

    @property
    def resource(self) -> str:
        return "energy_snapshot"

    async def any_between(self, begin: datetime, end: datetime) -> bool:
        """Whether there is a snapshot from `begin` up to, not including, `end`."""
        return await self.uow.first(BETWEEN, begin=begin, end=end) is not None

    async def latest(self) -> EnergySnapshot | None:
        """The snapshot about the most recent moment."""
        return await self.uow.first(LATEST)

    async def recorded_since(self, begin: datetime, *, limit: int) -> list[EnergySnapshot]:
        """Snapshots from `begin` on, newest first."""
        return await self.uow.all(SINCE, begin=begin, limit=limit)

    async def levels_since(self, begin: datetime, *, limit: int) -> Sequence[tuple[datetime, int]]:
        """`(instant, level)` of the latest `limit` snapshots from `begin` on, newest first."""
        return await self.uow.rows(LEVELS_SINCE, begin=begin, limit=limit)

    async def count_since(self, begin: datetime) -> int:
        return await self.uow.first(COUNT_SINCE, begin=begin) or 0

    async def discard(self, snapshot_id: str) -> EnergySnapshot | None:
        """Delete a snapshot; what it was, or None when it is not there (any more): only one of many callers gets it."""
        return await self.uow.first(DISCARD, key=snapshot_id)

"""Queries of energy."""

from datetime import datetime

from sqlalchemy import bindparam, select

from src.database.models import EnergySnapshot
from src.repositories.base import OWNER_ID, OwnedRepository

BETWEEN = (
    select(EnergySnapshot.snapshot_id)
    .where(
        EnergySnapshot.user_id == OWNER_ID,
        EnergySnapshot.recorded_at >= bindparam("begin"),
        EnergySnapshot.recorded_at < bindparam("end"),
    )
    .limit(1)
)


class EnergyRepository(OwnedRepository[EnergySnapshot]):
    """What the owner said about their energy."""

    @property
    def resource(self) -> str:
        return "energy_snapshot"

    async def any_between(self, begin: datetime, end: datetime) -> bool:
        """Whether there is a snapshot from `begin` up to, not including, `end`."""
        return await self.uow.first(BETWEEN, begin=begin, end=end) is not None

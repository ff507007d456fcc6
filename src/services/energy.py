"""Use cases of energy."""

from datetime import datetime, timedelta

from src.core.errors import RuleBroken
from src.database.models import EnergySnapshot
from src.database.types import instant_text
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.xp import ENERGY
from src.repositories.energy import EnergyRepository
from src.repositories.xp import REVERSAL
from src.services.days import days_of_owner
from src.services.xp import XpService

HOUR = timedelta(hours=1)


class SnapshotInFuture(RuleBroken):
    """Energy can be recorded for now or the past, never for later."""


class EnergyService:
    """Writing down how much energy somebody has."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.snapshots = EnergyRepository(uow)
        self.xp = XpService(uow)

    async def record(self, level: int, *, notes: str | None = None, at: datetime | None = None) -> EnergySnapshot:
        """Keep one snapshot; it pays XP at most once an hour.

        Raises:
            SnapshotInFuture: `at` lies ahead.
        """
        now = self.uow.now()
        moment = at or now
        if moment > now:
            raise SnapshotInFuture("Energy cannot be recorded ahead of time.", field="recorded_at")
        snapshot = EnergySnapshot(
            user_id=self.uow.owner_id, energy_level=level, notes=notes, recorded_at=moment, created_at=now
        )
        await self.uow.serialise(f"energy:{hour_key(moment)}")
        await self.snapshots.add(snapshot)
        await self._pay(moment)
        data = {"energy_level": level, "recorded_at": instant_text(moment)}
        self.uow.emit(Event("energy_recorded", "energy", snapshot.snapshot_id, data))
        return snapshot

    async def _pay(self, moment: datetime) -> None:
        """Pay the hour, unless it is paid. Each time it was taken back, its key moves on by one."""
        await self.xp.award(
            "energy",
            await self._key(moment),
            ENERGY,
            reason="Energy logged",
            at=moment,
            days=await days_of_owner(self.uow),
        )

    async def _key(self, moment: datetime) -> str:
        number = 1
        while await self.xp.ledger.award("energy" + REVERSAL, f"{hour_key(moment)}:{number}") is not None:
            number += 1
        return f"{hour_key(moment)}:{number}"

    async def take_back(self, snapshot_id: str) -> int:
        """Forget a snapshot, and take back the XP of its hour unless another one of that hour stays.

        Returns what was taken, as a negative number, or 0; a snapshot that is not there takes nothing.
        """
        snapshot = await self.snapshots.find(snapshot_id)
        if snapshot is None:
            return 0
        await self.uow.serialise(f"energy:{hour_key(snapshot.recorded_at)}")
        await self.snapshots.remove(snapshot_id)
        self.uow.emit(Event("energy_removed", "energy", snapshot_id))
        begin = snapshot.recorded_at.replace(minute=0, second=0, microsecond=0)
        if await self.snapshots.any_between(begin, begin + HOUR):
            return 0
        return await self.xp.reverse("energy", await self._key(snapshot.recorded_at))


def hour_key(moment: datetime) -> str:
    """What makes the ledger pay an hour once."""
    return instant_text(moment)[:13]

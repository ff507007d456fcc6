"""Use cases of energy: writing it down, and taking it back. What it adds up to: `energy_history.py`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from src.core.errors import NotFound, RuleBroken
from src.database.models import EnergySnapshot
from src.database.types import instant_text
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.energy import label_of, time_of_day
from src.domain.xp import ENERGY
from src.repositories.energy import EnergyRepository
from src.repositories.xp import REVERSAL
from src.schemas.energy import EnergyRecorded, EnergyReport
from src.services.days import Days, days_of_owner
from src.services.xp import XpService

HOUR = timedelta(hours=1)
KEPT_BACK = timedelta(days=366)
PAID_BACK = timedelta(hours=48)
"""As far back as a finished task may be logged: a phone that was offline for a weekend loses nothing."""


class SnapshotInFuture(RuleBroken):
    """Energy can be recorded for now or the past, never for later."""


class SnapshotTooFarBack(RuleBroken):
    """Energy can be recorded for the past year, which is what the history reads."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A snapshot that was kept, and what it really paid: 5, or 0."""

    snapshot: EnergySnapshot
    xp_earned: int


class EnergyService:
    """Writing down how much energy somebody has."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.snapshots = EnergyRepository(uow)
        self.xp = XpService(uow)

    async def report(self, wanted: EnergyReport) -> EnergyRecorded:
        """Keep what somebody says about their energy.

        Raises:
            SnapshotInFuture: for a moment that lies ahead.
            SnapshotTooFarBack: for one more than a year back.
        """
        if wanted.recorded_at is not None and wanted.recorded_at < self.uow.now() - KEPT_BACK:
            raise SnapshotTooFarBack("Energy can be recorded up to a year back.", field="recorded_at")
        days = await days_of_owner(self.uow)
        recorded = await self.record(wanted.energy_level, notes=wanted.notes, at=wanted.recorded_at, days=days)
        return EnergyRecorded(**shown(recorded.snapshot, days), xp_earned=recorded.xp_earned)

    async def record(
        self, level: int, *, notes: str | None = None, at: datetime | None = None, days: Days | None = None
    ) -> Recorded:
        """Keep one snapshot. It pays XP once for the hour it is about, up to 48 hours back.

        Raises:
            SnapshotInFuture: `at` lies ahead.
        """
        now = self.uow.now()
        moment = at or now
        if moment > now:
            raise SnapshotInFuture("Energy can be recorded for now or earlier.", field="recorded_at")
        await self.uow.serialise(_hour(moment))
        snapshot = await self.snapshots.add(
            EnergySnapshot(
                user_id=self.uow.owner_id, energy_level=level, notes=notes, recorded_at=moment, created_at=now
            )
        )
        paid = await self._pay(moment, days) if moment >= now - PAID_BACK else 0
        data = {"energy_level": level, "recorded_at": instant_text(moment)}
        self.uow.emit(Event("energy_recorded", "energy", snapshot.snapshot_id, data))
        return Recorded(snapshot, paid)

    async def _pay(self, moment: datetime, days: Days | None) -> int:
        """Pay the hour, unless it is paid. Each time it was taken back, its key moves on by one."""
        return await self.xp.award(
            "energy",
            await self._key(moment),
            ENERGY,
            reason="Energy logged",
            at=moment,
            days=days or await days_of_owner(self.uow),
        )

    async def _key(self, moment: datetime) -> str:
        number = 1
        while await self.xp.ledger.award("energy" + REVERSAL, f"{hour_key(moment)}:{number}") is not None:
            number += 1
        return f"{hour_key(moment)}:{number}"

    async def remove(self, snapshot_id: str) -> None:
        """Forget a snapshot, as `take_back` does.

        Raises:
            NotFound: missing, or somebody else's.
        """
        if await self.take_back(snapshot_id) is None:
            raise NotFound(self.snapshots.resource, snapshot_id)

    async def take_back(self, snapshot_id: str) -> int | None:
        """Forget a snapshot, and take back the XP of its hour unless another one of that hour stays.

        Returns what was taken, as a negative number, or 0; None when the snapshot is not there.
        """
        snapshot = await self.snapshots.discard(snapshot_id)
        if snapshot is None:
            return None
        # Whoever discards another one of this hour waits here, and then sees which of them are left.
        await self.uow.serialise(_hour(snapshot.recorded_at))
        self.uow.emit(Event("energy_removed", "energy", snapshot_id))
        begin = snapshot.recorded_at.replace(minute=0, second=0, microsecond=0)
        if await self.snapshots.any_between(begin, begin + HOUR):
            return 0
        return await self.xp.reverse("energy", await self._key(snapshot.recorded_at))


def shown(snapshot: EnergySnapshot, days: Days) -> dict[str, Any]:
    """A snapshot as people see it: with its word, and the part of the day it was where they were then."""
    return {
        "snapshot_id": snapshot.snapshot_id,
        "energy_level": snapshot.energy_level,
        "energy_label": label_of(snapshot.energy_level),
        "notes": snapshot.notes,
        "recorded_at": snapshot.recorded_at,
        "time_of_day": time_of_day(days.local(snapshot.recorded_at)),
    }


def hour_key(moment: datetime) -> str:
    """What makes the ledger pay an hour once."""
    return instant_text(moment)[:13]


def _hour(moment: datetime) -> str:
    return f"energy:{hour_key(moment)}"

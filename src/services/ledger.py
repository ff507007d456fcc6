"""The XP ledger itself: each award once, each reversal once, the running total, and the event that tells of it.

Modules pay through `XpService` (xp.py), which adds what follows from efforts. Only what follows pays here directly.
"""

from dataclasses import dataclass, field
from datetime import datetime

from src.database.models import XpEntry
from src.database.unit_of_work import Event, UnitOfWork
from src.repositories.xp import REVERSAL, XpRepository
from src.services.days import Days


@dataclass(frozen=True, slots=True)
class Effort:
    """Something that was paid in this unit of work, or taken back.

    `award` is the ledger's row of the pay in both cases: when, on which own day, how long it took. `total` is the
    running total after it.
    """

    award: XpEntry
    total: int
    is_taken_back: bool = False

    @property
    def change(self) -> int:
        """By how much the total moved."""
        return -self.award.amount if self.is_taken_back else self.award.amount


@dataclass
class Efforts:
    """Efforts of one unit of work that nobody has drawn consequences from yet, in order."""

    uow: UnitOfWork
    pending: list[Effort] = field(default_factory=list)

    def take(self) -> list[Effort]:
        """All of them; they are no longer pending."""
        taken, self.pending = self.pending, []
        return taken


@dataclass
class Heights:
    """Heights that this unit of work has come to, by the counter that achievements ask for: `streak_of:days` …"""

    uow: UnitOfWork
    pending: dict[str, int] = field(default_factory=dict)

    def reach(self, height: str, value: int) -> None:
        """Note a height; a lower one than before changes nothing."""
        self.pending[height] = max(value, self.pending.get(height, 0))

    def take(self) -> dict[str, int]:
        """All of them; they are no longer pending."""
        taken, self.pending = self.pending, {}
        return taken


class Ledger:
    """Awards, exactly once each."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.ledger = XpRepository(uow)

    async def award(
        self,
        source: str,
        source_id: str,
        amount: int,
        *,
        reason: str,
        at: datetime,
        days: Days,
        zone_id: str | None = None,
        minutes: float | None = None,
    ) -> int:
        """Pay `amount` for one effort, for the part of life `zone_id`; what was paid: 0 when it had been paid.

        `minutes`: how long it took, measured or else estimated, where that is known.
        """
        entry = XpEntry(
            user_id=self.uow.owner_id,
            source=source,
            source_id=source_id,
            amount=amount,
            reason=reason,
            zone_id=zone_id,
            minutes=minutes,
            local_day=days.of(at),
            earned_at=at,
        )
        return await self._write(entry, award=entry)

    async def reverse(self, source: str, source_id: str) -> int:
        """Take back exactly what one effort paid; what was taken, as a negative number, or 0."""
        paid = await self.ledger.award(source, source_id)
        if paid is None or paid.amount == 0:
            return 0
        entry = XpEntry(
            user_id=self.uow.owner_id,
            source=source + REVERSAL,
            source_id=source_id,
            amount=-paid.amount,
            reason=f"Taken back: {paid.reason}",
            zone_id=paid.zone_id,
            minutes=paid.minutes,
            local_day=paid.local_day,
            earned_at=self.uow.now(),
        )
        return await self._write(entry, award=paid)

    async def _write(self, entry: XpEntry, *, award: XpEntry) -> int:
        total = await self.ledger.enter(entry)
        if total is None:
            return 0
        self.uow.shared(Efforts).pending.append(Effort(award, total, is_taken_back=entry is not award))
        self.uow.emit(
            Event(
                "xp_gained",
                "xp",
                entry.entry_id,
                {"xp_amount": entry.amount, "new_total": total, "reason": entry.reason, "source": entry.source},
            )
        )
        return entry.amount

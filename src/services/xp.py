"""The XP ledger: every award and every reversal goes through here, in the transaction of the effort it pays for."""

from datetime import datetime, timedelta

from src.database.models import XpEntry
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.streaks import streak_on
from src.domain.xp import level_for
from src.repositories.xp import REVERSAL, XpRepository
from src.services.days import Days

STREAK_WINDOW = timedelta(days=400)
"""How far back a streak is looked at for pay: the multiplier stops growing at ten weeks."""


class XpService:
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
    ) -> int:
        """Pay `amount` for one effort, for the part of life `zone_id`; what was paid: 0 when it had been paid."""
        entry = XpEntry(
            user_id=self.uow.owner_id,
            source=source,
            source_id=source_id,
            amount=amount,
            reason=reason,
            zone_id=zone_id,
            local_day=days.of(at),
            earned_at=at,
        )
        return await self._write(entry)

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
            local_day=paid.local_day,
            earned_at=self.uow.now(),
        )
        return await self._write(entry)

    async def streak_days(self, at: datetime, days: Days) -> int:
        """Length of the streak on the day of `at`, that day's own effort included."""
        today = days.of(at)
        since = today - STREAK_WINDOW
        done = await self.ledger.completion_days(since=since)
        # A date that travel left out had no hour in which anything could be done.
        pauses = [(day, day) for day in days.left_out(since, today)]
        return streak_on({*done, today}, today, pauses=pauses)

    async def _write(self, entry: XpEntry) -> int:
        total = await self.ledger.enter(entry)
        if total is None:
            return 0
        self.uow.emit(
            Event(
                "xp_gained",
                "xp",
                entry.entry_id,
                {"xp_amount": entry.amount, "new_total": total, "reason": entry.reason},
            )
        )
        level, before = level_for(total), level_for(total - entry.amount)
        if level > before:
            self.uow.emit(Event("level_up", "user", self.uow.owner_id, {"level": level, "new_total": total}))
        return entry.amount

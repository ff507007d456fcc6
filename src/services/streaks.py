"""Streaks of the owner, read from the log: days with a completion, pauses, earned reserves, dates left out by travel.

Everything that asks for a streak (pay, milestones, answers) reads it here, so that all say the same.
"""

from dataclasses import dataclass
from datetime import date

from src.database.unit_of_work import Event, UnitOfWork
from src.domain.rewards import BoxType
from src.domain.streaks import (
    DAYS_OF_A_BOX,
    MILESTONES,
    Pause,
    Streak,
    lengths_of_days,
    marks_between,
    next_milestone,
    streak,
)
from src.repositories.streaks import StreakRepository
from src.services.days import Days
from src.services.ledger import Heights
from src.services.mystery_boxes import BoxService


@dataclass(frozen=True, slots=True)
class StreakFacts:
    """What a streak follows from. `pauses` hold the dates that travel left out, too."""

    done: frozenset[date]
    pauses: tuple[Pause, ...]
    reserves: tuple[date, ...]

    def on(self, today: date) -> Streak:
        """The streak on `today`."""
        return streak(self.done, today, pauses=self.pauses, earned_reserves=self.reserves)

    def length_with(self, day: date) -> int:
        """How long the streak is on `day` when something is completed then, whatever comes later."""
        until = {each for each in self.done if each < day} | {day}
        return streak(until, day, pauses=self.pauses, earned_reserves=self.reserves).current_streak

    def lengths(self, first: date, last: date) -> dict[date, int]:
        """How long the streak was at the end of each day from `first` to `last`."""
        return lengths_of_days(self.done, first, last, pauses=self.pauses, earned_reserves=self.reserves)

    def without(self, day: date) -> "StreakFacts":
        return StreakFacts(self.done - {day}, self.pauses, self.reserves)


class StreakService:
    """Reading streaks, and celebrating what they come to."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.streaks = StreakRepository(uow)
        self.boxes = BoxService(uow)

    async def facts(self, days: Days, *, zone_id: str | None = None) -> StreakFacts:
        """What the owner's streak follows from, or the one of a part of life; in one query."""
        done, pauses, reserves = await self.streaks.facts(zone_id=zone_id)
        today = days.of(self.uow.now())
        # A date that travel left out had no hour in which anything could be done.
        left_out = days.left_out(min(done), today) if done else []
        return StreakFacts(frozenset(done), (*pauses, *((day, day) for day in left_out)), tuple(reserves))

    async def after_completion(self, day: date, days: Days) -> None:
        """Celebrate what the streak has come to by the first completion of `day`, each length once.

        Read anew, now that this unit holds the owner's total: whoever completed something on another day at the same
        moment is seen.
        """
        facts = await self.facts(days)
        today = days.of(self.uow.now())
        now = facts.on(today)
        self.uow.shared(Heights).reach("streak_of:days", now.current_streak)
        began_on = now.streak_start_date
        for length in marks_between(facts.without(day).on(today).current_streak, now.current_streak):
            if began_on and await self.streaks.reach(length, began_on=began_on, on=today):
                await self._celebrate(length, today)

    async def _celebrate(self, length: int, today: date) -> None:
        if length in MILESTONES:
            told = {"days": length, "next_milestone": next_milestone(length)}
            self.uow.emit(Event("streak_milestone", "streak", str(length), told))
        if length % DAYS_OF_A_BOX == 0:
            await self.boxes.give(BoxType.BRONZE, source="streak", source_id=f"{length}:{today.isoformat()}")

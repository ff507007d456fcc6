"""Use cases of energy over time: what it is now, what it was like, and what it is likely to be."""

from datetime import timedelta

from src.database.unit_of_work import UnitOfWork
from src.domain.energy import (
    Average,
    Patterns,
    label_of,
    notes_of,
    outlook,
    patterns_of,
    recommendations,
    summary,
    time_of_day,
)
from src.domain.energy.levels import MEDIUM
from src.domain.energy.prediction import LOOK_BACK
from src.repositories.energy import EnergyRepository
from src.schemas.energy import (
    AverageRead,
    EnergyHistory,
    EnergyNow,
    EnergyPatterns,
    EnergyPrediction,
    EnergyRead,
    HourRead,
)
from src.services.days import days_of_owner
from src.services.energy import shown

HOUR = timedelta(hours=1)
MOST_FOR_PATTERNS = 10_000
"""One an hour for a year is less."""
MOST_FOR_PREDICTION = 1_500
"""One an hour for the 60 days that are looked at is less."""


class EnergyHistoryService:
    """Reading what was recorded."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.snapshots = EnergyRepository(uow)

    async def current(self) -> EnergyNow:
        """The last snapshot and how long ago it was; a medium level is assumed while there is none."""
        days = await days_of_owner(self.uow)
        now = self.uow.now()
        last = await self.snapshots.latest()
        if last is None:
            return EnergyNow(
                snapshot_id=None,
                energy_level=MEDIUM,
                energy_label=label_of(MEDIUM),
                notes=None,
                recorded_at=None,
                time_of_day=time_of_day(days.local(now)),
                hours_since_last=None,
            )
        hours = max((now - last.recorded_at) / HOUR, 0.0)
        return EnergyNow(**shown(last, days), hours_since_last=round(hours, 2))

    async def history(self, day_count: int, *, limit: int) -> EnergyHistory:
        """The last `day_count` times 24 hours: at most `limit` snapshots, and what all of them have in common."""
        begin = self.uow.now() - timedelta(days=day_count)
        days = await days_of_owner(self.uow)
        levels = await self.snapshots.levels_since(begin, limit=MOST_FOR_PATTERNS)
        total = len(levels) if len(levels) < MOST_FOR_PATTERNS else await self.snapshots.count_since(begin)
        patterns = patterns_of(list(notes_of(levels[::-1], days)))
        listed = await self.snapshots.recorded_since(begin, limit=limit)
        return EnergyHistory(
            days=day_count,
            snapshots=[EnergyRead(**shown(each, days)) for each in listed],
            total=total,
            has_more=total > len(listed),
            patterns=_patterns(patterns),
            recommendations=recommendations(patterns),
            sentence=summary(patterns),
        )

    async def prediction(self) -> EnergyPrediction:
        """The next twelve hours."""
        now = self.uow.now()
        days = await days_of_owner(self.uow)
        recorded = await self.snapshots.levels_since(now - LOOK_BACK, limit=MOST_FOR_PREDICTION)
        # A snapshot can lie ahead of this worker's clock, written by another one.
        known = [each for each in recorded if each[0] <= now]
        hours = [
            HourRead(
                hour_begins_at=each.begins_at,
                local_hour=each.local_hour,
                predicted_energy=each.level,
                score=each.score,
                confidence=each.confidence,
                based_on=each.based_on,
            )
            for each in outlook(known, days, now=now)
        ]
        return EnergyPrediction(hours=hours, snapshot_count=len(known))


def _patterns(patterns: Patterns) -> EnergyPatterns:
    overall = patterns.overall
    return EnergyPatterns(
        best_time_of_day=patterns.best_time_of_day,
        average_energy=overall.level if overall else None,
        low_energy_count=patterns.low_count,
        high_energy_count=patterns.high_count,
        by_hour={str(hour): _average(each) for hour, each in patterns.by_hour.items()},
        by_time_of_day={part: _average(each) for part, each in patterns.by_time_of_day.items()},
        by_weekday={name: _average(each) for name, each in patterns.by_weekday.items()},
        snapshot_count=overall.count if overall else 0,
        day_count=overall.day_count if overall else 0,
        has_enough=patterns.has_enough,
    )


def _average(average: Average) -> AverageRead:
    return AverageRead(average_energy=average.level, count=average.count)

"""Pictures of progress: two queries each, whatever there is."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import TypeVar

from src.database.unit_of_work import UnitOfWork
from src.domain.charts import Metric, chart, heatmap
from src.domain.days import DAY, week_start
from src.domain.focus import minutes_of
from src.repositories.energy import EnergyRepository
from src.repositories.progress import ProgressRepository
from src.services.days import Days, days_of_owner
from src.services.progress import days_until
from src.services.streaks import StreakService

WEEKS_BEFORE = 52 * 7 * DAY
"""With the week of today, 53 columns."""
MOST_LEVELS = 10_000
"""More than one an hour for a year; of more, the latest are drawn."""

V = TypeVar("V")


class ProgressCharts:
    """Draws the owner's own days."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.progress = ProgressRepository(uow)

    async def chart(self, metric: Metric, day_count: int) -> str:
        """The last `day_count` days, today included."""
        days = await days_of_owner(self.uow)
        shown = days_until(days.of(self.uow.now()), day_count)
        found = await self._figures(metric, shown, days)
        return chart(metric, {day: found.get(day, None if metric is Metric.ENERGY else 0) for day in shown})

    async def heatmap(self, metric: Metric, year: int | None) -> str:
        """The calendar year, or without one the last 53 weeks up to today."""
        days = await days_of_owner(self.uow)
        today = days.of(self.uow.now())
        first = date(year, 1, 1) if year else week_start(today) - WEEKS_BEFORE
        last = date(year, 12, 31) if year else today
        shown = days_until(last, (last - first).days + 1)
        found = await self._figures(metric, shown, days)
        return heatmap(metric, {day: found.get(day, 0) if day <= today else None for day in shown})

    async def _figures(self, metric: Metric, shown: list[date], days: Days) -> dict[date, float]:
        """Figures of the days that have any, in one query."""
        first, last = shown[0], shown[-1]
        match metric:
            case Metric.XP:
                return {**await self.progress.xp_by_day(first, last)}
            case Metric.TASKS:
                return {**await self.progress.tasks_by_day(first, last)}
            case Metric.STREAK:
                return {**(await StreakService(self.uow).facts(days)).lengths(first, last)}
            case Metric.FOCUS:
                sessions = await self.progress.focused_between(days.begin(first), days.end(last))
                seconds: Counter[date] = Counter()
                for day, focused in _by_day(sessions, shown, days):
                    seconds[day] += focused
                return {day: minutes_of(timedelta(seconds=total)) for day, total in seconds.items()}
            case Metric.ENERGY:
                logged = await EnergyRepository(self.uow).levels_since(days.begin(first), limit=MOST_LEVELS)
                levels: defaultdict[date, list[int]] = defaultdict(list)
                for day, level in _by_day(logged, shown, days):
                    levels[day].append(level)
                return {day: fmean(each) for day, each in levels.items()}


def _by_day(noted: Iterable[tuple[datetime, V]], shown: list[date], days: Days) -> Iterator[tuple[date, V]]:
    """`noted` with days for instants. A date that was left out begins where the next does: nothing is found in it."""
    # 5,000 sessions of a year take 2 ms; asking `Days` about every one of them takes 45 ms.
    begins = [days.begin(day) for day in shown]
    for moment, value in noted:
        yield shown[bisect_right(begins, moment) - 1], value

"""A person's own days, over every zone and day start they have had.

The rule in force at an instant decides which day it belongs to, so a change never rewrites the past: what lies before
it stays as it was. Days never run backwards: after travel westwards the day that had begun goes on until its successor
begins by the new rule; after travel eastwards over the date line a date may be left out, which counts as no day at all.

    rules over time    ──── Tokyo ────┬──────── Los Angeles ────────
    days               … 24 │    25   ┆ (wall clock: 24, then 25) │ 26 …
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from src.domain.days import DAY, EARLIEST, LATEST, day_end, local_day, local_time

MOMENT = timedelta(microseconds=1)
HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class DayRule:
    """How days are divided while it is in force."""

    zone: ZoneInfo
    day_start_hour: int


@dataclass(frozen=True)
class Days:
    """How one person's time is divided. Due dates go by the calendar, efforts by the person's own day start.

    `past` are the earlier rules with the instants until which they were in force, oldest first.
    """

    zone: ZoneInfo
    day_start_hour: int
    past: Sequence[tuple[datetime, DayRule]] = ()
    _until: list[datetime] = field(init=False, repr=False, compare=False)
    _rules: list[DayRule] = field(init=False, repr=False, compare=False)
    _floors: list[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        until = [moment for moment, _ in self.past]
        rules = [*(rule for _, rule in self.past), DayRule(self.zone, self.day_start_hour)]
        floors = [date.min]
        for moment, rule in self.past:
            last = moment - MOMENT
            floors.append(max(floors[-1], local_day(last, rule.zone, rule.day_start_hour)))
        for name, value in (("_until", until), ("_rules", rules), ("_floors", floors)):
            object.__setattr__(self, name, value)

    def rule_at(self, moment: datetime) -> DayRule:
        """The rule that was in force at `moment`."""
        return self._rules[bisect_right(self._until, moment)]

    def of(self, moment: datetime) -> date:
        """The person's own day that `moment` belongs to."""
        place = bisect_right(self._until, moment)
        rule = self._rules[place]
        return max(self._floors[place], local_day(moment, rule.zone, rule.day_start_hour))

    def begin(self, day: date) -> datetime:
        """The instant at which `day` begins; for a date that was left out, where the next day begins."""
        return EARLIEST if day == date.min else self.end(day - DAY)

    def end(self, day: date) -> datetime:
        """The first instant that belongs to a later day than `day`."""
        for place, rule in enumerate(self._rules):
            start = self._until[place - 1] if place else EARLIEST
            over = start if self._floors[place] > day else max(start, day_end(day, rule.zone, rule.day_start_hour))
            if place == len(self._until) or over < self._until[place]:
                return over
        return LATEST

    def fraction(self, moment: datetime) -> float:
        """How much of its day has passed at `moment`, 0.0 up to (not including) 1.0."""
        day = self.of(moment)
        begin, end = self.begin(day), self.end(day)
        return max(0.0, (moment - begin) / (end - begin))

    def local(self, moment: datetime) -> datetime:
        """What the person's wall clock showed at `moment`, where they were then."""
        return local_time(moment, self.rule_at(moment).zone)

    def calendar_day(self, moment: datetime) -> date:
        """The calendar date at `moment`: what due dates are compared with."""
        return self.local(moment).date()

    def left_out(self, first: date, last: date) -> list[date]:
        """Dates from `first` to `last` that had no instant, by travel or because a zone skipped them."""
        found: set[date] = set()
        for place in range(1, len(self._rules)):
            rule, start = self._rules[place], self._until[place - 1]
            arrived = local_day(start, rule.zone, rule.day_start_hour)
            found.update(_between(max(first, self._floors[place] + DAY), min(last, arrived - DAY)))
        if self._jumps(first, last):
            found.update(day for day in _between(first, last) if self.begin(day) == self.end(day))
        return sorted(found)

    def _jumps(self, first: date, last: date) -> bool:
        """Whether some zone moved its clocks by half a day or more: the only way to skip a date without travel."""
        begin, end = self.begin(first), self.end(last)
        for rule in self._rules:
            before, after = begin.astimezone(rule.zone).utcoffset(), end.astimezone(rule.zone).utcoffset()
            if before is not None and after is not None and abs(after - before) >= HALF_A_DAY:
                return True
        return False


def _between(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * DAY

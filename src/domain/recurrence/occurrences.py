"""When a recurrence rule falls.

A rule is followed on the wall clock, in periods (days, weeks, months or years) counted from its start, so finding the
next occurrence begins at the period it can be in, however far back the start lies. Only a rule with COUNT is counted
through, at most 1000 occurrences. A search ends after as many periods as 100 years have: a rule that has nothing in
them (which needs parts that contradict each other for this very start) has ended.

Written on the standard library rather than on dateutil: its `rrule` walks every period from the start to year 9999,
8 s for a daily rule that never falls, and it reads BYDAY=MO,1TU as "and". The tests compare the two.
"""

from calendar import isleap, monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import islice
from typing import overload
from zoneinfo import ZoneInfo

from src.domain.days import DAY, day_end, instant, local_time
from src.domain.recurrence.rule import Frequency, OrdinalDay, RecurrenceInvalid, Rule, parse

PERIODS_SEARCHED = {Frequency.DAILY: 36_525, Frequency.WEEKLY: 5_218, Frequency.MONTHLY: 1_200, Frequency.YEARLY: 100}

# Clocks have never jumped by more than a day.
LONGEST_GAP = 2 * DAY
MIDNIGHT = time(0)

DayTest = Callable[[date], bool]


def normalise(rule: str) -> str:
    """Canonical text of `rule` (which may begin with "RRULE:"). Raises RecurrenceInvalid when it is no rule of
    RFC 5545, repeats more often than daily, or can never fall (30 February)."""
    parsed = parse(rule)
    if not _ever_falls(parsed):
        raise RecurrenceInvalid("This rule never falls on any day; please check its months and days.")
    return str(parsed)


@overload
def next_occurrence(rule: str, *, after: date, start: datetime, zone: ZoneInfo) -> datetime | None: ...
@overload
def next_occurrence(rule: str, *, after: date, start: date, zone: ZoneInfo) -> date | None: ...
def next_occurrence(rule: str, *, after: date, start: date, zone: ZoneInfo) -> date | None:
    """The first occurrence later than `after` of the series that began at `start`; None when the rule has ended.

    A `start` that is a date makes an all-day series: answers are dates (BYHOUR says nothing then), and an `after` that
    is an instant stands for its day in `zone`. A `start` that is an instant keeps its wall clock time in `zone`:
    answers are UTC instants, and an `after` that is a date stands for the end of that day. A time that clocks skip is
    moved forward, one that they show twice is taken the first time. `start` itself counts when the rule falls on it.
    """
    parsed = parse(rule)
    try:
        if isinstance(start, datetime):
            return _next_moment(parsed, _end_of(after, zone), start.astimezone(UTC), zone)
        return _next_day(parsed, local_time(after, zone).date() if isinstance(after, datetime) else after, start, zone)
    except OverflowError:  # the end of the calendar
        return None


def _end_of(after: date, zone: ZoneInfo) -> datetime:
    return after if isinstance(after, datetime) else day_end(after, zone) - timedelta(microseconds=1)


def _next_day(rule: Rule, after: date, start: date, zone: ZoneInfo) -> date | None:
    near = start if rule.count else max(start, after)
    last = _last_day(rule.until, zone)
    counted = 0
    for wall in _walls(replace(rule, by_hour=()), start, near, MIDNIGHT):
        day = wall.date()
        if day < start:
            continue
        counted += 1
        if day > last or (rule.count and counted > rule.count):
            return None
        if day > after:
            return day
    return None


def _last_day(until: date | None, zone: ZoneInfo) -> date:
    if not isinstance(until, datetime):
        return until or date.max
    return (local_time(until, zone) if until.tzinfo else until).date()


def _next_moment(rule: Rule, after: datetime, start: datetime, zone: ZoneInfo) -> datetime | None:
    first = local_time(start, zone).replace(tzinfo=None, fold=0)
    near = first if rule.count else max(first, local_time(after, zone).replace(tzinfo=None) - LONGEST_GAP)
    counted: set[datetime] = set()  # a time moved forward can meet another: that is one occurrence
    for wall in _walls(rule, first.date(), near.date(), first.time()):
        if wall < first:
            continue
        moment = start if wall == first else instant(wall, zone)
        counted.add(moment)
        if _is_past(rule.until, wall, moment) or (rule.count and len(counted) > rule.count):
            return None
        if moment > after:
            return moment
    return None


def _is_past(until: date | None, wall: datetime, moment: datetime) -> bool:
    if until is None:
        return False
    if not isinstance(until, datetime):
        return wall.date() > until
    return moment > until if until.tzinfo else wall > until


def _walls(rule: Rule, start: date, near: date, clock: time) -> Iterator[datetime]:
    """Wall clock times of the rule, ascending, from the period that `near` is in on (some can be before it)."""
    rule = _completed(rule, start)
    tests = _day_tests(rule)
    clocks = [clock.replace(hour=hour) for hour in rule.by_hour] or [clock]
    for period in islice(_periods(rule, start, near), PERIODS_SEARCHED[rule.frequency]):
        days = [day for day in period if all(test(day) for test in tests)]
        walls = [datetime.combine(day, each) for day in days for each in clocks]
        yield from _at_positions(walls, rule.by_position) if rule.by_position else walls


def _at_positions(walls: list[datetime], positions: Iterable[int]) -> list[datetime]:
    """Those at `positions`: 1 is the first, -1 the last."""
    places = {position - 1 if position > 0 else position + len(walls) for position in positions}
    return [wall for place, wall in enumerate(walls) if place in places]


def _completed(rule: Rule, start: date) -> Rule:
    """The rule with what it leaves open taken from the start: which day of the month, which weekday."""
    if rule.by_year_day or rule.by_month_day or rule.by_day:
        return rule
    if rule.frequency is Frequency.WEEKLY or rule.by_week_number:
        return replace(rule, by_day=((0, start.weekday()),))
    if rule.frequency is Frequency.MONTHLY:
        return replace(rule, by_month_day=(start.day,))
    if rule.frequency is Frequency.YEARLY:
        return replace(rule, by_month=rule.by_month or (start.month,), by_month_day=(start.day,))
    return rule


def _periods(rule: Rule, start: date, near: date) -> Iterator[Iterable[date]]:
    """The days of every period of the rule, from the one that `near` is in (or the last before it) on."""
    match rule.frequency:
        case Frequency.DAILY:
            return _day_runs(start.toordinal(), 1, rule.interval, near)
        case Frequency.WEEKLY:
            week = start.toordinal() - (start.weekday() - rule.week_start) % 7
            return _day_runs(week, 7, 7 * rule.interval, near)
        case Frequency.MONTHLY:
            return _months(start, near, rule.interval)
        case Frequency.YEARLY:
            return _years(start, near, rule.interval, rule.by_month or range(1, 13))


def _day_runs(first: int, length: int, interval: int, near: date) -> Iterator[Iterable[date]]:
    """Runs of `length` days every `interval` days, from the day with ordinal `first`."""
    skipped = max(0, (near.toordinal() - first) // interval) * interval
    end = date.max.toordinal() + 1
    for begin in range(first + skipped, end, interval):
        yield map(date.fromordinal, range(max(begin, 1), min(begin + length, end)))


def _months(start: date, near: date, interval: int) -> Iterator[Iterable[date]]:
    first = start.year * 12 + start.month - 1
    skipped = max(0, (near.year * 12 + near.month - 1 - first) // interval) * interval
    for month in range(first + skipped, (MAXYEAR + 1) * 12, interval):
        yield _month(month // 12, month % 12 + 1)


def _years(start: date, near: date, interval: int, months: Iterable[int]) -> Iterator[Iterable[date]]:
    skipped = max(0, (near.year - start.year) // interval) * interval
    for year in range(start.year + skipped, MAXYEAR + 1, interval):
        yield (day for month in months for day in _month(year, month))


def _month(year: int, month: int) -> Iterator[date]:
    return (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))


def _day_tests(rule: Rule) -> list[DayTest]:
    """What a day has to pass, one test for each part that is there."""
    months, numbers = frozenset(rule.by_month), frozenset(rule.by_week_number)
    year_days, month_days = frozenset(rule.by_year_day), frozenset(rule.by_month_day)
    is_of_month = rule.frequency is Frequency.MONTHLY or bool(rule.by_month)
    tests: list[tuple[bool, DayTest]] = [
        (bool(months), lambda day: day.month in months),
        (bool(numbers), lambda day: not numbers.isdisjoint(_week_numbers(day, rule.week_start))),
        (bool(year_days), lambda day: not year_days.isdisjoint(_both_ends(_year_day(day), _year_length(day)))),
        (bool(month_days), lambda day: not month_days.isdisjoint(_both_ends(day.day, _month_length(day)))),
        (bool(rule.by_day), _weekday_test(frozenset(rule.by_day), is_of_month)),
    ]
    return [test for is_there, test in tests if is_there]


def _weekday_test(days: frozenset[OrdinalDay], is_of_month: bool) -> DayTest:
    """Whether a day is one of `days`, their ordinals counted within the month, or within the year."""
    every = frozenset(weekday for ordinal, weekday in days if not ordinal)
    if len(every) == len(days):
        return lambda day: day.weekday() in every

    def test(day: date) -> bool:
        place, length = (day.day, _month_length(day)) if is_of_month else (_year_day(day), _year_length(day))
        weekday = day.weekday()
        from_end = -((length - place) // 7 + 1)
        return weekday in every or ((place + 6) // 7, weekday) in days or (from_end, weekday) in days

    return test


def _both_ends(place: int, length: int) -> tuple[int, int]:
    """A place counted from the first (1) and from the last (-1)."""
    return place, place - length - 1


def _year_day(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1


def _year_length(day: date) -> int:
    return 365 + isleap(day.year)


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _week_numbers(day: date, week_start: int) -> tuple[int, int]:
    """The number of the week of `day` in its year, from the first and from the last. A week is of the year that has
    four of its days (ISO 8601, with any first weekday), so it is numbered by its fourth day."""
    fourth = day + timedelta(days=3 - (day.weekday() - week_start) % 7)
    number = (_year_day(fourth) - 1) // 7 + 1
    return _both_ends(number, number + (_year_length(fourth) - _year_day(fourth)) // 7)


def _ever_falls(rule: Rule) -> bool:
    """Whether the rule has any occurrence, tried on 28 years: they hold every kind of year (leap or not, beginning on
    any weekday) after every kind of year. The start tried, 1 January, has a day of the month that every month has."""
    tried = replace(rule, interval=1, count=None, until=None)
    begin = date(2000, 1, 1)
    walls = _walls(tried, begin, begin, MIDNIGHT)
    return any(begin.year <= wall.year < begin.year + 28 for wall in islice(walls, 1000))

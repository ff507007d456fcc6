"""Days named by a period: next week, this weekend, end of the month, mid January, Halloween."""

from datetime import date, timedelta

from src.domain.capture.calendar import (
    days_after,
    easter,
    month_end,
    next_date,
    nth_weekday,
    period_end,
    period_start,
    valid_date,
    weekday_in_week,
)
from src.domain.capture.calendar_words import DAY_UNITS, FIXED_HOLIDAYS, PERIOD_ENDS
from src.domain.capture.days import read_month_day, read_numeric, read_ordinal_day
from src.domain.capture.line import Line
from src.domain.capture.moments import Day, Shape
from src.domain.capture.tables import PhraseBook, words_of
from src.domain.capture.words import corrected, month_of, year_at

WEEKENDS = words_of("weekend wknd wkend w/e weeknd")
EDGES = {
    "end": "end", "start": "start", "beginning": "start", "middle": "mid", "mid": "mid", "early": "start",
    "late": "end", "mid-": "mid", "close": "end",
}  # fmt: skip
HOLIDAY_NAMES = PhraseBook(FIXED_HOLIDAYS)


def is_weekend(word: str) -> bool:
    return word in WEEKENDS or corrected(word) == "weekend"


def read_period(line: Line, place: int, today: date) -> Day | None:
    """This weekend, next week, next month, eom, end of next week, week of Dec 7."""
    word = line.low(place)
    if word in PERIOD_ENDS:
        weeks = 1 if line.has(place + 1, "next", "week") else 0
        end = period_end(days_after(today, 7 * weeks), PERIOD_ENDS[word])
        return Day(end, place + 1 + 2 * weeks, Shape.PERIOD)
    start = line.skip(place, "the", "this", "over")
    if is_weekend(line.low(start)) and (
        start > place or line.low(place - 1) in ("on", "at", "over", "by", "before", "during")
    ):
        after_next = line.has(start + 1, "after", "next")
        return Day(_weekend(today, 2 if after_next else 0), start + 1 + 2 * after_next, Shape.PERIOD)
    return _pointed(line, place, today) or _edge(line, place, today) or _week_of(line, place, today)


def _weekend(today: date, weeks: int = 0) -> date:
    saturday = weekday_in_week(today, 5, weeks)
    return today if not weeks and today.weekday() == 6 else saturday


def _pointed(line: Line, place: int, today: date) -> Day | None:
    """Next week, this month, next weekend, the week after next."""
    word = line.low(place)
    if line.has(place, "the", "week", "after", "next") or line.has(place, "week", "after", "next"):
        return Day(weekday_in_week(today, 0, 2), place + 3 + (word == "the"), Shape.PERIOD)
    if word not in ("next", "nxt", "this", "following", "coming"):
        return None
    unit, end = line.low(place + 1), place + 2
    if is_weekend(unit):
        if word in ("this", "coming"):
            return Day(_weekend(today), end, Shape.PERIOD)
        near, far = _weekend(today), _weekend(today, 1)
        return Day(far, end, Shape.PERIOD, options=(far, near), reason="the nearer weekend may be meant")
    unit = DAY_UNITS.get(unit, "")
    if unit not in ("week", "month", "quarter", "year"):
        return None
    if word in ("next", "nxt", "following", "coming"):
        return Day(period_start(today, unit, 1), end, Shape.PERIOD)
    if unit == "year":
        return None
    return Day(period_end(today, unit), end, Shape.PERIOD, reason="")


def _edge(line: Line, place: int, today: date) -> Day | None:
    """End of next month, beginning of January, mid March, month end."""
    start = line.skip(place, "the")
    if line.low(start) in ("month", "year", "quarter", "week") and line.low(start + 1) in ("end", "close"):
        return Day(period_end(today, line.low(start)), start + 2, Shape.PERIOD)
    word = line.low(start)
    if word.startswith("mid-") and month_of(word[4:]):
        return _edge_of_month(line, start, today, "mid", month_of(word[4:]) or 1)
    edge = EDGES.get(word)
    if edge is None:
        return None
    after = line.skip(start + 1, "-")
    of = line.skip(after, "of")
    if of == after and word in ("end", "start", "beginning", "middle", "close"):
        return None
    of = line.skip(of, "the")
    if month := month_of(line.low(of)):
        return _edge_of_month(line, of, today, edge, month)
    following = line.low(of) in ("next", "nxt")
    of = line.skip(of, "next", "nxt", "this")
    unit = DAY_UNITS.get(line.low(of), "")
    if unit not in ("week", "month", "quarter", "year") or (of == start + 1):
        return None
    first = period_start(today, unit, int(following))
    if edge == "end":
        day = period_end(first, unit) if following else period_end(today, unit)
    elif edge == "start":
        day = first if following else period_start(today, unit, 1)
    else:
        day = _middle(first, unit)
        day = day if day >= today else _middle(period_start(today, unit, 1), unit)
    return Day(day, of + 1, Shape.PERIOD)


def _middle(first: date, unit: str) -> date:
    return (
        first + timedelta(days={"week": 2, "month": 14}.get(unit, 0))
        if unit in ("week", "month")
        else first.replace(month=min(first.month + (1 if unit == "quarter" else 6), 12))
    )


def _edge_of_month(line: Line, place: int, today: date, edge: str, month: int) -> Day | None:
    year = year_at(line, place + 1)
    for candidate in (year[0],) if year else (today.year, today.year + 1):
        first = valid_date(candidate, month, 1)
        if first is None:
            continue
        day = month_end(first) if edge == "end" else first.replace(day=15) if edge == "mid" else first
        if day >= today:
            return Day(day, year[1] if year else place + 1, Shape.MONTH)
    return None


def _week_of(line: Line, place: int, today: date) -> Day | None:
    """The week of Dec 7, w/c 7 Dec: its Monday."""
    start = line.skip(place, "the")
    if line.has(start, "week", "of") or line.has(start, "week", "commencing") or line.has(start, "week", "beginning"):
        after = start + 2
    elif line.low(start) in ("w/c", "wc"):
        after = start + 1
    else:
        return None
    day = read_month_day(line, after, today) or read_numeric(line, after, today) or read_ordinal_day(line, after, today)
    return Day(max(today, weekday_in_week(day.date, 0)), day.end, Shape.PERIOD) if day else None


def read_month(line: Line, place: int, today: date) -> Day | None:
    """A month alone ("by march", "in december 2027"): its first day still to come."""
    start = line.skip(place, "next", "this", "late")
    month = month_of(line.low(start))
    if month is None:
        return None
    year = year_at(line, start + 1)
    ahead = today if month == today.month else next_date(today, month, 1)
    found = valid_date(year[0], month, 1) if year else ahead
    if found is None or found < today:
        return None
    return Day(found, year[1] if year else start + 1, Shape.MONTH, reason="no day of the month was said")


def read_holiday(line: Line, place: int, today: date) -> Day | None:
    """A holiday; only a caller that has read 'by', 'before' or 'on' makes it a date."""
    if name := line.starts(place, HOLIDAY_NAMES):
        found = next_date(today, *FIXED_HOLIDAYS[name])
        return Day(found, place + len(name)) if found else None
    moving = {
        "thanksgiving": lambda year: nth_weekday(date(year, 11, 1), 3, 4),
        "easter": easter,
    }.get(line.low(place))
    if moving is None:
        return None
    found = next((d for year in (today.year, today.year + 1) if (d := moving(year)) and d >= today), None)
    end = line.skip(place + 1, "day", "sunday")
    return Day(found, end) if found else None

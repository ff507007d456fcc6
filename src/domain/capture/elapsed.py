"""Days and times counted from another: in 20 minutes, 3 days from now, two weeks before Christmas."""

from datetime import UTC, date, datetime, timedelta

from src.domain.capture.calendar import after, before, weekday_in_week
from src.domain.capture.calendar_words import DAY_UNITS, MINUTE_UNITS
from src.domain.capture.days import read_month_day, read_relative_day, read_weekday
from src.domain.capture.durations import read_length
from src.domain.capture.line import Line, number_at
from src.domain.capture.moments import Clock, Day, Shape
from src.domain.capture.periods import read_holiday
from src.domain.capture.words import weekday_of

BARE_MINUTES = frozenset({"5", "10", "15", "20", "25", "30", "40", "45", "50", "60", "90"})
"""Lengths that people name without saying minutes: 'call back in 15'."""


def read_elapsed(line: Line, place: int, now: datetime, last: str) -> Day | None:
    """In 20 min, in an hour and a half, 3 days from now, in 2 weeks, within a week, two weeks from Monday."""
    begins = last == "in" or line.low(place) == "within"
    start = line.skip(place, "within")
    start = line.skip(start, "like", "about", "another")
    length = read_length(line, start)
    if length and (begins or (line.low(length.end) in ("from",) and line.low(length.end + 1) == "now")):
        moment = (now.astimezone(UTC) + timedelta(minutes=length.minutes)).astimezone(now.tzinfo).replace(second=0)
        end = length.end if begins and not line.has(length.end, "from", "now") else length.end + 2
        exact = Clock(moment.time().replace(microsecond=0), end)
        return Day(moment.date(), end, Shape.INSTANT, clock=exact)
    if last == "in" and line.low(start) in BARE_MINUTES and line.is_end(start + 1):
        moment = (now.astimezone(UTC) + timedelta(minutes=int(line.low(start)))).astimezone(now.tzinfo)
        exact = Clock(moment.time().replace(second=0, microsecond=0), start + 1)
        return Day(moment.date(), start + 1, Shape.INSTANT, clock=exact, reason="minutes are assumed")
    amount = number_at(line, start)
    if amount is None or line.low(amount[1]) in MINUTE_UNITS:
        return None
    unit = DAY_UNITS.get(line.low(amount[1]))
    if unit is None or len(line.low(amount[1])) == 1:
        return None
    end = amount[1] + 1
    back = line.low(end) == "before"
    anchor, end = _anchor(line, end, now.date(), begins)
    if anchor is None:
        return None
    if back:
        day = before(anchor, amount[0], unit)
        return Day(day, end, Shape.RELATIVE) if day >= now.date() else None
    target = after(anchor, amount[0], unit)
    weekday = weekday_of(line.low(end + 1)) if line.low(end) == "on" and begins and unit != "day" else None
    if weekday is not None:
        return Day(max(weekday_in_week(target, weekday), now.date()), end + 2, Shape.RELATIVE)
    vague = line.low(amount[1] - 1) in ("few", "several") or line.low(amount[1] - 2) in ("few",)
    reason = "a few is not a number" if vague else ""
    return Day(target, end, Shape.RELATIVE, reason=reason)


def _anchor(line: Line, end: int, today: date, begins: bool) -> tuple[date | None, int]:
    """The day that an amount of days counts from."""
    if line.low(end) in ("before", "after"):
        event = read_holiday(line, end + 1, today) or read_month_day(line, end + 1, today)
        event = event or read_weekday(line, end + 1, today)
        if event:
            return event.date, event.end
    if line.low(end) in ("from", "after", "on"):
        if line.low(end + 1) in ("now", "today"):
            return today, end + 2
        day = read_relative_day(line, end + 1, today) or read_weekday(line, end + 1, today)
        if day and not (begins and line.low(end) == "on"):
            return day.date, day.end
    if not begins:
        return None, end
    end = line.skip(end, "'")
    return today, line.skip(end, "time")

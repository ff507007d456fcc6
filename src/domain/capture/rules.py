"""RRULE text of a recurrence, and its first day."""

from datetime import UTC, date, datetime, time, timedelta

from src.domain.capture.calendar import month_end
from src.domain.capture.calendar_words import DAY_CODES
from src.domain.capture.moments import Rule

LONGEST_SEARCH_MONTHS = 12 * 9


def next_moment(clock: time, now: datetime) -> datetime:
    """The next time the clock shows `clock`, on the same wall clock as `now`."""
    today = datetime.combine(now.date(), clock, now.tzinfo)
    return today if today > now else datetime.combine(now.date() + timedelta(days=1), clock, now.tzinfo)


def next_hour(hours: tuple[int, ...], minute: int, now: datetime) -> datetime:
    """The first of several hours of the day to come."""
    return min(next_moment(time(hour, minute), now) for hour in hours)


def rule_text(rule: Rule, until: date | None) -> str:
    """`until` is the last day, or the last moment."""
    parts = [f"FREQ={rule.frequency}"]
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.by_month:
        parts.append("BYMONTH=" + ",".join(map(str, rule.by_month)))
    if rule.by_month_day:
        parts.append("BYMONTHDAY=" + ",".join(map(str, rule.by_month_day)))
    if rule.by_day:
        parts.append("BYDAY=" + ",".join(rule.by_day))
    if rule.by_hour:
        parts.append("BYHOUR=" + ",".join(map(str, rule.by_hour)))
    if rule.by_set_position:
        parts.append(f"BYSETPOS={rule.by_set_position}")
    if rule.count:
        parts.append(f"COUNT={rule.count}")
    elif isinstance(until, datetime):
        parts.append(f"UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    elif until:
        parts.append(f"UNTIL={until:%Y%m%d}")
    return ";".join(parts)


def first_day(rule: Rule, start: date) -> date:
    """The first day from `start` on that the rule names; `start` when it names none within nine years."""
    if not (rule.by_day or rule.by_month_day or rule.by_month):
        return start
    day = start
    for _ in range(LONGEST_SEARCH_MONTHS):
        last = month_end(day)
        if not rule.by_month or day.month in rule.by_month:
            names = _set_position_day(rule, day) if rule.by_set_position else None
            while day <= last:
                if day == names if rule.by_set_position else _names(rule, day):
                    return day
                day += timedelta(days=1)
        day = last + timedelta(days=1)
    return start


def _names(rule: Rule, day: date) -> bool:
    last = month_end(day).day
    if rule.by_month_day and day.day not in {n if n > 0 else last + 1 + n for n in rule.by_month_day}:
        return False
    if not rule.by_day:
        return True
    code = DAY_CODES[day.weekday()]
    nth, from_end = (day.day - 1) // 7 + 1, -((last - day.day) // 7 + 1)
    return any(code_ in (code, f"{nth}{code}", f"{from_end}{code}") for code_ in rule.by_day)


def _set_position_day(rule: Rule, day: date) -> date | None:
    first = day.replace(day=1)
    named = [
        d
        for n in range(31)
        if (d := first + timedelta(days=n)).month == day.month and DAY_CODES[d.weekday()] in rule.by_day
    ]
    position = rule.by_set_position or 1
    return named[position - 1 if position > 0 else position] if abs(position) <= len(named) else None

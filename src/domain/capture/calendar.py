"""Arithmetic on days: next weekdays, ends of periods, months that are too short."""

from calendar import monthrange
from datetime import date, timedelta

UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}
UNIT_MONTHS = {"month": 1, "quarter": 3, "year": 12}
LAST_YEAR = 2199


def days_after(day: date, count: int) -> date:
    return min(day, date(LAST_YEAR, 1, 1)) + timedelta(days=min(count, 36_525))


def months_after(day: date, count: int) -> date:
    """The same day of a later month, or its last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + min(count, 1_200), 12)
    year = min(year, LAST_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def after(day: date, count: int, unit: str) -> date:
    """`count` days, weeks, fortnights, months, quarters or years after `day`."""
    if unit in UNIT_DAYS:
        return days_after(day, count * UNIT_DAYS[unit])
    return months_after(day, count * UNIT_MONTHS[unit])


def before(day: date, count: int, unit: str) -> date:
    """`count` days or weeks before `day`; of longer units, the day that lies about as far back."""
    return day - timedelta(days=min(count, 3_650) * UNIT_DAYS.get(unit, 30 * UNIT_MONTHS.get(unit, 0)))


def weekday_after(day: date, weekday: int) -> date:
    """The first such weekday strictly after `day`."""
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def weekday_in_week(day: date, weekday: int, weeks: int = 0) -> date:
    """That weekday of the ISO week of `day`, or of a later week."""
    return day + timedelta(days=weekday - day.weekday() + 7 * weeks)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def period_end(day: date, unit: str) -> date:
    """The last day of the period that `day` is in; a week ends on Friday, on its weekend on Sunday."""
    if unit == "week":
        return weekday_in_week(day, 4 if day.weekday() <= 4 else 6)
    if unit == "month":
        return month_end(day)
    if unit == "quarter":
        return month_end(date(day.year, (day.month - 1) // 3 * 3 + 3, 1))
    return date(day.year, 12, 31) if unit == "year" else day


def period_start(day: date, unit: str, periods: int = 0) -> date:
    """The first day of the period that `day` is in, or of one that many periods later."""
    if unit == "week":
        return weekday_in_week(day, 0, periods)
    if unit == "month":
        return months_after(day.replace(day=1), periods)
    if unit == "quarter":
        return months_after(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3 * periods)
    return date(day.year + periods, 1, 1) if unit == "year" else day + timedelta(days=periods)


def valid_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_date(today: date, month: int, day: int) -> date | None:
    """The first such date from today on, or None when no year has it."""
    years = range(today.year, today.year + 9)
    return next((found for year in years if (found := valid_date(year, month, day)) and found >= today), None)


def next_day_of_month(today: date, number: int) -> date | None:
    """The first day from today on with that number."""
    for months in range(13):
        first = months_after(today.replace(day=1), months)
        found = valid_date(first.year, first.month, number)
        if found and found >= today:
            return found
    return None


def nth_weekday(first: date, weekday: int, number: int) -> date | None:
    """The nth such weekday of the month that begins on `first`; -1 is its last."""
    if number < 0:
        last = month_end(first)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    found = weekday_after(first - timedelta(days=1), weekday) + timedelta(days=7 * (number - 1))
    return found if found.month == first.month else None


def easter(year: int) -> date:
    """Western Easter Sunday (Gauss, in the anonymous Gregorian form)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, day = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, day + 1)

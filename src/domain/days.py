"""Local days. A day belongs to a person: to their time zone, and to the hour at which their day begins.

A day begins when the wall clock first shows `day_start_hour` on its date, and lasts until the next day begins. So
every instant belongs to exactly one day and days follow each other in order, whatever the wall clock does: a start
that clocks jump over is the first instant after the jump, a start that is shown twice is the first showing, and a
date that a zone left out (Pacific/Apia had no 2011-12-30) is empty. Instants are aware; answers are in UTC.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

DAY = timedelta(days=1)
EARLIEST_YEAR = 1900
LATEST_YEAR = 9998
"""What people may say: far enough from both ends of the calendar for every zone."""

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)

# Not places: "no zone set", and whatever the server's own machine is set to.
_NOT_PLACES = frozenset({"Factory", "localtime"})


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones()) - _NOT_PLACES


def is_zone(name: str) -> bool:
    """Whether `name` is a time zone of the IANA database, letter case included. Any text may be asked about."""
    return name in _zone_names()


def zone_or_utc(name: str) -> ZoneInfo:
    """The zone called `name`, or UTC when there is none."""
    return ZoneInfo(name if is_zone(name) else "UTC")


def local_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the wall clock shows at `moment`; at the very ends of the calendar, the last time that can be shown."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment.astimezone(UTC)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant at which clocks in `zone` first show `wall` (naive); in a gap, moved forward by its length."""
    try:
        return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    except OverflowError:
        return EARLIEST if wall.year == 1 else LATEST


def _gap_end(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which clocks jump over `wall`, found by halving the time around it (to the second)."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = instant(wall, zone)
    offset_before = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset_before:
            before = middle
        else:
            after = middle
    return after


def day_start(day: date, zone: ZoneInfo, day_start_hour: int = 0) -> datetime:
    """The UTC instant at which `day` begins; for a date that the zone left out, where the next day begins."""
    wall = datetime.combine(day, time(day_start_hour))
    start = instant(wall, zone)
    if start in (EARLIEST, LATEST) or local_time(start, zone).replace(tzinfo=None) == wall:
        return start
    start = _gap_end(wall, zone)
    next_day = local_time(start, zone).date()
    return start if next_day <= day else day_start(next_day, zone, day_start_hour)


def day_end(day: date, zone: ZoneInfo, day_start_hour: int = 0) -> datetime:
    """The UTC instant at which `day` is over: where the next existing day begins."""
    if day == date.max:
        return LATEST
    return day_start(day + DAY, zone, day_start_hour)


def local_day(moment: datetime, zone: ZoneInfo, day_start_hour: int = 0) -> date:
    """The local day that `moment` belongs to: `day_start(day) <= moment < day_end(day)`."""
    wall = local_time(moment, zone)
    day = wall.date()
    if wall.hour < day_start_hour and day > date.min:
        day -= DAY
    # A fold or a gap close to the start of the day puts the wall clock on the wrong side of it.
    while day > date.min and moment < day_start(day, zone, day_start_hour):
        day -= DAY
    while day < date.max and moment >= day_end(day, zone, day_start_hour):
        day += DAY
    return day


def week_start(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def week_bounds(day: date, zone: ZoneInfo, day_start_hour: int = 0) -> tuple[datetime, datetime]:
    """Where the week of `day` begins (its Monday) and where it is over, as UTC instants; the second is outside."""
    monday = week_start(day)
    sunday = monday + timedelta(days=min(6, (date.max - monday).days))
    return day_start(monday, zone, day_start_hour), day_end(sunday, zone, day_start_hour)


def day_fraction(moment: datetime, zone: ZoneInfo, day_start_hour: int = 0) -> float:
    """How much of its local day has passed at `moment`, 0.0 up to (not including) 1.0."""
    day = local_day(moment, zone, day_start_hour)
    start, end = day_start(day, zone, day_start_hour), day_end(day, zone, day_start_hour)
    # Both edges are cut off at the ends of the calendar.
    return max(0.0, (moment - start) / (end - start)) if end > start else 0.0

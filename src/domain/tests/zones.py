"""Every time zone, and the instants at which its clocks change."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

ZONE_NAMES = sorted(available_timezones() - {"Factory", "localtime"})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

zones = st.sampled_from(ZONE_NAMES).map(ZoneInfo)
start_hours = st.integers(0, 6)
moments = st.datetimes(datetime(1850, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@cache
def clock_changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The instants of `year` (UTC) at which the offset of `zone` changes, to the second."""
    changes = []
    before = datetime(year, 1, 1, tzinfo=UTC)
    while before.year == year:
        after = before + timedelta(days=7)
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            changes.append(_change_between(before, after, zone))
        before = after
    return changes


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


@st.composite
def moments_near_changes(draw: st.DrawFn, zone: ZoneInfo) -> datetime:
    """An instant within two days of a clock change of `zone`, or any instant of a year that has none."""
    year = draw(st.integers(1850, 2100))
    changes = clock_changes(zone, year)
    middle = draw(st.sampled_from(changes)) if changes else datetime(year, 7, 1, tzinfo=UTC)
    seconds = draw(st.one_of(st.integers(-5, 5), st.integers(-172_800, 172_800)))
    return middle + timedelta(seconds=seconds, microseconds=draw(st.sampled_from([0, 0, 1, 999_999])))


@st.composite
def zones_and_moments(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    zone = draw(zones)
    return zone, draw(st.one_of(moments_near_changes(zone), moments))

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from src.domain.days import day_end, day_start, local_day, local_time
from src.domain.due import Due, due_of, moved_to
from src.domain.tests.zones import moments, zones, zones_and_moments

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_day_is_due_until_its_last_microsecond() -> None:
    due = due_of(date(2026, 7, 1), BERLIN)

    assert due == Due(on=date(2026, 7, 1), at=datetime(2026, 7, 1, 21, 59, 59, 999_999, tzinfo=UTC))
    assert due.value == date(2026, 7, 1)


def test_a_moment_is_due_then() -> None:
    noon_in_india = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    due = due_of(noon_in_india, BERLIN)

    assert due == Due(on=None, at=datetime(2026, 7, 1, 6, 30, tzinfo=UTC))
    assert due.at.tzinfo is UTC


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        due_of(datetime(2026, 7, 1, 12), BERLIN)


@settings(max_examples=200, deadline=None)
@given(zones_and_moments())
def test_all_day_is_due_within_its_day(place: tuple[ZoneInfo, datetime]) -> None:
    zone, moment = place
    day = local_day(moment, zone)

    due = due_of(day, zone)

    assert local_day(due.at, zone) == day
    assert due.at + timedelta(microseconds=1) == day_end(day, zone)
    assert due.at >= moment


@given(moments, zones)
def test_the_zone_says_nothing_about_moments(moment: datetime, zone: ZoneInfo) -> None:
    assert due_of(moment, zone) == Due(on=None, at=moment)


@given(st.dates(), zones)
def test_any_date_can_be_due(day: date, zone: ZoneInfo) -> None:
    assert due_of(day, zone).on == day


def test_what_is_moved_keeps_its_time_of_day_over_a_clock_change() -> None:
    evening = datetime(2026, 10, 24, 18, 30, tzinfo=UTC)  # half past eight, in summer

    moved = moved_to(date(2026, 10, 25), evening, BERLIN)

    assert moved == datetime(2026, 10, 25, 19, 30, tzinfo=UTC)
    assert moved_to(date(2026, 10, 25), date(2026, 10, 24), BERLIN) == date(2026, 10, 25)
    assert moved_to(date(2026, 10, 25), None, BERLIN) == date(2026, 10, 25)


@settings(max_examples=200, deadline=None)
@given(zones_and_moments(), st.integers(-400, 400))
def test_a_time_of_day_that_is_there_is_kept(place: tuple[ZoneInfo, datetime], by: int) -> None:
    zone, moment = place
    wall = local_time(moment, zone)
    day = wall.date() + timedelta(days=by)

    moved = moved_to(day, moment, zone)

    assert isinstance(moved, datetime)
    shown = local_time(moved, zone)
    in_gap = shown.replace(tzinfo=None) != datetime.combine(day, wall.time())
    if in_gap:  # forward, by the length of the gap
        assert shown.replace(tzinfo=None) > datetime.combine(day, wall.time())
        assert moved >= day_start(day, zone)

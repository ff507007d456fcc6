from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from src.domain.days import (
    DAY,
    LATEST,
    day_end,
    day_fraction,
    day_start,
    is_zone,
    local_day,
    week_bounds,
    week_start,
    zone_or_utc,
)
from src.domain.tests.zones import ZONE_NAMES, start_hours, zones, zones_and_moments

APIA = ZoneInfo("Pacific/Apia")
BERLIN = ZoneInfo("Europe/Berlin")
HAVANA = ZoneInfo("America/Havana")
ST_JOHNS = ZoneInfo("America/St_Johns")
UTC_ZONE = ZoneInfo("UTC")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # the positional parts of a datetime


def test_a_day_begins_at_local_midnight() -> None:
    assert day_start(date(2026, 7, 1), BERLIN) == utc(2026, 6, 30, 22)
    assert day_end(date(2026, 7, 1), BERLIN) == utc(2026, 7, 1, 22)
    assert local_day(utc(2026, 6, 30, 22), BERLIN) == date(2026, 7, 1)


def test_the_night_belongs_to_the_day_before_when_days_begin_later() -> None:
    half_past_three = utc(2026, 7, 1, 1, 30)

    assert local_day(half_past_three, BERLIN, 4) == date(2026, 6, 30)
    assert local_day(half_past_three + timedelta(minutes=30), BERLIN, 4) == date(2026, 7, 1)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 5), 24)])
def test_days_of_clock_changes_are_shorter_or_longer(day: date, hours: int) -> None:
    assert day_end(day, BERLIN) - day_start(day, BERLIN) == timedelta(hours=hours)


def test_a_midnight_that_clocks_skip_begins_after_the_gap() -> None:
    skipped_midnight = date(2026, 3, 8)

    assert day_start(skipped_midnight, HAVANA) == utc(2026, 3, 8, 5)
    assert day_start(skipped_midnight, HAVANA).astimezone(HAVANA).hour == 1


def test_a_midnight_shown_twice_begins_the_day_the_first_time() -> None:
    # At 00:01 on 2010-11-07 clocks in St. John's went back to 23:01 of the day before.
    first_midnight = utc(2010, 11, 7, 2, 30)

    assert day_start(date(2010, 11, 7), ST_JOHNS) == first_midnight
    assert local_day(first_midnight, ST_JOHNS) == date(2010, 11, 7)
    assert local_day(first_midnight + timedelta(minutes=20), ST_JOHNS) == date(2010, 11, 7)
    assert (first_midnight + timedelta(minutes=20)).astimezone(ST_JOHNS).date() == date(2010, 11, 6)


@pytest.mark.parametrize("hour", [0, 4])
def test_a_date_that_a_zone_left_out_is_empty(hour: int) -> None:
    left_out = date(2011, 12, 30)

    assert day_start(left_out, APIA, hour) == day_end(left_out, APIA, hour) == day_start(left_out + DAY, APIA, hour)
    assert local_day(day_start(left_out, APIA, hour), APIA, hour) == date(2011, 12, 31)
    assert local_day(day_start(left_out, APIA, hour) - timedelta(seconds=1), APIA, hour) == date(2011, 12, 29)


@settings(max_examples=400, deadline=None)
@given(zones_and_moments(), start_hours)
def test_every_instant_is_within_its_own_day(place: tuple[ZoneInfo, datetime], hour: int) -> None:
    zone, moment = place

    day = local_day(moment, zone, hour)

    assert day_start(day, zone, hour) <= moment < day_end(day, zone, hour)
    assert 0.0 <= day_fraction(moment, zone, hour) < 1.0


@settings(max_examples=400, deadline=None)
@given(zones_and_moments(), start_hours, st.integers(0, 200_000))
def test_days_never_go_back(place: tuple[ZoneInfo, datetime], hour: int, seconds: int) -> None:
    zone, moment = place

    assert local_day(moment, zone, hour) <= local_day(moment + timedelta(seconds=seconds), zone, hour)


@settings(max_examples=400, deadline=None)
@given(zones_and_moments(), start_hours)
def test_the_wall_clock_shows_the_start_of_day_first_when_it_begins(
    place: tuple[ZoneInfo, datetime], hour: int
) -> None:
    """An oracle that looks at the clock: at the start it shows the hour or later, one second before it did not yet."""
    zone, moment = place
    day = local_day(moment, zone, hour)
    start = day_start(day, zone, hour)
    wall = datetime(day.year, day.month, day.day, hour)

    at_start = start.astimezone(zone).replace(tzinfo=None)
    just_before = (start - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)

    assert at_start >= wall > just_before


@settings(max_examples=200, deadline=None)
@given(zones, st.dates(date(1850, 1, 1), date(2200, 1, 1)), start_hours)
def test_days_follow_each_other_without_gap_or_overlap(zone: ZoneInfo, day: date, hour: int) -> None:
    assert day_end(day, zone, hour) == day_start(day + DAY, zone, hour) >= day_start(day, zone, hour)


@settings(max_examples=200, deadline=None)
@given(zones_and_moments(), zones, start_hours)
def test_moving_between_zones_shifts_a_day_by_two_at_most(
    place: tuple[ZoneInfo, datetime], other: ZoneInfo, hour: int
) -> None:
    zone, moment = place

    assert abs((local_day(moment, zone, hour) - local_day(moment, other, hour)).days) <= 2


@given(st.dates(), zones)
def test_any_date_has_a_start_and_an_end(day: date, zone: ZoneInfo) -> None:
    assert day_start(day, zone) <= day_end(day, zone) <= LATEST


@given(st.datetimes(timezones=st.just(UTC)), zones, start_hours)
def test_any_instant_has_a_day(moment: datetime, zone: ZoneInfo, hour: int) -> None:
    assert abs((local_day(moment, zone, hour) - moment.date()).days) <= 2


@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), LATEST])
@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_the_ends_of_the_calendar_have_a_day(moment: datetime, name: str) -> None:
    assert abs((local_day(moment, ZoneInfo(name), 4) - moment.date()).days) <= 1
    assert day_fraction(moment, ZoneInfo(name), 4) >= 0.0


@given(st.dates(min_value=date(1, 1, 8)))
def test_a_week_begins_on_monday(day: date) -> None:
    monday = week_start(day)

    assert monday.weekday() == 0
    assert 0 <= (day - monday).days < 7


def test_a_week_with_a_clock_change_has_an_hour_less() -> None:
    start, end = week_bounds(date(2026, 3, 25), BERLIN, 4)

    assert start == utc(2026, 3, 23, 3)
    assert end - start == timedelta(days=7) - timedelta(hours=1)


def test_half_a_day_has_passed_at_noon() -> None:
    assert day_fraction(utc(2026, 5, 5, 12), UTC_ZONE) == 0.5
    assert day_fraction(utc(2026, 5, 5, 16), UTC_ZONE, 4) == 0.5


def test_every_zone_is_one() -> None:
    for name in ZONE_NAMES:
        assert is_zone(name)
        assert zone_or_utc(name).key == name


@pytest.mark.parametrize(
    "name", ["", "/", "..", "../etc/passwd", "/etc/localtime", "Europe", "Europe/", "localtime", "Factory", "x\0y", "ü"]
)
def test_names_that_are_no_zone_mean_utc(name: str) -> None:
    assert not is_zone(name)
    assert zone_or_utc(name).key == "UTC"


@given(st.text())
def test_any_text_may_be_asked_about(name: str) -> None:
    assert zone_or_utc(name).key == (name if name in ZONE_NAMES else "UTC")

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from src.domain.days import day_end, local_day
from src.domain.due import Due, due_of
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

"""What focus tells: nothing before there is enough to tell it from."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.days import DAY
from src.domain.focus_analytics import (
    LEAST_SESSIONS,
    MOST_REASONS,
    Focused,
    Weekday,
    best_hour,
    best_weekday,
    minutes_by_day,
    resumption_lag_seconds,
    suggested_reasons,
    tally_reasons,
)

MONDAY = date(2026, 11, 23)


def focused(hour: int, *, day: date = MONDAY, minutes: float = 25) -> Focused:
    began = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return Focused(began, day, round(minutes * 60))


sessions = st.lists(
    st.builds(
        focused,
        st.integers(0, 23),
        day=st.dates(MONDAY - 30 * DAY, MONDAY),
        minutes=st.integers(0, 240),
    ),
    max_size=40,
)


def test_ten_sessions_name_an_hour_and_a_weekday_and_nine_do_not() -> None:
    nine = [*[focused(9)] * 6, *[focused(15, day=MONDAY + DAY)] * 3]

    assert (best_hour(nine), best_weekday(nine)) == (None, None)
    assert (best_hour([*nine, focused(15)]), best_weekday([*nine, focused(15)])) == (9, Weekday.MONDAY)


def test_one_long_session_makes_no_best_hour() -> None:
    assert best_hour([*[focused(9)] * 10, focused(22, minutes=600)]) == 9


def test_most_minutes_are_best_and_not_most_sessions() -> None:
    assert best_hour([*[focused(9, minutes=10)] * 8, *[focused(15, minutes=90)] * 3]) == 15


def test_sessions_of_a_moment_tell_nothing() -> None:
    assert best_hour([focused(9, minutes=4.9)] * 50) is None


@given(sessions)
def test_the_best_is_one_that_was_there_and_needs_enough(some: list[Focused]) -> None:
    hour, weekday = best_hour(some), best_weekday(some)

    if len(some) < LEAST_SESSIONS:
        assert hour is None
        assert weekday is None
    assert hour is None or hour in {each.began_at.hour for each in some}
    assert best_hour(reversed(some)) == hour


@given(sessions)
def test_every_day_of_the_span_is_there_and_no_minute_is_lost(some: list[Focused]) -> None:
    by_day = minutes_by_day(some, MONDAY - 30 * DAY, MONDAY)

    assert list(by_day) == [MONDAY - number * DAY for number in range(30, -1, -1)]
    assert sum(by_day.values()) == sum(each.seconds for each in some) / 60


def test_reasons_are_counted_whatever_their_case() -> None:
    reasons = ["Phone", "phone", None, "Noise", "PHONE", "unspecified"]

    assert tally_reasons(reasons, without_a_word=2) == {"unspecified": 4, "Phone": 3, "Noise": 1}
    assert tally_reasons([]) == {}
    assert tally_reasons([], without_a_word=1) == {"unspecified": 1}


@given(st.lists(st.none() | st.text(max_size=3)), st.integers(0, 5))
def test_no_interruption_is_lost_in_the_tally(reasons: list[str | None], more: int) -> None:
    tally = tally_reasons(reasons, without_a_word=more)

    assert sum(tally.values()) == len(reasons) + more
    assert len(tally) <= MOST_REASONS + 1


def test_own_reasons_come_first() -> None:
    own = ["noise", "the cat", "the cat"]

    assert suggested_reasons(own, ["message", "Noise"], most=8) == ["the cat", "noise", "message"]
    assert suggested_reasons([], ["message", "noise"], most=1) == ["message"]


@pytest.mark.parametrize(("minutes", "seconds"), [([], None), ([5], 300), ([1, 60, 2], 120), ([1, 2], 90)])
def test_the_lag_is_a_median(minutes: list[int], seconds: int | None) -> None:
    begin = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert resumption_lag_seconds([(begin, begin + timedelta(minutes=each)) for each in minutes]) == seconds

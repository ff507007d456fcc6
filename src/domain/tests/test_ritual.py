"""Mornings: their usual time, the best weekday, the streak."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.ritual import most_productive_weekday, ritual_streak, usual_time

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
clock_times = st.times().map(lambda each: each.replace(microsecond=0))


def on(*clock: str) -> list[datetime]:
    """Wall-clock times, on some day."""
    return [datetime.combine(MONDAY, time.fromisoformat(each), UTC) for each in clock]


@pytest.mark.parametrize(
    ("clock", "usual"),
    [
        (["08:00"], "08:00:00"),
        (["08:00", "09:00"], "08:30:00"),
        (["07:00", "08:00", "10:00"], "08:20:00"),
        (["23:50", "00:10"], "00:00:00"),
        (["03:50", "04:10"], "04:00:00"),
        (["08:00:00", "08:00:01"], "08:00:01"),
    ],
)
def test_the_usual_time_is_the_mean_on_the_circle(clock: list[str], usual: str) -> None:
    found = usual_time(on(*clock), day_start_hour=4)

    assert found == time.fromisoformat(usual)


def test_there_is_no_usual_time_without_mornings() -> None:
    assert usual_time([], day_start_hour=4) is None


def test_times_that_are_opposite_are_averaged_within_the_day() -> None:
    assert usual_time(on("06:00", "18:00"), day_start_hour=4) == time(12)


@given(st.lists(clock_times, min_size=1, max_size=30), st.integers(0, 6), st.integers(0, 23))
def test_turning_the_clock_turns_the_usual_time(clock: list[time], hour: int, turn: int) -> None:
    walls = [datetime.combine(MONDAY, each, UTC) for each in clock]
    turned = [wall + timedelta(hours=turn) for wall in walls]

    mean = usual_time(walls, day_start_hour=hour)
    turned_mean = usual_time(turned, day_start_hour=hour)

    assert mean is not None
    assert turned_mean is not None
    spread = [_spread(walls, mean), _spread(turned, turned_mean)]
    assert abs(spread[0] - spread[1]) <= 2 * len(clock) * 86_400  # a tie may be cut elsewhere, a second is rounded


@given(st.lists(clock_times, min_size=1, max_size=30), st.integers(0, 6))
def test_the_order_of_mornings_does_not_matter(clock: list[time], hour: int) -> None:
    walls = [datetime.combine(MONDAY, each, UTC) for each in clock]

    assert usual_time(walls, day_start_hour=hour) == usual_time(reversed(walls), day_start_hour=hour)


def _spread(walls: list[datetime], mean: time) -> int:
    """Sum of the squared distances to the mean, the shorter way round, in square seconds."""
    centre = datetime.combine(MONDAY, mean, UTC)
    distances = [int((wall - centre).total_seconds()) % 86_400 for wall in walls]
    return sum(min(each, 86_400 - each) ** 2 for each in distances)


def test_a_weekday_needs_five_things_done() -> None:
    assert most_productive_weekday([MONDAY] * 4) is None
    assert most_productive_weekday([MONDAY] * 5) == "Monday"
    assert (
        most_productive_weekday([MONDAY + DAY, MONDAY + 8 * DAY, MONDAY, MONDAY + 2 * DAY, MONDAY + DAY]) == "Tuesday"
    )


def test_two_weekdays_alike_claim_nothing() -> None:
    assert most_productive_weekday([MONDAY, MONDAY + DAY] * 3) is None
    assert most_productive_weekday([]) is None


def test_skipped_mornings_do_not_break_the_streak() -> None:
    mornings = {MONDAY, MONDAY + 13 * DAY}
    resting = [MONDAY + number * DAY for number in range(1, 13)]

    assert ritual_streak(mornings, MONDAY + 13 * DAY, resting=resting).current_streak == 2
    assert ritual_streak(mornings, MONDAY + 13 * DAY).current_streak == 1

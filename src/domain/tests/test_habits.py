from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.days import DAY
from src.domain.habits import HabitStreak, HabitUnit, habit_says, habit_streak, passed_before, unit_of
from src.domain.streaks import Pause, Rest

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
gaps = st.lists(st.integers(0, 4) | st.just(0), max_size=40)


def passed(rule: str, due: date, day: date, *pauses: Pause) -> int:
    return passed_before(rule, due, day, zone=BERLIN, rest=Rest(pauses))


def lasts(gaps: Sequence[int], passing: int = 0) -> bool:
    """Whether a streak of all of these holds: one reserve, one more after each seventh that is done, at most three."""
    reserves = 1
    for number, gap in enumerate(gaps):
        reserves -= gap if number else 0
        if reserves < 0:
            return False
        reserves = min(3, reserves + 1) if (number + 1) % 7 == 0 else reserves
    return reserves >= passing


@pytest.mark.parametrize(
    ("gaps", "passing", "streak"),
    [
        ([], 0, HabitStreak(0, 0, 1)),
        ([], 3, HabitStreak(0, 0, 1)),
        ([0] * 6, 0, HabitStreak(6, 6, 1)),
        ([0] * 7, 0, HabitStreak(7, 7, 2)),
        ([0] * 70, 0, HabitStreak(70, 70, 3)),
        ([4, 0, 0], 0, HabitStreak(3, 3, 1)),
        ([0, 1, 0], 0, HabitStreak(3, 3, 0)),
        ([0, 0, 0, 2], 0, HabitStreak(1, 3, 1)),
        ([0, 0, 1, 0, 1], 0, HabitStreak(3, 4, 0)),
        ([0] * 7, 2, HabitStreak(7, 7, 0)),
        ([0] * 7, 3, HabitStreak(0, 7, 1)),
    ],
)
def test_a_streak_counts_what_was_done_and_takes_reserves_for_what_passed(
    gaps: list[int], passing: int, streak: HabitStreak
) -> None:
    assert habit_streak(gaps, passing=passing) == streak


@given(gaps, st.integers(0, 4))
def test_streaks_are_the_longest_that_hold(gaps: list[int], passing: int) -> None:
    found = habit_streak(gaps, passing=passing)

    ends = [gaps[begin:] for begin in range(len(gaps)) if lasts(gaps[begin:], passing)]
    runs = [end - begin for end in range(len(gaps) + 1) for begin in range(end) if lasts(gaps[begin:end])]
    assert found.current_streak == max(map(len, ends), default=0)
    assert found.longest_streak == max(runs, default=0)
    assert 0 <= found.reserves_left <= 3


@given(gaps, gaps)
def test_nobody_is_worse_off_for_having_begun_earlier(before: list[int], gaps: list[int]) -> None:
    assert habit_streak([*before, *gaps]).current_streak >= habit_streak(gaps).current_streak


@given(gaps, st.integers(0, 40))
def test_one_more_done_in_time_never_makes_a_streak_shorter(gaps: list[int], place: int) -> None:
    more = [*gaps[:place], 0, *gaps[place:]]

    assert habit_streak(more).current_streak >= habit_streak(gaps).current_streak


@pytest.mark.parametrize(
    ("rule", "days_later", "count"),
    [
        ("FREQ=DAILY", 0, 0),
        ("FREQ=DAILY", 1, 0),
        ("FREQ=DAILY", 2, 1),
        ("FREQ=DAILY", 3, 2),
        ("FREQ=DAILY", 300, 4),
        ("FREQ=DAILY;COUNT=2", 300, 1),
        ("FREQ=DAILY;UNTIL=20261124", 300, 1),
        ("FREQ=WEEKLY", 7, 0),
        ("FREQ=WEEKLY", 8, 1),
        ("FREQ=WEEKLY;BYDAY=MO,TH", 3, 0),
        ("FREQ=WEEKLY;BYDAY=MO,TH", 4, 1),
        ("FREQ=MONTHLY", 31, 1),
    ],
)
def test_what_is_done_by_the_day_it_is_next_due_lets_nothing_pass(rule: str, days_later: int, count: int) -> None:
    at_nine = datetime(2026, 11, 23, 8, tzinfo=UTC)

    assert passed(rule, MONDAY, MONDAY + days_later * DAY) == count
    assert passed(rule, at_nine, MONDAY + days_later * DAY) == count


@given(st.integers(-10, 40), st.integers(0, 20), st.integers(0, 40), st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]))
def test_nothing_passes_in_a_pause(first: int, length: int, later: int, frequency: str) -> None:
    pause = (MONDAY + first * DAY, MONDAY + (first + length) * DAY)
    rule, day = f"FREQ={frequency}", MONDAY + later * DAY
    step = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 30}[frequency]  # November has thirty days
    between = [MONDAY + number * DAY for number in range(step, later, step)]

    assert passed(rule, MONDAY, day, pause) == min(4, sum(not pause[0] <= each <= pause[1] for each in between))
    assert passed(rule, MONDAY, day, (MONDAY, None)) == 0


def test_a_time_of_day_counts_once_a_day() -> None:
    due = datetime(2026, 11, 23, 8, tzinfo=UTC)

    assert passed("FREQ=DAILY;BYHOUR=9,18", due, MONDAY + 3 * DAY) == 2


@pytest.mark.parametrize(
    ("rule", "unit"),
    [
        ("FREQ=DAILY", HabitUnit.DAY),
        ("FREQ=DAILY;INTERVAL=2", HabitUnit.TIME),
        ("FREQ=DAILY;BYDAY=MO,TU", HabitUnit.TIME),
        ("FREQ=DAILY;BYHOUR=9", HabitUnit.DAY),
        ("FREQ=DAILY;BYHOUR=9,18", HabitUnit.TIME),
        ("FREQ=WEEKLY", HabitUnit.WEEK),
        ("FREQ=WEEKLY;BYDAY=MO", HabitUnit.WEEK),
        ("FREQ=WEEKLY;BYDAY=MO,TH", HabitUnit.TIME),
        ("FREQ=MONTHLY;BYMONTHDAY=1", HabitUnit.MONTH),
        ("FREQ=MONTHLY;BYDAY=1MO", HabitUnit.MONTH),
        ("FREQ=MONTHLY;BYDAY=MO", HabitUnit.TIME),
        ("FREQ=YEARLY", HabitUnit.YEAR),
        ("FREQ=YEARLY;BYDAY=MO", HabitUnit.TIME),
    ],
)
def test_streaks_are_counted_in_what_the_rule_falls_once_in(rule: str, unit: HabitUnit) -> None:
    assert unit_of(rule) is unit


@pytest.mark.parametrize("unit", HabitUnit)
@pytest.mark.parametrize("current", [0, 1, 5])
@pytest.mark.parametrize("state", ["is_done_today", "is_resting", "waits", None])
def test_every_sentence_says_what_is_there(unit: HabitUnit, current: int, state: str | None) -> None:
    states = {name: name == state for name in ("is_done_today", "is_resting", "waits")}

    says = habit_says(HabitStreak(current, 9, 1), unit, **states)

    assert says.endswith(".")
    assert current == 0 or str(current) in says


def test_ten_years_of_a_daily_habit_are_cheap() -> None:
    began = datetime.now(UTC)

    habit_streak([0, 1] * 1800)

    assert datetime.now(UTC) - began < timedelta(seconds=1)

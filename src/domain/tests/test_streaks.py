from collections.abc import Collection, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from src.domain.days import DAY
from src.domain.streaks import (
    MILESTONES,
    Pause,
    Streak,
    StreakStatus,
    lengths_of_days,
    marks_between,
    next_milestone,
    streak,
)

MONDAY = date(2026, 11, 2)
TODAY = MONDAY + 40 * DAY


def days_of(*places: int) -> list[date]:
    """Days counted from MONDAY (0)."""
    return [MONDAY + place * DAY for place in places]


def on(place: int, days: Sequence[date], **known: object) -> Streak:
    return streak(days, MONDAY + place * DAY, **known)  # type: ignore[arg-type]  # keywords by name


def test_nobody_begins_with_a_streak() -> None:
    assert streak([], TODAY) == Streak(0, 0, None, None, StreakStatus.NONE, None, 3, 2)


def test_days_in_a_row_count() -> None:
    assert on(4, days_of(0, 1, 2, 3, 4)) == Streak(
        current_streak=5,
        longest_streak=5,
        streak_start_date=MONDAY,
        last_completion_date=MONDAY + 4 * DAY,
        streak_status=StreakStatus.ACTIVE,
        # Four days are covered, Saturday to Tuesday; Wednesday can be logged through Friday.
        days_until_break=8,
        next_milestone=7,
        reserves_left=2,
    )


def test_order_and_repetition_of_days_say_nothing() -> None:
    assert on(4, days_of(3, 0, 4, 1, 2, 2, 0)) == on(4, days_of(0, 1, 2, 3, 4))


def test_two_missed_days_a_week_keep_a_streak_that_does_not_grow_on_them() -> None:
    week = on(9, days_of(0, 3, 4, 5, 6, 7, 8, 9))

    assert (week.current_streak, week.streak_start_date, week.reserves_left) == (8, MONDAY, 2)


def test_reserves_are_spent_in_their_week() -> None:
    assert on(6, days_of(0, 3, 4, 5, 6)).reserves_left == 0
    assert on(7, days_of(0, 3, 4, 5, 6, 7)).reserves_left == 2


def test_a_third_missed_day_of_a_week_ends_a_streak() -> None:
    assert on(8, days_of(0, 4, 5, 6, 7, 8)).current_streak == 5
    assert on(8, days_of(0, 4, 5, 6, 7, 8)).streak_start_date == MONDAY + 4 * DAY


def test_what_reserves_still_reach_is_kept_when_a_streak_breaks() -> None:
    """Every other day: Tuesday, Thursday and Saturday are one too many, without Tuesday the streak holds."""
    found = on(9, days_of(0, 2, 4, 6, 7, 8, 9))

    assert (found.current_streak, found.streak_start_date) == (6, MONDAY + 2 * DAY)


def test_four_days_over_a_weekend_are_two_weeks_reserves() -> None:
    assert on(12, days_of(4, 9, 10, 11, 12)).current_streak == 5


@pytest.mark.parametrize(("today", "current"), [(4, 1), (5, 1), (6, 0)])
def test_a_day_is_missed_when_the_third_day_after_it_begins(today: int, current: int) -> None:
    """Monday done, Tuesday and Wednesday on reserves: Thursday (3) can be logged through Saturday (5)."""
    assert on(today, days_of(0)).current_streak == current


def test_logging_late_mends_a_streak() -> None:
    on_saturday = on(5, days_of(0, 4, 5))
    after_logging = on(5, days_of(0, 3, 4, 5))
    a_day_later = on(6, days_of(0, 4, 5))

    assert (on_saturday.current_streak, on_saturday.streak_status) == (3, StreakStatus.AT_RISK)
    assert on_saturday.days_until_break == 1
    assert (after_logging.current_streak, after_logging.streak_status) == (4, StreakStatus.ACTIVE)
    assert a_day_later.current_streak == 2


def test_a_day_without_reserves_is_at_risk() -> None:
    assert on(3, days_of(0)).streak_status is StreakStatus.AT_RISK
    assert on(3, days_of(0)).days_until_break == 3
    assert on(2, days_of(0)).streak_status is StreakStatus.ACTIVE


def test_a_pause_freezes_a_streak() -> None:
    pause = (MONDAY + 2 * DAY, MONDAY + 29 * DAY)
    resting = on(20, days_of(0, 1), pauses=[pause])
    back = on(30, days_of(0, 1, 30), pauses=[pause])

    assert (resting.current_streak, resting.streak_status) == (2, StreakStatus.RESTING)
    assert back.current_streak == 3
    assert on(20, days_of(0, 1, 20), pauses=[pause]).streak_status is StreakStatus.ACTIVE


def test_a_pause_without_an_end_keeps_a_streak() -> None:
    resting = on(4000, days_of(0, 1), pauses=[(MONDAY + 2 * DAY, None)])

    assert (resting.current_streak, resting.days_until_break) == (2, None)


def test_an_earned_reserve_covers_one_day_more() -> None:
    days = days_of(0, 4, 5)

    assert on(8, days).current_streak == 2
    assert on(8, days, earned_reserves=1).current_streak == 3
    assert on(6, days, earned_reserves=2).reserves_left == 1


def test_an_earned_reserve_leaves_the_past_as_it_was() -> None:
    days = days_of(0, 4, 5)

    assert on(8, days, earned_reserves=days_of(6)).current_streak == 2
    assert on(8, days, earned_reserves=days_of(5)).current_streak == 3


def test_reserves_taken_in_vain_come_back() -> None:
    over = on(30, days_of(0), earned_reserves=3)

    assert (over.current_streak, over.reserves_left) == (0, 5)


def test_the_longest_streak_is_remembered() -> None:
    after_a_month = on(40, days_of(0, 1, 2, 3, 40))

    assert (after_a_month.current_streak, after_a_month.longest_streak) == (1, 4)
    assert on(60, days_of(0, 1, 2, 3, 40)).last_completion_date == MONDAY + 40 * DAY


def test_travel_westwards_costs_nothing() -> None:
    """Logged on Friday in Auckland, then in Honolulu, where it is still Thursday or Wednesday."""
    for today in (4, 3, 2):
        assert on(today, days_of(0, 1, 2, 3, 4)).current_streak == 5


@pytest.mark.parametrize(("length", "milestone"), [(0, 3), (2, 3), (3, 7), (364, 365), (365, None), (1000, None)])
def test_milestones_lie_ahead(length: int, milestone: int | None) -> None:
    assert next_milestone(length) == milestone


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        (0, 1, []),
        (2, 3, [3]),
        (3, 3, []),
        (5, 4, []),
        (6, 7, [7]),
        (20, 22, [21]),
        (0, 15, [3, 7, 14]),
        (27, 30, [28, 30]),
    ],
)
def test_milestones_and_every_seventh_day_are_celebrated(before: int, after: int, marks: list[int]) -> None:
    assert marks_between(before, after) == marks


# Naive recomputation: every possible beginning, every day after it, two coins a week.


def holds(begin: date, until: date, days: Collection[date], pauses: Sequence[Pause]) -> bool:
    """Whether no week has more than two days of `begin … until` that are neither completed nor paused."""
    missed: dict[tuple[int, int], int] = {}
    for place in range((until - begin).days + 1):
        day = begin + place * DAY
        if day not in days and not any(first <= day <= (last or day) for first, last in pauses):
            missed[day.isocalendar()[:2]] = missed.get(day.isocalendar()[:2], 0) + 1
    return all(count <= 2 for count in missed.values())


def naive(days: Collection[date], today: date, pauses: Sequence[Pause]) -> int:
    """The streak on `today`, from the earliest day that it can reach back to."""
    begins = [begin for begin in sorted(days) if holds(begin, today - 3 * DAY, days, pauses)]
    return sum(day >= begins[0] for day in days) if begins else 0


spans = st.tuples(st.integers(-10, 70), st.integers(0, 20)).map(
    lambda span: (MONDAY + span[0] * DAY, MONDAY + (span[0] + span[1]) * DAY)
)
day_sets = st.one_of(
    st.sets(st.integers(0, 60)),
    st.sets(st.integers(0, 60), max_size=15).map(lambda away: set(range(61)) - away),
    st.lists(st.sampled_from([1, 1, 1, 2, 3, 4, 5]), max_size=40).map(
        lambda steps: {sum(steps[:count]) for count in range(len(steps) + 1) if sum(steps[:count]) <= 60}
    ),
).map(lambda places: {MONDAY + place * DAY for place in places})


@settings(max_examples=150, deadline=None)
@given(day_sets, st.integers(0, 8), st.lists(spans, max_size=3))
def test_streaks_agree_with_a_naive_recomputation(days: set[date], later: int, pauses: list[Pause]) -> None:
    today = MONDAY + (60 + later) * DAY

    found = streak(days, today, pauses=pauses)

    assert found.current_streak == naive(days, max([today, *days]), pauses)
    # The longest is the best of all the streaks that ended with some completion, each missed day known as such today.
    known = [[each for each in days if each <= day] for day in sorted(days)]
    settled = today - 3 * DAY
    assert found.longest_streak == max(
        (naive(each, min(each[-1], settled) + 3 * DAY, pauses) for each in map(sorted, known)), default=0
    )


@settings(max_examples=200, deadline=None)
@given(day_sets, st.integers(0, 60), st.integers(0, 68))
def test_one_more_completion_never_shortens_a_streak(days: set[date], more: int, today: int) -> None:
    """Logging late, in whatever order: a day more is never a streak less."""
    now = MONDAY + today * DAY
    known = {day for day in days if day <= now}
    extra = MONDAY + min(more, today) * DAY

    assert streak(known | {extra}, now).current_streak >= streak(known, now).current_streak


@settings(max_examples=200, deadline=None)
@given(day_sets, st.integers(0, 68), st.lists(spans, max_size=3), st.integers(0, 4))
def test_the_forecast_comes_true(days: set[date], today: int, pauses: list[Pause], earned: int) -> None:
    now = MONDAY + today * DAY
    known = {day for day in days if day <= now}
    found = streak(known, now, pauses=pauses, earned_reserves=earned)

    if found.days_until_break is not None:
        at_break = now + found.days_until_break * DAY
        day_before = streak(known, at_break - DAY, pauses=pauses, earned_reserves=earned)
        assert day_before.current_streak == found.current_streak
        assert streak(known, at_break, pauses=pauses, earned_reserves=earned).current_streak < found.current_streak


@settings(max_examples=200, deadline=None)
@given(day_sets, st.integers(0, 68), st.lists(spans, max_size=2), st.lists(st.integers(69, 200), max_size=3))
def test_reserves_earned_later_change_nothing(
    days: set[date], today: int, pauses: list[Pause], later: list[int]
) -> None:
    now = MONDAY + today * DAY
    known = {day for day in days if day <= now}

    assert streak(known, now, pauses=pauses, earned_reserves=days_of(*later)).current_streak == naive(
        known, now, pauses
    )


@settings(max_examples=200, deadline=None)
@given(day_sets, st.integers(0, 68), st.integers(0, 5))
def test_no_more_reserves_are_left_than_there_were(days: set[date], today: int, earned: int) -> None:
    assert 0 <= streak(days, MONDAY + today * DAY, earned_reserves=earned).reserves_left <= 2 + earned


@given(day_sets, st.integers(-5, 68))
def test_what_a_streak_says_fits_together(days: set[date], today: int) -> None:
    found = streak(days, MONDAY + today * DAY)

    assert 0 <= found.current_streak <= found.longest_streak <= len(days)
    assert (found.current_streak == 0) == (found.streak_start_date is None) == (found.streak_status == "none")
    assert 0 <= found.reserves_left <= 2
    assert found.next_milestone in (*MILESTONES, None)
    assert found.days_until_break is None or found.days_until_break > 0


def test_years_of_days_are_cheap() -> None:
    days = {MONDAY - place * DAY for place in range(20_000) if place % 7 not in (2, 5)}

    assert streak(days, MONDAY).current_streak == len(days)
    assert streak({MONDAY - timedelta(days=700_000)}, MONDAY).current_streak == 0


@settings(max_examples=300)
@given(
    st.sets(st.integers(0, 60)),
    st.lists(st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 20))), max_size=3),
    st.lists(st.integers(0, 60), max_size=5),
    st.integers(0, 60),
)
def test_lengths_of_days_are_what_each_day_said_of_itself(
    places: set[int], rests: list[tuple[int, int | None]], earned: list[int], first: int
) -> None:
    days = days_of(*places)
    pauses = [
        (MONDAY + start * DAY, None if length is None else MONDAY + (start + length) * DAY) for start, length in rests
    ]
    reserves = days_of(*earned)

    found = lengths_of_days(days, MONDAY + first * DAY, MONDAY + 65 * DAY, pauses=pauses, earned_reserves=reserves)

    assert found == {
        day: streak([each for each in days if each <= day], day, pauses=pauses, earned_reserves=reserves).current_streak
        for day in days_of(*range(first, 66))
    }

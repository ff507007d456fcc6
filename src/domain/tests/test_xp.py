from decimal import ROUND_HALF_UP, Decimal, getcontext
from itertools import accumulate
from math import isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from src.domain.tasks import Priority
from src.domain.xp import (
    Level,
    TaskXp,
    level_cost,
    level_for,
    level_progress,
    streak_multiplier,
    task_xp,
    total_to_finish,
)

hours = st.decimals("0.01", 200, places=2).map(float)
priorities = st.sampled_from(Priority)


def test_the_published_example() -> None:
    xp = task_xp(priority="medium", estimated_hours=4.5, actual_hours=3.5, streak_days=14)

    assert xp == TaskXp(base=45, time_bonus=10, streak_multiplier=1.2, total=66)
    assert isinstance(xp.base, int)


@pytest.mark.parametrize(("priority", "base"), [("low", 10), ("medium", 15), ("high", 20), ("urgent", 25)])
@pytest.mark.parametrize("estimate", [None, 0])
def test_without_an_estimate_the_priority_counts(priority: str, base: int, estimate: float | None) -> None:
    assert task_xp(priority=priority, estimated_hours=estimate, actual_hours=2, streak_days=0).total == base


@pytest.mark.parametrize(("estimate", "base"), [(0.1, 10), (1, 10), (1.25, 12.5), (10, 100), (500, 100)])
def test_the_base_is_ten_an_hour_within_limits(estimate: float, base: float) -> None:
    assert task_xp(priority="low", estimated_hours=estimate, actual_hours=0, streak_days=0).base == base


@pytest.mark.parametrize("actual", [0, None, 4, 4.01, 400])
def test_no_bonus_unless_faster_than_a_known_time(actual: float | None) -> None:
    assert task_xp(priority="low", estimated_hours=4, actual_hours=actual, streak_days=0).time_bonus == 0


def test_halves_round_up() -> None:
    assert task_xp(priority="low", estimated_hours=1.25, actual_hours=0, streak_days=0).total == 13
    assert task_xp(priority="medium", estimated_hours=None, actual_hours=0, streak_days=7).total == 17  # 16.5


@pytest.mark.parametrize(
    ("days", "multiplier"), [(-1, 1), (0, 1), (6, 1), (7, 1.1), (13, 1.1), (69, 1.9), (70, 2), (9999, 2)]
)
def test_full_weeks_of_streak_multiply(days: int, multiplier: float) -> None:
    assert float(streak_multiplier(days)) == multiplier


@given(priorities, st.one_of(st.none(), hours), st.one_of(st.just(0.0), hours), st.integers(0, 200))
def test_task_xp_is_what_decimals_say(priority: Priority, estimate: float | None, actual: float, days: int) -> None:
    """The formula again in 60-digit decimals."""
    getcontext().prec = 60
    base = Decimal({"low": 10, "medium": 15, "high": 20, "urgent": 25}[priority])
    bonus = Decimal(0)
    if estimate is not None:
        base = min(max(10 * Decimal(str(estimate)), Decimal(10)), Decimal(100))
        if 0 < actual < estimate:
            # Multiplied before it is divided, so that a half is a half.
            share = base * (Decimal(str(estimate)) - Decimal(str(actual))) / Decimal(str(estimate))
            bonus = share.quantize(Decimal(1), ROUND_HALF_UP)
    multiplier = min(1 + Decimal(days // 7) / 10, Decimal(2))

    xp = task_xp(priority=priority, estimated_hours=estimate, actual_hours=actual, streak_days=days)

    assert xp == TaskXp(
        base=float(base),
        time_bonus=int(bonus),
        streak_multiplier=float(multiplier),
        total=int(((base + bonus) * multiplier).quantize(Decimal(1), ROUND_HALF_UP)),
    )


@given(priorities, hours, hours, st.integers(0, 200))
def test_a_task_pays_at_least_its_base_and_at_most_four_times(
    priority: Priority, estimate: float, actual: float, days: int
) -> None:
    xp = task_xp(priority=priority, estimated_hours=estimate, actual_hours=actual, streak_days=days)

    assert int(xp.base) <= xp.total <= 4 * xp.base + 1


def test_levels_finish_at_the_published_totals() -> None:
    assert [total_to_finish(level) for level in range(6)] == [0, 100, 382, 901, 1701, 2819]


@given(st.integers(1, 10**9))
def test_the_cost_of_a_level_is_the_exact_floor(level: int) -> None:
    assert level_cost(level) ** 2 <= 10_000 * level**3 < (level_cost(level) + 1) ** 2


def test_levels_agree_with_a_loop() -> None:
    totals = list(accumulate(isqrt(10_000 * level**3) for level in range(1, 3000)))

    for level, total in enumerate(totals, start=1):
        assert total_to_finish(level) == total
        assert (level_for(total - 1), level_for(total)) == (level, level + 1)


@settings(deadline=None)
@given(st.integers(0, 2**53))
def test_a_total_lies_within_its_level(total: int) -> None:
    level = level_for(total)

    assert total_to_finish(level - 1) <= total < total_to_finish(level)


@settings(deadline=None)
@given(st.integers(0, 10**7))
def test_progress_within_a_level_adds_up(total: int) -> None:
    level = level_progress(total)

    assert level.level == level_for(total)
    assert total + level.xp_to_next_level == level.total_xp_for_level
    assert level.xp_to_next_level > 0
    assert 0.0 <= level.level_progress_percent <= 100.0


def test_progress_at_the_beginning() -> None:
    assert level_progress(0) == Level(1, 100, 100, 0.0)
    assert level_progress(150) == Level(2, 232, 382, 17.7)
    assert level_progress(-5) == level_progress(0)

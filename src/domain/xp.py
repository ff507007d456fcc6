"""Experience points: what things are worth, and what a level takes."""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import isqrt

from src.domain.progress import percent
from src.domain.rounding import exact, half_up
from src.domain.tasks import Priority

CAPTURE = 10
SAVE = 15
MICRO_STEP = 5
ENERGY = 5
RITUAL = 25
FOCUS = 30
ASSIGNMENT = 10

XP_PER_ESTIMATED_HOUR = 10
LEAST_BASE = 10
MOST_BASE = 100
BASE_BY_PRIORITY: dict[Priority, int] = {
    Priority.LOW: 10,
    Priority.MEDIUM: 15,
    Priority.HIGH: 20,
    Priority.URGENT: 25,
}
"""What a task without an estimate is worth."""

MULTIPLIER_PER_WEEK = Fraction(1, 10)
MOST_MULTIPLIER = Fraction(2)


@dataclass(frozen=True, slots=True)
class TaskXp:
    """What completing a task pays: `total` is round((base + time_bonus) * streak_multiplier).

    `base` may have decimals (1.25 estimated hours are worth 12.5) and is an int when it has none."""

    base: float
    time_bonus: int
    streak_multiplier: float
    total: int


@dataclass(frozen=True, slots=True)
class Level:
    """Where a total stands: `total_xp_for_level` is the running total that finishes `level`, `xp_to_next_level` what
    is missing from it, `level_progress_percent` how much of the level's own cost is there (one decimal)."""

    level: int
    xp_to_next_level: int
    total_xp_for_level: int
    level_progress_percent: float


def task_xp(*, priority: str, estimated_hours: float | None, actual_hours: float | None, streak_days: int) -> TaskXp:
    """What completing a task pays after `streak_days` days of streak.

    Computed in fractions of the decimals as written. Two roundings, both with halves upwards: the time bonus, then
    the total; the base is never rounded by itself. An estimate of 0 counts as none.
    """
    base = _base(priority, estimated_hours)
    bonus = _time_bonus(base, estimated_hours, actual_hours)
    multiplier = streak_multiplier(streak_days)
    return TaskXp(
        base=int(base) if base.denominator == 1 else float(base),
        time_bonus=bonus,
        streak_multiplier=float(multiplier),
        total=half_up((base + bonus) * multiplier),
    )


def streak_multiplier(streak_days: int) -> Fraction:
    """1 + 0.1 for every full week of streak, at most 2."""
    return min(1 + MULTIPLIER_PER_WEEK * (max(streak_days, 0) // 7), MOST_MULTIPLIER)


def _base(priority: str, estimated_hours: float | None) -> Fraction:
    if not estimated_hours or estimated_hours < 0:
        return Fraction(BASE_BY_PRIORITY[Priority(priority)])
    return min(max(XP_PER_ESTIMATED_HOUR * exact(estimated_hours), Fraction(LEAST_BASE)), Fraction(MOST_BASE))


def _time_bonus(base: Fraction, estimated_hours: float | None, actual_hours: float | None) -> int:
    """The share of the base that equals the share of the estimate that was not needed; 0 without both hours."""
    if not estimated_hours or not actual_hours or not 0 < actual_hours < estimated_hours:
        return 0
    return half_up(base * (1 - exact(actual_hours) / exact(estimated_hours)))


def level_cost(level: int) -> int:
    """XP from the beginning of `level` to its end: int(100 * level**1.5), exact for every level."""
    return isqrt(100**2 * level**3)


_BLOCK = 1024


@cache
def _finishing_totals(block: int) -> tuple[int, ...]:
    """Running totals that finish the levels `block * 1024 + 1` and up, one block of 1024.

    The sum of rounded costs has no closed form. Block 0 reaches 1.3 billion XP, so people need one block, worked out
    once (0.3 ms); a total of 2**53 needs 538 of them (0.2 s, once).
    """
    total = _finishing_totals(block - 1)[-1] if block else 0
    costs = map(level_cost, range(block * _BLOCK + 1, (block + 1) * _BLOCK + 1))
    return tuple(accumulate(costs, initial=total))[1:]


def total_to_finish(level: int) -> int:
    """The running total that finishes `level`: 100, 382, 901, 1701, 2819 … (0 for level 0)."""
    if level < 1:
        return 0
    last, place = divmod(level - 1, _BLOCK)
    for block in range(last):
        _finishing_totals(block)
    return _finishing_totals(last)[place]


def level_for(total: int) -> int:
    """The level that somebody with `total` XP is at. Levels begin at 1, also for totals under 0."""
    block = 0
    while _finishing_totals(block)[-1] <= total:
        block += 1
    return block * _BLOCK + bisect_right(_finishing_totals(block), total) + 1


def level_progress(total: int) -> Level:
    """The level of `total` XP and how far it has come; totals under 0 read as 0."""
    total = max(total, 0)
    level = level_for(total)
    begin, finish = total_to_finish(level - 1), total_to_finish(level)
    return Level(
        level=level,
        xp_to_next_level=finish - total,
        total_xp_for_level=finish,
        level_progress_percent=percent(total - begin, finish - begin),
    )

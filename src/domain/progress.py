"""How far along something is, as the percentages people see (0 to 100, one decimal)."""

from fractions import Fraction

from src.domain.rounding import exact, one_decimal

MOST_BEFORE_DONE = 99.0
"""Hours alone never make a task look finished; only `done` does."""


def percent(part: float, whole: float) -> float:
    """`part` of `whole` in percent, one decimal, halves upwards; 0.0 when `whole` is 0."""
    if not whole:
        return 0.0
    return one_decimal(Fraction(100) * exact(part) / exact(whole))


def completion_percentage(
    *,
    is_done: bool,
    estimated_hours: float | None,
    actual_hours: float | None,
    step_count: int,
    completed_step_count: int,
) -> float:
    """How complete a task is: 100 when done; else hours worked of hours estimated when both are known (at most 99);
    else the share of its completed steps, which is 100 when every step is complete."""
    if is_done:
        return 100.0
    if estimated_hours and actual_hours and estimated_hours > 0 and actual_hours > 0:
        return min(percent(actual_hours, estimated_hours), MOST_BEFORE_DONE)
    return percent(completed_step_count, step_count)

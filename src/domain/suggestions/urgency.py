"""How soon something has to be done, 0 to 10."""

from datetime import datetime, timedelta
from itertools import pairwise

from .models import Candidate
from .weights import CLOCK_HOURS_PER_HOUR_OF_WORK, DUE_CURVE, MOST_HOURS_OF_WORK, PAST, SAID_URGENT

HOUR = timedelta(hours=1)


def urgency(candidate: Candidate, now: datetime) -> float:
    """By its due date, less the time that the work itself needs; at least what its priority says. Unrounded."""
    said = SAID_URGENT.get(candidate.priority, 0.0)
    if candidate.due_at is None:
        return said
    hours = (candidate.due_at - now) / HOUR
    if hours <= 0:
        return PAST
    return max(said, _on_curve(hours - _hours_of_work(candidate) * CLOCK_HOURS_PER_HOUR_OF_WORK))


def _hours_of_work(candidate: Candidate) -> float:
    minutes = candidate.remaining_minutes
    return 0.0 if minutes is None else min(minutes / 60, MOST_HOURS_OF_WORK)


def _on_curve(slack: float) -> float:
    if slack <= DUE_CURVE[0][0]:
        return DUE_CURVE[0][1]
    for (left, high), (right, low) in pairwise(DUE_CURVE):
        if slack <= right:
            return high + (low - high) * (slack - left) / (right - left)
    return DUE_CURVE[-1][1]

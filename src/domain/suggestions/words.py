"""Why something is suggested, in one kind sentence."""

from collections.abc import Sequence
from datetime import date, timedelta

from .models import Candidate, Part, Situation

LEAST_POINTS = 3.0
"""Parts that weigh less are not worth a word."""
MOST_CLAUSES = 2
OTHERWISE = "It is as good a place to start as any."
WEEK = timedelta(days=7)


def sentence(parts: Sequence[Part]) -> str:
    """The two parts that speak most for it."""
    speaking = sorted((part for part in parts if part.clause and part.points >= LEAST_POINTS), key=lambda p: -p.points)
    clauses = [part.clause for part in speaking[:MOST_CLAUSES] if part.clause]
    if not clauses:
        return OTHERWISE
    text = ", and ".join(clauses)
    return f"{text[0].upper()}{text[1:]}."


def due_words(candidate: Candidate, situation: Situation) -> str | None:
    """When it is due, as people say it; a date that has passed is no reproach."""
    if candidate.due_at is None:
        return None
    local = situation.days.local(candidate.due_at)
    day = candidate.due_on or local.date()
    today = situation.days.calendar_day(situation.now)
    at = "" if candidate.due_on else f" at {local:%H:%M}"
    if day == today and candidate.due_at < situation.now:
        return f"it was planned for {local:%H:%M} today and is still welcome"
    if day == today:
        return f"it is due today{at}"
    if day < today:
        return f"it was planned for {day_words(day, today)} and is welcome today"
    return f"it is due {'tomorrow' if day == today + timedelta(days=1) else f'on {day_words(day, today)}'}{at}"


def day_words(day: date, today: date) -> str:
    """`Friday` within a week, `12 March` within half a year, else `12 March 2027`."""
    if day == today - timedelta(days=1):
        return "yesterday"
    if abs(day - today) < WEEK:
        return f"{day:%A}"
    return f"{day.day} {day:%B}" if abs(day - today) < 26 * WEEK else f"{day.day} {day:%B %Y}"


def fit_words(candidate: Candidate, minutes: int) -> str:
    """How long it takes, as exactly as it is known."""
    if candidate.likely_minutes is not None:
        return f"it likely takes {range_words(*candidate.likely_minutes)}"
    return f"about {minutes} minutes are enough for it" if minutes < 60 else "it still fits into today"


def range_words(low: int, high: int) -> str:
    """`40–60 min`, or hours from an hour and a half on."""
    if high >= 90:
        return f"{_hours(low)}–{_hours(high)} hours" if _hours(low) != _hours(high) else f"about {_hours(high)} hours"
    return f"{low}–{high} min" if low != high else f"about {high} min"


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")

"""What may help with a task that was passed over three times: make it smaller, move it, hand it over or let it go."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .models import Candidate, Situation, Skip, SkipReason
from .words import day_words

ENOUGH = 3
"""So many skips change the advice."""
MANY = 6
"""By then smaller steps have had their chance."""
BIG_MINUTES = 30
OLD = timedelta(days=30)
LATER = timedelta(days=3)


class AdviceKind(StrEnum):
    SHRINK = "shrink"
    DELEGATE = "delegate"
    DROP = "drop"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to try, said in a sentence."""

    kind: AdviceKind
    sentence: str
    until: date | None = None
    """With `LATER`: the day on which it comes back."""


def advice(candidate: Candidate, situation: Situation) -> Advice | None:
    """What to try with a task; None until it was passed over three times in a fortnight."""
    if len(candidate.skips) < ENOUGH:
        return None
    kind = _kind(candidate, situation)
    if kind is AdviceKind.LATER:
        return _later(candidate, situation)
    if kind is AdviceKind.SHRINK:
        return Advice(kind, STEP_TOO_BIG if candidate.first_step else TASK_TOO_BIG)
    return Advice(kind, HAND_OVER if kind is AdviceKind.DELEGATE else LET_GO)


TASK_TOO_BIG = "It may be too big to begin with: cut it into small steps and take only the first."
STEP_TOO_BIG = "Its next step may be too big: cut that one smaller."
HAND_OVER = "Maybe it is for somebody else: hand it over, or ask somebody to do it with you."
LET_GO = "Maybe it is no longer needed: let it go. It can be brought back for 30 days."


def _kind(candidate: Candidate, situation: Situation) -> AdviceKind:
    reason = _usual_reason(candidate.skips)
    if reason == SkipReason.NOT_IMPORTANT:
        return AdviceKind.DROP
    if reason == SkipReason.TOO_BIG:
        return AdviceKind.DELEGATE if len(candidate.skips) >= MANY else AdviceKind.SHRINK
    is_big = (candidate.remaining_minutes or BIG_MINUTES + 1) > BIG_MINUTES
    if reason == SkipReason.NO_ENERGY and is_big:
        return AdviceKind.SHRINK
    if reason in set(SkipReason):
        return AdviceKind.DROP if _is_stale(candidate, situation) else AdviceKind.LATER
    if len(candidate.skips) < MANY and is_big:
        return AdviceKind.SHRINK
    return AdviceKind.DROP if _is_stale(candidate, situation) else AdviceKind.DELEGATE


def _usual_reason(skips: tuple[Skip, ...]) -> str | None:
    """The reason given most often, of equals the latest; None when none was given."""
    given = Counter(skip.reason for skip in skips if skip.reason)
    return given.most_common(1)[0][0] if given else None


def _is_stale(candidate: Candidate, situation: Situation) -> bool:
    """It has waited for a month, and nothing says by when it is wanted."""
    return candidate.due_at is None and situation.now - candidate.created_at >= OLD


def _later(candidate: Candidate, situation: Situation) -> Advice:
    """Another day, not after the one it is due on; if that is today, a small beginning instead."""
    today = situation.days.calendar_day(situation.now)
    until = today + LATER
    if candidate.due_at is not None:
        until = min(until, candidate.due_on or situation.days.calendar_day(candidate.due_at))
    if until <= today:
        return Advice(AdviceKind.SHRINK, STEP_TOO_BIG if candidate.first_step else TASK_TOO_BIG)
    when = "tomorrow" if until == today + timedelta(days=1) else f"on {day_words(until, today)}"
    return Advice(AdviceKind.LATER, f"Another day may suit it better: let it come back {when}.", until)

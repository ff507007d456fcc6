"""Several tasks in order, and which of them are for now."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from .models import Candidate, Situation, Skip, SkipReason, Suggestion
from .scoring import scored
from .weights import USUAL_ENERGY

NEVER = datetime.max.replace(tzinfo=UTC)
ENERGY_ABOVE = 1
"""Nothing is suggested for now that asks for more than this above the energy there is."""
REST: dict[str | None, timedelta] = {
    SkipReason.NOT_NOW: timedelta(hours=3),
    SkipReason.NO_ENERGY: timedelta(hours=4),
    SkipReason.WRONG_PLACE: timedelta(hours=6),
    SkipReason.TOO_BIG: timedelta(hours=8),
    SkipReason.NOT_IMPORTANT: timedelta(hours=24),
}
USUAL_REST = timedelta(hours=4)


def ranked(candidates: Iterable[Candidate], situation: Situation) -> list[Suggestion]:
    """Best first; of equals the one that is due sooner, then the older one, then by key."""
    return sorted((scored(each, situation) for each in candidates), key=by_rank)


def by_rank(suggestion: Suggestion) -> tuple[float, datetime, datetime, str]:
    """What suggestions are ordered by: a total order."""
    candidate = suggestion.candidate
    return -suggestion.score, candidate.due_at or NEVER, candidate.created_at, candidate.task_id


def startable(candidates: Iterable[Candidate], situation: Situation) -> list[Candidate]:
    """Those that are for now."""
    return [each for each in candidates if is_for_now(each, situation)]


def is_for_now(candidate: Candidate, situation: Situation) -> bool:
    """It asks for at most one level more energy than there is (2 when nobody said), and does not rest from a skip."""
    level = situation.energy_level or USUAL_ENERGY
    if candidate.energy_required is not None and candidate.energy_required > level + ENERGY_ABOVE:
        return False
    return not is_resting(candidate, situation.now)


def is_resting(candidate: Candidate, now: datetime) -> bool:
    """It was passed over a few hours ago."""
    return any(now < rested_at(skip) for skip in candidate.skips)


def rested_at(skip: Skip) -> datetime:
    """When a task that was passed over may be suggested for now again."""
    return skip.skipped_at + REST.get(skip.reason, USUAL_REST)

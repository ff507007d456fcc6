"""The score of one task: urgency, importance, choice, energy, time, balance and momentum, less what was passed over."""

from src.domain.tasks import Priority

from . import weights
from .models import Candidate, Part, Situation, SkipReason, Suggestion
from .urgency import urgency
from .words import due_words, fit_words, sentence

PRIORITY_WORDS: dict[Priority, str] = {
    Priority.URGENT: "you marked it urgent",
    Priority.HIGH: "you marked it as important",
}


def scored(candidate: Candidate, situation: Situation) -> Suggestion:
    """Weigh a task in a situation. Equal arguments give equal answers."""
    how_urgent = urgency(candidate, situation.now)
    parts = (
        Part("urgency", how_urgent * weights.URGENCY, due_words(candidate, situation)),
        importance(candidate),
        chosen(candidate),
        momentum(candidate, situation),
        energy(candidate, situation),
        time(candidate, situation),
        balance(candidate, situation),
        passed_over(candidate, situation),
    )
    return Suggestion(
        candidate=candidate,
        score=round(sum(part.points for part in parts), 4),
        urgency_score=round(how_urgent, 1),
        reason=sentence(parts),
        parts=parts,
    )


def importance(candidate: Candidate) -> Part:
    """Its priority, and a little more for a goal."""
    points = weights.IMPORTANCE[candidate.priority] + (weights.GOAL if candidate.is_goal else 0.0)
    clause = PRIORITY_WORDS.get(candidate.priority) or ("it is one of your goals" if candidate.is_goal else None)
    return Part("importance", min(points, weights.MOST_IMPORTANCE), clause)


def chosen(candidate: Candidate) -> Part:
    """Whether the person picked it in their morning."""
    if candidate.is_focus_today:
        return Part("chosen", weights.CHOSEN_TODAY, "you picked it for today")
    if candidate.was_focus_yesterday:
        return Part("chosen", weights.CHOSEN_YESTERDAY, "it was one of yesterday's picks")
    return Part("chosen", 0.0)


def energy(candidate: Candidate, situation: Situation) -> Part:
    """How well what it asks for matches what there is; nothing is claimed while one of them is not known."""
    if candidate.energy_required is None:
        return Part("energy", weights.ENERGY_UNTOLD)
    known = situation.energy_level
    gap = candidate.energy_required - (known or weights.USUAL_ENERGY)
    clause = "it fits the energy you have" if gap == 0 else "it asks for little energy" if gap < 0 else None
    return Part("energy", weights.ENERGY_BY_GAP[gap], clause if known is not None else None)


def time(candidate: Candidate, situation: Situation) -> Part:
    """Whether it, or a sitting of it, fits into what is left of the day."""
    needed, left = candidate.remaining_minutes, situation.minutes_left
    if needed is None or left is None:
        return Part("time", weights.LENGTH_UNKNOWN)
    if min(needed, weights.SITTING_MINUTES) > left:
        return Part("time", weights.FITS_NOT)
    is_worth_saying = needed <= weights.SHORT_MINUTES or needed <= left <= weights.EVENING_MINUTES
    return Part("time", weights.FITS, fit_words(candidate, needed) if is_worth_saying else None)


def balance(candidate: Candidate, situation: Situation) -> Part:
    """A nudge for parts of life that had less of this week than the others."""
    most = max((zone.xp for zone in situation.zones), default=0)
    zone = next((zone for zone in situation.zones if zone.zone_id == candidate.zone_id), None)
    if zone is None or most <= 0:
        return Part("balance", 0.0)
    share = min(1.0, max(0, zone.xp) / most)
    clause = f"it gives {zone.name} some room this week" if share <= 1 / 4 else None
    return Part("balance", weights.BALANCE * (1 - share), clause)


def momentum(candidate: Candidate, situation: Situation) -> Part:
    """What is moving is easier to keep moving."""
    points, clause = _moving(candidate, situation)
    if situation.last_zone_id is not None and candidate.zone_id == situation.last_zone_id:
        points += weights.SAME_ZONE
        clause = clause or "it stays close to what you just did"
    if candidate.first_step is not None:
        points += weights.STEP_READY
    return Part("momentum", min(points, weights.MOST_MOMENTUM), clause)


def _moving(candidate: Candidate, situation: Situation) -> tuple[float, str | None]:
    rested = situation.now - candidate.updated_at
    if candidate.is_started and rested <= weights.JUST:
        return weights.JUST_AT_IT, "you were just at it"
    if candidate.is_started:
        return weights.BEGUN_TODAY if rested <= weights.LATELY else weights.BEGUN, "you have already begun it"
    if candidate.completed_step_count:
        done, all_ = candidate.completed_step_count, candidate.step_count
        return weights.STEPS_DONE, f"{done} of its {all_} steps {'is' if done == 1 else 'are'} done"
    return 0.0, None


def passed_over(candidate: Candidate, situation: Situation) -> Part:
    """Each skip weighs half as much after 36 hours."""
    points = 0.0
    for skip in candidate.skips:
        age = max(0.0, (situation.now - skip.skipped_at) / weights.SKIP_HALF_LIFE)
        weight = weights.NOT_IMPORTANT if skip.reason == SkipReason.NOT_IMPORTANT else 1.0
        points += weights.SKIP * weight * 0.5**age
    return Part("skips", max(weights.MOST_SKIPS, points))

"""Which focus session suits the moment."""

import math
from dataclasses import dataclass

from src.domain.focus import Technique

from .models import Situation, Suggestion
from .weights import USUAL_ENERGY

LOW, HIGH = 1, 3
SHORT, POMODORO, TIMEBOX, DEEP_WORK = 15, 25, 60, 90
SHORTEST = 5
PAUSE = 5


@dataclass(frozen=True, slots=True)
class SessionAdvice:
    """A session to start, and why."""

    technique: Technique
    duration_minutes: int
    sentence: str


def session_for(best: Suggestion | None, situation: Situation) -> SessionAdvice:
    """By how long the best task takes, the energy there is, and the time that is left; 5 to 90 minutes."""
    energy = situation.energy_level or USUAL_ENERGY
    needed = None if best is None else best.candidate.remaining_minutes
    left = (situation.minutes_left or DEEP_WORK + PAUSE) - PAUSE
    technique, minutes = _usual(energy, needed)
    if minutes > left:
        technique, minutes = Technique.POMODORO, POMODORO
    if needed is not None and needed < minutes:
        technique, minutes = Technique.POMODORO, _round_up(needed)
    minutes = max(SHORTEST, min(minutes, left))
    return SessionAdvice(technique, minutes, _sentence(best, technique, minutes, situation.energy_level))


def _usual(energy: int, needed: int | None) -> tuple[Technique, int]:
    if energy == LOW:
        return Technique.POMODORO, SHORT
    if energy == HIGH and needed is not None and needed >= DEEP_WORK:
        return Technique.DEEP_WORK, DEEP_WORK
    if needed is not None and needed >= TIMEBOX:
        return Technique.TIMEBOX, TIMEBOX
    return Technique.POMODORO, POMODORO


def _round_up(minutes: int) -> int:
    return SHORTEST * math.ceil(minutes / SHORTEST)


def _sentence(best: Suggestion | None, technique: Technique, minutes: int, energy_level: int | None) -> str:
    what = {
        Technique.DEEP_WORK: f"{minutes} minutes of deep work",
        Technique.TIMEBOX: f"a timebox of {minutes} minutes",
    }.get(technique, f"{minutes} minutes of focus")
    on = f" on “{best.title}”" if best is not None else ""
    because = {LOW: ": short is right for low energy", HIGH: ": you have the energy for it"}.get(energy_level or 0, "")
    return f"{what[0].upper()}{what[1:]}{on}{because}."

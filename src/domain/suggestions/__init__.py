"""What to suggest next: one score made of parts that can each be said in words.

Pure functions. `scored` weighs one task, `ranked` puts several in order, `startable` leaves out what is not for now.
The formula stands as a table in docs/secretary.md; the weights are in `weights.py`.
"""

from .advice import Advice, AdviceKind, advice
from .beginnings import Beginning, beginning_of
from .models import LEAST_MINUTES, Candidate, FirstStep, Part, Situation, Skip, SkipReason, Suggestion, ZoneAttention
from .ranking import by_rank, is_for_now, is_resting, ranked, rested_at, startable
from .scoring import scored
from .sessions import SessionAdvice, session_for
from .time_left import minutes_left
from .words import range_words

__all__ = [
    "LEAST_MINUTES",
    "Advice",
    "AdviceKind",
    "Beginning",
    "Candidate",
    "FirstStep",
    "Part",
    "SessionAdvice",
    "Situation",
    "Skip",
    "SkipReason",
    "Suggestion",
    "ZoneAttention",
    "advice",
    "beginning_of",
    "by_rank",
    "is_for_now",
    "is_resting",
    "minutes_left",
    "range_words",
    "ranked",
    "rested_at",
    "scored",
    "session_for",
    "startable",
]

"""What to suggest next: one score made of parts that can each be said in words.

Pure functions. `scored` weighs one task, `ranked` puts several in order, `startable` leaves out what is not for now.
The formula stands as a table in docs/secretary.md; the weights are in `weights.py`.
"""

from .models import Candidate, FirstStep, Part, Situation, Skip, Suggestion, ZoneAttention
from .ranking import by_rank, is_for_now, ranked, startable
from .scoring import scored
from .time_left import minutes_left

__all__ = [
    "Candidate",
    "FirstStep",
    "Part",
    "Situation",
    "Skip",
    "Suggestion",
    "ZoneAttention",
    "by_rank",
    "is_for_now",
    "minutes_left",
    "ranked",
    "scored",
    "startable",
]

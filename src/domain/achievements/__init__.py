"""Achievements and badges: what can be unlocked stands in two data files, `criteria` and `counts` say how it counts."""

from src.domain.achievements.catalogue import (
    CATALOGUE,
    THEMES,
    Achievement,
    Badge,
    Catalogue,
    Theme,
    Unlockable,
)
from src.domain.achievements.counts import Counts, Effort
from src.domain.achievements.criteria import Criterion

__all__ = [
    "CATALOGUE",
    "THEMES",
    "Achievement",
    "Badge",
    "Catalogue",
    "Counts",
    "Criterion",
    "Effort",
    "Theme",
    "Unlockable",
]

"""What levels and parts of the day are called."""

from datetime import datetime
from enum import StrEnum


class EnergyLabel(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class TimeOfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


LOW, MEDIUM, HIGH = 1, 2, 3
LABELS = {LOW: EnergyLabel.LOW, MEDIUM: EnergyLabel.MEDIUM, HIGH: EnergyLabel.HIGH}


def label_of(level: int) -> EnergyLabel:
    """The word for a level of 1 to 3."""
    return LABELS[level]


def time_of_day(local: datetime) -> TimeOfDay:
    """The part of the day that `local` (the person's own wall clock) falls in: by the hour it shows."""
    if 5 <= local.hour < 12:
        return TimeOfDay.MORNING
    if 12 <= local.hour < 17:
        return TimeOfDay.AFTERNOON
    return TimeOfDay.EVENING if 17 <= local.hour < 21 else TimeOfDay.NIGHT

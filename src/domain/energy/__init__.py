"""Rules about energy. Pure: no database, no clock, no I/O."""

from src.domain.energy.levels import EnergyLabel, TimeOfDay, label_of, time_of_day
from src.domain.energy.patterns import Average, Note, Patterns, notes_of, patterns_of
from src.domain.energy.prediction import BasedOn, EnergyOutlook, HourAhead, outlook, prior_score
from src.domain.energy.recommendations import recommendations, summary

__all__ = [
    "Average",
    "BasedOn",
    "EnergyLabel",
    "EnergyOutlook",
    "HourAhead",
    "Note",
    "Patterns",
    "TimeOfDay",
    "label_of",
    "notes_of",
    "outlook",
    "patterns_of",
    "prior_score",
    "recommendations",
    "summary",
    "time_of_day",
]

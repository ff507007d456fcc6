"""Repetition, as RFC 5545 recurrence rules: `rule` reads and checks their text, `occurrences` says when they fall."""

from src.domain.recurrence.occurrences import next_occurrence, normalise
from src.domain.recurrence.rule import RecurrenceInvalid, Rule, parse, remaining_after

__all__ = ["RecurrenceInvalid", "Rule", "next_occurrence", "normalise", "parse", "remaining_after"]

"""Rules about focus. Pure: no database, no clock, no I/O."""

from enum import StrEnum


class Technique(StrEnum):
    POMODORO = "pomodoro"
    DEEP_WORK = "deep_work"
    TIMEBOX = "timebox"
    FLOW = "flow"

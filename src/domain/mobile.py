"""Rules about what a phone did while it was offline. Pure: no database, no clock, no I/O."""

import json
from datetime import datetime, timedelta
from enum import StrEnum

from src.domain.energy import TimeOfDay, time_of_day

CLOCK_TRUSTED = timedelta(days=30)
"""A phone that says something happened longer ago has a wrong clock."""

ELLIPSIS_BYTES = len("…".encode())


class OperationType(StrEnum):
    CAPTURE = "capture"
    STATUS = "status"
    STEP = "step"
    ENERGY = "energy"
    FOCUS = "focus"


class FocusAction(StrEnum):
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    INTERRUPT = "interrupt"
    COMPLETE = "complete"


class Outcome(StrEnum):
    """What became of an operation. `repeated`: it was applied before, and nothing was done again."""

    APPLIED = "applied"
    REPEATED = "repeated"
    CONFLICT = "conflict"
    REFUSED = "refused"


class ConflictReason(StrEnum):
    """Why an operation no longer fits what is there."""

    TASK_GONE = "task_gone"
    STEP_GONE = "step_gone"
    CAPTURE_GONE = "capture_gone"
    COMPLETED_ELSEWHERE = "completed_elsewhere"
    CHANGED_SINCE = "changed_since"
    SESSION_RUNNING = "session_running"
    NO_SESSION = "no_session"
    EARLIER_NOT_APPLIED = "earlier_not_applied"


CONFLICT_SENTENCES: dict[ConflictReason, str] = {
    ConflictReason.TASK_GONE: "This task is not there any more.",
    ConflictReason.STEP_GONE: "This step is not there any more.",
    ConflictReason.CAPTURE_GONE: "This thought was erased before it was read.",
    ConflictReason.COMPLETED_ELSEWHERE: "This is done already.",
    ConflictReason.CHANGED_SINCE: "This task has changed since you saw it.",
    ConflictReason.SESSION_RUNNING: "A focus session is running already.",
    ConflictReason.NO_SESSION: "This focus session is not running.",
    ConflictReason.EARLIER_NOT_APPLIED: "The operation that this one follows was not applied.",
}


def done_at(occurred_at: datetime, now: datetime, *, back: timedelta) -> datetime:
    """When something counts as done: as the phone says, but never ahead, and `back` at most."""
    return max(now - back, min(occurred_at, now))


def said_at(occurred_at: datetime | None, now: datetime) -> datetime:
    """When something was said or felt: as the phone says, unless its clock is ahead or cannot be right."""
    if occurred_at is None or not now - CLOCK_TRUSTED <= occurred_at <= now:
        return now
    return occurred_at


GREETINGS: dict[TimeOfDay, str] = {
    TimeOfDay.MORNING: "Good morning",
    TimeOfDay.AFTERNOON: "Good afternoon",
    TimeOfDay.EVENING: "Good evening",
    TimeOfDay.NIGHT: "Hello",
}


def greeting(local: datetime, name: str) -> str:
    """What a screen says first, by the person's own wall clock."""
    return f"{GREETINGS[time_of_day(local)]}, {name}."


def short(text: str, most_bytes: int) -> str:
    """`text`, cut with an ellipsis where it would take more than `most_bytes` in JSON."""
    if _json_bytes(text) <= most_bytes:
        return text
    while _json_bytes(text) > most_bytes - ELLIPSIS_BYTES:
        text = text[: len(text) * 19 // 20]
    return f"{text.rstrip()}…"


def _json_bytes(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode())

"""Words of captures and of what they make."""

from enum import StrEnum


class CaptureStatus(StrEnum):
    """`received`: kept, not read yet (or it could not be); the others as they say."""

    RECEIVED = "received"
    PARSED = "parsed"
    SAVED = "saved"
    UNDONE = "undone"


class ParserKind(StrEnum):
    RULES = "rules"
    AI = "ai"


class MadeKind(StrEnum):
    TASK = "task"
    NOTE = "note"
    ENERGY = "energy"
    PROJECT = "project"


class LessonField(StrEnum):
    """Fields of an item that corrections teach; `delegate_to` remembers names of people."""

    TYPE = "type"
    PROJECT = "project_hint"
    MINUTES = "estimated_minutes"
    PERSON = "delegate_to"

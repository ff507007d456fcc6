"""What capture reads and answers: the person's own names in, parsed items with their evidence out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum


class ItemType(StrEnum):
    TASK = "task"
    GOAL = "goal"
    HABIT = "habit"
    SHOPPING = "shopping"
    IDEA = "idea"
    NOTE = "note"
    ENERGY = "energy"


class RecurrenceFrom(StrEnum):
    """Whether the next occurrence counts from the calendar or from the day the last one was done."""

    SCHEDULE = "schedule"
    COMPLETION = "completion"


class DueRole(StrEnum):
    """`due`: the day to do it; `deadline`: the day by which it must be done."""

    DUE = "due"
    DEADLINE = "deadline"


class Priority(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


def equal_name(written: str, names: Sequence[str]) -> str | None:
    """The name as its owner spells it, when `written` differs from it in case at most."""
    folded = written.casefold()
    return next((name for name in names if name.casefold() == folded), None)


@dataclass(frozen=True, slots=True)
class Known:
    """A person's own names. `match` finds the name that a written word means; it may be fuzzy."""

    projects: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    agents: tuple[str, ...] = ("claude",)
    match: Callable[[str, Sequence[str]], str | None] = equal_name


@dataclass(frozen=True, slots=True)
class Span:
    """The code points `start` to `end` (exclusive) of the NFC text, and the field that they were read as.

    Besides the contract's fields, `lead_in` names words that only introduce the thought ("remind me to", "lol") and
    `separator` words and marks that stand between items ("and then", a bullet).
    """

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing a person would ask back; `options` are answers to tap, the assumed one first."""

    field: str
    reason: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedItem:
    type: ItemType
    title: str
    due_date: date | None = None
    due_time: time | None = None
    start_date: date | None = None
    recurrence: str | None = None
    recurrence_from: RecurrenceFrom = RecurrenceFrom.SCHEDULE
    due_role: DueRole = DueRole.DUE
    priority: Priority | None = None
    tags: tuple[str, ...] = ()
    project_hint: str | None = None
    estimated_minutes: int | None = None
    energy_required: int | None = None
    delegate_to: str | None = None
    is_sensitive: bool = False
    wants_split: bool = False
    confidence: float = 1.0
    needs_confirmation: bool = False
    spans: tuple[Span, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    field_confidence: Mapping[str, float] = field(default_factory=dict)

"""Many tasks moved or put away in one call: what was done to each, so that one undo can take it back."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class SweepKind(StrEnum):
    EVENING = "evening"
    FRESH_START = "fresh_start"


class SweepAction(StrEnum):
    MOVED = "moved"
    """It got another due date."""
    DROPPED = "dropped"
    """It went to the bin, its subtasks with it."""
    ARCHIVED = "archived"
    """It was put away, without its due date."""


Values = dict[str, str | None]
"""Fields of a task as JSON: `due_date` (a day, an instant or none), `recurrence`, `project_id`."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a sweep did to one task: the fields that it set, as they were and as they became."""

    task_id: str
    action: SweepAction
    before: Values
    after: Values

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, written: dict[str, Any]) -> "Change":
        return cls(**{**written, "action": SweepAction(written["action"])})

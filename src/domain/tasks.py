"""Words and moves of tasks."""

from enum import StrEnum


class TaskStatus(StrEnum):
    TODO = "todo"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE = "done"


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class Scope(StrEnum):
    SIMPLE = "simple"
    MEDIUM = "medium"
    COMPLEX = "complex"


class DelegationMode(StrEnum):
    DO = "do"
    DO_WITH_ME = "do_with_me"
    DELEGATE = "delegate"
    DELETE = "delete"


class CaptureType(StrEnum):
    TASK = "task"
    GOAL = "goal"
    HABIT = "habit"
    SHOPPING = "shopping"
    IDEA = "idea"
    NOTE = "note"


class TaskSource(StrEnum):
    USER = "user"
    CAPTURE = "capture"
    TEMPLATE = "template"
    ROADMAP = "roadmap"
    AGENT = "agent"
    IMPORT = "import"


class LeafType(StrEnum):
    DIGITAL = "digital"
    PHYSICAL = "physical"
    SOCIAL = "social"


PRIVATE_LABEL = "private"
"""Label of what must never be sent to an AI model."""

PRIORITY_RANK: dict[Priority, int] = {Priority.LOW: 1, Priority.MEDIUM: 2, Priority.HIGH: 3, Priority.URGENT: 4}
"""What `sort=priority` sorts by: low first."""

_ANY = frozenset(TaskStatus)

# A person's plan is never wrong: every status may follow every other, and setting the present one again changes
# nothing (it answers as a success, pays nothing and takes nothing back). Limits on agents live with delegation.
STATUS_MOVES: dict[TaskStatus, frozenset[TaskStatus]] = {
    TaskStatus.TODO: _ANY,
    TaskStatus.IN_PROGRESS: _ANY,
    TaskStatus.BLOCKED: _ANY,
    TaskStatus.DONE: _ANY,
}


def may_become(current: TaskStatus, wanted: TaskStatus) -> bool:
    """Whether a person may move a task from `current` to `wanted`; staying where it is always may."""
    return wanted in STATUS_MOVES[current]

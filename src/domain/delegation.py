"""Rules of delegation: who may take an assignment where. Pure: no database, no clock, no I/O.

pending ──accept, claim──> accepted ──start──> in_progress ──submit──> submitted ──complete──> completed
   ^                          │  progress ─────────^  ^                    │
   └──── the lease ran out ───┴───────────────────────┘<─── sent back ─────┘

whoever has it may decline it (rejected), whoever owns the task may cancel it (cancelled), and what nobody keeps
for long comes to rest (expired).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from src.domain.tasks import DelegationMode

MOST_EXPIRIES = 5
"""So often a lease may run out before the task goes back to its owner."""


class AssignmentStatus(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    COMPLETED = "completed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Turn(StrEnum):
    HUMAN = "human"
    AGENT = "agent"


class EvidenceKind(StrEnum):
    TEXT = "text"
    LINK = "link"
    FILE = "file"


class Step(StrEnum):
    ACCEPT = "accept"
    START = "start"
    PROGRESS = "progress"
    SUBMIT = "submit"
    DECLINE = "decline"
    COMPLETE = "complete"
    SEND_BACK = "send_back"
    CANCEL = "cancel"


class Side(StrEnum):
    """Who takes a step: whoever has the assignment, or whoever owns the task."""

    ASSIGNEE = "assignee"
    OWNER = "owner"


class Reach(StrEnum):
    """Whose assignments are seen: those of one's own tasks, those one was given, both, or those one agent has."""

    OWNER = "owner"
    ASSIGNEE = "assignee"
    EITHER = "either"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Move:
    """A row of the table: by whom, from which states, to which."""

    side: Side
    before: tuple[AssignmentStatus, ...]
    after: AssignmentStatus


S = AssignmentStatus
WAITING = (S.PENDING,)
HELD = (S.ACCEPTED, S.IN_PROGRESS)
"""Under a lease; what counts against an agent's capacity."""
OPEN = (S.PENDING, S.ACCEPTED, S.IN_PROGRESS, S.SUBMITTED)
MOVES: dict[Step, Move] = {
    Step.ACCEPT: Move(Side.ASSIGNEE, WAITING, S.ACCEPTED),
    Step.START: Move(Side.ASSIGNEE, (S.ACCEPTED,), S.IN_PROGRESS),
    Step.PROGRESS: Move(Side.ASSIGNEE, HELD, S.IN_PROGRESS),
    Step.SUBMIT: Move(Side.ASSIGNEE, HELD, S.SUBMITTED),
    Step.DECLINE: Move(Side.ASSIGNEE, (*WAITING, *HELD), S.REJECTED),
    Step.COMPLETE: Move(Side.OWNER, (S.SUBMITTED,), S.COMPLETED),
    Step.SEND_BACK: Move(Side.OWNER, (S.SUBMITTED,), S.IN_PROGRESS),
    Step.CANCEL: Move(Side.OWNER, OPEN, S.CANCELLED),
}


def move_of(step: Step, mode: DelegationMode) -> Move:
    """The move that `step` makes. Two who work together need no hand-over before they are done; a deletion that was
    not wanted is not worked on again."""
    move = MOVES[step]
    if step is Step.COMPLETE and mode is DelegationMode.DO_WITH_ME:
        return Move(move.side, (*HELD, S.SUBMITTED), move.after)
    if step is Step.SEND_BACK and mode is DelegationMode.DELETE:
        return Move(move.side, move.before, S.REJECTED)
    return move


@dataclass(frozen=True, slots=True)
class Waiting:
    """An assignment that an agent may claim. `priority_rank` 1 low to 4 urgent; `due_at` far ahead when never."""

    assignment_id: str
    priority_rank: int
    due_at: datetime
    assigned_at: datetime
    capabilities: Sequence[str]
    is_offered: bool


def fitting(waiting: Sequence[Waiting], capabilities: Collection[str]) -> list[str]:
    """Keys of what an agent with these capabilities can do, in the order in which it should be taken.

    Offered to this agent by name first; then by priority, due date, how much of what the agent can do is asked for (so
    that a specialist leaves general work to others), and age. Capabilities are compared without regard to case.
    """
    able = {each.casefold() for each in capabilities}
    fits = [each for each in waiting if each.is_offered or able.issuperset(map(str.casefold, each.capabilities))]
    fits.sort(
        key=lambda each: (
            not each.is_offered,
            -each.priority_rank,
            each.due_at,
            -len(each.capabilities),
            each.assigned_at,
            each.assignment_id,
        )
    )
    return [each.assignment_id for each in fits]

"""What a suggestion is made of. Plain values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from src.domain.day_rules import Days
from src.domain.tasks import Priority


@dataclass(frozen=True, slots=True)
class FirstStep:
    """The first open micro-step of a task."""

    step_id: str
    description: str
    estimated_minutes: int


class SkipReason(StrEnum):
    """Reasons that are understood; any other words are fine, too."""

    TOO_BIG = "too_big"
    NO_ENERGY = "no_energy"
    WRONG_PLACE = "wrong_place"
    NOT_NOW = "not_now"
    NOT_IMPORTANT = "not_important"


@dataclass(frozen=True, slots=True)
class Skip:
    """The task was suggested and passed over."""

    skipped_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that can be started: open, waiting for nothing, its day reached."""

    task_id: str
    title: str
    created_at: datetime
    updated_at: datetime
    priority: Priority = Priority.MEDIUM
    due_on: date | None = None
    """Its day, when it is due all day."""
    due_at: datetime | None = None
    """When it is due, for a day its last moment; None when never."""
    is_started: bool = False
    is_goal: bool = False
    estimated_hours: float | None = None
    actual_hours: float = 0.0
    likely_minutes: tuple[int, int] | None = None
    """What is left of it, learned from how long such tasks take this person: from, to."""
    tags: tuple[str, ...] = ()
    energy_required: int | None = None
    zone_id: str | None = None
    first_step: FirstStep | None = None
    step_count: int = 0
    completed_step_count: int = 0
    skips: tuple[Skip, ...] = ()
    """Of the last fourteen days, the latest first."""
    is_focus_today: bool = False
    was_focus_yesterday: bool = False

    @property
    def remaining_minutes(self) -> int | None:
        """How long the rest of it may take, on the cautious side, at least five.

        None without an estimate, and when it has taken longer than that already: then nobody knows.
        """
        if self.likely_minutes is not None:
            return max(LEAST_MINUTES, self.likely_minutes[1])
        if not self.estimated_hours or self.actual_hours >= self.estimated_hours:
            return None
        return max(LEAST_MINUTES, round((self.estimated_hours - self.actual_hours) * 60))


LEAST_MINUTES = 5


@dataclass(frozen=True, slots=True)
class ZoneAttention:
    """A part of life and the XP that efforts for it earned in the last seven days."""

    zone_id: str
    name: str
    xp: int = 0


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known about the person at this moment."""

    now: datetime
    days: Days
    energy_level: int | None = None
    """1 low to 3 high; None when they have not said today."""
    minutes_left: int | None = None
    zones: tuple[ZoneAttention, ...] = ()
    last_zone_id: str | None = None
    """The part of life of their latest effort, if that is not long ago."""
    last_seen_at: datetime | None = None
    """Last sign of them before this day."""

    @property
    def days_away(self) -> int:
        """Whole days of theirs between the last sign of them and today."""
        return (
            0 if self.last_seen_at is None else max(0, (self.days.of(self.now) - self.days.of(self.last_seen_at)).days)
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that speaks for a task (or, below zero, against it), and how to say so after "…, and"."""

    name: str
    points: float
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A task with its score, and why."""

    candidate: Candidate
    score: float
    """Sum of the parts, between `LOWEST` and `HIGHEST` of weights.py."""
    urgency_score: float
    """0 to 10."""
    reason: str
    """One sentence."""
    parts: tuple[Part, ...] = field(default=())

    @property
    def task_id(self) -> str:
        return self.candidate.task_id

    @property
    def title(self) -> str:
        return self.candidate.title

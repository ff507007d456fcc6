"""What the splitter answers with. Plain values, no behaviour beyond their sums."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LeafType(StrEnum):
    DIGITAL = "digital"
    PHYSICAL = "physical"
    SOCIAL = "social"


class DelegationMode(StrEnum):
    DO = "do"
    DO_WITH_ME = "do_with_me"
    DELEGATE = "delegate"
    DELETE = "delete"


class SplitMethod(StrEnum):
    PATTERN = "pattern"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Step:
    """One action with a visible end, 1 to 10 minutes long."""

    description: str
    short_label: str
    estimated_minutes: int
    emoji: str
    delegation_mode: DelegationMode
    leaf_type: LeafType
    reasoning: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Split:
    """The answer to one split: the steps to do next, never empty, and why these.

    `phases` names every part of a long task in order; the steps are those of the next part only.
    """

    kind: str
    method: SplitMethod
    steps: tuple[Step, ...]
    reasoning: str
    phases: tuple[str, ...] = ()
    is_over: bool = False
    """Everything was done already: the steps only close the task."""

    @property
    def next_action(self) -> str:
        return self.steps[0].description

    @property
    def total_minutes(self) -> int:
        return sum(step.estimated_minutes for step in self.steps)

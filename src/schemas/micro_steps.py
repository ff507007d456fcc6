"""Requests and answers of micro-steps."""

from typing import Annotated

from pydantic import Field, StringConstraints

from src.domain.tasks import DelegationMode, LeafType
from src.schemas.common import Answer, Body, InstantField, Percentage

StepText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
ShortLabel = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class MicroStepCreate(Body):
    description: StepText = Field(examples=["Put the tax letters on the desk"])
    short_label: ShortLabel | None = None
    estimated_minutes: int = Field(5, ge=1, le=10)
    emoji: Annotated[str, StringConstraints(min_length=1, max_length=16)] | None = None
    delegation_mode: DelegationMode = DelegationMode.DO
    leaf_type: LeafType | None = None


class StepCompletion(Body):
    actual_minutes: int | None = Field(None, ge=0, le=1440, description="how long it really took")


class MicroStepRead(Answer):
    step_id: str
    task_id: str
    step_number: int
    description: str
    short_label: str | None
    estimated_minutes: int
    actual_minutes: int | None
    emoji: str | None
    delegation_mode: DelegationMode
    leaf_type: LeafType | None
    reasoning: str | None
    confidence: float | None
    is_completed: bool
    completed_at: InstantField | None
    split_id: str | None = Field(description="the split that made it; null: added by hand")


class MicroStepList(Answer):
    micro_steps: list[MicroStepRead]


class StepAnswer(Answer):
    step_id: str
    is_completed: bool
    completed_at: InstantField | None
    xp_earned: int = Field(description="what this step is worth; a repeated call pays nothing more")
    parent_task_progress: Percentage
    next_step: MicroStepRead | None = Field(description="the next open step of the task")

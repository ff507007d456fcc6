"""Requests and answers of splitting tasks and steps."""

from typing import Literal

from pydantic import Field

from src.schemas.common import Answer, Body
from src.schemas.micro_steps import MicroStepRead
from src.schemas.tasks import Energy

SplitMethodName = Literal["ai", "rules", "template", "pattern"]
SaidVerdict = Literal["too_large", "too_small", "just_right"]


class SplitRequest(Body):
    max_steps: int = Field(7, ge=2, le=10)
    max_minutes_per_step: int = Field(5, ge=1, le=10, description="no step is longer")
    energy_level: Energy | None = Field(None, description="1: smaller steps, the physical ones first")
    force: bool = Field(False, description="split anew; completed steps and those added by hand stay")


class DecomposeRequest(Body):
    max_minutes_per_step: int = Field(5, ge=1, le=10)
    energy_level: Energy | None = None


class SplitAnswer(Answer):
    task_id: str
    split_id: str
    split_method: SplitMethodName
    micro_steps: list[MicroStepRead]
    total_steps: int
    total_minutes: int
    next_action: str = Field(description="the first open step")
    reasoning: str
    phases: list[str] = Field(description="parts of a long task, in order; the steps are those of the next one")


class DecomposeAnswer(Answer):
    step_id: str = Field(description="the step that these took the place of")
    task_id: str
    micro_steps: list[MicroStepRead]
    total_steps: int
    total_minutes: int
    next_action: str
    reasoning: str


class FeedbackRequest(Body):
    verdict: SaidVerdict
    actual_minutes: int | None = Field(None, ge=0, le=1440, description="how long it really took")


class Habit(Answer):
    kind: str = Field(description="kind of task: cleaning, writing, calling …")
    sample_count: int
    step_size: float = Field(description="multiplies the length of steps; 1: as the patterns say")
    pace: float = Field(description="multiplies the minutes expected for the same work")
    is_used: bool = Field(description="from 5 samples on")


class FeedbackAnswer(Answer):
    step_id: str
    verdict: SaidVerdict
    habit: Habit
    message: str


class HabitList(Answer):
    habits: list[Habit]

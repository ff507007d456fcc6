"""Answers about estimates: `/api/v2/tasks/estimates` and `/api/v2/tasks/{task_id}/estimate`."""

from pydantic import Field

from src.schemas.common import Answer


class EstimateRead(Answer):
    task_id: str
    estimated_hours: float | None = Field(description="your own estimate")
    is_learned: bool = Field(description="false: not enough to go by, and the range is null")
    low_minutes: int | None = Field(None, description="about half of the tasks like it end between the two")
    high_minutes: int | None = None
    likely_minutes: int | None = Field(None, description="the middle of the range")
    ratio: float | None = Field(None, description="actual over estimated hours that you usually need", examples=[1.6])
    sample_count: int = Field(description="finished tasks the ratio rests on")
    tags: list[str] = Field(default_factory=list, description="labels that moved the ratio most, at most two")
    sentence: str = Field(examples=["40–60 min, you usually take 1.6× your estimate."])


class RatioRead(Answer):
    ratio: float | None = Field(description="actual over estimated hours; null while there is not enough to go by")
    sample_count: int = Field(description="finished tasks with both hours, at most the latest 300")


class TagRatioRead(Answer):
    tag: str
    ratio: float = Field(description="for a task with this label alone")
    sample_count: int


class EstimateList(Answer):
    is_learned: bool
    overall: RatioRead
    tags: list[TagRatioRead] = Field(description="labels with at least three finished tasks, most tasks first")
    sentence: str

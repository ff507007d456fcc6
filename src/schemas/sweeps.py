"""What is told of tasks that were moved, dropped or put away together."""

from pydantic import Field

from src.schemas.common import Answer, DueField


class SweptTask(Answer):
    task_id: str
    title: str


class MovedTask(SweptTask):
    due_date: DueField = Field(description="when it is due now")


class LeftTask(Answer):
    task_id: str
    title: str | None = Field(description="null when it is no longer there")
    reason: str = Field(description="why it stays as it is now", examples=["You changed it since."])


class SweepUndone(Answer):
    restored: list[SweptTask]
    left_alone: list[LeftTask] = Field(description="done, changed or gone since: nobody's work is overwritten")
    message: str

"""Requests and answers of `/api/secretary/fresh-start`."""

from pydantic import Field

from src.domain.fresh_start import MOST_TASKS
from src.schemas.common import Answer, Body
from src.schemas.sweeps import MovedTask, SweepUndone, SweptTask
from src.schemas.tasks import Identifier


class FreshStart(Body):
    keep: list[Identifier] = Field(
        default_factory=list, max_length=MOST_TASKS, description="tasks to leave as they are"
    )


class FreshStartUndo(Body):
    sweep_id: Identifier | None = Field(None, description="which fresh start; left out: the last one")


class RestingTask(SweptTask):
    reason: str = Field(examples=["It was planned for 3 November."])
    part_count: int = Field(description="open subtasks that go along")


class FreshStartPreview(Answer):
    archived: list[RestingTask] = Field(description="what would be put away, the ones that rested longest first")
    moved: list[MovedTask] = Field(description="habits that would begin anew on their next day")
    more_left: bool = Field(description="more has gone stale than one call puts away")
    message: str


class FreshStartAnswer(FreshStartPreview):
    sweep_id: str | None = Field(description="to take it back; null when nothing had gone stale")
    project_id: str | None = Field(description="the project “Archive”, which is put away itself")


class FreshStartUndone(SweepUndone):
    sweep_id: str

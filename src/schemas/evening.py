"""Requests and answers of `/api/ritual/evening`."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from src.schemas.common import Answer, Body, DateField, DueField, InstantField
from src.schemas.sweeps import MovedTask, SweepUndone, SweptTask
from src.schemas.tasks import Identifier

MOST_TASKS = 200

Action = Literal["move", "drop", "keep"]


class EveningTask(Body):
    task_id: Identifier
    action: Action
    to_date: DateField | None = Field(None, description="only with `move`; left out: your next day")

    @field_validator("to_date")
    @classmethod
    def _goes_with_move(cls, value: DateField | None, info: ValidationInfo) -> DateField | None:
        if value is not None and info.data.get("action") != "move":
            raise ValueError('goes only with the action "move"')
        return value


class EveningClosing(Body):
    went_well: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] | None = Field(
        None, description="in your own words", examples=["Called the dentist, and it was quick."]
    )
    tasks: list[EveningTask] = Field(default_factory=list, max_length=MOST_TASKS, description="what to do with each")
    rest: Action = Field("keep", description="what to do with everything else that was on today's plate")


class DoneToday(Answer):
    tasks: list[SweptTask] = Field(description="done today, the latest first, at most 50")
    task_count: int
    step_count: int
    xp_earned: int


class PlateTask(SweptTask):
    due_date: DueField | None
    is_focus_task: bool = Field(description="chosen this morning")
    is_recurring: bool = Field(description="dropping it skips to its next time; the habit stays")


class EveningPreview(Answer):
    closing_date: DateField = Field(description="your day now, which begins at your `day_start_hour`")
    next_date: DateField = Field(description="where `move` goes")
    is_closed: bool
    closed_at: InstantField | None
    went_well: str | None
    done: DoneToday
    tasks: list[PlateTask] = Field(description="today's plate: open focus tasks, and open tasks due today")
    more_left: bool = Field(description="more than 200 are due today")


class EveningAnswer(Answer):
    close_id: str
    closing_date: DateField
    closed_at: InstantField
    went_well: str | None
    done: DoneToday
    moved: list[MovedTask]
    dropped: list[SweptTask] = Field(description="in the bin, with their subtasks; restorable for 30 days")
    kept: list[SweptTask] = Field(description="stay as they are")
    more_left: bool
    message: str


class EveningUndone(SweepUndone):
    closing_date: DateField

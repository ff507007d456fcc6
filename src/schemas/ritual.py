"""Requests and answers of `/api/ritual`: the morning."""

from typing import Annotated

from pydantic import Field, StringConstraints

from src.domain.tasks import Priority, TaskStatus
from src.schemas.common import Answer, Body, DateField, InstantField, Percentage
from src.schemas.tasks import Identifier

ClockTime = Annotated[str, StringConstraints(pattern=r"^\d\d:\d\d:\d\d$"), Field(examples=["08:25:00"])]


class RitualComplete(Body):
    focus_task_1_id: Identifier | None = Field(None, description="may be left out only with `skipped`")
    focus_task_2_id: Identifier | None = None
    focus_task_3_id: Identifier | None = None
    skipped: bool = Field(False, description="not this morning; tasks named beside it are not looked at")
    user_id: Identifier | None = Field(
        None, description="must be your own when given", json_schema_extra={"deprecated": True}
    )

    def chosen(self) -> dict[str, str]:
        """The tasks named, by field, in order."""
        named = {name: getattr(self, name) for name in FOCUS_FIELDS}
        return {name: task_id for name, task_id in named.items() if task_id is not None}


FOCUS_FIELDS = ("focus_task_1_id", "focus_task_2_id", "focus_task_3_id")


class SuggestedTask(Answer):
    task_id: str
    title: str
    priority: Priority
    estimated_hours: float | None
    reason: str = Field(description="why this one, in a sentence", examples=["It is due today."])


class RitualCheck(Answer):
    is_completed: bool
    is_skipped: bool = Field(description="skipped for now; it can still be done, all day")
    completion_date: DateField = Field(description="your day now, which begins at your `day_start_hour`")
    needs_completion: bool = Field(description="neither done nor skipped yet")
    time_remaining_hours: float = Field(description="until your next day begins", ge=0)
    suggested_tasks: list[SuggestedTask] = Field(max_length=5)


class FocusTask(Answer):
    task_id: str
    title: str


class RitualAnswer(Answer):
    ritual_id: str
    completion_date: DateField
    completed_at: InstantField
    focus_tasks: list[FocusTask]
    skipped: bool
    xp_earned: int = Field(description="25, or 0 when skipped")
    streak_updated: bool = Field(description="whether your streak of mornings grew")
    current_streak: int
    message: str


class FocusTaskNow(FocusTask):
    status: TaskStatus | None = Field(description="null: it is no longer there")
    progress_percent: Percentage | None


class RitualToday(Answer):
    """Without a morning: `{"completed_today": false}` and nothing else."""

    completed_today: bool
    skipped: bool | None = None
    ritual_id: str | None = None
    completion_date: DateField | None = None
    completed_at: InstantField | None = None
    focus_tasks: list[FocusTaskNow] | None = None


class RitualStats(Answer):
    total_rituals: int = Field(description="mornings done or skipped; days without either count nowhere")
    completed_rituals: int
    skipped_rituals: int
    completion_rate: Percentage
    current_streak: int = Field(description="skipped mornings rest it, two reserves a week keep it")
    longest_streak: int
    average_completion_time: ClockTime | None = Field(description="on your own clock; null without a morning")
    most_productive_day: str | None = Field(
        description="weekday on which most focus tasks were done; null until it can be told", examples=["Tuesday"]
    )
    focus_task_completion_rate: Percentage = Field(description="of the tasks chosen, each counted once")

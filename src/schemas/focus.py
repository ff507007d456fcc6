"""Requests and answers of `/api/focus`."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from src.domain.focus import LEAST_MINUTES, MOST_MINUTES, Phase, Technique
from src.domain.focus_analytics import Weekday
from src.domain.tasks import Priority, TaskStatus
from src.schemas.common import Answer, Body, DateField, InstantField, Page, Percentage
from src.schemas.tasks import Identifier

MOST_INTERRUPTIONS = 1000
MOST_HOURS = 24


def _some_words(text: str) -> str | None:
    return text or None


Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), AfterValidator(_some_words)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(_some_words)]
Notes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(_some_words)]


class FocusBody(Body):
    user_id: Identifier | None = Field(
        None, description="must be your own when given", json_schema_extra={"deprecated": True}
    )


class FocusStart(FocusBody):
    task_id: Identifier | None = Field(None, description="what to focus on; left out: anything")
    step_id: Identifier | None = Field(None, description="a step of it; it stands for its task")
    duration_minutes: int | None = Field(
        None,
        ge=LEAST_MINUTES,
        le=MOST_MINUTES,
        description="left out: 25 for `pomodoro`, 90 for `deep_work`, 60 for `timebox`, open for `flow`",
        examples=[25],
    )
    technique: Technique = Technique.POMODORO


class InterruptionReport(FocusBody):
    """Everything can be left out: one tap is enough."""

    reason: Reason | None = Field(None, description="a word or a few", examples=["phone call"])
    note: Note | None = Field(None, description="where you were, to find back", examples=["at the third receipt"])
    pause: bool = Field(False, description="stop the clock until `POST /api/focus/resume`")


class FocusCompletion(FocusBody):
    session_id: Identifier
    interruptions: int | None = Field(
        None, ge=0, le=MOST_INTERRUPTIONS, description="all of them; left out: as many as were logged"
    )
    notes: Notes | None = None
    actual_hours: float | None = Field(
        None,
        ge=0,
        le=MOST_HOURS,
        allow_inf_nan=False,
        description="added to the task's `actual_hours` instead of the measured time",
    )


class FocusSessionStatus(Answer):
    session_id: str
    task_id: str | None
    task_title: str | None
    step_id: str | None
    technique: Technique
    duration_minutes: int | None = Field(description="planned work; of `flow` an intention, if any")
    break_minutes: int = Field(description="planned break after the work")
    started_at: InstantField
    ends_at: InstantField | None = Field(description="when the work ends, moved by pauses; null for `flow`")
    break_ends_at: InstantField | None = Field(description="when the break after it ends; null for `flow`")
    is_active: bool
    elapsed_minutes: float = Field(description="work so far, pauses and break left out", ge=0)
    remaining_minutes: float | None = Field(description="work that is left; null for `flow`")
    phase: Phase
    is_paused: bool
    interruptions: int


class FocusStatus(Answer):
    has_active_session: bool
    session: FocusSessionStatus | None


class InterruptionAnswer(Answer):
    interruption_id: str
    session_id: str
    task_id: str | None
    reason: str | None
    note: str | None
    interrupted_at: InstantField
    interruptions: int = Field(description="of this session so far")
    is_paused: bool
    elapsed_minutes: float
    remaining_minutes: float | None


class FocusCompleted(Answer):
    session_id: str
    task_id: str | None
    is_completed: bool
    completed_at: InstantField = Field(description="when its work ended: now, in its pause, or at its planned end")
    actual_duration_minutes: float = Field(description="work, at most what was planned")
    interruptions: int
    xp_earned: int = Field(description="30 for the planned work, less in proportion, 0 under 5 minutes")
    task_progress: Percentage | None = Field(description="how complete the task is now; null without one")


class CardTask(Answer):
    task_id: str
    title: str
    status: TaskStatus
    priority: Priority
    custom_emoji: str | None


class ResumeCard(Answer):
    """Where you were. Without anything to come back to every field is null."""

    task: CardTask | None
    session_id: str | None = None
    last_step: str | None = Field(None, description="the step you completed last")
    next_action: str | None = Field(None, description="the next open step, or something tiny to begin with")
    next_step_id: str | None = Field(None, description="that step, when it is one")
    elapsed_minutes: float | None = Field(None, description="how far you had come")
    note: str | None = None
    reason: str | None = None
    interrupted_at: InstantField | None = None


class FocusSessionRead(Answer):
    session_id: str
    task_id: str | None
    task_title: str | None = Field(description="as it was when the session began")
    step_id: str | None
    technique: Technique
    duration_minutes: int | None
    break_minutes: int
    started_at: InstantField
    ended_at: InstantField | None
    is_active: bool
    is_completed: bool
    actual_duration_minutes: float
    credited_hours: float = Field(description="what it added to the task's `actual_hours`")
    interruptions: int
    notes: str | None


class FocusSessionPage(Page):
    sessions: list[FocusSessionRead]


class FocusDay(Answer):
    date: DateField
    minutes: float


class FocusAnalytics(Answer):
    days: int
    total_sessions: int = Field(description="sessions that have ended")
    completed_sessions: int
    completion_rate: Percentage
    total_focus_minutes: float
    average_duration_minutes: float
    interruptions_by_reason: dict[str, int] = Field(examples=[{"phone call": 3, "unspecified": 2}])
    best_hour: int | None = Field(description="hour of your day (0-23) with most focused time; null before 10 sessions")
    best_weekday: Weekday | None = Field(description="null before 10 sessions")
    resumption_lag_seconds: int | None = Field(description="median time from an interruption to being back at it")
    minutes_by_day: list[FocusDay] = Field(description="every day of the span")


class TechniqueRead(Answer):
    technique: Technique
    name: str
    work_minutes: int | None = Field(description="null: open-ended")
    break_minutes: int
    description: str


class TechniqueList(Answer):
    techniques: list[TechniqueRead]
    reasons: list[str] = Field(description="reasons to tap when something comes between, your own first")

"""Requests and answers of `/api/secretary`."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from src.domain.energy import EnergyLabel
from src.domain.focus import Technique
from src.domain.suggestions import AdviceKind
from src.schemas.common import Answer, Body, InstantField, Percentage
from src.schemas.pets import PetRead
from src.schemas.ritual import RitualToday
from src.schemas.tasks import Identifier, TaskRead

SkipWords = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=100),
    Field(
        description="why: `too_big`, `no_energy`, `wrong_place`, `not_now`, `not_important`, or your own words",
        examples=["too_big"],
    ),
]
Level = Annotated[int, Field(ge=1, le=3, description="1 low, 2 medium, 3 high; 2 when you have not said today")]
Urgency = Annotated[float, Field(ge=0, le=10)]
BottleneckKind = Literal["holding_up", "long_begun", "passed_over"]


class ActionRead(Answer):
    """A request that does what is advised."""

    method: str = Field(examples=["POST"])
    path: str = Field(examples=["/api/v2/tasks/019…/split"])
    body: dict[str, Any] | None = None


class FirstStepRead(Answer):
    step_id: str | None = Field(description="null: made up for the moment, not among the task's steps")
    description: str = Field(examples=["Put the folder for your taxes on the desk"])
    estimated_minutes: int


class ExpectedRead(Answer):
    """How long the rest of it is likely to take you, learned from your own finished tasks."""

    low_minutes: int
    high_minutes: int
    sentence: str = Field(examples=["Likely 40–60 min."])


class AdviceRead(Answer):
    """What may help with a task that was passed over three times in a fortnight."""

    kind: AdviceKind
    sentence: str
    action: ActionRead


class WelcomeBack(Answer):
    sentence: str
    fresh_start: ActionRead = Field(description="puts away what has gone stale; can be taken back")


class JustOneThing(Answer):
    task: TaskRead | None = Field(description="null: nothing to suggest, which `reason` says kindly")
    reason: str = Field(description="why this one, in a sentence", examples=["It is due today."])
    first_step: FirstStepRead | None
    energy_level: Level
    expected: ExpectedRead | None = Field(description="null until enough of your tasks have both hours")
    advice: AdviceRead | None
    welcome_back: WelcomeBack | None = Field(description="on the day you come back after three days or more")


class SkipWrite(Body):
    task_id: Identifier
    reason: SkipWords | None = None


class SkipAnswer(Answer):
    task_id: str
    skip_count: int = Field(description="times it was passed over in the last fourteen days", ge=1)
    rests_until: InstantField = Field(description="not suggested as the one thing before")
    advice: AdviceRead | None = Field(description="from the third time on")
    next: JustOneThing


class PriorityRead(Answer):
    task_id: str
    title: str
    urgency_score: Urgency
    reason: str


class FocusRecommendation(Answer):
    technique: Technique
    duration_minutes: int = Field(ge=5, le=120)
    task_id: str | None
    sentence: str = Field(examples=["25 minutes of focus on “Pay rent”."])


class BottleneckRead(Answer):
    task_id: str
    title: str
    kind: BottleneckKind
    sentence: str


class DashboardEnergy(Answer):
    """How much energy is reckoned with: what you said last today, else 2."""

    energy_level: Level
    energy_label: EnergyLabel
    is_known: bool = Field(description="you said it today")
    recorded_at: InstantField | None = Field(description="when you last said anything; null: never")
    hours_since_last: float | None


class AchievementNear(Answer):
    achievement_id: str
    name: str
    description: str
    icon: str
    xp_reward: int
    progress: int
    target: int
    progress_percent: Percentage


class Dashboard(Answer):
    priorities: list[PriorityRead] = Field(max_length=5)
    focus_recommendation: FocusRecommendation | None = Field(description="null while a session runs")
    overdue_count: int = Field(description="open tasks whose due date has passed; 0 on the day you come back", ge=0)
    due_today_count: int = Field(ge=0)
    bottlenecks: list[BottleneckRead]
    achievements_available: list[AchievementNear] = Field(max_length=3, description="under way, the nearest first")
    ritual: RitualToday
    energy: DashboardEnergy
    active_focus: dict[str, Any] | None
    pet: PetRead | None
    welcome_back: WelcomeBack | None

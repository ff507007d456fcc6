"""The answer of `GET /api/mobile/today`."""

from pydantic import Field

from src.domain.tasks import Priority, TaskStatus
from src.schemas.common import Answer, DateField, DueField, InstantField, Percentage
from src.schemas.focus import FocusSessionStatus
from src.schemas.pets import PetRead
from src.schemas.ritual import RitualToday
from src.schemas.secretary import AdviceRead, ExpectedRead, FirstStepRead, WelcomeBack
from src.schemas.tasks import Energy


class DayNow(Answer):
    date: DateField = Field(description="your own day, which begins at your `day_start_hour`")
    timezone: str
    ends_at: InstantField = Field(description="when your next day begins")
    now: InstantField
    minutes_left: int = Field(description="of this day", ge=0)


class NextTask(Answer):
    task_id: str
    title: str
    status: TaskStatus
    priority: Priority
    due_date: DueField | None
    estimated_hours: float | None
    energy_required: Energy | None


class NextThing(Answer):
    task: NextTask | None = Field(description="null: nothing is for now, which `reason` says kindly")
    reason: str = Field(description="why this one, in a sentence", examples=["It is due today."])
    first_step: FirstStepRead | None
    expected: ExpectedRead | None = Field(description="null until enough of your tasks have both hours")
    advice: AdviceRead | None


class EnergyBefore(Answer):
    energy_level: Energy
    recorded_at: InstantField
    hours_since: float = Field(ge=0)


class XpNow(Answer):
    today: int = Field(description="earned on this day of yours")
    total: int
    level: int
    xp_to_next_level: int
    level_progress_percent: Percentage


class MobileToday(Answer):
    greeting: str
    welcome_back: WelcomeBack | None = Field(description="on the day you come back after three days or more")
    day: DayNow
    ritual: RitualToday
    next: NextThing = Field(description="one thing, as `GET /api/secretary/just-one-thing` picks it")
    focus: FocusSessionStatus | None = Field(description="the running session")
    energy: EnergyBefore | None = Field(description="what you said last; null when you never did")
    xp: XpNow
    pet: PetRead | None
    unread_count: int = Field(description="events that your app has not shown yet", ge=0)
    latest_seq: int

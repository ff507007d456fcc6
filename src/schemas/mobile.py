"""The answer of `GET /api/mobile/today`."""

from typing import Any

from pydantic import Field

from src.schemas.common import Answer, DateField, InstantField, Percentage
from src.schemas.pets import PetRead
from src.schemas.ritual import RitualToday
from src.schemas.tasks import Energy


class DayNow(Answer):
    date: DateField = Field(description="your own day, which begins at your `day_start_hour`")
    timezone: str
    ends_at: InstantField = Field(description="when your next day begins")
    now: InstantField
    minutes_left: int = Field(description="of this day", ge=0)


class NextStep(Answer):
    step_id: str | None
    description: str
    estimated_minutes: int


class NextThing(Answer):
    task_id: str
    title: str
    reason: str = Field(description="why this one, in a sentence", examples=["It is due today."])
    energy_required: Energy | None
    remaining_minutes: int | None = Field(description="how long the rest may take; null without an estimate")
    first_step: NextStep | None


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
    day: DayNow
    ritual: RitualToday
    next: NextThing | None = Field(description="one thing; null when nothing is for now")
    focus: dict[str, Any] | None = Field(description="the running session, as `GET /api/focus/status` shows it")
    energy: EnergyBefore | None = Field(description="what you said last; null when you never did")
    xp: XpNow
    pet: PetRead | None
    unread_count: int = Field(description="events that your app has not shown yet", ge=0)
    latest_seq: int

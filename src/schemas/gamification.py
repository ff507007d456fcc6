"""Requests and answers of `/api/gamification`: XP, levels, streaks and their pauses."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from src.domain.habits import HabitUnit
from src.domain.streaks import StreakStatus
from src.schemas.common import Answer, Body, DateField, DueField, InstantField, Page, Percentage
from src.schemas.tasks import Identifier

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class GamificationProgress(Answer):
    user_id: str
    current_xp: int = Field(description="your total")
    level: int
    xp_to_next_level: int
    total_xp_for_level: int = Field(description="the total that finishes this level")
    level_progress_percent: Percentage
    total_achievements_unlocked: int
    total_achievements: int
    recent_achievements: list[dict[str, Any]] = Field(max_length=5)


class XpGrant(Body):
    xp_amount: int = Field(ge=1, le=1000)
    reason: Reason = Field(examples=["Helped a neighbour"])
    user_id: Identifier | None = Field(None, description="for older clients; must be you")


class XpGranted(Answer):
    previous_xp: int
    added_xp: int
    new_xp: int
    level_up: bool
    current_level: int


class StreakRead(Answer):
    current_streak: int
    longest_streak: int
    streak_start_date: DateField | None
    last_completion_date: DateField | None
    streak_status: StreakStatus
    days_until_break: int | None = Field(description="from today, if nothing more were logged; null: nothing to break")
    next_milestone: int | None
    reserves_left: int = Field(description="two a week, and those you earned")


class PauseWrite(Body):
    until_date: DateField | None = Field(None, description="last day of it; left out: until you say so")


class PauseRead(Answer):
    pause_id: str
    first_date: DateField
    last_date: DateField | None = Field(description="null: it lasts")


class PauseList(Answer):
    pauses: list[PauseRead]


class HabitRead(Answer):
    habit_id: str = Field(description="stays the same for every occurrence")
    task_id: str = Field(description="the occurrence that is open now: complete it as any task")
    title: str
    recurrence: str = Field(examples=["FREQ=WEEKLY;BYDAY=MO"])
    unit: HabitUnit = Field(description="what streaks count: times, or the period in which the rule falls once")
    current_streak: int
    longest_streak: int
    reserves_left: int = Field(description="how many occurrences can pass and the streak stays as it is")
    last_completed_at: InstantField | None
    next_due_date: DueField | None
    is_done_today: bool
    says: str = Field(description="a sentence to show", examples=["5 weeks so far. The next one makes it 6."])


class HabitPage(Page):
    habits: list[HabitRead]

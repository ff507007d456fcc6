"""Requests and answers of `/api/progress`."""

from typing import Annotated, Any

from pydantic import Field

from src.schemas.common import Answer, Body, DateField, Percentage
from src.schemas.gamification import StreakRead
from src.schemas.tasks import Identifier

MostHours = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]


class XpCalculation(Body):
    task_id: Identifier
    completion_time_hours: MostHours = Field(description="how long it takes", examples=[3.5])
    estimated_hours: MostHours | None = Field(None, description="left out: the task's own", examples=[4.5])
    user_id: Identifier | None = Field(None, description="for older clients; must be you")


class XpCalculated(Answer):
    base_xp: float
    time_bonus: int
    streak_multiplier: float
    total_xp: int
    calculation_breakdown: dict[str, Any]


class MilestoneRead(Answer):
    days: int
    is_reached: bool = Field(description="your longest streak came to it")


class DayDone(Answer):
    date: DateField
    is_done: bool


class StreakHistory(StreakRead):
    milestones: list[MilestoneRead]
    history: list[DayDone] = Field(description="each of your last 90 days, oldest first")


class LevelRead(Answer):
    level: int
    xp_cost: int = Field(description="from its beginning to its end")
    total_xp_to_reach: int
    total_xp_to_finish: int
    is_current: bool


class LevelProgress(Answer):
    current_level: int
    current_xp: int
    xp_to_next_level: int
    total_xp_for_level: int
    level_progress_percent: Percentage
    levels: list[LevelRead] = Field(description="the current level and those around it")


class XpOfDay(Answer):
    date: DateField
    xp_earned: int


class TasksOfDay(Answer):
    date: DateField
    tasks: int


class RateOfWeek(Answer):
    week: str = Field(examples=["2026-W48"])
    rate: Percentage = Field(description="of the tasks made in that week, how many are done")


class Visualization(Answer):
    xp_over_time: list[XpOfDay]
    tasks_completed_over_time: list[TasksOfDay]
    completion_rate_trend: list[RateOfWeek]

"""Use cases of `/api/progress`: what something would pay, and how far somebody has come."""

from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import Any

from src.database.unit_of_work import UnitOfWork
from src.domain.days import DAY, week_start
from src.domain.progress import percent
from src.domain.streaks import MILESTONES
from src.domain.xp import level_cost, level_for, level_progress, task_xp, total_to_finish
from src.repositories.progress import ProgressRepository
from src.repositories.tasks import TaskRepository
from src.repositories.xp import XpRepository
from src.schemas.progress import XpCalculation
from src.services.days import days_of_owner
from src.services.streaks import StreakService

HISTORY_DAYS = 90
LEVELS_AROUND = 2


class ProgressService:
    """Numbers about the way so far."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.progress = ProgressRepository(uow)

    async def calculate(self, wanted: XpCalculation) -> dict[str, Any]:
        """What completing a task now would pay; nothing is paid.

        Raises:
            NotFound: the task is not the owner's.
        """
        task = await TaskRepository(self.uow).get(wanted.task_id)
        days = await days_of_owner(self.uow)
        facts = await StreakService(self.uow).facts(days)
        streak_days = facts.length_with(days.of(self.uow.now()))
        estimated = task.estimated_hours if wanted.estimated_hours is None else wanted.estimated_hours
        pay = task_xp(
            priority=task.priority,
            estimated_hours=estimated,
            actual_hours=wanted.completion_time_hours,
            streak_days=streak_days,
        )
        return {
            "base_xp": pay.base,
            "time_bonus": pay.time_bonus,
            "streak_multiplier": pay.streak_multiplier,
            "total_xp": pay.total,
            "calculation_breakdown": {
                "formula": "round((base_xp + time_bonus) * streak_multiplier)",
                "priority": task.priority,
                "estimated_hours": estimated,
                "completion_time_hours": wanted.completion_time_hours,
                "streak_days": streak_days,
            },
        }

    async def streak(self) -> dict[str, Any]:
        """The streak today, its milestones, and each of the last 90 own days."""
        days = await days_of_owner(self.uow)
        facts = await StreakService(self.uow).facts(days)
        today = days.of(self.uow.now())
        found = facts.on(today)
        return {
            **asdict(found),
            "milestones": [{"days": each, "is_reached": found.longest_streak >= each} for each in MILESTONES],
            "history": [{"date": day, "is_done": day in facts.done} for day in days_until(today, HISTORY_DAYS)],
        }

    async def level(self) -> dict[str, Any]:
        """The current level and those around it."""
        total = await XpRepository(self.uow).total()
        level = level_for(total)
        first = max(level - LEVELS_AROUND, 1)
        shown = asdict(level_progress(total))
        return {
            "current_level": shown.pop("level"),
            "current_xp": total,
            **shown,
            "levels": [
                {
                    "level": each,
                    "xp_cost": level_cost(each),
                    "total_xp_to_reach": total_to_finish(each - 1),
                    "total_xp_to_finish": total_to_finish(each),
                    "is_current": each == level,
                }
                for each in range(first, level + LEVELS_AROUND + 1)
            ],
        }

    async def visualization(self, day_count: int) -> dict[str, Any]:
        """XP and completed tasks of each of the last own days, and by week how many of its tasks are done."""
        days = await days_of_owner(self.uow)
        today = days.of(self.uow.now())
        shown = days_until(today, day_count)
        xp = await self.progress.xp_by_day(shown[0], today)
        tasks = await self.progress.tasks_by_day(shown[0], today)
        made: Counter[date] = Counter()
        done: Counter[date] = Counter()
        for created_at, is_done in await self.progress.made_since(days.begin(week_start(shown[0]))):
            week = week_start(days.of(created_at))
            made[week] += 1
            done[week] += is_done
        weeks = list(dict.fromkeys(week_start(day) for day in shown))
        return {
            "xp_over_time": [{"date": day, "xp_earned": xp.get(day, 0)} for day in shown],
            "tasks_completed_over_time": [{"date": day, "tasks": tasks.get(day, 0)} for day in shown],
            "completion_rate_trend": [
                {"week": f"{week:%G-W%V}", "rate": percent(done[week], made[week])} for week in weeks
            ],
        }


def days_until(today: date, day_count: int) -> list[date]:
    """The last `day_count` days, today included, oldest first."""
    return [today - number * DAY for number in reversed(range(day_count))]

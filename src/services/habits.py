"""Use cases of habits: how somebody's recurring tasks are going, told from what was done of each."""

from datetime import date, datetime
from typing import Any

from src.database.models import Task
from src.database.unit_of_work import UnitOfWork
from src.domain import habits as rules
from src.domain.days import DAY
from src.domain.streaks import DAYS_TO_LOG_LATE, Rest
from src.repositories.habits import DoneOccurrence, HabitRepository
from src.services.days import Days, days_of_owner
from src.services.streaks import StreakService
from src.services.task_dates import own_due


class HabitService:
    """Streaks of the owner's recurring tasks."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.habits = HabitRepository(uow)

    async def page(self, *, limit: int, offset: int) -> dict[str, Any]:
        """Habits that go on, what is due first comes first. Five queries, however many there are."""
        days = await days_of_owner(self.uow)
        rest = Rest((await StreakService(self.uow).facts(days)).pauses)
        found, total = await self.habits.page(limit=limit, offset=offset), await self.habits.how_many()
        done = await self.habits.done([_key(task) for task in found])
        has_more = offset + len(found) < total
        return {
            "habits": [self._shown(task, done.get(_key(task), []), days, rest) for task in found],
            "total": total,
            "limit": limit,
            "offset": offset,
            "has_more": has_more,
            "next_offset": offset + limit if has_more else None,
            "next_cursor": None,
        }

    def _shown(self, task: Task, done: list[DoneOccurrence], days: Days, rest: Rest) -> dict[str, Any]:
        assert task.recurrence is not None
        today, due = days.of(self.uow.now()), own_due(task)
        # A day stays open for as long as something can be dated back to it.
        passing = _passed(task.recurrence, due, today - DAYS_TO_LOG_LATE * DAY, days, rest)
        passed = [_passed_of(each, days, rest) for each in done]
        streak = rules.habit_streak(passed, passing=passing)
        unit = rules.unit_of(task.recurrence)
        last_at = max((completed_at for *_, completed_at in done), default=None)
        is_done_today = last_at is not None and days.of(last_at) == today
        return {
            "habit_id": _key(task),
            "task_id": task.task_id,
            "title": task.title,
            "recurrence": task.recurrence,
            "unit": unit,
            "current_streak": streak.current_streak,
            "longest_streak": streak.longest_streak,
            "reserves_left": streak.reserves_left,
            "last_completed_at": last_at,
            "next_due_date": due,
            "is_done_today": is_done_today,
            "says": rules.habit_says(
                streak,
                unit,
                is_done_today=is_done_today,
                is_resting=rest.until(today) is not None,
                waits=due is None or days.calendar_day(task.due_at) <= days.calendar_day(self.uow.now()),
            ),
        }


def _key(task: Task) -> str:
    """The first task of a series stands for it, also before there is a second."""
    return task.series_id or task.task_id


def _passed_of(occurrence: DoneOccurrence, days: Days, rest: Rest) -> int:
    rule, due_on, due_at, completed_at = occurrence
    if completed_at <= due_at:  # the usual case, also without a due date: no day needs to be worked out
        return 0
    return _passed(rule, due_on or due_at, days.of(completed_at), days, rest)


def _passed(rule: str | None, due: date | datetime | None, day: date, days: Days, rest: Rest) -> int:
    """A task without a due date, or one that recurs no more, lets nothing pass."""
    return 0 if rule is None or due is None else rules.passed_before(rule, due, day, zone=days.zone, rest=rest)

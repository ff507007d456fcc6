"""Completing a task or a step, and taking it back: one use case, one transaction, everything that hangs on it.

    complete                                            reopen
    guarded status change: one caller wins              guarded status change
    XP, by the ledger's unique key                      exactly that XP
    the pet eats what was paid                          … and gives it back
    surprises on top: a running power hour              … and what was claimed
    streak: milestones, a box every seventh day         stay, as everything celebrated does
    next occurrence, by the series' unique key          gone, unless somebody has touched it
    event                                               event
    achievements, levels, themes (motivation.py)        what was unlocked stays

What must be atomic with a completion is called here; events only tell others about it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from src.core.errors import RuleBroken
from src.core.ids import new_id
from src.database.models import MicroStep, Task
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.due import due_of
from src.domain.recurrence import remaining_after
from src.domain.tasks import DelegationMode, TaskStatus
from src.domain.xp import MICRO_STEP, task_xp
from src.repositories.tasks import TaskRepository
from src.services.agent_limits import refuse_agents, refuse_unless_accepted
from src.services.assignment_events import close_with_tasks
from src.services.days import Days, days_of_owner
from src.services.pets import PetService
from src.services.rewards import RewardService
from src.services.streaks import StreakService
from src.services.task_dates import next_due
from src.services.task_events import task_event
from src.services.xp import XpService

LATE_LOGGING = timedelta(hours=48)


class CompletionTimeRefused(RuleBroken):
    """A completion can be dated back 48 hours, and never ahead."""


@dataclass(frozen=True, slots=True)
class Completed:
    """What completing, or taking it back, did."""

    task: Task
    xp_earned: int
    next_occurrence_id: str | None = None


class CompletionService:
    """Completing tasks and steps."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.tasks = TaskRepository(uow)
        self.xp = XpService(uow)
        self.pets = PetService(uow)
        self.streaks = StreakService(uow)
        self.rewards = RewardService(uow)

    async def complete_task(self, task_id: str, *, completed_at: datetime | None = None) -> Completed | None:
        """Mark a task done and pay for it; None when it was done already (or is not there).

        Raises:
            CompletionTimeRefused: `completed_at` lies ahead, or more than 48 hours back.
            NotTrusted: an agent asks, and it is not its own work that it may complete.
        """
        done_at = self._checked(completed_at)
        await refuse_unless_accepted(self.uow, task_id)
        task = await self.tasks.complete(task_id, done_at=done_at)
        if task is None:
            return None
        await close_with_tasks(self.uow, [task.task_id], is_done=True)
        days = await days_of_owner(self.uow)
        day, key = days.of(done_at), _completion_key(task.task_id, task.completion_count)
        facts = await self.streaks.facts(days)

        paid = await self._pay(task, key, done_at, days, streak_days=facts.length_with(day))
        await self.pets.eat("task", key, paid)
        await self.rewards.after_completion(task, key, paid, days)
        if day not in facts.done:
            await self.streaks.after_completion(day, days)
        following = await self._spawn_next(task, done_at, days)
        self.uow.emit(task_event("task_update", task))
        return Completed(task, paid, following)

    async def reopen_task(self, task_id: str, status: TaskStatus) -> Completed | None:
        """Take a completion back: exactly what `complete_task` did, but for what was celebrated.

        The next occurrence stays when somebody has touched it.

        Raises:
            NotForAgents: an agent asks.
        """
        refuse_agents(self.uow)
        task = await self.tasks.reopen(task_id, status)
        if task is None:
            return None
        key = _completion_key(task.task_id, task.completion_count)

        taken = await self.xp.reverse("task", key)
        await self.pets.give_back("task", key)
        await self.rewards.after_reopening(task, key)
        await self._forget_next(task)
        self.uow.emit(task_event("task_update", task))
        return Completed(task, taken)

    async def complete_step(self, step: MicroStep) -> int:
        """Pay for a step that was just completed; what it paid. What an agent did is no effort of its person's."""
        if self.uow.agent_id is not None:
            self.uow.emit(_step_event("micro_step_completed", step, is_completed=True))
            return 0
        days = await days_of_owner(self.uow)
        day, key = days.of(self.uow.now()), _completion_key(step.step_id, step.completion_count)
        facts = await self.streaks.facts(days)

        paid = await self.xp.award(
            "micro_step",
            key,
            MICRO_STEP,
            reason=f"Step done: {step.description}",
            at=step.completed_at or self.uow.now(),
            days=days,
            zone_id=await self.tasks.zone_of(step.task_id),
            minutes=step.actual_minutes or step.estimated_minutes,
        )
        await self.pets.eat("micro_step", key, paid)
        if day not in facts.done:
            await self.streaks.after_completion(day, days)
        self.uow.emit(_step_event("micro_step_completed", step, is_completed=True))
        return paid

    async def reopen_step(self, step: MicroStep) -> int:
        """Take back what a step that was just reopened had paid.

        Raises:
            NotForAgents: an agent asks.
        """
        refuse_agents(self.uow)
        key = _completion_key(step.step_id, step.completion_count)

        taken = await self.xp.reverse("micro_step", key)
        await self.pets.give_back("micro_step", key)
        self.uow.emit(_step_event("micro_step_uncompleted", step, is_completed=False))
        return taken

    def _checked(self, completed_at: datetime | None) -> datetime:
        """When it was done, by default now."""
        now = self.uow.now()
        done_at = completed_at or now
        if not now - LATE_LOGGING <= done_at <= now:
            raise CompletionTimeRefused(
                "completed_at can be up to 48 hours back, and not ahead of time.", field="completed_at"
            )
        return done_at

    async def _pay(self, task: Task, key: str, done_at: datetime, days: Days, *, streak_days: int) -> int:
        pay = task_xp(
            priority=task.priority,
            estimated_hours=task.estimated_hours,
            actual_hours=task.actual_hours,
            streak_days=streak_days,
        )
        hours = task.actual_hours or task.estimated_hours
        return await self.xp.award(
            "task",
            key,
            pay.total,
            reason=f"Done: {task.title}",
            at=done_at,
            days=days,
            zone_id=task.zone_id,
            minutes=hours * 60 if hours else None,
        )

    async def _spawn_next(self, task: Task, done_at: datetime, days: Days) -> str | None:
        """Make the next occurrence of a recurring task, once; its id."""
        if task.recurrence is None:
            return None
        due = next_due(task, done_at, days)
        rule = remaining_after(task.recurrence)
        if due is None or rule is None:
            return None
        following = _copy_for(task, due, rule, days)
        following.series_id = task.series_id or task.task_id
        if task.series_id is None:
            await self.tasks.change(task.task_id, {"series_id": task.task_id})
        if not await self.uow.add_new(following):
            return None
        self.uow.emit(task_event("task_created", following))
        return following.task_id

    async def _forget_next(self, task: Task) -> None:
        if task.series_id is None:
            return
        following = await self.tasks.in_series(task.series_id, task.occurrence + 1)
        if following is not None and await self.tasks.forget_untouched(following.task_id):
            self.uow.emit(Event("task_deleted", "task", following.task_id, {"task_id": following.task_id}))


def _completion_key(entity_id: str, number: int) -> str:
    """Keys the XP of one completion: the same task completed again later is another effort."""
    return f"{entity_id}:{number}"


def _step_event(type_: str, step: MicroStep, *, is_completed: bool) -> Event:
    told = {"step_id": step.step_id, "task_id": step.task_id, "is_completed": is_completed}
    return Event(type_, "micro_step", step.step_id, told)


COPIED = (
    "user_id", "project_id", "zone_id", "parent_id", "level", "title", "description", "priority", "priority_rank",
    "estimated_hours", "tags", "recurrence_from", "scope", "delegation_mode", "capture_type", "energy_required",
    "is_meta_task", "task_source", "template_id", "custom_emoji", "leaf_type", "title_key", "search_words",
)  # fmt: skip


def _copy_for(task: Task, due: date | datetime, rule: str, days: Days) -> Task:
    """The next task of a series: what it is stays, how far it got starts anew."""
    copied: dict[str, Any] = {name: getattr(task, name) for name in COPIED}
    if task.delegation_mode == DelegationMode.DELEGATE:  # it was handed over once, not for ever
        copied["delegation_mode"] = DelegationMode.DO
    moment = due_of(due, days.zone)
    return Task(
        **copied,
        task_id=new_id(),
        recurrence=rule,
        occurrence=task.occurrence + 1,
        due_on=moment.on,
        due_at=moment.at,
    )

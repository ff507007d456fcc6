"""Use cases of micro-steps."""

from datetime import datetime
from typing import Any

from src.core.errors import Conflict
from src.database.models import MicroStep
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.progress import completion_percentage
from src.domain.tasks import TaskStatus
from src.domain.xp import MICRO_STEP
from src.repositories.micro_steps import MicroStepRepository
from src.repositories.tasks import TaskRepository
from src.schemas.micro_steps import MicroStepCreate
from src.services.completion import CompletionService
from src.services.splitting_habits import SplittingHabitService

MAX_STEPS = 100


class TooManySteps(Conflict):
    """A task has at most 100 steps."""


def check_room(step_count: int) -> None:
    """Refuse more steps than a task can hold.

    Raises:
        TooManySteps: they would be more than 100.
    """
    if step_count > MAX_STEPS:
        raise TooManySteps(f"A task has at most {MAX_STEPS} steps. Split it into subtasks instead.")


class MicroStepService:
    """Adding, completing and reopening steps."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.steps = MicroStepRepository(uow)
        self.tasks = TaskRepository(uow)
        self.completion = CompletionService(uow)
        self.habits = SplittingHabitService(uow)

    async def of_task(self, task_id: str) -> list[dict[str, Any]]:
        """Steps of a task in order.

        Raises:
            NotFound: the task is not the owner's.
        """
        await self.tasks.get(task_id)
        return await self.steps.of_task(task_id)

    async def add(self, task_id: str, wanted: MicroStepCreate) -> MicroStep:
        """Add a step by hand, after the others.

        Raises:
            NotFound: the task is not the owner's.
            TooManySteps: it has 100 already.
        """
        await self.tasks.get(task_id)
        await self.uow.serialise(f"steps:{task_id}")
        check_room(await self.steps.count(task_id) + 1)
        number = await self.steps.next_number(task_id)
        step = MicroStep(
            user_id=self.uow.owner_id, task_id=task_id, step_number=number, **wanted.model_dump(mode="json")
        )
        await self.steps.add(step)
        self.uow.emit(
            Event("micro_step_added", "micro_step", step.step_id, {"step_id": step.step_id, "task_id": task_id})
        )
        return step

    async def complete(
        self, step_id: str, *, actual_minutes: int | None, done_at: datetime | None = None
    ) -> dict[str, Any]:
        """Complete a step (now, or as of `done_at`) and pay for it, once; asked again, the same answer."""
        moment = done_at or self.uow.now()
        completed = await self.steps.complete(step_id, done_at=moment, actual_minutes=actual_minutes)
        if completed is not None:
            await self.completion.complete_step(completed)
            if actual_minutes:
                await self.habits.say(completed, minutes=actual_minutes)
        step = completed or await self.steps.get(step_id)
        return await self._answer(step, xp_earned=MICRO_STEP)

    async def uncomplete(self, step_id: str) -> dict[str, Any]:
        """Open a step again and take its XP back, once; asked again, the same answer."""
        reopened = await self.steps.reopen(step_id)
        if reopened is not None:
            await self.completion.reopen_step(reopened)
            await self.habits.unmeasure(reopened)
        step = reopened or await self.steps.get(step_id)
        return await self._answer(step, xp_earned=0)

    async def _answer(self, step: MicroStep, *, xp_earned: int) -> dict[str, Any]:
        task = await self.tasks.get(step.task_id)
        steps = await self.steps.of_task(step.task_id)
        progress = completion_percentage(
            is_done=task.status == TaskStatus.DONE,
            estimated_hours=task.estimated_hours,
            actual_hours=task.actual_hours,
            step_count=len(steps),
            completed_step_count=sum(each["is_completed"] for each in steps),
        )
        return {
            "step_id": step.step_id,
            "is_completed": step.is_completed,
            "completed_at": step.completed_at,
            "xp_earned": xp_earned,
            "parent_task_progress": progress,
            "next_step": next((each for each in steps if not each["is_completed"]), None),
        }

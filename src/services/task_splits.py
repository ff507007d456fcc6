"""Splitting tasks into steps: one split at a time, from the person's own habits, by a model when there is one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from src.ai.provider import AiProvider
from src.ai.provider import SplitRequest as ProviderRequest
from src.core.errors import Conflict
from src.database.models import MicroStep, Task, TaskSplit
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.splitting import (
    LOW_ENERGY,
    Split,
    SplitMethod,
    Step,
    StepHabits,
    Verdict,
    built_in_templates,
    cap_for,
    matching_template,
    split,
    template_steps,
)
from src.domain.tasks import PRIVATE_LABEL, TaskStatus
from src.repositories.micro_steps import MicroStepRepository
from src.repositories.task_splits import TaskSplitRepository
from src.repositories.tasks import TaskRepository
from src.schemas.task_splits import SplitRequest
from src.services.micro_steps import check_room
from src.services.splitting_habits import SplittingHabitService
from src.services.stages import Stages

TEMPLATE = "template"
TRIED = timedelta(hours=12)
"""A split that is replaced sooner was not to the person's liking; after that, its next step was given up."""


class TaskDone(Conflict):
    """What is done needs no steps."""


class SplitElsewhere(Conflict):
    """The unique key refused a second current split: the last guard behind the lock."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps for a task, not stored yet.

    `cap` is the longest a step may be for this person now, in minutes; `replaces` the split that was current then.
    """

    task: Task
    split: Split
    method: str
    done: tuple[str, ...]
    cap: int
    options: dict[str, Any] = field(default_factory=dict)
    replaces: str | None = None


class TaskSplitService:
    """Splits of the owner's tasks, within one unit of work."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.tasks = TaskRepository(uow)
        self.steps = MicroStepRepository(uow)
        self.splits = TaskSplitRepository(uow)
        self.habits = SplittingHabitService(uow)

    async def split_new(self, task_id: str, habits: StepHabits) -> dict[str, Any]:
        """Split a task that was just made, here and now, by the patterns alone."""
        return await self.put(await self.plan(task_id, SplitRequest(), habits=habits))

    async def standing(self, task_id: str, wanted: SplitRequest) -> dict[str, Any] | None:
        """The split that is there, when it answers what is wanted: not with `force`, nor when a next phase follows.

        Raises:
            NotFound: the task is not the owner's.
            TaskDone: it is done, and there are no steps to show.
        """
        task = await self.tasks.get(task_id)
        current = await self.splits.current(task_id)
        if current is None or wanted.force:
            if task.status == TaskStatus.DONE:
                raise TaskDone("This task is done: there is nothing left to cut.")
            return None
        steps = await self.steps.of_split(current.split_id)
        if not steps:
            return None  # replaced between the two reads
        is_done = all(step["is_completed"] for step in steps)
        if is_done and current.phases and task.status != TaskStatus.DONE and not await self._is_over(task):
            return None  # a long task: now its next phase
        return shown_split(current, steps)

    async def _is_over(self, task: Task) -> bool:
        """Whether no phase is left."""
        stays = await self._what_stays(task.task_id)
        return split(
            task.title,
            description=task.description,
            estimated_hours=task.estimated_hours,
            tags=task.tags,
            done=stays,
        ).is_over

    async def plan(self, task_id: str, wanted: SplitRequest, *, habits: StepHabits | None = None) -> Plan:
        """The steps to propose: a template that fits a fresh task, or the patterns; nothing stored yet.

        Raises:
            NotFound: the task is not the owner's.
        """
        task = await self.tasks.get(task_id)
        current = await self.splits.current(task_id)
        stays = await self._what_stays(task_id)
        habits = habits or await self.habits.habits()
        drawn = split(
            task.title,
            description=task.description,
            estimated_hours=task.estimated_hours,
            tags=task.tags,
            max_steps=wanted.max_steps,
            max_minutes_per_step=wanted.max_minutes_per_step,
            energy_level=wanted.energy_level,
            habits=habits,
            done=stays,
        )
        fitted = None if stays else from_template(task.title, wanted)
        return Plan(
            task=task,
            split=replace(fitted, kind=drawn.kind) if fitted else drawn,
            method=TEMPLATE if fitted else drawn.method.value,
            done=stays,
            cap=cap_for(
                wanted.max_minutes_per_step,
                habit=habits.learned(drawn.kind),
                is_low_energy=wanted.energy_level == LOW_ENERGY,
            ),
            options=wanted.model_dump(exclude={"force"}, exclude_none=True),
            replaces=current.split_id if current else None,
        )

    async def _what_stays(self, task_id: str) -> tuple[str, ...]:
        """Steps that a new split leaves alone and must not repeat: completed ones, and those added by hand."""
        steps = await self.steps.of_task(task_id)
        return tuple(s["description"] for s in steps if s["is_completed"] or s["split_id"] is None)

    async def put(self, plan: Plan) -> dict[str, Any]:
        """Store a plan as the task's split. When another request was quicker, its split is the answer.

        Raises:
            NotFound: the task is gone.
            TooManySteps: the task would have more than 100.
        """
        task_id = plan.task.task_id
        await self.uow.serialise(f"steps:{task_id}")
        await self.tasks.get(task_id)
        current = await self.splits.current(task_id)
        if current is not None:
            if current.split_id != plan.replaces:
                return shown_split(current, await self.steps.of_split(current.split_id))
            await self._retire(current)
        made = TaskSplit(
            user_id=self.uow.owner_id,
            task_id=task_id,
            kind=plan.split.kind,
            method=plan.method,
            reasoning=plan.split.reasoning,
            phases=list(plan.split.phases),
            options=plan.options,
            created_at=self.uow.now(),
        )
        if not await self.splits.begin(made):
            raise SplitElsewhere("This task is being split by another request. Ask again.")
        await self._add_steps(made, plan.split.steps)
        data = {"task_id": task_id, "split_id": made.split_id, "step_count": len(plan.split.steps)}
        self.uow.emit(Event("task_split", "task", task_id, data))
        return shown_split(made, await self.steps.of_split(made.split_id))

    async def _retire(self, current: TaskSplit) -> None:
        """Put a split away with its open steps. The one that was next, left lying a day, was given up on."""
        await self.splits.retire(current.split_id)
        dropped = sorted(await self.splits.drop_open_steps(current.task_id), key=lambda step: step.step_number)
        if dropped and self.uow.now() - current.created_at >= TRIED:
            await self.habits.say(dropped[0], verdict=Verdict.ABANDONED)

    async def _add_steps(self, made: TaskSplit, steps: Sequence[Step]) -> None:
        check_room(await self.steps.count(made.task_id) + len(steps))
        number = await self.steps.next_number(made.task_id)
        for place, step in enumerate(steps):
            await self.steps.add(step_row(step, made.task_id, number + place, self.uow.owner_id, made.split_id))


class SplittingService:
    """Splitting with a model that may be slow: no transaction is open while it thinks."""

    def __init__(self, stages: Stages, provider: AiProvider) -> None:
        self.stages = stages
        self.provider = provider

    async def split(self, task_id: str, wanted: SplitRequest) -> dict[str, Any]:
        """The steps of a task; the same ones again, unless `force` asks for others.

        Raises:
            NotFound: the task is not the owner's.
            TaskDone: it is done, and was never split.
        """
        async with self.stages.reading() as uow:
            reading = TaskSplitService(uow)
            standing = await reading.standing(task_id, wanted)
            plan = None if standing else await reading.plan(task_id, wanted)
        if plan is None:
            assert standing is not None
            return standing
        return await TaskSplitService(self.stages.last).put(await self._improved(plan, wanted))

    async def _improved(self, plan: Plan, wanted: SplitRequest) -> Plan:
        if plan.method == TEMPLATE:
            return plan
        request = ProviderRequest(
            title=plan.task.title,
            description=plan.task.description,
            max_steps=wanted.max_steps,
            max_minutes_per_step=plan.cap,
            done=plan.done,
            draft=plan.split,
            is_private=PRIVATE_LABEL in plan.task.tags,
        )
        reading = await self.provider.split_task(request)
        return replace(plan, split=reading.split, method=reading.method)


def from_template(title: str, wanted: SplitRequest) -> Split | None:
    """The steps of a built-in template, when one fits the title."""
    template = matching_template(title, built_in_templates())
    if template is None:
        return None
    steps = template_steps(template, max_steps=wanted.max_steps, max_minutes_per_step=wanted.max_minutes_per_step)
    why = f"This looks like “{template.name}”, so these are its steps."
    return Split(kind="", method=SplitMethod.RULES, steps=tuple(steps), reasoning=why)


def step_row(step: Step, task_id: str, number: int, owner_id: str, split_id: str | None) -> MicroStep:
    """A step as it is stored."""
    return MicroStep(
        user_id=owner_id,
        task_id=task_id,
        split_id=split_id,
        step_number=number,
        description=step.description,
        short_label=step.short_label,
        estimated_minutes=step.estimated_minutes,
        emoji=step.emoji,
        delegation_mode=step.delegation_mode.value,
        leaf_type=step.leaf_type.value,
        reasoning=step.reasoning,
        confidence=step.confidence,
    )


def shown_split(made: TaskSplit, steps: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A split as the contract shows it."""
    following = next((step for step in steps if not step["is_completed"]), steps[-1])
    return {
        "task_id": made.task_id,
        "split_id": made.split_id,
        "split_method": made.method,
        "micro_steps": steps,
        "total_steps": len(steps),
        "total_minutes": sum(step["estimated_minutes"] for step in steps),
        "next_action": following["description"],
        "reasoning": made.reasoning,
        "phases": made.phases,
    }

"""The size of a step: cutting one into smaller ones, and saying whether it fitted."""

from typing import Any

from src.core.errors import Conflict, NotFound
from src.database.models import MicroStep, Task
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.splitting import KindHabit, Split, Verdict, decompose
from src.domain.splitting.habits import SAMPLES_NEEDED
from src.repositories.micro_steps import MicroStepRepository
from src.repositories.tasks import TaskRepository
from src.schemas.task_splits import DecomposeRequest, FeedbackRequest
from src.services.micro_steps import check_room
from src.services.splitting_habits import SplittingHabitService, shown_habit
from src.services.task_splits import step_row

MESSAGES = {
    Verdict.TOO_LARGE: "Thank you. Steps like this one will come smaller",
    Verdict.TOO_SMALL: "Thank you. Steps like this one can be a little longer",
    Verdict.JUST_RIGHT: "Good to know: this size suits you",
}
SOON = f", once you have said so about {SAMPLES_NEEDED} of them"


class StepCompleted(Conflict):
    """What is done needs no smaller steps."""


class SmallEnough(Conflict):
    """A part of a step that takes a minute is not cut again."""


class StepSizeService:
    """Decomposing steps, and learning from what people say about them."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.steps = MicroStepRepository(uow)
        self.tasks = TaskRepository(uow)
        self.habits = SplittingHabitService(uow)

    async def decompose(self, step_id: str, wanted: DecomposeRequest) -> dict[str, Any]:
        """Put smaller steps in a step's place, once; asked again, the same ones. It says that the step was too large.

        Raises:
            NotFound: the step is not the owner's.
            StepCompleted: it is done.
            SmallEnough: it is a part of a step already, and takes a minute.
            TooManySteps: the task would have more than 100.
        """
        step = await self.steps.find(step_id)
        if step is None:
            return await self._parts_of(step_id)
        task = await self.tasks.get(step.task_id)
        await self.uow.serialise(f"steps:{task.task_id}")
        parts = await self._parts(step, task, wanted)
        if step.parent_step_id is not None and step.estimated_minutes == 1:
            raise SmallEnough("This step is as small as steps get. Begin it, and stop after a minute if you like.")
        taken = await self.steps.take_out(step_id)
        if taken is None:
            return await self._parts_of(step_id)
        await self.habits.say(taken, verdict=Verdict.TOO_LARGE)
        await self._put_in_place(taken, parts)
        made = await self.steps.parts_of(step_id)
        data = {"step_id": step_id, "task_id": task.task_id, "step_ids": [each["step_id"] for each in made]}
        self.uow.emit(Event("micro_step_decomposed", "micro_step", step_id, data))
        return shown_parts(step_id, made)

    async def _parts(self, step: MicroStep, task: Task, wanted: DecomposeRequest) -> Split:
        return decompose(
            step.description,
            minutes=step.estimated_minutes,
            task_title=task.title,
            max_minutes_per_step=wanted.max_minutes_per_step,
            energy_level=wanted.energy_level,
            habits=await self.habits.habits(),
        )

    async def _put_in_place(self, step: MicroStep, parts: Split) -> None:
        more = len(parts.steps) - 1
        check_room(await self.steps.count(step.task_id) + len(parts.steps))
        await self.steps.make_room(step.task_id, after=step.step_number, by=more)
        for place, part in enumerate(parts.steps):
            row = step_row(part, step.task_id, step.step_number + place, self.uow.owner_id, step.split_id)
            row.parent_step_id = step.step_id
            await self.steps.add(row)

    async def _parts_of(self, step_id: str) -> dict[str, Any]:
        """What took the place of a step that is no longer open.

        Raises:
            NotFound: nothing did, and the step is not there.
            StepCompleted: it is there, and done.
        """
        made = await self.steps.parts_of(step_id)
        if made:
            return shown_parts(step_id, made)
        await self.steps.get(step_id)
        raise StepCompleted("This step is done already.")

    async def take_feedback(self, step_id: str, wanted: FeedbackRequest) -> dict[str, Any]:
        """Keep what a person says about a step's size; said again, the later word counts.

        Raises:
            NotFound: the step is not the owner's.
        """
        step = await self.steps.get(step_id)
        kind = await self.habits.say(step, verdict=Verdict(wanted.verdict), minutes=wanted.actual_minutes or None)
        habit = (await self.habits.habits()).by_kind.get(kind, KindHabit())
        data = {"step_id": step_id, "task_id": step.task_id, "verdict": wanted.verdict}
        self.uow.emit(Event("micro_step_feedback", "micro_step", step_id, data))
        return {
            "step_id": step_id,
            "verdict": wanted.verdict,
            "habit": shown_habit(kind, habit),
            "message": MESSAGES[Verdict(wanted.verdict)] + ("" if habit.sample_count >= SAMPLES_NEEDED else SOON),
        }


def shown_parts(step_id: str, made: list[dict[str, Any]]) -> dict[str, Any]:
    """The smaller steps as the contract shows them."""
    if not made:
        raise NotFound("micro_step", step_id)
    following = next((step for step in made if not step["is_completed"]), made[-1])
    return {
        "step_id": step_id,
        "task_id": made[0]["task_id"],
        "micro_steps": made,
        "total_steps": len(made),
        "total_minutes": sum(step["estimated_minutes"] for step in made),
        "next_action": following["description"],
        "reasoning": "In smaller pieces now; the first one only gets your hands there.",
    }

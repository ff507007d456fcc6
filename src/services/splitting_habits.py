"""What a person's own steps teach the splitter: kept as samples, worked out when needed, shown and erasable."""

from typing import Any

from src.database.models import MicroStep, SplittingSample
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.splitting import KindHabit, StepHabits, StepSample, Verdict, kind_of, learn
from src.domain.splitting.habits import SAMPLES_NEEDED
from src.repositories.task_splits import SplittingSampleRepository, TaskSplitRepository
from src.repositories.tasks import TaskRepository


class SplittingHabitService:
    """Samples of the owner's steps."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.samples = SplittingSampleRepository(uow)

    async def habits(self) -> StepHabits:
        """What all samples come to: a pure function of them, oldest first."""
        habits = StepHabits()
        for sample in await self.samples.latest():
            verdict = Verdict(sample.verdict) if sample.verdict else None
            lived = StepSample(sample.kind, verdict, sample.planned_minutes, sample.actual_minutes)
            habits = learn(habits, lived)
        return habits

    async def say(self, step: MicroStep, *, verdict: Verdict | None = None, minutes: int | None = None) -> str:
        """Keep what a step says about its size or duration; the kind of task it spoke about."""
        kind = await self.kind_of_step(step)
        await self.samples.say(
            SplittingSample(
                user_id=self.uow.owner_id,
                step_id=step.step_id,
                kind=kind,
                verdict=verdict,
                planned_minutes=step.estimated_minutes,
                actual_minutes=minutes,
                sampled_at=self.uow.now(),
            )
        )
        return kind

    async def unmeasure(self, step: MicroStep) -> None:
        """The step was not done after all: how long it took is forgotten, what was said of its size is not."""
        await self.samples.unmeasure(step.step_id)

    async def kind_of_step(self, step: MicroStep) -> str:
        """The kind that its split was made for; of a step added by hand, what the task's title says."""
        if step.split_id is not None:
            kind = await TaskSplitRepository(self.uow).kind_of(step.split_id)
            if kind is not None:
                return kind
        return kind_of((await TaskRepository(self.uow).get(step.task_id)).title)

    async def shown(self) -> list[dict[str, Any]]:
        """Every habit, by kind."""
        by_kind = (await self.habits()).by_kind
        return [shown_habit(kind, habit) for kind, habit in sorted(by_kind.items())]

    async def forget(self) -> None:
        """Unlearn everything."""
        if await self.samples.forget():
            self.uow.emit(Event("splitting_habits_forgotten", "user", self.uow.owner_id))


def shown_habit(kind: str, habit: KindHabit) -> dict[str, Any]:
    return {
        "kind": kind,
        "sample_count": habit.sample_count,
        "step_size": round(habit.size, 2),
        "pace": round(habit.pace, 2),
        "is_used": habit.sample_count >= SAMPLES_NEEDED,
    }

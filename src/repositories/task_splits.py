"""Queries of splits, and of what lived steps said about their size."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from src.database.models import MicroStep, SplittingSample, TaskSplit
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_delete, owned_update

MOST_SAMPLES = 300
"""Older ones say little about today."""

CURRENT = owned(TaskSplit).where(TaskSplit.task_id == bindparam("task_id"), TaskSplit.is_current)
RETIRE = (
    owned_update(TaskSplit).where(TaskSplit.split_id == bindparam("key"), TaskSplit.is_current).values(is_current=False)
)
KIND_OF = select(TaskSplit.kind).where(TaskSplit.user_id == OWNER_ID, TaskSplit.split_id == bindparam("key"))
DROP_OPEN = (
    owned_delete(MicroStep)
    .where(
        MicroStep.task_id == bindparam("task_id"), MicroStep.split_id.is_not(None), MicroStep.is_completed.is_(False)
    )
    .returning(MicroStep)
)
LATEST = (
    owned(SplittingSample)
    .order_by(SplittingSample.sampled_at.desc(), SplittingSample.step_id.desc())
    .limit(MOST_SAMPLES)
)
SAY = (
    owned_update(SplittingSample)
    .where(SplittingSample.step_id == bindparam("step_id"))
    .values(
        verdict=func.coalesce(bindparam("new_verdict", type_=SplittingSample.verdict.type), SplittingSample.verdict),
        actual_minutes=func.coalesce(
            bindparam("new_minutes", type_=SplittingSample.actual_minutes.type), SplittingSample.actual_minutes
        ),
        sampled_at=bindparam("now"),
    )
)
UNMEASURE = (
    owned_update(SplittingSample).where(SplittingSample.step_id == bindparam("step_id")).values(actual_minutes=None)
)
FORGET_EMPTY = owned_delete(SplittingSample).where(
    SplittingSample.step_id == bindparam("step_id"),
    SplittingSample.verdict.is_(None),
    SplittingSample.actual_minutes.is_(None),
)
FORGET = owned_delete(SplittingSample)


class TaskSplitRepository(OwnedRepository[TaskSplit]):
    """Splits of the owner's tasks."""

    async def current(self, task_id: str) -> TaskSplit | None:
        """The split that the task's steps come from; None when it was never split."""
        return await self.uow.first(CURRENT, task_id=task_id)

    async def begin(self, split: TaskSplit) -> bool:
        """The guard: make it the current split of its task, unless there is one; whether it is."""
        return await self.uow.add_new(split)

    async def retire(self, key: str) -> bool:
        """Let a split be no longer current; false when it was not."""
        return await self.uow.run(RETIRE, key=key) > 0

    async def drop_open_steps(self, task_id: str) -> list[MicroStep]:
        """Delete the steps that splits made and nobody has completed; those that went."""
        return await self.uow.all(DROP_OPEN, task_id=task_id)

    async def kind_of(self, key: str) -> str | None:
        return await self.uow.first(KIND_OF, key=key)


class SplittingSampleRepository(OwnedRepository[SplittingSample]):
    """What the owner's steps said about step sizes."""

    async def latest(self) -> Sequence[SplittingSample]:
        """The latest ones, oldest first."""
        return list(reversed(await self.uow.all(LATEST)))

    async def say(self, sample: SplittingSample) -> None:
        """Keep what a step says; said again, the later word counts, and what is left out stays."""
        if await self.uow.add_new(sample):
            return
        await self.uow.run(SAY, step_id=sample.step_id, new_verdict=sample.verdict, new_minutes=sample.actual_minutes)

    async def unmeasure(self, step_id: str) -> None:
        """Forget how long a step took, and the sample when it says nothing else."""
        await self.uow.run(UNMEASURE, step_id=step_id)
        await self.uow.run(FORGET_EMPTY, step_id=step_id)

    async def forget(self) -> int:
        """Forget everything that was learned."""
        return await self.uow.run(FORGET)

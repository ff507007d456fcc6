"""Queries of micro-steps, reached through their owner and, for writes, through a task that is there."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, exists, func, select

from src.database.models import MicroStep, Task
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_delete, owned_update

STEP_COLUMNS: tuple[Any, ...] = (
    MicroStep.step_id, MicroStep.task_id, MicroStep.step_number, MicroStep.description, MicroStep.short_label,
    MicroStep.estimated_minutes, MicroStep.actual_minutes, MicroStep.emoji, MicroStep.delegation_mode,
    MicroStep.leaf_type, MicroStep.reasoning, MicroStep.confidence, MicroStep.is_completed, MicroStep.completed_at,
    MicroStep.split_id,
)  # fmt: skip
TASK_IS_THERE = exists(select(1)).where(
    Task.user_id == MicroStep.user_id, Task.task_id == MicroStep.task_id, Task.deleted_at.is_(None)
)
OF_TASK = (
    select(*STEP_COLUMNS)
    .where(MicroStep.user_id == OWNER_ID, MicroStep.task_id == bindparam("task_id"))
    .order_by(MicroStep.step_number, MicroStep.step_id)
)
OF_SPLIT = (
    select(*STEP_COLUMNS)
    .where(MicroStep.user_id == OWNER_ID, MicroStep.split_id == bindparam("split_id"))
    .order_by(MicroStep.step_number, MicroStep.step_id)
)
PARTS = (
    select(*STEP_COLUMNS)
    .where(MicroStep.user_id == OWNER_ID, MicroStep.parent_step_id == bindparam("parent_step_id"), TASK_IS_THERE)
    .order_by(MicroStep.step_number, MicroStep.step_id)
)
TAKE_OUT = (
    owned_delete(MicroStep)
    .where(MicroStep.step_id == bindparam("key"), MicroStep.is_completed.is_(False), TASK_IS_THERE)
    .returning(MicroStep)
)
MAKE_ROOM = (
    owned_update(MicroStep)
    .where(MicroStep.task_id == bindparam("task_id"), MicroStep.step_number > bindparam("after"))
    .values(step_number=MicroStep.step_number + bindparam("by", type_=Integer()), updated_at=bindparam("now"))
)
STEP = owned(MicroStep).where(MicroStep.step_id == bindparam("key"), TASK_IS_THERE)
LAST_NUMBER = select(func.max(MicroStep.step_number)).where(
    MicroStep.user_id == OWNER_ID, MicroStep.task_id == bindparam("task_id")
)
COUNT = (
    select(func.count())
    .select_from(MicroStep)
    .where(MicroStep.user_id == OWNER_ID, MicroStep.task_id == bindparam("task_id"))
)
COMPLETE = (
    owned_update(MicroStep)
    .where(MicroStep.step_id == bindparam("key"), MicroStep.is_completed.is_(False), TASK_IS_THERE)
    .values(
        is_completed=True,
        completed_at=bindparam("done_at"),
        actual_minutes=func.coalesce(
            bindparam("minutes", type_=MicroStep.actual_minutes.type), MicroStep.actual_minutes
        ),
        completion_count=MicroStep.completion_count + 1,
        updated_at=bindparam("now"),
    )
    .returning(MicroStep)
)
REOPEN = (
    owned_update(MicroStep)
    .where(MicroStep.step_id == bindparam("key"), MicroStep.is_completed, TASK_IS_THERE)
    .values(is_completed=False, completed_at=None, updated_at=bindparam("now"))
    .returning(MicroStep)
)


class MicroStepRepository(OwnedRepository[MicroStep]):
    """Steps of the owner's tasks, those of tasks in the bin left out."""

    @property
    def resource(self) -> str:
        return "micro_step"

    async def find(self, key: str) -> MicroStep | None:
        return await self.uow.first(STEP, key=key)

    async def of_task(self, task_id: str) -> list[dict[str, Any]]:
        """Steps of a task in order, as the contract shows them."""
        return await self.uow.wire(OF_TASK, task_id=task_id)

    async def of_split(self, split_id: str) -> list[dict[str, Any]]:
        """Steps that a split made, in order."""
        return await self.uow.wire(OF_SPLIT, split_id=split_id)

    async def parts_of(self, key: str) -> list[dict[str, Any]]:
        """The smaller steps that took the place of a step, in order."""
        return await self.uow.wire(PARTS, parent_step_id=key)

    async def take_out(self, key: str) -> MicroStep | None:
        """The guard of decomposing: delete an open step; None when it was completed or is gone."""
        return await self.uow.first(TAKE_OUT, key=key)

    async def make_room(self, task_id: str, *, after: int, by: int) -> None:
        """Move the steps behind a number on."""
        await self.uow.run(MAKE_ROOM, task_id=task_id, after=after, by=by)

    async def next_number(self, task_id: str) -> int:
        return (await self.uow.first(LAST_NUMBER, task_id=task_id) or 0) + 1

    async def count(self, task_id: str) -> int:
        return await self.uow.first(COUNT, task_id=task_id) or 0

    async def complete(self, key: str, *, done_at: datetime, actual_minutes: int | None) -> MicroStep | None:
        """The guard: the step as it is now complete, or None when it was already."""
        return await self.uow.first(COMPLETE, key=key, done_at=done_at, minutes=actual_minutes)

    async def reopen(self, key: str) -> MicroStep | None:
        """The step as it is open again, or None when it was open."""
        return await self.uow.first(REOPEN, key=key)

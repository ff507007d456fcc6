"""Queries of what a phone did while it was offline: each operation once, and the rows it means, held while it does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from src.database.models import EventCounter, MicroStep, SyncOperation, Task
from src.database.types import instant_text
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_update
from src.repositories.micro_steps import TASK_IS_THERE
from src.repositories.task_columns import READS_AS

OPERATION = owned(SyncOperation).where(SyncOperation.client_id == bindparam("client_id"))
HOLD = OPERATION.with_for_update()
KEEP = (
    owned_update(SyncOperation)
    .where(SyncOperation.client_id == bindparam("client_id"))
    .values(result=bindparam("new_result", type_=SyncOperation.result.type))
)
HOLD_TASK = (
    select(Task.status, Task.version, Task.completed_at)
    .where(Task.user_id == OWNER_ID, Task.task_id == bindparam("key"), Task.deleted_at.is_(None))
    .with_for_update()
)
HOLD_STEP = (
    select(MicroStep.is_completed, MicroStep.completed_at)
    .where(MicroStep.user_id == OWNER_ID, MicroStep.step_id == bindparam("key"), TASK_IS_THERE)
    .with_for_update()
)
TASK_NOW = select(Task.task_id, READS_AS, Task.version, Task.completed_at, Task.updated_at).where(
    Task.user_id == OWNER_ID, Task.task_id == bindparam("key"), Task.deleted_at.is_(None)
)
STEP_NOW = select(MicroStep.step_id, MicroStep.task_id, MicroStep.is_completed, MicroStep.completed_at).where(
    MicroStep.user_id == OWNER_ID, MicroStep.step_id == bindparam("key"), TASK_IS_THERE
)
MARK_READ = (
    update(EventCounter)
    .where(
        EventCounter.user_id == OWNER_ID,
        EventCounter.read_seq < bindparam("shown_seq"),
        EventCounter.seq >= bindparam("shown_seq"),
    )
    .values(read_seq=bindparam("shown_seq"))
)


@dataclass(frozen=True, slots=True)
class HeldTask:
    """What an operation on a task goes by. `status` as it is stored: waiting for others does not show."""

    status: str
    version: int
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldStep:
    """What an operation on a step goes by."""

    is_completed: bool
    completed_at: datetime | None


class SyncOperationRepository(OwnedRepository[SyncOperation]):
    """Operations of the owner's phones."""

    async def claim(self, client_id: str, request_hash: str, result: dict[str, Any]) -> bool:
        """The guard: take the name for an operation; false when it is taken. Waits for whoever is at it."""
        row = SyncOperation(
            user_id=self.owner_id,
            client_id=client_id,
            request_hash=request_hash,
            result=result,
            applied_at=self.uow.now(),
        )
        return await self.uow.add_new(row)

    async def named(self, client_id: str) -> SyncOperation | None:
        return await self.uow.first(OPERATION, client_id=client_id)

    async def hold(self, client_id: str) -> SyncOperation | None:
        """The operation, nobody else's to finish until the unit ends."""
        return await self.uow.first(HOLD, client_id=client_id)

    async def keep(self, client_id: str, result: dict[str, Any]) -> None:
        await self.uow.run(KEEP, client_id=client_id, new_result=result)

    async def hold_task(self, key: str) -> HeldTask | None:
        """The task, nobody else's to change until the unit ends; None when it is gone or in the bin."""
        rows = await self.uow.rows(HOLD_TASK, key=key)
        return HeldTask(*rows[0]) if rows else None

    async def hold_step(self, key: str) -> HeldStep | None:
        """The step, nobody else's to change until the unit ends; None when it or its task is gone."""
        rows = await self.uow.rows(HOLD_STEP, key=key)
        return HeldStep(*rows[0]) if rows else None

    async def task_now(self, key: str) -> dict[str, Any] | None:
        """What a phone needs to show the task as it is; None when it is gone."""
        for task_id, status, version, completed_at, updated_at in await self.uow.rows(TASK_NOW, key=key):
            return {
                "task_id": task_id,
                "status": status,
                "version": version,
                "completed_at": completed_at and instant_text(completed_at),
                "updated_at": instant_text(updated_at),
            }
        return None

    async def step_now(self, key: str) -> dict[str, Any] | None:
        """What a phone needs to show the step as it is; None when it is gone."""
        for step_id, task_id, is_completed, completed_at in await self.uow.rows(STEP_NOW, key=key):
            return {
                "step_id": step_id,
                "task_id": task_id,
                "is_completed": is_completed,
                "completed_at": completed_at and instant_text(completed_at),
            }
        return None

    async def mark_read(self, seq: int) -> None:
        """Everything up to `seq` has been shown: the mark moves forward, never back and not past the log's end."""
        await self.uow.run(MARK_READ, shown_seq=seq)

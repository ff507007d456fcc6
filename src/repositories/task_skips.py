"""Queries of suggestions that were passed over."""

from datetime import datetime

from sqlalchemy import bindparam, select

from src.database.models import Task, TaskSkip
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_update

HOLD_TASK = (
    select(Task.status, Task.title)
    .where(Task.user_id == OWNER_ID, Task.task_id == bindparam("key"), Task.deleted_at.is_(None))
    .with_for_update()
)
LATEST = (
    owned(TaskSkip)
    .where(TaskSkip.task_id == bindparam("task_id"), TaskSkip.skipped_at > bindparam("since"))
    .order_by(TaskSkip.skipped_at.desc(), TaskSkip.skip_id.desc())
    .limit(1)
)
GIVE_REASON = (
    owned_update(TaskSkip)
    .where(TaskSkip.skip_id == bindparam("key"))
    .values(reason=bindparam("new_reason", type_=TaskSkip.reason.type))
)


class TaskSkipRepository(OwnedRepository[TaskSkip]):
    """The owner's skips."""

    async def hold_task(self, task_id: str) -> tuple[str, str] | None:
        """`(status, title)` of a task, its row locked until the unit ends: one skip of it at a time."""
        rows = await self.uow.rows(HOLD_TASK, key=task_id)
        return rows[0] if rows else None

    async def latest(self, task_id: str, *, since: datetime) -> TaskSkip | None:
        """The last skip of a task after `since`."""
        return await self.uow.first(LATEST, task_id=task_id, since=since)

    async def give_reason(self, skip_id: str, reason: str) -> None:
        await self.uow.run(GIVE_REASON, key=skip_id, new_reason=reason)

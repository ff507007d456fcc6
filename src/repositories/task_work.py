"""Queries that note work on tasks."""

from datetime import datetime

from sqlalchemy import bindparam, func

from src.database.models import Task
from src.domain.tasks import TaskStatus
from src.repositories.base import OwnedRepository, owned_update

BEGIN = (
    owned_update(Task)
    .where(Task.task_id == bindparam("key"), Task.deleted_at.is_(None), Task.status == TaskStatus.TODO)
    .values(
        status=TaskStatus.IN_PROGRESS,
        started_at=func.coalesce(Task.started_at, bindparam("at", type_=Task.started_at.type)),
        updated_at=bindparam("now"),
        version=Task.version + 1,
    )
    .returning(Task)
)
ADD_HOURS = (
    owned_update(Task)
    .where(Task.task_id == bindparam("key"), Task.deleted_at.is_(None))
    .values(actual_hours=Task.actual_hours + bindparam("hours"), updated_at=bindparam("now"), version=Task.version + 1)
    .returning(Task)
)


class TaskWorkRepository(OwnedRepository[Task]):
    """Work on tasks outside the bin."""

    async def begin(self, key: str, *, at: datetime) -> Task | None:
        """The task as it is in progress now, or None when it was anything but `todo`."""
        return await self.uow.first(BEGIN, key=key, at=at)

    async def add_hours(self, key: str, hours: float) -> Task | None:
        """The task with `hours` more worked on it, or None when it is gone."""
        return await self.uow.first(ADD_HOURS, key=key, hours=hours)

"""Work on a task, as it is noted while somebody is at it."""

from datetime import datetime

from src.database.models import Task
from src.database.unit_of_work import UnitOfWork
from src.repositories.task_work import TaskWorkRepository
from src.services.task_events import task_event


class TaskWork:
    """The owner's work."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.work = TaskWorkRepository(uow)

    async def begin(self, task_id: str, *, at: datetime) -> None:
        """Move a task that nobody has begun to `in_progress`; every other one stays as it is."""
        begun = await self.work.begin(task_id, at=at)
        if begun is not None:
            self.uow.emit(task_event("task_update", begun))

    async def add_hours(self, task_id: str, hours: float) -> Task | None:
        """Add to the hours worked on a task; the task as it is now, or None when it is gone."""
        changed = await self.work.add_hours(task_id, hours)
        if changed is not None:
            self.uow.emit(task_event("task_update", changed, fields=["actual_hours"]))
        return changed

"""Queries of habits: series of recurring tasks."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased

from src.database.models import Task
from src.database.types import any_of
from src.domain.tasks import TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository

Earlier = aliased(Task, name="earlier")
# A series goes on in its first open occurrence: one that was taken back can have another, touched one behind it.
_goes_on = (
    Task.user_id == OWNER_ID,
    Task.deleted_at.is_(None),
    Task.status != TaskStatus.DONE,
    Task.recurrence.is_not(None),
    ~exists(select(1)).where(
        Earlier.user_id == OWNER_ID,
        Earlier.series_id == Task.series_id,
        Earlier.occurrence < Task.occurrence,
        Earlier.deleted_at.is_(None),
        Earlier.status != TaskStatus.DONE,
    ),
)
GOING_ON = (
    select(Task)
    .where(*_goes_on)
    .order_by(Task.due_at, Task.task_id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
HOW_MANY = select(func.count()).select_from(Task).where(*_goes_on)
DONE = (
    select(Task.series_id, Task.recurrence, Task.due_on, Task.due_at, Task.completed_at)
    .where(
        Task.user_id == OWNER_ID,
        any_of(Task.series_id, "series"),
        Task.deleted_at.is_(None),
        Task.status == TaskStatus.DONE,
    )
    .order_by(Task.series_id, Task.occurrence)
)

DoneOccurrence = tuple[str | None, date | None, datetime, datetime]
"""Its rule, the day it was due on, the moment it was due at, and when it was done."""


class HabitRepository(OwnedRepository[Task]):
    """Series that go on, each as its open occurrence, and what was done of them."""

    async def page(self, *, limit: int, offset: int) -> list[Task]:
        """What is due first comes first."""
        return await self.uow.all(GOING_ON, limit=limit, offset=offset)

    async def how_many(self) -> int:
        return await self.uow.first(HOW_MANY) or 0

    async def done(self, series: Sequence[str]) -> dict[str, list[DoneOccurrence]]:
        """Occurrences that were done, by series, each series in order."""
        found: dict[str, list[DoneOccurrence]] = {}
        for series_id, rule, due_on, due_at, completed_at in await self.uow.rows(DONE, series=list(series)):
            if series_id is not None and completed_at is not None:
                found.setdefault(series_id, []).append((rule, due_on, due_at, completed_at))
        return found

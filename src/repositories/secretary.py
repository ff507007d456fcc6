"""Queries of the dashboard."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    ColumnElement,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from src.database.models import Task, TaskDependency
from src.domain.tasks import DelegationMode, TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository
from src.repositories.candidates import IS_IN_USE, IS_OPEN

LONG = timedelta(days=7)
MOST_OF_A_KIND = 3
EVERY_PRIORITY = literal_column("tasks.priority_rank IN (1, 2, 3, 4)", Boolean())
"""So that the index of open tasks is read by four ranges of due dates, and nothing beside it."""


def _due(*when: ColumnElement[bool]) -> ColumnElement[int]:
    """How many open tasks are due then, as `TaskRepository.due_between` counts them."""
    counted = select(func.count()).select_from(Task)
    return counted.where(Task.user_id == OWNER_ID, IS_OPEN, EVERY_PRIORITY, *when).scalar_subquery()


DUE_COUNTS = select(
    _due(Task.due_at < bindparam("now")).label("overdue_count"),
    _due(Task.due_at >= bindparam("begin"), Task.due_at < bindparam("end")).label("due_today_count"),
)

Waiting = aliased(Task, name="waiting")
_waiting_count = func.count().label("waiting_count")
HOLDING_UP = (
    select(Task.task_id, Task.title, _waiting_count, literal(None, Task.started_at.type).label("started_at"))
    .select_from(TaskDependency)
    .join(Task, and_(Task.user_id == TaskDependency.user_id, Task.task_id == TaskDependency.depends_on_id))
    .join(Waiting, and_(Waiting.user_id == TaskDependency.user_id, Waiting.task_id == TaskDependency.task_id))
    .where(
        TaskDependency.user_id == OWNER_ID,
        IS_OPEN,
        Waiting.deleted_at.is_(None),
        Waiting.status != TaskStatus.DONE,
    )
    .group_by(Task.task_id, Task.title)
    .order_by(_waiting_count.desc(), Task.task_id)
    .limit(literal_column(str(MOST_OF_A_KIND)))
    .subquery()
)
LONG_BEGUN = (
    select(Task.task_id, Task.title, literal_column("0").label("waiting_count"), Task.started_at)
    .where(
        Task.user_id == OWNER_ID,
        Task.deleted_at.is_(None),
        Task.status == TaskStatus.IN_PROGRESS,
        Task.updated_at < bindparam("untouched_since"),
        or_(Task.delegation_mode == DelegationMode.DO, Task.delegation_mode == DelegationMode.DO_WITH_ME),
        IS_IN_USE,
    )
    .order_by(Task.created_at, Task.task_id)
    .limit(literal_column(str(MOST_OF_A_KIND)))
    .subquery()
)
BOTTLENECKS = union_all(select(HOLDING_UP), select(LONG_BEGUN))


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A task that others wait for (`waiting_count` of them), or that was begun a while ago and has rested since."""

    task_id: str
    title: str
    waiting_count: int
    started_at: datetime | None


class SecretaryRepository(OwnedRepository[Task]):
    """What the dashboard shows beside suggestions."""

    async def due_counts(self, begin: datetime, end: datetime) -> tuple[int, int]:
        """`(open tasks whose due date has passed, those due from begin up to, not including, end)`."""
        return (await self.uow.rows(DUE_COUNTS, begin=begin, end=end))[0]

    async def bottlenecks(self) -> list[Bottleneck]:
        """Up to three that most others wait for, then up to three that were begun and rest for a week or more."""
        rows = await self.uow.rows(BOTTLENECKS, untouched_since=self.uow.now() - LONG)
        return [Bottleneck(*row) for row in rows]

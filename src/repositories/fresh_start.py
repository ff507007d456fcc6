"""What has gone stale, and what of it is a part of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from src.database.models import NO_DUE_DATE, FocusSession, MicroStep, Project, Task, TaskComment
from src.database.types import Instant, any_of
from src.domain.tasks import CaptureType, TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository, owned, there_is
from src.repositories.candidates import IS_OPEN
from src.repositories.task_columns import Child

Whole = aliased(Task, name="whole")
ONE = literal_column("1", Integer())
_week_ago = bindparam("week_ago", type_=Instant())
_month_ago = bindparam("month_ago", type_=Instant())
_due_before = bindparam("due_before", type_=Instant())


def _is_open(task: Any) -> ColumnElement[bool]:
    # `coalesce` hides it from the index of open tasks: before its first ANALYZE, PostgreSQL would read all of that for
    # each row (20 s with 3,000 open tasks) rather than look into the index of parts.
    return and_(task.deleted_at.is_(None), func.coalesce(task.status, "") != TaskStatus.DONE)


def _touched(task: Any, since: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Somebody changed it, did a step of it, focused on it or remarked on it."""
    return or_(
        task.updated_at >= since,
        *(
            there_is(
                select(ONE)
                .where(table.user_id == task.user_id, table.task_id == task.task_id, moment >= since)
                .correlate(task)
            )
            for table, moment in (
                (MicroStep, MicroStep.completed_at),
                (FocusSession, FocusSession.started_at),
                (TaskComment, TaskComment.created_at),
            )
        ),
    )


def _is_alive(task: Any) -> ColumnElement[bool]:
    """A part that keeps the whole from being stale: touched lately, or due lately or later."""
    since = case((task.status == TaskStatus.IN_PROGRESS, _month_ago), else_=_week_ago)
    return or_(_touched(task, since), and_(task.due_at >= _due_before, task.due_at < NO_DUE_DATE))


_quiet_since = case(
    (or_(Task.status == TaskStatus.IN_PROGRESS, Task.due_at >= NO_DUE_DATE), _month_ago), else_=_week_ago
)
STALE = (
    owned(Task)
    .where(
        IS_OPEN,
        Task.updated_at < _week_ago,
        or_(Task.due_at < _due_before, and_(Task.due_at >= NO_DUE_DATE, Task.recurrence.is_(None))),
        or_(Task.start_date.is_(None), Task.start_date < bindparam("begun_before")),
        *(Task.capture_type != kind for kind in (CaptureType.NOTE, CaptureType.IDEA, CaptureType.GOAL)),
        ~_touched(Task, _quiet_since),
        ~any_of(Task.task_id, "keep"),
        Task.project_id != bindparam("archive_id"),
        there_is(
            select(ONE)
            .where(Project.user_id == Task.user_id, Project.project_id == Task.project_id, Project.is_active)
            .correlate(Task)
        ),
        ~there_is(
            select(ONE)
            .where(Whole.user_id == Task.user_id, Whole.task_id == Task.parent_id, _is_open(Whole))
            .correlate(Task)
        ),
        ~there_is(
            select(ONE)
            .where(Child.user_id == Task.user_id, Child.parent_id == Task.task_id, _is_open(Child), _is_alive(Child))
            .correlate(Task)
        ),
    )
    .order_by(Task.updated_at, Task.task_id)
    .limit(bindparam("most", type_=Integer()))
)
"""Open tasks that are no part of an open one, in a project that is in use; the ones that rested longest first."""
PARTS: Select[*tuple[Any, ...]] = (
    select(Task, _is_alive(Task).label("is_alive"))
    .where(Task.user_id == OWNER_ID, any_of(Task.parent_id, "parents"), _is_open(Task))
    .order_by(Task.created_at, Task.task_id)
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What separates stale from alive."""

    week_ago: datetime
    month_ago: datetime
    due_before: datetime
    begun_before: date


class FreshStartRepository(OwnedRepository[Task]):
    """Stale tasks of the owner."""

    async def stale(self, bounds: Bounds, *, archive_id: str, keep: Sequence[str], most: int) -> Sequence[Task]:
        """Stale tasks but for `keep` and what is put away already, the ones that rested longest first."""
        return await self.uow.all(
            STALE,
            week_ago=bounds.week_ago,
            month_ago=bounds.month_ago,
            due_before=bounds.due_before,
            begun_before=bounds.begun_before,
            archive_id=archive_id,
            keep=list(keep),
            most=most,
        )

    async def parts_of(self, parents: Sequence[str], bounds: Bounds) -> list[tuple[Task, bool]]:
        """`(open subtask, whether it is alive)` of each of `parents`."""
        return await self.uow.rows(
            PARTS,
            parents=list(parents),
            week_ago=bounds.week_ago,
            month_ago=bounds.month_ago,
            due_before=bounds.due_before,
        )

"""How a task is read: its columns in the order of the contract, with what is derived rather than stored."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from src.database.models import NO_DUE_DATE, Task, TaskDependency
from src.database.types import any_of
from src.domain.tasks import TaskStatus

Blocker = aliased(Task, name="blocker")
Child = aliased(Task, name="child")

_IS_OPEN = (
    exists(select(1))
    .where(
        Blocker.user_id == TaskDependency.user_id,
        Blocker.task_id == TaskDependency.depends_on_id,
        Blocker.status != TaskStatus.DONE,
        Blocker.deleted_at.is_(None),
    )
    .correlate(TaskDependency)
)
# One EXISTS inside the other, not a join: SQLite would begin the join with all tasks outside the bin (60 ms a page).
IS_WAITING = (
    exists(select(1))
    .where(TaskDependency.user_id == Task.user_id, TaskDependency.task_id == Task.task_id, _IS_OPEN)
    .correlate(Task)
)
"""It depends on a task that is open."""

READS_AS: ColumnElement[str] = case(
    (and_(or_(Task.status == TaskStatus.TODO, Task.status == TaskStatus.IN_PROGRESS), IS_WAITING), TaskStatus.BLOCKED),
    else_=Task.status,
).label("status")
"""A task that waits for another reads as blocked."""

IS_LEAF: ColumnElement[bool] = (
    ~exists(select(1))
    .where(Child.user_id == Task.user_id, Child.parent_id == Task.task_id, Child.deleted_at.is_(None))
    .correlate(Task)
).label("is_leaf")
DUE_MOMENT = case((and_(Task.due_on.is_(None), Task.due_at < NO_DUE_DATE), Task.due_at)).label("due_moment")

TASK_COLUMNS: tuple[Any, ...] = (
    Task.task_id, Task.title, Task.description, READS_AS, Task.priority, Task.project_id, Task.zone_id, Task.parent_id,
    Task.estimated_hours, Task.actual_hours, Task.tags, Task.due_on.label("due_date"), Task.start_date, Task.recurrence,
    Task.recurrence_from, Task.scope, Task.delegation_mode, Task.capture_type, Task.energy_required, Task.is_meta_task,
    Task.task_source, Task.custom_emoji, Task.leaf_type, Task.level, IS_LEAF, Task.started_at, Task.completed_at,
    Task.created_at, Task.updated_at, Task.version, DUE_MOMENT,
)  # fmt: skip


def as_task(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `TASK_COLUMNS` as the contract's task: `due_date` is the day, or else the moment."""
    moment = row.pop("due_moment")
    if row["due_date"] is None:
        row["due_date"] = moment
    return row


def status_filter(name: str, *, with_blocked: bool) -> ColumnElement[bool]:
    """Tasks that read as one of the statuses in the list parameter `name`."""
    stored = any_of(Task.status, name)
    if with_blocked:
        return or_(stored, and_(Task.status != TaskStatus.DONE, IS_WAITING))
    return and_(stored, or_(Task.status == TaskStatus.DONE, Task.status == TaskStatus.BLOCKED, ~IS_WAITING))

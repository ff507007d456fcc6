"""Queries of tasks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, bindparam, case, exists, func, literal_column, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from src.core.errors import NotFound, PreconditionFailed
from src.database.models import (
    NO_DUE_DATE,
    FocusSession,
    MicroStep,
    RitualTask,
    Task,
    TaskAssignment,
    TaskComment,
    TaskDependency,
)
from src.database.types import AnyTag, any_of
from src.domain.due import due_of
from src.domain.tasks import PRIVATE_LABEL, DelegationMode, TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_delete, owned_update, there_is
from src.repositories.task_columns import READS_AS, TASK_COLUMNS, Child, as_task
from src.repositories.task_lists import ListShape, count_statement, list_statement

BIN_DAYS = timedelta(days=30)
TASK = select(*TASK_COLUMNS).where(
    Task.user_id == OWNER_ID, Task.task_id == bindparam("key"), Task.deleted_at.is_(None)
)
RECORD = owned(Task).where(Task.task_id == bindparam("key"), Task.deleted_at.is_(None))
PRIVATE_AMONG = select(Task.task_id).where(
    Task.user_id == OWNER_ID, any_of(Task.task_id, "keys"), AnyTag(Task.tags, "private_labels")
)
CHILDREN = (
    select(*TASK_COLUMNS)
    .where(Task.user_id == OWNER_ID, any_of(Task.parent_id, "parents"), Task.deleted_at.is_(None))
    .order_by(Task.created_at, Task.task_id)
)
CHILD_KEYS = select(Task.task_id).where(Task.user_id == OWNER_ID, any_of(Task.parent_id, "parents"))
OPEN_CHILD_KEYS = CHILD_KEYS.where(Task.deleted_at.is_(None))
BINNED_CHILD_KEYS = CHILD_KEYS.where(Task.deleted_at == bindparam("binned_at"))
HOLD = (
    select(Task.version)
    .where(Task.user_id == OWNER_ID, Task.task_id == bindparam("key"), Task.deleted_at.is_(None))
    .with_for_update()
)
ZONE = select(Task.zone_id).where(Task.user_id == OWNER_ID, Task.task_id == bindparam("key"))
ANCESTOR = select(Task.parent_id).where(Task.user_id == OWNER_ID, Task.task_id == bindparam("key"))
SET_LEVELS = owned_update(Task).where(any_of(Task.task_id, "keys")).values(level=bindparam("new_level"))
TAKE_TO_OWNER = owned_update(Task).where(any_of(Task.task_id, "keys")).values(delegation_mode=DelegationMode.DO)
PUT_IN_BIN = (
    owned_update(Task)
    .where(any_of(Task.task_id, "keys"), Task.deleted_at.is_(None))
    .values(deleted_at=bindparam("now"), updated_at=bindparam("now"), version=Task.version + 1)
    .returning(Task.task_id)
)
TAKE_FROM_BIN = (
    owned_update(Task)
    .where(
        any_of(Task.task_id, "keys"),
        Task.deleted_at == bindparam("binned_at"),
    )
    .values(deleted_at=None, updated_at=bindparam("now"), version=Task.version + 1)
    .returning(Task)
)
BINNED_AT = select(Task.deleted_at).where(
    Task.user_id == OWNER_ID, Task.task_id == bindparam("key"), Task.deleted_at > bindparam("bin_since")
)
COMPLETE = (
    owned_update(Task)
    .where(Task.task_id == bindparam("key"), Task.deleted_at.is_(None), Task.status != TaskStatus.DONE)
    .values(
        status=TaskStatus.DONE,
        completed_at=bindparam("done_at"),
        started_at=func.coalesce(Task.started_at, bindparam("done_at")),
        completion_count=Task.completion_count + 1,
        updated_at=bindparam("now"),
        version=Task.version + 1,
    )
    .returning(Task)
)
_WAS_HANDED_OVER = there_is(
    select(literal_column("1", Integer()))
    .where(TaskAssignment.user_id == Task.user_id, TaskAssignment.task_id == Task.task_id)
    .correlate(Task)
)
BACK_TO_OWNER = case((_WAS_HANDED_OVER, DelegationMode.DO), else_=Task.delegation_mode)
REOPEN = (
    owned_update(Task)
    .where(Task.task_id == bindparam("key"), Task.deleted_at.is_(None), Task.status == TaskStatus.DONE)
    .values(
        status=bindparam("new_status"),
        completed_at=None,
        delegation_mode=BACK_TO_OWNER,  # nobody has it in their hands any more
        updated_at=bindparam("now"),
        version=Task.version + 1,
    )
    .returning(Task)
)
MOVE = (
    owned_update(Task)
    .where(
        Task.task_id == bindparam("key"),
        Task.deleted_at.is_(None),
        Task.status != TaskStatus.DONE,
        Task.status != bindparam("new_status"),
    )
    .values(status=bindparam("new_status"), updated_at=bindparam("now"), version=Task.version + 1)
    .returning(Task)
)
MARK_STARTED = (
    owned_update(Task)
    .where(Task.task_id == bindparam("key"), Task.started_at.is_(None))
    .values(started_at=bindparam("now"))
)
SET_TEMPLATE = (
    owned_update(Task).where(Task.task_id == bindparam("key")).values(template_id=bindparam("new_template_id"))
)
NEXT_IN_SERIES = owned(Task).where(Task.series_id == bindparam("series_id"), Task.occurrence == bindparam("number"))
Subtask = aliased(Task, name="subtask")
FORGET = owned_delete(Task).where(
    Task.task_id == bindparam("key"),
    Task.version == 1,
    Task.status == TaskStatus.TODO,
    *(
        ~exists(select(1)).where(user_id == Task.user_id, task_id == Task.task_id).correlate(Task)
        for user_id, task_id in (
            (Child.user_id, Child.parent_id),
            (MicroStep.user_id, MicroStep.task_id),
            (TaskComment.user_id, TaskComment.task_id),
            (TaskDependency.user_id, TaskDependency.task_id),
            (TaskDependency.user_id, TaskDependency.depends_on_id),
            (FocusSession.user_id, FocusSession.task_id),
            (RitualTask.user_id, RitualTask.task_id),
            (TaskAssignment.user_id, TaskAssignment.task_id),
        )
    ),
)
"""Nobody has changed it, split it, remarked on it, or hung anything on it."""
"""What hangs on a task would go with it (or stand against it): then somebody has touched it."""
COUNT_BY_STATUS_AND_PRIORITY = (
    select(READS_AS, Task.priority, func.count().label("count"))
    .where(Task.user_id == OWNER_ID, Task.deleted_at.is_(None))
    .group_by(READS_AS, Task.priority)
)
DUE_BETWEEN = (
    select(func.count())
    .select_from(Task)
    .where(
        Task.user_id == OWNER_ID,
        Task.deleted_at.is_(None),
        Task.status != TaskStatus.DONE,
        Task.due_at >= bindparam("begin"),
        Task.due_at < bindparam("end"),
    )
)
COMPLETION_TIMES = select(Task.created_at, Task.completed_at).where(
    Task.user_id == OWNER_ID, Task.deleted_at.is_(None), Task.status == TaskStatus.DONE
)
DUE_DAYS = select(Task.due_on).where(Task.user_id == OWNER_ID, Task.due_on.is_not(None)).distinct()
MOVE_DUE_DAY = owned_update(Task).where(Task.due_on == bindparam("day")).values(due_at=bindparam("new_due_at"))
MOVE_TO_PROJECT = (
    owned_update(Task)
    .where(Task.project_id == bindparam("old_project_id"))
    .values(project_id=bindparam("new_project_id"), updated_at=bindparam("now"), version=Task.version + 1)
    .returning(Task.task_id)
)


@lru_cache(maxsize=1024)
def _change(fields: frozenset[str], *, has_version: bool) -> ReturningUpdate[Task]:
    """Set `fields` of one task, only at `expected_version` when asked to."""
    columns = Task.__table__.c
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=columns[name].type) for name in sorted(fields)}
    statement = owned_update(Task).where(Task.task_id == bindparam("key"), Task.deleted_at.is_(None))
    if has_version:
        statement = statement.where(Task.version == bindparam("expected_version"))
    return statement.values(**values, updated_at=bindparam("now"), version=Task.version + 1).returning(Task)


def _changed_since(version: int) -> PreconditionFailed:
    return PreconditionFailed("The task has changed since you read it. Read it again and repeat.", version=version)


class TaskRepository(OwnedRepository[Task]):
    """Tasks of the owner, the bin left out unless it is named."""

    async def find(self, key: str) -> Task | None:
        return await self.uow.first(RECORD, key=key)

    async def find_read(self, key: str) -> dict[str, Any] | None:
        """One task as the contract shows it; None when it is missing, in the bin, or somebody else's."""
        rows = await self.uow.wire(TASK, key=key)
        return as_task(rows[0]) if rows else None

    async def private_among(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of these tasks whose owner has marked them as nothing for an AI model."""
        return frozenset(await self.uow.all(PRIVATE_AMONG, keys=list(keys), private_labels=[PRIVATE_LABEL]))

    async def read(self, key: str) -> dict[str, Any]:
        """One task as the contract shows it.

        Raises:
            NotFound: missing, in the bin, or somebody else's.
        """
        found = await self.find_read(key)
        if found is None:
            raise NotFound(self.resource, key)
        return found

    async def page(self, shape: ListShape, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Rows of one page as the contract shows them, each with its `sort_value`."""
        return [as_task(row) for row in await self.uow.wire(list_statement(shape), **parameters)]

    async def count(self, shape: ListShape, parameters: Mapping[str, Any]) -> int:
        return await self.uow.first(count_statement(shape), **parameters) or 0

    async def children_of(self, parents: Sequence[str]) -> list[dict[str, Any]]:
        return [as_task(row) for row in await self.uow.wire(CHILDREN, parents=list(parents))]

    async def child_keys(self, parents: Sequence[str]) -> list[str]:
        """Keys of direct subtasks, those in the bin included."""
        return await self.uow.all(CHILD_KEYS, parents=list(parents))

    async def open_child_keys(self, parents: Sequence[str]) -> list[str]:
        """Keys of direct subtasks that are not in the bin."""
        return await self.uow.all(OPEN_CHILD_KEYS, parents=list(parents))

    async def binned_child_keys(self, parents: Sequence[str], *, binned_at: datetime) -> list[str]:
        """Keys of direct subtasks that were put in the bin at that moment."""
        return await self.uow.all(BINNED_CHILD_KEYS, parents=list(parents), binned_at=binned_at)

    async def take_to_owner(self, keys: Sequence[str]) -> None:
        """Nobody else has these tasks any more."""
        await self.uow.run(TAKE_TO_OWNER, keys=list(keys))

    async def set_template(self, key: str, template_id: str) -> None:
        """Note what a task that was just made was made from."""
        await self.uow.run(SET_TEMPLATE, key=key, new_template_id=template_id)

    async def parent_of(self, key: str) -> str | None:
        return await self.uow.first(ANCESTOR, key=key)

    async def zone_of(self, key: str) -> str | None:
        """The part of life a task belongs to."""
        return await self.uow.first(ZONE, key=key)

    async def set_levels(self, keys: Sequence[str], level: int) -> None:
        await self.uow.run(SET_LEVELS, keys=list(keys), new_level=level)

    async def change_task(self, key: str, values: Mapping[str, Any], *, expected_version: int | None) -> Task:
        """Set `values`, if the task is still at `expected_version`.

        Raises:
            NotFound: missing, in the bin, or somebody else's.
            PreconditionFailed: it has changed since.
        """
        given: dict[str, Any] = {f"new_{name}": value for name, value in values.items()}
        if expected_version is not None:
            given["expected_version"] = expected_version
        statement = _change(frozenset(values), has_version=expected_version is not None)
        changed = await self.uow.first(statement, key=key, **given)
        if changed is None:
            raise _changed_since((await self.get(key)).version)
        return changed

    async def hold(self, key: str) -> Task:
        """The task, its row locked until the unit ends. Whoever changes a task and its assignment locks it first.

        Raises:
            NotFound: missing, in the bin, or somebody else's.
        """
        await self.lock(key)
        return self.present(await self.uow.first(RECORD, key=key), key)

    async def lock(self, key: str) -> None:
        """Lock the task's row until the unit ends, if it is there."""
        await self.uow.rows(HOLD, key=key)

    async def hold_at_version(self, key: str, expected_version: int) -> None:
        """Lock the task's row until the unit ends, if it is still at `expected_version`.

        Raises:
            NotFound, PreconditionFailed: as `change_task`.
        """
        version = await self.uow.first(HOLD, key=key)
        if version is None:
            self.present(None, key)
        elif version != expected_version:
            raise _changed_since(version)

    async def complete(self, key: str, *, done_at: datetime) -> Task | None:
        """The guard of every completion: the task as it is now done, or None when it was done already or is gone."""
        return await self.uow.first(COMPLETE, key=key, done_at=done_at)

    async def reopen(self, key: str, status: TaskStatus) -> Task | None:
        """The task as it is open again, or None when it was not done."""
        return await self.uow.first(REOPEN, key=key, new_status=status)

    async def move(self, key: str, status: TaskStatus) -> Task | None:
        """The open task in another open status, or None when nothing had to change."""
        return await self.uow.first(MOVE, key=key, new_status=status)

    async def mark_started(self, key: str) -> None:
        await self.uow.run(MARK_STARTED, key=key)

    async def put_in_bin(self, keys: Sequence[str]) -> list[str]:
        return await self.uow.all(PUT_IN_BIN, keys=list(keys))

    async def binned_at(self, key: str) -> datetime | None:
        """When the task was put in the bin; None when it is not there (any more)."""
        return await self.uow.first(BINNED_AT, key=key, bin_since=self.uow.now() - BIN_DAYS)

    async def take_from_bin(self, keys: Sequence[str], *, binned_at: datetime) -> list[Task]:
        """Bring back those of `keys` that were put in the bin at that moment, together."""
        return await self.uow.all(TAKE_FROM_BIN, keys=list(keys), binned_at=binned_at)

    async def in_series(self, series_id: str, number: int) -> Task | None:
        return await self.uow.first(NEXT_IN_SERIES, series_id=series_id, number=number)

    async def forget_untouched(self, key: str) -> bool:
        """Delete a task that nobody has touched since it was made; whether it was."""
        return await self.uow.run(FORGET, key=key) > 0

    async def counts(self) -> list[tuple[str, str, int]]:
        """How many tasks read as each status, by priority."""
        return await self.uow.rows(COUNT_BY_STATUS_AND_PRIORITY)

    async def due_between(self, begin: datetime, end: datetime) -> int:
        """Open tasks due from `begin` up to, not including, `end`."""
        return await self.uow.first(DUE_BETWEEN, begin=begin, end=min(end, NO_DUE_DATE)) or 0

    async def completion_times(self) -> list[tuple[datetime, datetime | None]]:
        return await self.uow.rows(COMPLETION_TIMES)

    async def move_days_to_zone(self, zone_name: str) -> None:
        """Let all-day tasks end with their day in another zone."""
        zone = ZoneInfo(zone_name)
        days: list[date | None] = await self.uow.all(DUE_DAYS)
        for day in days:
            if day is not None:
                await self.uow.run(MOVE_DUE_DAY, day=day, new_due_at=due_of(day, zone).at)

    async def move_to_project(self, old: str, new: str) -> list[str]:
        """Move every task of a project; their keys."""
        return await self.uow.all(MOVE_TO_PROJECT, old_project_id=old, new_project_id=new)

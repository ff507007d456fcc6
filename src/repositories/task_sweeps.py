"""Queries of sweeps, and of the many tasks at a time that they change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from src.database.models import Project, Task, TaskSweep
from src.database.types import any_of
from src.domain.due import Due
from src.domain.tasks import TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_update

Parent = aliased(Task, name="parent")

HELD = (
    owned(Task)
    .where(any_of(Task.task_id, "keys"), Task.deleted_at.is_(None))
    .order_by(Task.task_id)
    .with_for_update(key_share=True)
)
STATES = select(Task.task_id, Task.title, Task.status, Task.deleted_at).where(
    Task.user_id == OWNER_ID, any_of(Task.task_id, "keys")
)
PARENT_IN_BIN = (
    select(Task.task_id)
    .join(Parent, and_(Parent.user_id == Task.user_id, Parent.task_id == Task.parent_id))
    .where(Task.user_id == OWNER_ID, any_of(Task.task_id, "keys"), Parent.deleted_at.is_not(None))
)
KNOWN_PROJECTS = (
    select(Project.project_id)
    .where(Project.user_id == OWNER_ID, any_of(Project.project_id, "keys"))
    .with_for_update(read=True, key_share=True)
)
KEEP_CHANGES = (
    owned_update(TaskSweep).where(TaskSweep.sweep_id == bindparam("key")).values(changes=bindparam("new_changes"))
)
LATEST = (
    owned(TaskSweep)
    .where(TaskSweep.kind == bindparam("kind"))
    .order_by(TaskSweep.swept_at.desc(), TaskSweep.sweep_id.desc())
    .limit(1)
)
UNDO = (
    owned_update(TaskSweep)
    .where(TaskSweep.sweep_id == bindparam("key"), TaskSweep.undone_at.is_(None))
    .values(undone_at=bindparam("now"))
    .returning(TaskSweep)
)

Fields = Mapping[str, Any]
"""Fields of a task to set or to compare: `due` (a `Due`), `recurrence`, `project_id`."""


def _columns(fields: Fields) -> dict[str, Any]:
    """The same as columns."""
    columns = {name: value for name, value in fields.items() if name != "due"}
    due: Due | None = fields.get("due")
    return columns if due is None else {**columns, "due_on": due.on, "due_at": due.at}


def _is_still(name: str) -> ColumnElement[bool]:
    """A column holds what it is expected to hold. All-day tasks are compared by their day: its end moves with zones."""
    column = Task.__table__.c[name]
    expected = bindparam(f"expected_{name}", type_=column.type)
    if name == "due_at":
        return or_(Task.due_on.is_not(None), column == expected)
    return column.is_not_distinct_from(expected)


@lru_cache(maxsize=64)
def _change(columns: frozenset[str], *, is_checked: bool) -> ReturningUpdate[Task]:
    """Set columns of many open tasks, only of those that hold what is expected when asked to."""
    new = {name: bindparam(f"new_{name}", type_=Task.__table__.c[name].type) for name in sorted(columns)}
    checks = [_is_still(name) for name in sorted(columns)] if is_checked else []
    return (
        owned_update(Task)
        .where(any_of(Task.task_id, "keys"), Task.deleted_at.is_(None), Task.status != TaskStatus.DONE, *checks)
        .values(**new, updated_at=bindparam("now"), version=Task.version + 1)
        .returning(Task)
    )


class TaskSweepRepository(OwnedRepository[TaskSweep]):
    """Sweeps of the owner's tasks."""

    @property
    def resource(self) -> str:
        return "sweep"

    async def hold(self, keys: Sequence[str]) -> dict[str, Task]:
        """Lock tasks until the unit ends, and read them as they are then; those in the bin are left out."""
        return {task.task_id: task for task in await self.uow.all(HELD, keys=list(keys))}

    async def set_fields(self, keys: Sequence[str], new: Fields, *, expected: Fields | None = None) -> list[Task]:
        """Set fields of those of `keys` that are open (and still as `expected`); the tasks as they are now."""
        columns = _columns(new)
        values: dict[str, Any] = {f"new_{name}": value for name, value in columns.items()}
        if expected is not None:
            values |= {f"expected_{name}": value for name, value in _columns(expected).items()}
        statement = _change(frozenset(columns), is_checked=expected is not None)
        return await self.uow.all(statement, keys=list(keys), **values)

    async def states(self, keys: Sequence[str]) -> dict[str, tuple[str, str, datetime | None]]:
        """`{task: (title, status, in the bin since)}`; purged ones are missing."""
        rows = await self.uow.rows(STATES, keys=list(keys))
        return {task_id: (title, status, deleted_at) for task_id, title, status, deleted_at in rows}

    async def with_parent_in_bin(self, keys: Sequence[str]) -> set[str]:
        """Those of `keys` that are a part of a task in the bin."""
        return set(await self.uow.all(PARENT_IN_BIN, keys=list(keys)))

    async def known_projects(self, keys: Sequence[str]) -> set[str]:
        """Those of `keys` that are the owner's projects; they stay until the unit ends."""
        return set(await self.uow.all(KNOWN_PROJECTS, keys=list(keys)))

    async def keep_changes(self, key: str, changes: Sequence[Mapping[str, Any]]) -> None:
        await self.uow.run(KEEP_CHANGES, key=key, new_changes=list(changes))

    async def latest(self, kind: str) -> TaskSweep | None:
        return await self.uow.first(LATEST, kind=kind)

    async def undo(self, key: str) -> TaskSweep | None:
        """The guard: the sweep as it is now undone; None when it was already."""
        return await self.uow.first(UNDO, key=key)

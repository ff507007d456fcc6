"""Queries of dependencies between the owner's tasks."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from src.database.models import Task, TaskDependency
from src.database.types import any_of
from src.domain.tasks import TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository, owned_delete

OPEN_BLOCKERS = (
    select(TaskDependency.depends_on_id)
    .join(Task, (Task.user_id == TaskDependency.user_id) & (Task.task_id == TaskDependency.depends_on_id))
    .where(
        TaskDependency.user_id == OWNER_ID,
        TaskDependency.task_id == bindparam("task_id"),
        Task.status != TaskStatus.DONE,
        Task.deleted_at.is_(None),
    )
    .order_by(TaskDependency.created_at, TaskDependency.depends_on_id)
)
WAITING_FOR = (
    select(TaskDependency.task_id)
    .join(Task, (Task.user_id == TaskDependency.user_id) & (Task.task_id == TaskDependency.task_id))
    .where(
        TaskDependency.user_id == OWNER_ID,
        TaskDependency.depends_on_id == bindparam("task_id"),
        Task.deleted_at.is_(None),
    )
)
BEYOND = select(TaskDependency.depends_on_id).where(
    TaskDependency.user_id == OWNER_ID, any_of(TaskDependency.task_id, "task_ids")
)
UNLINK = owned_delete(TaskDependency).where(
    TaskDependency.task_id == bindparam("task_id"), TaskDependency.depends_on_id == bindparam("other_id")
)


class TaskDependencyRepository(OwnedRepository[TaskDependency]):
    """Which of the owner's tasks waits for which."""

    @property
    def resource(self) -> str:
        return "dependency"

    async def link(self, task_id: str, other_id: str) -> bool:
        """Let a task wait for another; false when it already did."""
        link = TaskDependency(user_id=self.owner_id, task_id=task_id, depends_on_id=other_id, created_at=self.uow.now())
        return await self.uow.add_new(link)

    async def unlink(self, task_id: str, other_id: str) -> bool:
        return await self.uow.run(UNLINK, task_id=task_id, other_id=other_id) > 0

    async def open_blockers(self, task_id: str) -> list[str]:
        """Open tasks that it waits for, in the order they were linked."""
        return await self.uow.all(OPEN_BLOCKERS, task_id=task_id)

    async def waiting_for(self, task_id: str) -> list[str]:
        """Tasks that wait for it."""
        return await self.uow.all(WAITING_FOR, task_id=task_id)

    async def waits_for_any(self, starts: Sequence[str], goal: str) -> bool:
        """Whether one of `starts` waits, directly or through others, for `goal`. One query a layer."""
        seen: set[str] = set()
        layer = set(starts)
        while layer:
            if goal in layer:
                return True
            seen |= layer
            layer = set(await self.uow.all(BEYOND, task_ids=sorted(layer))) - seen
        return False

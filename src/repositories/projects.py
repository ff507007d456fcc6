"""Queries of projects."""

from sqlalchemy import Integer, bindparam, func, select

from src.database.models import Project, Task
from src.repositories.base import OWNER_ID, OwnedRepository, owned
from src.repositories.task_columns import READS_AS

MOST_NAMES = 500
PAGE = (
    owned(Project)
    .order_by(Project.is_inbox.desc(), Project.created_at.desc(), Project.project_id.desc())
    .limit(bindparam("limit", type_=Integer()))
    .offset(bindparam("offset", type_=Integer()))
)
COUNT = select(func.count()).select_from(Project).where(Project.user_id == OWNER_ID)
INBOX = select(Project.project_id).where(Project.user_id == OWNER_ID, Project.is_inbox)
ACTIVE_NAMES = (
    select(Project.name)
    .where(Project.user_id == OWNER_ID, Project.is_active, Project.is_inbox.is_(False))
    .order_by(Project.updated_at.desc(), Project.project_id)
    .limit(MOST_NAMES)
)
BY_NAME = owned(Project).where(Project.name == bindparam("name")).order_by(Project.project_id)
HOLDS_TASKS = (
    select(func.count())
    .select_from(Task)
    .where(Task.user_id == OWNER_ID, Task.project_id == bindparam("project_id"), Task.deleted_at.is_(None))
)
TALLY = (
    select(
        READS_AS,
        func.count().label("count"),
        func.coalesce(func.sum(Task.estimated_hours), 0.0).label("estimated"),
        func.coalesce(func.sum(Task.actual_hours), 0.0).label("actual"),
    )
    .where(Task.user_id == OWNER_ID, Task.project_id == bindparam("project_id"), Task.deleted_at.is_(None))
    .group_by(READS_AS)
)


class ProjectRepository(OwnedRepository[Project]):
    """Projects of the owner."""

    async def page(self, *, limit: int, offset: int) -> list[Project]:
        """The Inbox first, then the newest."""
        return await self.uow.all(PAGE, limit=limit, offset=offset)

    async def count(self) -> int:
        return await self.uow.first(COUNT) or 0

    async def inbox_id(self) -> str:
        found = await self.uow.first(INBOX)
        assert found is not None, "registration makes the Inbox"
        return found

    async def active_names(self) -> list[str]:
        """Names of projects that are in use, the latest changed first; the Inbox is nobody's hint."""
        return await self.uow.all(ACTIVE_NAMES)

    async def named(self, name: str) -> Project | None:
        """The owner's project with exactly this name."""
        return await self.uow.first(BY_NAME, name=name)

    async def has_tasks(self, project_id: str) -> bool:
        """Whether tasks outside the bin live in it."""
        return bool(await self.uow.first(HOLDS_TASKS, project_id=project_id))

    async def tally(self, project_id: str) -> list[tuple[str, int, float | None, float]]:
        """`(status, tasks, estimated hours, actual hours)` of a project's tasks."""
        return await self.uow.rows(TALLY, project_id=project_id)

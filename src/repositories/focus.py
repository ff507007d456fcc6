"""Queries of focus sessions."""

from sqlalchemy import and_, func, select

from src.database.models import FocusSession, Task
from src.repositories.base import OWNER_ID, OwnedRepository, owned

RUNNING = owned(FocusSession).where(FocusSession.ended_at.is_(None))
RUNNING_WITH_TITLE = (
    select(FocusSession, func.coalesce(Task.title, FocusSession.task_title).label("title"))
    .outerjoin(Task, and_(Task.user_id == FocusSession.user_id, Task.task_id == FocusSession.task_id))
    .where(FocusSession.user_id == OWNER_ID, FocusSession.ended_at.is_(None))
)


class FocusRepository(OwnedRepository[FocusSession]):
    """Focus sessions of the owner."""

    @property
    def resource(self) -> str:
        return "focus_session"

    async def running(self) -> FocusSession | None:
        """The session that has not ended."""
        return await self.uow.first(RUNNING)

    async def running_with_title(self) -> tuple[FocusSession, str | None] | None:
        """The session that has not ended, with its task's title as it is now, or as it was when the task is gone."""
        rows = await self.uow.rows(RUNNING_WITH_TITLE)
        return rows[0] if rows else None

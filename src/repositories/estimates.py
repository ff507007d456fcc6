"""Queries of estimates: what finished tasks say about them."""

from sqlalchemy import Integer, bindparam, select, text

from src.database.models import MEASURED, Task
from src.domain.estimates import Measured
from src.repositories.base import OWNER_ID, OwnedRepository

LATEST_MEASURED = (
    select(Task.estimated_hours, Task.actual_hours, Task.tags)
    .where(Task.user_id == OWNER_ID, text(MEASURED))
    .order_by(Task.completed_at.desc(), Task.task_id.desc())
    .limit(bindparam("limit", type_=Integer()))
)


class EstimateRepository(OwnedRepository[Task]):
    """The owner's finished tasks that have both hours."""

    async def latest_measured(self, *, limit: int) -> list[Measured]:
        """The `limit` tasks that were done last, newest first."""
        rows = await self.uow.rows(LATEST_MEASURED, limit=limit)
        return [Measured(estimated, actual, tags) for estimated, actual, tags in rows if estimated is not None]

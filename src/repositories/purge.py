"""Deletes of the server's own housekeeping: everybody's rows that are past their time."""

from datetime import datetime

from sqlalchemy import bindparam, delete, exists, or_, select
from sqlalchemy.orm import aliased

from src.database.models import RefreshToken, Session, SocketTicket, SyncOperation, Task
from src.database.unit_of_work import UnitOfWork

Child = aliased(Task, name="child")
BINNED = (
    delete(Task)
    .where(
        Task.deleted_at < bindparam("before"),
        ~exists(select(1)).where(Child.user_id == Task.user_id, Child.parent_id == Task.task_id).correlate(Task),
    )
    .execution_options(synchronize_session=False)
)
SYNC_OPERATIONS = delete(SyncOperation).where(SyncOperation.applied_at < bindparam("before"))
TICKETS = delete(SocketTicket).where(SocketTicket.expires_at < bindparam("before"))
TOKENS = delete(RefreshToken).where(RefreshToken.expires_at < bindparam("before"))
SESSIONS = delete(Session).where(
    or_(Session.expires_at < bindparam("before"), Session.revoked_at < bindparam("before"))
)


class PurgeRepository:
    """Not owned by anybody."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow

    async def binned_tasks(self, *, before: datetime) -> int:
        """Empty the bins of tasks put there before then, subtasks before the tasks they are a part of."""
        dropped = 0
        while count := await self.uow.run(BINNED, before=before):
            dropped += count
        return dropped

    async def sync_operations(self, *, before: datetime) -> int:
        """Forget offline operations that were answered before then."""
        return await self.uow.run(SYNC_OPERATIONS, before=before)

    async def ended_credentials(self, *, before: datetime) -> int:
        """Forget tickets, refresh tokens and sessions that ended before then."""
        return sum([await self.uow.run(each, before=before) for each in (TICKETS, TOKENS, SESSIONS)])

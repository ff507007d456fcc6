"""Queries of focus sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from src.database.models import FocusSession, Task
from src.database.unit_of_work import UnitOfWork
from src.domain.tasks import TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_update
from src.repositories.task_columns import READS_AS

MOST_FIGURES = 5000
"""Rows that figures are made of, the newest first: 13 sessions a day for a year."""
MOST_LEFT = 500
"""Sessions of everybody that are closed in one go."""

RUNNING = owned(FocusSession).where(FocusSession.ended_at.is_(None))
HOLD_RUNNING = RUNNING.with_for_update()
HOLD = owned(FocusSession).where(FocusSession.session_id == bindparam("key")).with_for_update()
RUNNING_WITH_TITLE = (
    select(FocusSession, func.coalesce(Task.title, FocusSession.task_title).label("title"))
    .outerjoin(Task, and_(Task.user_id == FocusSession.user_id, Task.task_id == FocusSession.task_id))
    .where(FocusSession.user_id == OWNER_ID, FocusSession.ended_at.is_(None))
)
_running_by_key = (FocusSession.session_id == bindparam("key"), FocusSession.ended_at.is_(None))
PAUSE = (
    owned_update(FocusSession)
    .where(*_running_by_key, FocusSession.paused_at.is_(None))
    .values(paused_at=bindparam("at"), updated_at=bindparam("now"))
    .returning(FocusSession)
)
GO_ON = (
    owned_update(FocusSession)
    .where(*_running_by_key, FocusSession.paused_at.is_not(None))
    .values(
        paused_at=None,
        paused_seconds=FocusSession.paused_seconds + bindparam("seconds", type_=Integer()),
        updated_at=bindparam("now"),
    )
    .returning(FocusSession)
)
COUNT_INTERRUPTION = (
    owned_update(FocusSession)
    .where(*_running_by_key)
    .values(interruption_count=FocusSession.interruption_count + 1, updated_at=bindparam("now"))
    .returning(FocusSession)
)
END = (
    owned_update(FocusSession)
    .where(*_running_by_key)
    .values(
        ended_at=bindparam("ended_at"),
        paused_at=None,
        focused_seconds=bindparam("focused_seconds"),
        is_completed=bindparam("is_completed"),
        credited_hours=bindparam("credited_hours"),
        interruption_count=func.coalesce(bindparam("interruptions", type_=Integer()), FocusSession.interruption_count),
        notes=bindparam("notes"),
        updated_at=bindparam("now"),
    )
    .returning(FocusSession)
)
PAGE = (
    owned(FocusSession)
    .order_by(FocusSession.started_at.desc(), FocusSession.session_id.desc())
    .limit(bindparam("limit", type_=Integer()))
    .offset(bindparam("offset", type_=Integer()))
)
COUNT = select(func.count()).select_from(FocusSession).where(FocusSession.user_id == OWNER_ID)
ENDED_SINCE = (
    select(
        FocusSession.session_id,
        FocusSession.started_at,
        FocusSession.focused_seconds,
        FocusSession.is_completed,
        FocusSession.interruption_count,
    )
    .where(
        FocusSession.user_id == OWNER_ID,
        FocusSession.started_at >= bindparam("since"),
        FocusSession.ended_at.is_not(None),
    )
    .order_by(FocusSession.started_at.desc(), FocusSession.session_id.desc())
    .limit(bindparam("limit", type_=Integer()))
)

LEFT_RUNNING = (
    select(FocusSession.user_id, FocusSession.session_id)
    .where(FocusSession.ended_at.is_(None), FocusSession.started_at < bindparam("before"))
    .order_by(FocusSession.user_id)
    .limit(MOST_LEFT)
)

Later = aliased(FocusSession, name="later")
_is_unfinished = or_(
    FocusSession.focused_seconds < FocusSession.duration_minutes * 60,
    and_(FocusSession.duration_minutes.is_(None), FocusSession.interruption_count > 0),
)
"""It ended before its planned end, or something came between when the end was open."""
_was_taken_up = (
    select(Later.session_id)
    .where(
        Later.user_id == FocusSession.user_id,
        Later.task_id == FocusSession.task_id,
        Later.started_at > FocusSession.started_at,
        Later.ended_at.is_not(None),
    )
    .exists()
)
LEFT_OPEN = (
    select(
        FocusSession,
        *(Task.task_id, Task.title, READS_AS, Task.priority, Task.custom_emoji),
        *(Task.description, Task.estimated_hours, Task.tags),
    )
    .join(Task, and_(Task.user_id == FocusSession.user_id, Task.task_id == FocusSession.task_id))
    .where(
        FocusSession.user_id == OWNER_ID,
        FocusSession.started_at >= bindparam("since"),
        Task.deleted_at.is_(None),
        Task.status != TaskStatus.DONE,
        or_(
            and_(
                FocusSession.ended_at.is_(None),
                or_(FocusSession.interruption_count > 0, FocusSession.paused_at.is_not(None)),
            ),
            and_(FocusSession.ended_at.is_not(None), _is_unfinished, ~_was_taken_up),
        ),
    )
    .order_by(FocusSession.started_at.desc(), FocusSession.session_id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """A session that somebody can come back to, with what its task says."""

    session: FocusSession
    task_id: str
    title: str
    status: str
    priority: str
    custom_emoji: str | None
    description: str
    estimated_hours: float | None
    tags: list[str]


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

    async def hold_running(self) -> FocusSession | None:
        """The session that has not ended, locked until the unit ends."""
        return await self.uow.first(HOLD_RUNNING)

    async def hold(self, key: str) -> FocusSession:
        """One session, locked until the unit ends.

        Raises:
            NotFound: missing, or somebody else's.
        """
        return self.present(await self.uow.first(HOLD, key=key), key)

    async def pause(self, key: str, *, at: datetime) -> FocusSession | None:
        """The session as it is paused since then, or None when it was already, or has ended."""
        return await self.uow.first(PAUSE, key=key, at=at)

    async def go_on(self, key: str, *, seconds: int) -> FocusSession | None:
        """The session after a pause of `seconds`, or None when it was not paused, or has ended."""
        return await self.uow.first(GO_ON, key=key, seconds=seconds)

    async def count_interruption(self, key: str) -> FocusSession | None:
        return await self.uow.first(COUNT_INTERRUPTION, key=key)

    async def end(self, key: str, values: Mapping[str, Any]) -> FocusSession | None:
        """The guard of every end: the session as it has ended now, or None when it had ended already."""
        return await self.uow.first(END, key=key, **values)

    async def page(self, *, limit: int, offset: int) -> list[FocusSession]:
        """Newest first."""
        return await self.uow.all(PAGE, limit=limit, offset=offset)

    async def count(self) -> int:
        return await self.uow.first(COUNT) or 0

    async def ended_since(self, since: datetime) -> list[tuple[str, datetime, int | None, bool, int]]:
        """`(id, began, focused seconds, completed, interruptions)` of ended sessions, newest first, at most 5,000."""
        return await self.uow.rows(ENDED_SINCE, since=since, limit=MOST_FIGURES)

    async def left_open(self, since: datetime) -> LeftOpen | None:
        """The latest session that somebody can come back to: something came between, or it ended before its planned
        end, its task is still open, and no session on the same task has ended since."""
        rows = await self.uow.rows(LEFT_OPEN, since=since)
        return LeftOpen(*rows[0]) if rows else None


async def left_running(uow: UnitOfWork, *, before: datetime) -> list[tuple[str, str]]:
    """`(owner, session)` of everybody's sessions that began before then and have not ended, at most 500."""
    return await uow.rows(LEFT_RUNNING, before=before)

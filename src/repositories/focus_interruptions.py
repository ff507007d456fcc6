"""Queries of what came between people and their focus."""

from datetime import datetime

from sqlalchemy import Integer, and_, bindparam, or_, select

from src.database.models import FocusInterruption, FocusSession
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_update
from src.repositories.focus import MOST_FIGURES

MOST_REASONS = 200
STILL_AT_IT = 60
"""Seconds of work after an interruption up to which a session is said to have ended with it."""

LATEST = (
    owned(FocusInterruption)
    .where(FocusInterruption.session_id == bindparam("session_id"))
    .order_by(FocusInterruption.interrupted_at.desc(), FocusInterruption.interruption_id.desc())
    .limit(1)
)
_latest_of_session = (
    select(FocusInterruption.interruption_id)
    .where(FocusInterruption.user_id == OWNER_ID, FocusInterruption.session_id == bindparam("session_id"))
    .order_by(FocusInterruption.interrupted_at.desc(), FocusInterruption.interruption_id.desc())
    .limit(1)
    .correlate(None)
    .scalar_subquery()
)
BACK_IN_SESSION = (
    owned_update(FocusInterruption)
    .where(FocusInterruption.interruption_id == _latest_of_session, FocusInterruption.resumed_at.is_(None))
    .values(resumed_at=bindparam("at"))
)
_of_session = and_(
    FocusSession.user_id == FocusInterruption.user_id, FocusSession.session_id == FocusInterruption.session_id
)
_what_ended_the_last = (
    select(FocusInterruption.interruption_id)
    .join(FocusSession, _of_session)
    .where(
        FocusSession.user_id == OWNER_ID,
        FocusSession.task_id == bindparam("task_id"),
        FocusSession.ended_at.is_not(None),
        or_(
            FocusSession.duration_minutes.is_(None),
            FocusSession.focused_seconds < FocusSession.duration_minutes * 60,
        ),
        FocusSession.focused_seconds - FocusInterruption.focused_seconds <= STILL_AT_IT,
    )
    .order_by(FocusInterruption.interrupted_at.desc(), FocusInterruption.interruption_id.desc())
    .limit(1)
    .correlate(None)
    .scalar_subquery()
)
BACK_AT_TASK = (
    owned_update(FocusInterruption)
    .where(FocusInterruption.interruption_id == _what_ended_the_last, FocusInterruption.resumed_at.is_(None))
    .values(resumed_at=bindparam("at"))
)
INTERRUPTIONS_SINCE = (
    select(
        FocusInterruption.session_id,
        FocusInterruption.reason,
        FocusInterruption.interrupted_at,
        FocusInterruption.resumed_at,
    )
    .join(FocusSession, _of_session)
    .where(FocusSession.user_id == OWNER_ID, FocusSession.started_at >= bindparam("since"))
    .order_by(FocusInterruption.interrupted_at.desc(), FocusInterruption.interruption_id.desc())
    .limit(bindparam("limit", type_=Integer()))
)
REASONS_SINCE = (
    select(FocusInterruption.reason)
    .where(
        FocusInterruption.user_id == OWNER_ID,
        FocusInterruption.interrupted_at >= bindparam("since"),
        FocusInterruption.reason.is_not(None),
    )
    .order_by(FocusInterruption.interrupted_at.desc())
    .limit(bindparam("limit", type_=Integer()))
)


class FocusInterruptionRepository(OwnedRepository[FocusInterruption]):
    """What came between."""

    async def latest(self, session_id: str) -> FocusInterruption | None:
        return await self.uow.first(LATEST, session_id=session_id)

    async def note_return(self, session_id: str, *, at: datetime) -> bool:
        """The person is back from the latest interruption of a session; whether they were away."""
        return await self.uow.run(BACK_IN_SESSION, session_id=session_id, at=at) > 0

    async def note_return_to(self, task_id: str, *, at: datetime) -> None:
        """The person is back at a task whose last session ended with an interruption."""
        await self.uow.run(BACK_AT_TASK, task_id=task_id, at=at)

    async def since(self, moment: datetime) -> list[tuple[str, str | None, datetime, datetime | None]]:
        """`(session, reason, when, back at it)` of sessions that began since `moment`, at most 5,000."""
        return await self.uow.rows(INTERRUPTIONS_SINCE, since=moment, limit=MOST_FIGURES)

    async def reasons_since(self, moment: datetime) -> list[str]:
        """Reasons given since `moment`, latest first, at most 200."""
        return [reason for reason in await self.uow.all(REASONS_SINCE, since=moment, limit=MOST_REASONS) if reason]

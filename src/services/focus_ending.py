"""Ending a focus session, with everything that hangs on it: the task's hours and XP, in one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from src.core.errors import Conflict
from src.database.connection import Database
from src.database.models import FocusSession
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.focus import Course, Phase, Technique, minutes_of
from src.repositories.focus import FocusRepository, left_running
from src.services.days import days_of_owner
from src.services.task_work import TaskWork
from src.services.xp import XpService

HOUR = timedelta(hours=1)
LEFT_ALONE = 12 * HOUR
"""Until then its person can still complete it with what they know."""


class SessionHasEnded(Conflict):
    """It was completed before; it pays once."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the person says at the end."""

    interruptions: int | None = None
    notes: str | None = None
    actual_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    session: FocusSession
    xp_earned: int


class FocusEnding:
    """Sessions that end, each once."""

    def __init__(self, uow: UnitOfWork, *, at: datetime | None = None) -> None:
        self.uow = uow
        self.at = at
        self.sessions = FocusRepository(uow)
        self.work = TaskWork(uow)
        self.xp = XpService(uow)

    @property
    def moment(self) -> datetime:
        """When what is done here happens."""
        return self.at or self.uow.now()

    async def complete(self, session: FocusSession, said: Said) -> Ended:
        """End a session that the caller holds, because the person says so.

        Raises:
            SessionHasEnded: it was not running any more.
        """
        return await self._end(session, course_of(session), said, is_completed=True)

    async def close(self, session: FocusSession) -> Ended:
        """End a session that is over, where its work ended; one that was left in a pause does not count as completed.

        Raises:
            SessionHasEnded: it was not running any more.
        """
        course = course_of(session)
        is_completed = not course.was_left(self.moment)
        return await self._end(session, course.if_nobody_ends_it(), Said(), is_completed=is_completed)

    async def _end(self, session: FocusSession, course: Course, said: Said, *, is_completed: bool) -> Ended:
        now = self.moment
        worked = course.worked(now)
        hours = round(worked / HOUR, 4) if said.actual_hours is None else said.actual_hours
        ended = await self.sessions.end(
            session.session_id,
            {
                "ended_at": course.stopped_at(now),
                "focused_seconds": worked // timedelta(seconds=1),
                "is_completed": is_completed,
                "credited_hours": await self._credit(session, hours),
                "interruptions": said.interruptions,
                "notes": said.notes,
            },
        )
        if ended is None:
            raise SessionHasEnded("This session has ended already.", session_id=session.session_id)
        paid = await self._pay(ended, course.xp(now), minutes_of(worked))
        self._tell(ended, paid)
        return Ended(ended, paid)

    async def _credit(self, session: FocusSession, hours: float) -> float:
        """Add `hours` to the task; what was added: 0 when there is no task (any more)."""
        if session.task_id is None or hours <= 0:
            return 0.0
        return hours if await self.work.add_hours(session.task_id, hours) is not None else 0.0

    async def _pay(self, session: FocusSession, amount: int, minutes: float) -> int:
        if amount == 0:
            return 0
        assert session.ended_at is not None
        return await self.xp.award(
            "focus",
            session.session_id,
            amount,
            reason=f"Focused: {session.task_title or f'{minutes:g} minutes'}",
            at=session.ended_at,
            days=await days_of_owner(self.uow),
            zone_id=session.zone_id,
            minutes=minutes,
        )

    def _tell(self, session: FocusSession, xp_earned: int) -> None:
        data = {
            "session_id": session.session_id,
            "task_id": session.task_id,
            "is_completed": session.is_completed,
            "actual_duration_minutes": focused_minutes(session),
            "interruptions": session.interruption_count,
            "xp_earned": xp_earned,
        }
        self.uow.emit(Event("focus_completed", "focus_session", session.session_id, data))


async def close_what_was_left(database: Database) -> int:
    """Close everybody's sessions that are over and that nobody came back to for hours; how many."""
    async with database.unit_of_work(writes=False) as uow:
        left = await left_running(uow, before=uow.now() - LEFT_ALONE)
    closed = 0
    for owner_id, session_id in left:
        async with database.unit_of_work(owner_id=owner_id, actor="system") as uow:
            closed += await _close_if_over(uow, session_id)
    return closed


async def _close_if_over(uow: UnitOfWork, session_id: str) -> bool:
    session = await FocusRepository(uow).hold_running()
    if session is None or session.session_id != session_id or course_of(session).phase(uow.now()) is not Phase.OVER:
        return False
    await FocusEnding(uow).close(session)
    return True


def course_of(session: FocusSession) -> Course:
    """The plan and the instants of a session that has not ended."""
    return Course(
        technique=Technique(session.technique),
        duration_minutes=session.duration_minutes,
        break_minutes=session.break_minutes,
        started_at=session.started_at,
        paused_at=session.paused_at,
        paused_seconds=session.paused_seconds,
    )


def focused_minutes(session: FocusSession) -> float:
    """Work of a session that has ended."""
    return minutes_of(timedelta(seconds=session.focused_seconds or 0))

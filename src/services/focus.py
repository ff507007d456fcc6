"""Use cases of focus."""

from datetime import datetime
from typing import Any

from src.database.models import FocusSession
from src.database.types import instant_text
from src.database.unit_of_work import UnitOfWork
from src.domain.focus import Course, Technique, minutes_of, remaining_minutes
from src.repositories.focus import FocusRepository


class FocusService:
    """Focusing on one thing."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.sessions = FocusRepository(uow)

    async def status(self) -> dict[str, Any] | None:
        """The running session as `GET /api/focus/status` shows it, in one query; None when there is none."""
        found = await self.sessions.running_with_title()
        if found is None:
            return None
        session, task_title = found
        return status_of(session, self.uow.now(), task_title)


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


def status_of(session: FocusSession, now: datetime, task_title: str | None) -> dict[str, Any]:
    """A running session as everybody shows it: `session` of `GET /api/focus/status`."""
    course = course_of(session)
    remaining = course.remaining(now)
    return {
        "session_id": session.session_id,
        "task_id": session.task_id,
        "task_title": task_title,
        "step_id": session.step_id,
        "technique": session.technique,
        "duration_minutes": session.duration_minutes,
        "break_minutes": session.break_minutes,
        "elapsed_minutes": minutes_of(course.worked(now)),
        "remaining_minutes": None if remaining is None else remaining_minutes(remaining),
        "started_at": instant_text(session.started_at),
        "ends_at": instant_or_none(course.work_end(now)),
        "break_ends_at": instant_or_none(course.break_end(now)),
        "phase": course.phase(now),
        "is_paused": session.paused_at is not None,
        "interruptions": session.interruption_count,
    }


def instant_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)

"""Use cases of focus: one session at a time, its pauses and interruptions, and its end."""

from datetime import datetime, timedelta
from typing import Any

from src.core.errors import Conflict, RuleBroken
from src.database.models import FocusInterruption, FocusSession, MicroStep, Task
from src.database.types import instant_text
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.focus import Phase, minutes_of, pause_seconds, planned_minutes, remaining_minutes
from src.domain.progress import completion_percentage
from src.domain.tasks import TaskStatus
from src.repositories.focus import FocusRepository
from src.repositories.focus_interruptions import FocusInterruptionRepository
from src.repositories.micro_steps import MicroStepRepository
from src.repositories.tasks import TaskRepository
from src.schemas.focus import FocusCompletion, FocusStart, InterruptionReport
from src.services.focus_ending import FocusEnding, Said, SessionHasEnded, course_of, focused_minutes
from src.services.task_work import TaskWork

SECOND = timedelta(seconds=1)


class AlreadyFocusing(Conflict):
    """One session at a time; the details name the running one."""


class NothingRunning(Conflict):
    """No session runs that could be paused, resumed or interrupted."""


class AlreadyDone(RuleBroken):
    """What is done needs no focus."""


class StepOfAnotherTask(RuleBroken):
    """The step named is not one of the task named."""


class FocusService:
    """Focusing on one thing: now, or as of the moment `at` that a phone without a network tells of afterwards."""

    def __init__(self, uow: UnitOfWork, *, at: datetime | None = None) -> None:
        self.uow = uow
        self.at = at
        self.sessions = FocusRepository(uow)
        self.interruptions = FocusInterruptionRepository(uow)
        self.tasks = TaskRepository(uow)
        self.steps = MicroStepRepository(uow)
        self.ending = FocusEnding(uow, at=at)
        self.work = TaskWork(uow)

    @property
    def moment(self) -> datetime:
        """When what is done here happens."""
        return self.at or self.uow.now()

    async def status(self) -> dict[str, Any] | None:
        """The running session as `GET /api/focus/status` shows it, in one query; None when there is none."""
        found = await self.sessions.running_with_title()
        if found is None:
            return None
        session, task_title = found
        return status_of(session, self.moment, task_title)

    async def start(self, wanted: FocusStart) -> dict[str, Any]:
        """Begin a session; one that is over is closed before, where its work ended.

        Raises:
            NotFound: the task or step is not the owner's.
            AlreadyDone: the task or step is done.
            StepOfAnotherTask: the step is not one of the task.
            AlreadyFocusing: another session runs.
        """
        step, task = await self._aim(wanted)
        await self._make_way()
        minutes, rest = planned_minutes(wanted.technique, wanted.duration_minutes)
        session = FocusSession(
            user_id=self.uow.owner_id,
            task_id=task and task.task_id,
            task_title=task and task.title,
            step_id=step and step.step_id,
            zone_id=task and task.zone_id,
            technique=wanted.technique,
            duration_minutes=minutes,
            break_minutes=rest,
            started_at=self.moment,
        )
        if not await self.uow.add_new(session):
            await self._refuse_second()
        if task is not None:
            await self.work.begin(task.task_id, at=self.moment)
            await self.interruptions.note_return_to(task.task_id, at=self.moment)
        self._tell("focus_started", session, duration_minutes=minutes, technique=session.technique)
        return status_of(session, self.moment, session.task_title)

    async def _aim(self, wanted: FocusStart) -> tuple[MicroStep | None, Task | None]:
        """The step and the task to focus on, if any."""
        step = None if wanted.step_id is None else await self.steps.get(wanted.step_id)
        if step is not None and wanted.task_id not in {None, step.task_id}:
            await self.tasks.get(wanted.task_id or "")
            raise StepOfAnotherTask("The step belongs to another task.", field="step_id")
        task_id = wanted.task_id if step is None else step.task_id
        task = None if task_id is None else await self.tasks.get(task_id)
        if task is not None and task.status == TaskStatus.DONE:
            raise AlreadyDone("This task is done. Open it again to go on with it.", field="task_id")
        if step is not None and step.is_completed:
            raise AlreadyDone("This step is done. Take the next one.", field="step_id")
        return step, task

    async def _make_way(self) -> None:
        """Close a session that is over; one that runs stays."""
        running = await self.sessions.hold_running()
        if running is not None and course_of(running).phase(self.moment) is Phase.OVER:
            await self.ending.close(running)

    async def _refuse_second(self) -> None:
        running = await self.status()
        named = ("session_id", "task_id", "task_title", "ends_at", "phase", "is_paused")
        details = {name: running[name] for name in named} if running else {}
        title = details.get("task_title")
        on = f" on “{title}”" if title else ""
        raise AlreadyFocusing(f"A session{on} is running. Complete it first, or go on with it.", **details)

    async def pause(self) -> dict[str, Any]:
        """Stop the clock of the running session; paused already, it stays so.

        Raises:
            NothingRunning: no session runs, or its time is up.
        """
        session = await self._running()
        return await self._shown(await self._pause(session))

    async def _pause(self, session: FocusSession) -> FocusSession:
        paused = await self.sessions.pause(session.session_id, at=self.moment)
        if paused is None:
            return session
        self._tell("focus_paused", paused, **_minutes(paused, self.moment))
        return paused

    async def resume(self) -> dict[str, Any]:
        """Go on after a pause or an interruption; a session that goes on already just does.

        Raises:
            NothingRunning: no session runs, or its time is up.
        """
        session, now = await self._running(or_left=True), self.moment
        seconds = 0 if session.paused_at is None else pause_seconds(session.paused_at, now)
        resumed = await self.sessions.go_on(session.session_id, seconds=seconds)
        was_away = await self.interruptions.note_return(session.session_id, at=now)
        session = resumed or session
        if resumed is not None or was_away:
            self._tell("focus_resumed", session, **_minutes(session, now))
        return await self._shown(session)

    async def interrupt(self, report: InterruptionReport) -> dict[str, Any]:
        """Log that something came between, and pause when asked to.

        Raises:
            NothingRunning: no session runs, or its time is up.
        """
        session, now = await self._running(), self.moment
        interruption = FocusInterruption(
            user_id=self.uow.owner_id,
            session_id=session.session_id,
            reason=report.reason,
            note=report.note,
            focused_seconds=course_of(session).worked(now) // SECOND,
            interrupted_at=session.paused_at or now,
        )
        session = await self.sessions.count_interruption(session.session_id) or session
        await self.interruptions.add(interruption)
        self._tell("focus_interrupted", session, interruptions=session.interruption_count)
        if report.pause:
            session = await self._pause(session)
        return {
            "interruption_id": interruption.interruption_id,
            "session_id": session.session_id,
            "task_id": session.task_id,
            "reason": interruption.reason,
            "note": interruption.note,
            "interrupted_at": instant_text(interruption.interrupted_at),
            "interruptions": session.interruption_count,
            "is_paused": session.paused_at is not None,
            **_minutes(session, now),
        }

    async def complete(self, wanted: FocusCompletion) -> dict[str, Any]:
        """End a session, add its work to the task and pay for it, once.

        Raises:
            NotFound: not the owner's.
            SessionHasEnded: it has ended already.
        """
        session = await self.sessions.hold(wanted.session_id)
        if session.ended_at is not None:
            raise SessionHasEnded("This session has ended already.", session_id=session.session_id)
        said = Said(interruptions=wanted.interruptions, notes=wanted.notes, actual_hours=wanted.actual_hours)
        ended = await self.ending.complete(session, said)
        session = ended.session
        return {
            "session_id": session.session_id,
            "task_id": session.task_id,
            "is_completed": session.is_completed,
            "completed_at": session.ended_at and instant_text(session.ended_at),
            "actual_duration_minutes": focused_minutes(session),
            "interruptions": session.interruption_count,
            "xp_earned": ended.xp_earned,
            "task_progress": await self._progress(session.task_id),
        }

    async def _progress(self, task_id: str | None) -> float | None:
        task = None if task_id is None else await self.tasks.find(task_id)
        if task is None:
            return None
        steps = await self.steps.of_task(task.task_id)
        return completion_percentage(
            is_done=task.status == TaskStatus.DONE,
            estimated_hours=task.estimated_hours,
            actual_hours=task.actual_hours,
            step_count=len(steps),
            completed_step_count=sum(step["is_completed"] for step in steps),
        )

    async def _running(self, *, or_left: bool = False) -> FocusSession:
        """The session that runs, held; also one that was left in a pause when `or_left`."""
        session, now = await self.sessions.hold_running(), self.moment
        if session is None:
            raise NothingRunning("No focus session is running. Start one whenever you like.")
        course = course_of(session)
        if course.phase(now) is Phase.OVER and not (or_left and course.was_left(now)):
            raise NothingRunning(
                "The time of this session is up. Complete it, or start the next one.", session_id=session.session_id
            )
        return session

    async def _shown(self, session: FocusSession) -> dict[str, Any]:
        task = None if session.task_id is None else await self.tasks.find(session.task_id)
        return status_of(session, self.moment, task.title if task else session.task_title)

    def _tell(self, type_: str, session: FocusSession, **more: Any) -> None:
        data = {"session_id": session.session_id, "task_id": session.task_id, **more}
        self.uow.emit(Event(type_, "focus_session", session.session_id, data))


def _minutes(session: FocusSession, now: datetime) -> dict[str, float | None]:
    """How far a running session has come."""
    course = course_of(session)
    remaining = course.remaining(now)
    return {
        "elapsed_minutes": minutes_of(course.worked(now)),
        "remaining_minutes": None if remaining is None else remaining_minutes(remaining),
    }


def status_of(session: FocusSession, now: datetime, task_title: str | None) -> dict[str, Any]:
    """A running session as everybody shows it: `session` of `GET /api/focus/status`."""
    course = course_of(session)
    return {
        "session_id": session.session_id,
        "task_id": session.task_id,
        "task_title": task_title,
        "step_id": session.step_id,
        "technique": session.technique,
        "duration_minutes": session.duration_minutes,
        "break_minutes": session.break_minutes,
        **_minutes(session, now),
        "started_at": instant_text(session.started_at),
        "ends_at": instant_or_none(course.work_end(now)),
        "break_ends_at": instant_or_none(course.break_end(now)),
        "phase": course.phase(now),
        "is_paused": session.paused_at is not None,
        "is_active": True,
        "interruptions": session.interruption_count,
    }


def instant_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)

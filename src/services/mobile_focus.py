"""Focus sessions that a phone had while it was offline: as of the moments it tells, so that their minutes count."""

from src.core.errors import NotFound
from src.database.unit_of_work import UnitOfWork
from src.domain.mobile import ConflictReason, FocusAction, said_at
from src.repositories.focus import FocusRepository
from src.repositories.mobile_sync import SyncOperationRepository
from src.schemas.focus import FocusCompletion, FocusStart, InterruptionReport
from src.schemas.mobile_sync import (
    FocusCompleteOperation,
    FocusInterruptOperation,
    FocusOnwards,
    FocusOperation,
    FocusPauseOperation,
    FocusStartOperation,
)
from src.services.focus import AlreadyDone, AlreadyFocusing, FocusService, NothingRunning
from src.services.focus_ending import SessionHasEnded
from src.services.mobile_conflicts import Json, NoLongerFits, followed

GONE = {"task": ConflictReason.TASK_GONE, "micro_step": ConflictReason.STEP_GONE}
WORDS = ("task_title", "reason", "note", "notes")
"""What people wrote is not kept with the answers."""


class FocusEffects:
    """Doing what operations say about focus, in one unit of work."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.sessions = FocusRepository(uow)
        self.operations = SyncOperationRepository(uow)

    async def apply(self, operation: FocusOperation) -> Json:
        """The session as the operation leaves it, with the version of its task.

        Raises:
            NoLongerFits: another session runs, or this one does not; the task or step is gone or done.
        """
        try:
            told = await self._told(operation)
        except AlreadyFocusing:
            raise NoLongerFits(ConflictReason.SESSION_RUNNING) from None
        except NothingRunning:
            raise NoLongerFits(ConflictReason.NO_SESSION) from None
        except (AlreadyDone, SessionHasEnded):
            raise NoLongerFits(ConflictReason.COMPLETED_ELSEWHERE) from None
        except NotFound as missing:
            kind = str(missing.details["resource_type"])
            raise NoLongerFits(GONE.get(kind, ConflictReason.NO_SESSION)) from None
        task = await self.operations.task_now(told["task_id"]) if told["task_id"] else None
        kept = {name: value for name, value in told.items() if name not in WORDS}
        return {**kept, "version": task and task["version"]}

    async def current(self, operation: FocusOperation, reason: ConflictReason) -> Json | None:
        """The task or step that a start was for, or the session that runs; None for what is gone."""
        if reason in GONE.values():
            return None
        if isinstance(operation, FocusStartOperation) and reason is ConflictReason.COMPLETED_ELSEWHERE:
            if operation.step_id is not None:
                return await self.operations.step_now(operation.step_id)
            return await self.operations.task_now(operation.task_id or "")
        running = await FocusService(self.uow).status()
        return running and {name: value for name, value in running.items() if name not in WORDS}

    async def _told(self, operation: FocusOperation) -> Json:
        focus = FocusService(self.uow, at=said_at(operation.occurred_at, self.uow.now()))
        if isinstance(operation, FocusStartOperation):
            return await focus.start(FocusStart(**_fields(operation, FocusStart)))
        session_id = await self._session(operation)
        if isinstance(operation, FocusCompleteOperation):
            wanted = _fields(operation, FocusCompletion) | {"session_id": session_id}
            return await focus.complete(FocusCompletion(**wanted))
        await self._check_running(session_id)
        if isinstance(operation, FocusInterruptOperation):
            return await focus.interrupt(InterruptionReport(**_fields(operation, InterruptionReport)))
        assert isinstance(operation, FocusPauseOperation)
        return await (focus.pause() if operation.action is FocusAction.PAUSE else focus.resume())

    async def _session(self, operation: FocusOnwards) -> str:
        """The session that an operation belongs to."""
        if operation.follows is not None:
            session_id: str | None = (await followed(self.uow, operation.follows)).get("session_id")
            if session_id is None:
                raise NoLongerFits(ConflictReason.EARLIER_NOT_APPLIED)
            return session_id
        if operation.session_id is not None:
            return operation.session_id
        running = await self.sessions.running()
        if running is None:
            raise NoLongerFits(ConflictReason.NO_SESSION)
        return running.session_id

    async def _check_running(self, session_id: str) -> None:
        running = await self.sessions.hold_running()
        if running is None or running.session_id != session_id:
            raise NoLongerFits(ConflictReason.NO_SESSION)


def _fields(operation: FocusOperation, body: type[FocusStart | FocusCompletion | InterruptionReport]) -> Json:
    """What the operation says of the fields that the body of the same call has."""
    return operation.model_dump(include=set(body.model_fields), exclude_unset=True)

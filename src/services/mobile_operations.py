"""What each kind of offline operation does. Every function works in a unit of its own, and answers plain JSON.

A row that an operation is about is held before it is looked at, so that what is decided holds until it is written.
"""

from datetime import datetime

from src.database.unit_of_work import UnitOfWork
from src.domain.mobile import ConflictReason, done_at, said_at
from src.domain.tasks import TaskStatus
from src.repositories.mobile_sync import HeldTask, SyncOperationRepository
from src.schemas.energy import EnergyReport
from src.schemas.mobile_sync import (
    CaptureOperation,
    EnergyOperation,
    FocusOperation,
    Operation,
    StatusOperation,
    StepOperation,
)
from src.schemas.tasks import StatusChange
from src.services.completion import LATE_LOGGING
from src.services.energy import EnergyService
from src.services.micro_steps import MicroStepService
from src.services.mobile_conflicts import Json, NoLongerFits, followed
from src.services.mobile_focus import FocusEffects
from src.services.tasks import TaskService


class OperationEffects:
    """Doing what operations say, in one unit of work."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.operations = SyncOperationRepository(uow)

    async def apply(self, operation: Operation) -> Json:
        """What the operation made or changed.

        Raises:
            NoLongerFits: it does not fit what is there any more.
            PlatformError: it is refused for what it says.
        """
        if isinstance(operation, StatusOperation):
            return await self._set_status(operation)
        if isinstance(operation, StepOperation):
            return await self._set_step(operation)
        if isinstance(operation, EnergyOperation):
            return await self._record_energy(operation)
        assert not isinstance(operation, CaptureOperation), "captures have stages of their own"
        return await FocusEffects(self.uow).apply(operation)

    async def current(self, operation: Operation, reason: ConflictReason) -> Json | None:
        """What a conflict of this operation is about, as it is now; None when it is gone."""
        if isinstance(operation, StatusOperation):
            return await self.operations.task_now(operation.task_id)
        if isinstance(operation, StepOperation):
            return await self.operations.step_now(operation.step_id)
        if isinstance(operation, FocusOperation):
            return await FocusEffects(self.uow).current(operation, reason)
        return None

    async def _set_status(self, wanted: StatusOperation) -> Json:
        held = await self.operations.hold_task(wanted.task_id)
        if held is None:
            raise NoLongerFits(ConflictReason.TASK_GONE)
        await self._check_seen(wanted, held)
        is_done, will_be = held.status == TaskStatus.DONE, wanted.status is TaskStatus.DONE
        if is_done and (will_be or self._is_before(wanted.occurred_at, held.completed_at)):
            raise NoLongerFits(ConflictReason.COMPLETED_ELSEWHERE)
        completed_at = wanted.completed_at or self._done_at(wanted.occurred_at)
        change = StatusChange(status=wanted.status, completed_at=completed_at if will_be else None)
        task = await TaskService(self.uow).set_status(wanted.task_id, change)
        now = await self.operations.task_now(wanted.task_id)
        return {**(now or {}), "xp_earned": task["xp_earned"], "next_occurrence_id": task["next_occurrence_id"]}

    async def _check_seen(self, wanted: StatusOperation, held: HeldTask) -> None:
        """Whether the task still is what the phone saw: a version, or what an earlier operation of its own left."""
        expected = wanted.expected_version
        if wanted.follows is not None:
            earlier = await followed(self.uow, wanted.follows)
            if earlier.get("task_id") != wanted.task_id:
                raise NoLongerFits(ConflictReason.EARLIER_NOT_APPLIED)
            expected = earlier.get("version")
        if expected is not None and held.version != expected:
            raise NoLongerFits(ConflictReason.CHANGED_SINCE)

    async def _set_step(self, wanted: StepOperation) -> Json:
        held = await self.operations.hold_step(wanted.step_id)
        if held is None:
            raise NoLongerFits(ConflictReason.STEP_GONE)
        if held.is_completed and (wanted.is_completed or self._is_before(wanted.occurred_at, held.completed_at)):
            raise NoLongerFits(ConflictReason.COMPLETED_ELSEWHERE)
        steps = MicroStepService(self.uow)
        if wanted.is_completed:
            moment = self._done_at(wanted.occurred_at)
            step = await steps.complete(wanted.step_id, actual_minutes=wanted.actual_minutes, done_at=moment)
        else:
            step = await steps.uncomplete(wanted.step_id)
        now = await self.operations.step_now(wanted.step_id)
        return {**(now or {}), "xp_earned": step["xp_earned"], "parent_task_progress": step["parent_task_progress"]}

    async def _record_energy(self, wanted: EnergyOperation) -> Json:
        at = wanted.recorded_at or said_at(wanted.occurred_at, self.uow.now())
        report = EnergyReport(energy_level=wanted.energy_level, notes=wanted.notes, recorded_at=at)
        recorded = await EnergyService(self.uow).report(report)
        kept = {"snapshot_id", "energy_level", "recorded_at", "xp_earned"}
        return recorded.model_dump(mode="json", include=kept)

    def _done_at(self, occurred_at: datetime | None) -> datetime | None:
        return None if occurred_at is None else done_at(occurred_at, self.uow.now(), back=LATE_LOGGING)

    def _is_before(self, occurred_at: datetime | None, completed_at: datetime | None) -> bool:
        """Whether the phone said so before it was done: it could not know."""
        moment = self._done_at(occurred_at)
        return moment is not None and completed_at is not None and moment < completed_at

"""What a change of an assignment tells, and whom: the owner of the task, and the person who has it."""

from collections.abc import Sequence

from src.core.principal import AGENT_ACTOR
from src.database.models import TaskAssignment
from src.database.unit_of_work import GUEST, Event, UnitOfWork
from src.domain.delegation import HELD, AssignmentStatus
from src.repositories.assignments import AssignmentRepository
from src.repositories.users import ProfileRepository


def told(uow: UnitOfWork, changed: TaskAssignment, step: str, *, former_agent_id: str | None = None) -> None:
    """Tell everyone concerned that `step` was taken; the agents that have it and had it by the owner's log."""
    event = Event(
        "assignment_updated",
        "assignment",
        changed.assignment_id,
        {
            "assignment_id": changed.assignment_id,
            "task_id": changed.task_id,
            "step": step,
            "status": changed.status,
            "delegation_mode": changed.delegation_mode,
            "agent_id": changed.agent_id or former_agent_id,
            "is_held": changed.status in HELD,
            "epoch": changed.epoch,
            "progress": changed.progress,
            "turn": changed.turn,
        },
    )
    uow.emit(event)
    if changed.assignee_user_id is not None:
        uow.emit(event, to=changed.assignee_user_id, actor=GUEST)


async def close_with_tasks(uow: UnitOfWork, task_ids: Sequence[str], *, is_done: bool) -> list[TaskAssignment]:
    """End whatever is open on tasks that are done, or gone; what that was."""
    if not task_ids:
        return []
    closed = await AssignmentRepository(uow).close_of_tasks(task_ids, is_done=is_done)
    for each in closed:
        told(uow, each, "complete" if each.status == AssignmentStatus.COMPLETED else "cancel")
    return closed


async def signature(uow: UnitOfWork) -> str:
    """Who acts, as the other side of an assignment reads it: `agent:<id>`, or `user:<username>`."""
    if uow.agent_id is not None:
        return AGENT_ACTOR + uow.agent_id
    return f"user:{(await ProfileRepository(uow).me()).username}"

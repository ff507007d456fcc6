"""What the end of an assignment does to the task."""

from src.database.models import TaskAssignment
from src.database.unit_of_work import UnitOfWork
from src.domain.delegation import OPEN, AssignmentStatus, Step
from src.domain.tasks import DelegationMode, TaskStatus
from src.domain.xp import ASSIGNMENT
from src.repositories.assignments import AssignmentRepository
from src.repositories.tasks import TaskRepository
from src.schemas.tasks import StatusChange
from src.services.assignment_events import told
from src.services.days import days_of_owner
from src.services.task_bin import TaskBin
from src.services.task_events import task_event
from src.services.tasks import TaskService
from src.services.xp import XpService


async def accepted_as_done(uow: UnitOfWork, ended: TaskAssignment) -> int:
    """The owner accepted the work: the task is done, or gone when that was asked for; the XP that it paid.

    Letting somebody help is an effort of its own, paid once for each task.
    """
    if ended.delegation_mode == DelegationMode.DELETE:
        await TaskBin(uow).put([ended.task_id])
        return 0
    task = await TaskService(uow).set_status(ended.task_id, StatusChange(status=TaskStatus.DONE))
    paid: int = task["xp_earned"]
    return paid + await XpService(uow).award(
        "assignment",
        ended.task_id,
        ASSIGNMENT,
        reason=f"Done with help: {task['title']}",
        at=uow.now(),
        days=await days_of_owner(uow),
        zone_id=task["zone_id"],
    )


async def leave_assignments(uow: UnitOfWork) -> None:
    """The owner of the unit leaves for good: what others gave them goes back to those."""
    for given in await AssignmentRepository(uow).open_to_me():
        values = {"status": AssignmentStatus.REJECTED, "rejection_reason": "They have left.", "turn": None}
        with uow.on_behalf_of(given.user_id):
            await TaskRepository(uow).lock(given.task_id)
            left = await AssignmentRepository(uow).step(given, OPEN, values, is_leased=False, takes=False)
            if left is not None:
                told(uow, left, Step.DECLINE)
                await back_to_owner(uow, left)


async def back_to_owner(uow: UnitOfWork, ended: TaskAssignment) -> None:
    """Nobody else has the task any more: it is the owner's to do, and among what is suggested to them."""
    if ended.delegation_mode == DelegationMode.DELETE:
        return
    with uow.on_behalf_of(ended.user_id):
        tasks = TaskRepository(uow)
        task = await tasks.find(ended.task_id)
        if task is not None and task.delegation_mode != DelegationMode.DO:
            changed = await tasks.change(ended.task_id, {"delegation_mode": DelegationMode.DO})
            uow.emit(task_event("task_update", changed))

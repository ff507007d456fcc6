"""Leases that ran out: what an agent went silent on waits for another one."""

from src.database.connection import Database
from src.database.unit_of_work import UnitOfWork
from src.domain.delegation import AssignmentStatus
from src.repositories.leases import LeaseRepository
from src.repositories.tasks import TaskRepository
from src.services.assignment_events import told
from src.services.assignment_outcome import back_to_owner

AT_ONCE = 100


async def return_run_out(database: Database) -> int:
    """Return every assignment whose lease is over; how many. Several workers may do so at once: the update decides."""
    returned = 0
    while True:
        async with database.unit_of_work(writes=False) as uow:
            over = await LeaseRepository(uow).run_out(limit=AT_ONCE)
        for owner_id, assignment_id, task_id, agent_id in over:
            async with database.unit_of_work(owner_id=owner_id, actor="system") as uow:
                returned += await _return(uow, assignment_id, task_id, agent_id)
        if len(over) < AT_ONCE:
            return returned


async def _return(uow: UnitOfWork, assignment_id: str, task_id: str, agent_id: str | None) -> bool:
    await TaskRepository(uow).lock(task_id)  # before the assignment, as everywhere
    expired = await LeaseRepository(uow).expire(assignment_id)
    if expired is None:
        return False
    told(uow, expired, "lease_ran_out", former_agent_id=agent_id)
    if expired.status == AssignmentStatus.EXPIRED:
        await back_to_owner(uow, expired)
    return True

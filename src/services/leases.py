"""Leases that ran out: what an agent went silent on waits for another one."""

from src.database.connection import Database
from src.domain.delegation import AssignmentStatus
from src.repositories.assignments import AssignmentRepository
from src.services.assignment_events import told
from src.services.assignment_outcome import back_to_owner

AT_ONCE = 100


async def return_run_out(database: Database) -> int:
    """Return every assignment whose lease is over; how many. Several workers may do so at once: the update decides."""
    returned = 0
    while True:
        async with database.unit_of_work(writes=False) as uow:
            over = await AssignmentRepository(uow).run_out(limit=AT_ONCE)
        for owner_id, assignment_id, agent_id in over:
            returned += await _return(database, owner_id, assignment_id, agent_id)
        if len(over) < AT_ONCE:
            return returned


async def _return(database: Database, owner_id: str, assignment_id: str, agent_id: str | None) -> bool:
    async with database.unit_of_work(owner_id=owner_id, actor="system") as uow:
        expired = await AssignmentRepository(uow).expire(assignment_id)
        if expired is None:
            return False
        told(uow, expired, "lease_ran_out", former_agent_id=agent_id)
        if expired.status == AssignmentStatus.EXPIRED:
            await back_to_owner(uow, expired)
        return True

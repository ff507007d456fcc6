"""Taking an assignment: room and budget of the agent, the first one that fits, and the lease that begins."""

from collections.abc import Sequence
from datetime import timedelta

from src.core.errors import Conflict
from src.database.models import Agent, AssignmentLease, TaskAssignment
from src.database.unit_of_work import UnitOfWork
from src.domain.delegation import fitting
from src.repositories.agents import AgentRepository
from src.repositories.leases import WAITING_PAGE, LeaseRepository
from src.services.days import days_of_owner


class AgentPaused(Conflict):
    """Its owner has paused the agent."""


class AgentFull(Conflict):
    """The agent holds as many assignments as it may."""


class BudgetUsed(Conflict):
    """The agent has taken as many assignments as it may on this day."""


class ClaimService:
    """What stands between an agent and its next assignment."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.agents = AgentRepository(uow)
        self.leases = LeaseRepository(uow)

    async def with_room(self, agent_id: str) -> Agent:
        """The agent, held until the unit ends, when it may take one more.

        Raises:
            AgentPaused, AgentFull.
        """
        agent = await self.agents.hold(agent_id)
        if agent.is_paused:
            raise AgentPaused("This agent is paused by the person it works for.", agent_id=agent_id)
        held = await self.leases.held_count(agent_id)
        if held >= agent.max_concurrent_tasks:
            raise AgentFull(f"It holds {held} of {agent.max_concurrent_tasks} assignments.", agent_id=agent_id)
        return agent

    async def next_for(self, agent: Agent, capabilities: Sequence[str]) -> TaskAssignment | None:
        """The first fitting assignment that nobody else is taking."""
        offset = 0
        while True:
            page = await self.leases.claimable(agent.agent_id, agent.agent_type, offset=offset)
            seconds = {waiting.assignment_id: length for waiting, length in page}
            for key in fitting([waiting for waiting, _ in page], capabilities):
                until = self.uow.now() + timedelta(seconds=seconds[key])
                taken = await self.leases.take(key, agent.agent_id, until=until)
                if taken is not None:
                    return taken
            if len(page) < WAITING_PAGE:
                return None
            offset += WAITING_PAGE

    async def begin_lease(self, taken: TaskAssignment, agent: Agent) -> None:
        """Write down that the agent has it, and count it against the day's budget.

        Raises:
            BudgetUsed: nothing is left of it; the whole step is undone.
        """
        today = (await days_of_owner(self.uow)).of(self.uow.now())
        if not await self.agents.use_budget(agent.agent_id, today):
            detail = f"It has taken its {agent.assignments_per_day} assignments of this day."
            raise BudgetUsed(detail, agent_id=agent.agent_id, assignments_per_day=agent.assignments_per_day)
        lease = AssignmentLease(
            user_id=taken.user_id,
            assignment_id=taken.assignment_id,
            epoch=taken.epoch,
            agent_id=agent.agent_id,
            granted_at=self.uow.now(),
        )
        await self.uow.add(lease)

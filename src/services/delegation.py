"""Deciding who does a task: oneself, oneself with an agent, an agent, another person, or nobody."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from src.core.errors import Conflict, Forbidden, NotFound, RuleBroken, Unavailable
from src.core.principal import Principal
from src.database.models import Agent, Task, TaskAssignment
from src.database.unit_of_work import UnitOfWork
from src.domain.agents import AgentStatus, least_loaded, status_of
from src.domain.delegation import AssignmentStatus, Turn
from src.domain.tasks import DelegationMode, TaskStatus
from src.repositories.agents import AgentRepository
from src.repositories.assignments import AssignmentRepository
from src.repositories.tasks import TaskRepository
from src.repositories.users import UserRepository
from src.schemas.delegation import Delegation, DeletionProposal
from src.services.agent_limits import refuse_agents
from src.services.agents import SILENCE
from src.services.assignment_events import close_with_tasks, signature, told
from src.services.task_bin import TaskBin
from src.services.task_events import task_event

PRIVATE = {DelegationMode.DO: "It is yours to do.", DelegationMode.DELETE: "It is in the bin for 30 days."}
MOST_OFFERS = 20
"""Offers to another person that wait for an answer or were made within a day: nobody's list is filled by others."""
MOST_PROPOSALS = 20
DAY = timedelta(days=1)


class AlreadyDelegated(Conflict):
    """The task is in somebody's hands."""


class TaskIsDone(Conflict):
    """There is nothing left to delegate."""


class NotYours(Forbidden):
    """The step is for agents."""


class NoAgentAvailable(Unavailable):
    """No agent of that kind is idle and has room."""


class TooManyProposals(Conflict):
    """An agent has at most twenty proposals that wait for an answer, and none while it is paused."""


class TooManyOffers(Conflict):
    """The other person got twenty offers of this person's within a day, or has not answered them."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a task: an agent, a person, or whoever of that kind claims it. An agent that was picked rather than
    named has as long as a lease to accept."""

    agent_id: str | None = None
    agent_type: str | None = None
    assignee_user_id: str | None = None
    username: str | None = None
    is_picked: bool = False

    @property
    def message(self) -> str:
        if self.username is not None:
            return f"Offered to {self.username}."
        if self.agent_id is not None:
            return f"Assigned to {self.agent_id}."
        return "It waits for the next agent that can do it."


class DelegationService:
    """Handing tasks over."""

    def __init__(self, uow: UnitOfWork, principal: Principal, *, lease_seconds: int) -> None:
        self.uow = uow
        self.principal = principal
        self.lease_seconds = lease_seconds
        self.tasks = TaskRepository(uow)
        self.agents = AgentRepository(uow)
        self.assignments = AssignmentRepository(uow)

    async def delegate(self, wanted: Delegation) -> dict[str, Any]:
        """Decide who does a task.

        Raises:
            NotForAgents: an agent asks.
            NotFound: the task, the agent or the person is not there.
            TaskIsDone, AlreadyDelegated: 409.
            NoAgentAvailable: nobody of that type is idle with room; the task stays as it is.
        """
        refuse_agents(self.uow)
        task = await self.tasks.hold(wanted.task_id)
        if wanted.delegation_mode in PRIVATE:
            return await self._keep(task, wanted.delegation_mode)
        if task.status == TaskStatus.DONE:
            raise TaskIsDone("The task is done.", task_id=task.task_id)
        recipient = await self._recipient(wanted)
        for withdrawn in await self.assignments.withdraw_proposal(task.task_id):
            told(self.uow, withdrawn, "cancel")
        assignment = await self._assigned(task, wanted, recipient)
        await self._set_mode(task, wanted.delegation_mode)
        told(self.uow, assignment, "delegate")
        return {
            "assignment": await self.assignments.shown(assignment.assignment_id, of=self.uow.owner_id),
            "assigned_agent": recipient.agent_id,
            "message": recipient.message,
        }

    async def propose_deletion(self, wanted: DeletionProposal) -> dict[str, Any]:
        """An agent asks to let go of a task. Nothing happens to it until its owner accepts.

        Raises:
            NotYours: a person asks, who can simply do it.
            NotFound: the agent's token does not reach the owner's tasks, or it is not one of them.
            AlreadyDelegated: somebody works on it.
        """
        agent_id = self.principal.agent_id
        if agent_id is None:
            raise NotYours("Only an agent has to ask. Delete the task instead.")
        if not self.principal.may("tasks:read"):
            raise NotFound("task", wanted.task_id)
        agent = await self._proposing(agent_id)
        task = await self.tasks.hold(wanted.task_id)
        proposal = TaskAssignment(
            user_id=self.uow.owner_id,
            task_id=task.task_id,
            delegation_mode=DelegationMode.DELETE,
            agent_id=agent.agent_id,
            assigned_by=await signature(self.uow),
            status=AssignmentStatus.SUBMITTED,
            lease_seconds=self.lease_seconds,
            progress=100,
            result=wanted.reason,
            assigned_at=self.uow.now(),
            submitted_at=self.uow.now(),
        )
        await self._open(proposal)
        told(self.uow, proposal, "propose")
        return await self.assignments.shown(proposal.assignment_id, of=self.uow.owner_id)

    async def _proposing(self, agent_id: str) -> Agent:
        """The agent, when it may propose one more.

        Raises:
            TooManyProposals: it is paused, or twenty of its proposals wait for an answer.
        """
        await self.uow.serialise(f"proposals:{agent_id}")
        agent = await self.agents.get(agent_id)
        if agent.is_paused:
            raise TooManyProposals("This agent is paused by the person it works for.", agent_id=agent_id)
        if await self.assignments.proposal_count(agent_id) >= MOST_PROPOSALS:
            raise TooManyProposals(f"{MOST_PROPOSALS} of its proposals wait for an answer.", limit=MOST_PROPOSALS)
        return agent

    async def _open(self, assignment: TaskAssignment) -> None:
        if not await self.uow.add_new(assignment):
            raise AlreadyDelegated(
                "The task is in somebody's hands already. Cancel that assignment first.", task_id=assignment.task_id
            )

    async def _keep(self, task: Task, mode: DelegationMode) -> dict[str, Any]:
        """Take the task back from whoever has it, to do it or to let go of it."""
        await self._set_mode(task, mode)
        if mode is DelegationMode.DELETE:
            await TaskBin(self.uow).put([task.task_id])
        else:
            await close_with_tasks(self.uow, [task.task_id], is_done=False)
        return {"assignment": None, "assigned_agent": None, "message": PRIVATE[mode]}

    async def _set_mode(self, task: Task, mode: DelegationMode) -> None:
        if task.delegation_mode != mode:
            changed = await self.tasks.change(task.task_id, {"delegation_mode": mode})
            self.uow.emit(task_event("task_update", changed))

    async def _assigned(self, task: Task, wanted: Delegation, recipient: Recipient) -> TaskAssignment:
        seconds = wanted.lease_seconds or self.lease_seconds
        together = wanted.delegation_mode is DelegationMode.DO_WITH_ME
        assignment = TaskAssignment(
            user_id=self.uow.owner_id,
            task_id=task.task_id,
            delegation_mode=wanted.delegation_mode,
            agent_id=recipient.agent_id,
            agent_type=recipient.agent_type,
            assignee_user_id=recipient.assignee_user_id,
            capabilities=wanted.capabilities,
            assigned_by=await signature(self.uow),
            status=AssignmentStatus.PENDING,
            instructions=wanted.instructions,
            lease_seconds=seconds,
            lease_expires_at=self.uow.now() + timedelta(seconds=seconds) if recipient.is_picked else None,
            turn=Turn.AGENT if together else None,
            assigned_at=self.uow.now(),
        )
        await self._open(assignment)
        return assignment

    async def _recipient(self, wanted: Delegation) -> Recipient:
        if wanted.agent_id is not None:
            await self.uow.serialise("agents")  # it cannot be removed meanwhile
            agent = await self.agents.get(wanted.agent_id)
            return Recipient(agent_id=agent.agent_id, agent_type=agent.agent_type)
        if wanted.prefer_agent_type is not None:
            return await self._idle_agent(wanted.prefer_agent_type, may_wait=wanted.wait_for_agent)
        if wanted.assignee_user is not None:
            return await self._person(wanted.assignee_user)
        return Recipient()

    async def _idle_agent(self, agent_type: str, *, may_wait: bool) -> Recipient:
        await self.uow.serialise("agents")
        idle = [
            (agent.agent_id, agent.max_concurrent_tasks, load)
            for agent, load in await self.agents.all_loaded()
            if agent.agent_type == agent_type
            and status_of(
                last_heartbeat_at=agent.last_heartbeat_at,
                is_paused=agent.is_paused,
                held=load.held,
                room=agent.max_concurrent_tasks,
                now=self.uow.now(),
                silence=SILENCE,
            )
            is AgentStatus.IDLE
        ]
        agent_id = least_loaded(idle)
        if agent_id is None and may_wait:
            return Recipient(agent_type=agent_type)
        if agent_id is None:
            raise NoAgentAvailable(f"No available {agent_type} agents", retry_after=30, agent_type=agent_type)
        return Recipient(agent_id=agent_id, agent_type=agent_type, is_picked=True)

    async def _person(self, username: str) -> Recipient:
        """Somebody of this server. That a name is not taken says no more than registration does."""
        person = await UserRepository(self.uow).by_name_or_email(username)
        if person is None or not person.is_active:
            raise NotFound("user", username)
        if person.user_id == self.uow.owner_id:
            raise RuleBroken("Your own tasks are yours already: use `do`.", field="assignee_user")
        await self.uow.serialise("offers")
        if await self.assignments.offers_to(person.user_id, since=self.uow.now() - DAY) >= MOST_OFFERS:
            detail = f"{person.username} got {MOST_OFFERS} tasks of yours, or has not answered them."
            raise TooManyOffers(detail, limit=MOST_OFFERS)
        return Recipient(assignee_user_id=person.user_id, username=person.username)

"""One step of an assignment: whose it is to take, and the guarded update that takes it."""

from typing import Any

from src.core.errors import Conflict, Forbidden, RuleBroken
from src.core.principal import Principal
from src.database.models import TaskAssignment
from src.database.unit_of_work import UnitOfWork
from src.domain.delegation import HELD, Move, Reach, Side, Step, move_of
from src.domain.tasks import DelegationMode
from src.repositories.agents import AgentRepository
from src.repositories.assignments import AssignmentRepository
from src.repositories.leases import LeaseRepository

WITH_EPOCH = frozenset({Step.START, Step.PROGRESS, Step.SUBMIT, Step.DECLINE, Step.COMPLETE})


class WrongStep(Conflict):
    """The assignment is in a state that this step does not start from."""


class StaleEpoch(Conflict):
    """The lease ran out, or the assignment was taken by somebody else: what this agent knows is over."""


class NotYours(Forbidden):
    """The step is for the other side."""


class AssignmentSteps:
    """Finding assignments for a caller, and moving them on."""

    def __init__(self, uow: UnitOfWork, principal: Principal) -> None:
        self.uow = uow
        self.principal = principal
        self.assignments = AssignmentRepository(uow)
        self.agents = AgentRepository(uow)
        self.leases = LeaseRepository(uow)

    async def found(self, assignment_id: str) -> TaskAssignment:
        """The assignment, if the caller has to do with it.

        Raises:
            StaleEpoch: the agent had it, and has lost it.
            NotFound: it never did.
        """
        agent_id = self.principal.agent_id
        if agent_id is None:
            return self.assignments.present(await self.assignments.reached(assignment_id, Reach.EITHER), assignment_id)
        found = await self.assignments.reached(assignment_id, Reach.AGENT, agent_id=agent_id)
        if found is None and await self.leases.was_leased_to(assignment_id, agent_id):
            raise StaleEpoch("The lease on it ran out, and it is no longer yours.", assignment_id=assignment_id)
        return self.assignments.present(found, assignment_id)

    async def check(self, found: TaskAssignment, step: Step, epoch: int | None) -> None:
        """Whether the caller is on the side that takes this step, and knows the assignment as it is.

        Raises:
            NotYours, StaleEpoch, RuleBroken.
        """
        move = move_of_found(found, step)
        if move.side not in await self._sides(found, step):
            raise NotYours(f"Only the {move.side} of this assignment can {step.replace('_', ' ')} it.")
        if epoch is None and step in WITH_EPOCH and self.principal.agent_id is not None:
            raise RuleBroken("Send the epoch of the assignment as you took it.", field="epoch")
        if epoch is not None and epoch != found.epoch:
            raise stale(found)

    async def _sides(self, found: TaskAssignment, step: Step) -> set[Side]:
        """An owner may act for their own agents; an agent may accept its own work where its owner said so."""
        if self.principal.agent_id is not None:
            agent = await self.agents.get(self.principal.agent_id) if step is Step.COMPLETE else None
            return {Side.ASSIGNEE, Side.OWNER} if agent is not None and agent.may_complete else {Side.ASSIGNEE}
        if found.user_id != self.uow.owner_id:
            return {Side.ASSIGNEE}
        return {Side.OWNER} if found.assignee_user_id is not None else {Side.OWNER, Side.ASSIGNEE}

    async def guarded(
        self, found: TaskAssignment, step: Step, values: dict[str, Any], *, takes: bool = False
    ) -> TaskAssignment:
        """The update itself.

        Raises:
            WrongStep: the state is another one.
            StaleEpoch: the lease ran out, or somebody was faster.
        """
        move = move_of_found(found, step)
        if found.status not in move.before:
            raise _wrong(found, step)
        is_by_holder = move.side is Side.ASSIGNEE or self.principal.agent_id is not None
        is_leased = is_by_holder and found.agent_id is not None and found.status in HELD
        values = {**values, "status": move.after}
        changed = await self.assignments.step(found, move.before, values, is_leased=is_leased, takes=takes)
        if changed is not None:
            return changed
        now = await self.assignments.reached(found.assignment_id, Reach.OWNER)
        raise stale(found) if now is None or now.status in move.before else _wrong(now, step)


def _wrong(found: TaskAssignment, step: Step) -> WrongStep:
    words = step.replace("_", " ")
    return WrongStep(f"An assignment that is {found.status} cannot do this step: {words}.", status=found.status)


def stale(found: TaskAssignment) -> StaleEpoch:
    return StaleEpoch(
        "The lease on it ran out, or it was taken anew since. Claim again.", assignment_id=found.assignment_id
    )


def move_of_found(found: TaskAssignment, step: Step) -> Move:
    return move_of(step, DelegationMode(found.delegation_mode))

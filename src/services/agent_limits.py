"""What an agent cannot do whatever its scopes are, at the places where it would happen."""

from src.core.errors import Forbidden
from src.core.principal import Principal, PrincipalKind
from src.database.unit_of_work import UnitOfWork
from src.repositories.assignments import AssignmentRepository


class NotForAgents(Forbidden):
    """Only the person whom agents work for decides this."""


class NotTrusted(NotForAgents):
    """An agent completes nothing but its own submitted work, and that only when its owner said so."""


class InPersonOnly(Forbidden):
    """A token can neither make other tokens nor widen what one may do."""


def refuse_agents(uow: UnitOfWork) -> None:
    """Refuse what cannot be left to an agent.

    Raises:
        NotForAgents: an agent acts in this unit.
    """
    if uow.agent_id is not None:
        raise NotForAgents("An agent cannot do this: the person it works for decides.")


def in_person(principal: Principal) -> None:
    """Refuse scripts and agents.

    Raises:
        InPersonOnly: it is not a signed-in person who asks.
    """
    if principal.kind is not PrincipalKind.SESSION:
        raise InPersonOnly("Only a signed-in person can do this, not a token.")


async def refuse_unless_accepted(uow: UnitOfWork, task_id: str) -> None:
    """Refuse an agent that completes a task, unless it has just completed its own assignment of it.

    Whether it may do that is asked there (`AssignmentSteps`). So no other way of completing is open to it.

    Raises:
        NotTrusted: it has not.
    """
    if uow.agent_id is None:
        return
    if not await AssignmentRepository(uow).completed_now(task_id, uow.agent_id):
        raise NotTrusted("An agent hands its work in; the person it works for says that it is done.")

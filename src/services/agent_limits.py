"""What an agent cannot do whatever its scopes are, at the places where it would happen."""

from src.core.errors import Forbidden
from src.database.unit_of_work import UnitOfWork
from src.repositories.agents import AgentRepository


class NotForAgents(Forbidden):
    """Only the person whom agents work for decides this."""


class NotTrusted(NotForAgents):
    """The agent's owner has not said that it may complete tasks."""


def refuse_agents(uow: UnitOfWork) -> None:
    """Refuse what cannot be left to an agent.

    Raises:
        NotForAgents: an agent acts in this unit.
    """
    if uow.agent_id is not None:
        raise NotForAgents("An agent cannot do this: the person it works for decides.")


async def refuse_unless_trusted(uow: UnitOfWork) -> None:
    """Refuse an agent that completes a task, unless its owner said that it may.

    Raises:
        NotTrusted: it may not.
    """
    if uow.agent_id is None:
        return
    agent = await AgentRepository(uow).find(uow.agent_id)
    if agent is None or not agent.may_complete:
        raise NotTrusted("An agent hands its work in; the person it works for says that it is done.")

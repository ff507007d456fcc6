"""Use cases of agents: software that works on people's tasks, as a principal of its own.

What an agent is doing is never stored: its status follows from its last sign and from the leases it holds.
"""

from datetime import timedelta
from typing import Any

from src.core.errors import Conflict, Duplicate, NotFound
from src.core.principal import Principal
from src.core.security import PERSONAL_PREFIX, new_token, token_hash
from src.database.models import Agent, PersonalToken
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.agents import AgentStatus, Load, status_of
from src.repositories.agents import AgentRepository
from src.repositories.leases import LeaseRepository
from src.schemas.agents import AgentRegistration, AgentUpdate, TokenRenewal
from src.services.accounts import ended
from src.services.agent_limits import in_person, refuse_agents
from src.services.assignment_events import told
from src.services.audit import record
from src.services.days import Days, days_of_owner

MOST_AGENTS = 200
SILENCE = timedelta(minutes=10)
"""Without a sign for so long an agent counts as offline."""
OWN_SCOPE = "delegation:write"
"""What every agent's token reaches: its own assignments."""


class AgentExists(Duplicate):
    """The owner has an agent of that id."""


class TooManyAgents(Conflict):
    """A person has at most 200 agents."""


class AgentService:
    """Registering agents, their tokens, what they are doing, and taking them out of service."""

    def __init__(self, uow: UnitOfWork, principal: Principal) -> None:
        self.uow = uow
        self.principal = principal
        self.agents = AgentRepository(uow)
        self.leases = LeaseRepository(uow)

    async def register(self, wanted: AgentRegistration) -> dict[str, Any]:
        """Make an agent and its token, which is shown this once. One that was removed may come back.

        Raises:
            InPersonOnly: a token asks.
            AgentExists: the id is taken.
            TooManyAgents: there are two hundred.
        """
        in_person(self.principal)
        await self.uow.serialise("agents")
        if await self.agents.count() >= MOST_AGENTS:
            raise TooManyAgents(f"You have {MOST_AGENTS} agents. Remove one first.", limit=MOST_AGENTS)
        values = wanted.model_dump(exclude={"agent_id", "scopes", "expires_in_days"})
        values["name"] = wanted.name or wanted.agent_id
        agent = Agent(user_id=self.uow.owner_id, agent_id=wanted.agent_id, last_heartbeat_at=self.uow.now(), **values)
        if not await self.uow.add_new(agent) and not await self.agents.revive(wanted.agent_id, values):
            raise AgentExists(f"You have an agent '{wanted.agent_id}' already.", agent_id=wanted.agent_id)
        token = await self._mint(wanted.agent_id, wanted.scopes, wanted.expires_in_days)
        await record(self.uow, "agent_registered", agent_id=wanted.agent_id, scopes=token["scopes"])
        self._tell("agent_registered", wanted.agent_id)
        return {**await self.get(wanted.agent_id), **token}

    async def everything(self, *, agent_type: str | None, status: AgentStatus | None) -> dict[str, Any]:
        """The owner's agents, the oldest first; to an agent only itself."""
        if self.principal.agent_id is not None:
            shown = [await self.get(self.principal.agent_id)]
        else:
            days = await days_of_owner(self.uow)
            shown = [self._shown(agent, load, days) for agent, load in await self.agents.all_loaded()]
        return {
            "agents": [
                each for each in shown if agent_type in {None, each["agent_type"]} and status in {None, each["status"]}
            ]
        }

    async def get(self, agent_id: str) -> dict[str, Any]:
        """One agent.

        Raises:
            NotFound: not the owner's, or not the agent that asks.
        """
        self._may_see(agent_id)
        agent, load = await self.agents.loaded(agent_id)
        return self._shown(agent, load, await days_of_owner(self.uow))

    async def update(self, agent_id: str, wanted: AgentUpdate) -> dict[str, Any]:
        """Change an agent, or pause it: then it takes nothing new, and may finish what it holds."""
        in_person(self.principal)
        values = wanted.given()
        await self.agents.loaded(agent_id)
        if values:
            await self.agents.change(agent_id, values)
            await record(self.uow, "agent_updated", agent_id=agent_id, fields=sorted(values))
            self._tell("agent_updated", agent_id)
        return await self.get(agent_id)

    async def renew_token(self, agent_id: str, wanted: TokenRenewal) -> dict[str, Any]:
        """Another token in place of those the agent had, with the scopes that it is to have from now on."""
        in_person(self.principal)
        await self.agents.loaded(agent_id)
        await self._revoke(agent_id)
        token = await self._mint(agent_id, wanted.scopes, wanted.expires_in_days)
        await record(self.uow, "agent_token_made", agent_id=agent_id, scopes=token["scopes"])
        return {"agent_id": agent_id, **token}

    async def stop(self, agent_id: str) -> dict[str, Any]:
        """The kill switch: its tokens end, what it holds goes back to waiting, and it takes nothing any more."""
        refuse_agents(self.uow)
        await self.uow.serialise("agents")
        await self.agents.change(agent_id, {"is_paused": True})
        await self._put_out_of_service(agent_id)
        await record(self.uow, "agent_stopped", agent_id=agent_id)
        self._tell("agent_stopped", agent_id)
        return await self.get(agent_id)

    async def remove(self, agent_id: str) -> None:
        """Stop an agent and take it off the list. Its trail stays."""
        refuse_agents(self.uow)
        await self.uow.serialise("agents")
        await self.agents.change(agent_id, {"removed_at": self.uow.now()})
        await self._put_out_of_service(agent_id)
        await record(self.uow, "agent_removed", agent_id=agent_id)
        self._tell("agent_removed", agent_id)

    async def heartbeat(self, agent_id: str) -> dict[str, Any]:
        """A sign of the agent, which renews every lease that it holds.

        Raises:
            NotFound: not the owner's, or not the agent that asks.
        """
        self._may_see(agent_id)
        agent = await self.agents.hold(agent_id)
        leases = await self.leases.renew(agent_id)
        return {
            "agent_id": agent_id,
            "status": self._status(agent, held=len(leases)),
            "is_paused": agent.is_paused,
            "leases": [
                {
                    "assignment_id": each.assignment_id,
                    "epoch": each.epoch,
                    "lease_expires_at": each.lease_expires_at,
                }
                for each in sorted(leases, key=lambda each: each.assignment_id)
            ],
        }

    async def trail(self, agent_id: str, *, limit: int) -> dict[str, Any]:
        """What the agent did and was refused, the latest first. Agents that were removed keep theirs."""
        refuse_agents(self.uow)
        entries = await self.agents.trail(agent_id, limit=limit)
        if not entries:
            await self.agents.loaded(agent_id)
        entries.sort(key=lambda each: str(each["occurred_at"]), reverse=True)
        return {"agent_id": agent_id, "trail": entries[:limit]}

    def _may_see(self, agent_id: str) -> None:
        if self.principal.agent_id not in {None, agent_id}:
            raise NotFound("agent", agent_id)

    async def _put_out_of_service(self, agent_id: str) -> None:
        await self._revoke(agent_id)
        for returned in await self.leases.give_back(agent_id):
            told(self.uow, returned, "returned", former_agent_id=agent_id)

    async def _revoke(self, agent_id: str) -> None:
        for token_id in await self.agents.revoke_tokens(agent_id):
            ended(self.uow, token_id)

    async def _mint(self, agent_id: str, scopes: list[str], expires_in_days: int) -> dict[str, Any]:
        secret = new_token(PERSONAL_PREFIX)
        token = PersonalToken(
            user_id=self.uow.owner_id,
            agent_id=agent_id,
            name=f"agent {agent_id}",
            token_hash=token_hash(secret),
            last_four=secret[-4:],
            scopes=sorted({OWN_SCOPE, *scopes}),
            created_at=self.uow.now(),
            expires_at=self.uow.now() + timedelta(days=expires_in_days),
        )
        await self.uow.add(token)
        return {
            "token_id": token.token_id,
            "token": secret,
            "scopes": token.scopes,
            "expires_at": token.expires_at,
        }

    def _tell(self, type_: str, agent_id: str) -> None:
        self.uow.emit(Event(type_, "agent", agent_id, {"agent_id": agent_id}))

    def _status(self, agent: Agent, *, held: int) -> AgentStatus:
        return status_of(
            last_heartbeat_at=agent.last_heartbeat_at,
            is_paused=agent.is_paused,
            held=held,
            room=agent.max_concurrent_tasks,
            now=self.uow.now(),
            silence=SILENCE,
        )

    def _shown(self, agent: Agent, load: Load, days: Days) -> dict[str, Any]:
        return {
            "agent_id": agent.agent_id,
            "name": agent.name,
            "agent_type": agent.agent_type,
            "capabilities": agent.capabilities,
            "status": self._status(agent, held=load.held),
            "max_concurrent_tasks": agent.max_concurrent_tasks,
            "held_count": load.held,
            "offered_count": load.offered,
            "assignments_per_day": agent.assignments_per_day,
            "taken_today_count": agent.taken_count if agent.taken_date == days.of(self.uow.now()) else 0,
            "may_complete": agent.may_complete,
            "is_paused": agent.is_paused,
            "last_heartbeat_at": agent.last_heartbeat_at,
            "created_at": agent.created_at,
            "updated_at": agent.updated_at,
        }

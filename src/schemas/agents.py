"""Requests and answers of `/api/delegation/agents`."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from src.domain.agents import MODULES, AgentStatus
from src.schemas.auth import ScopeName
from src.schemas.common import Answer, Body, InstantField


def _for_agents(scope: str) -> str:
    if scope.partition(":")[0] not in MODULES:
        raise ValueError(f"agents can be given scopes of these modules: {', '.join(MODULES)}")
    return scope


AgentId = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
AgentType = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
AgentName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Capability = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Capabilities = Annotated[list[Capability], Field(max_length=50)]
AgentScopes = Annotated[list[Annotated[ScopeName, AfterValidator(_for_agents)]], Field(max_length=20)]
Room = Annotated[int, Field(ge=1, le=100, description="assignments it may hold at once")]
PerDay = Annotated[int, Field(ge=1, le=10_000, description="assignments it may take on one of your days")]
LifeInDays = Annotated[int, Field(ge=1, le=3650)]


class AgentRegistration(Body):
    agent_id: AgentId = Field(description="its name for you, chosen by you", examples=["writer-1"])
    name: AgentName | None = Field(None, description="how you see it; left out: its id")
    agent_type: AgentType = Field(description="kind of work", examples=["backend-tdd"])
    capabilities: Capabilities = Field(default_factory=list, examples=[["python", "sql"]])
    max_concurrent_tasks: Room = 1
    assignments_per_day: PerDay | None = Field(None, description="null: any number")
    may_complete: bool = Field(False, description="it may complete what it has submitted, without you")
    scopes: AgentScopes = Field(
        default_factory=list, description="what else its token reaches, besides its own assignments"
    )
    expires_in_days: LifeInDays = 365


class AgentUpdate(Body):
    """The fields to change."""

    name: AgentName | None = None
    agent_type: AgentType | None = None
    capabilities: Capabilities | None = None
    max_concurrent_tasks: Room | None = None
    assignments_per_day: PerDay | None = Field(None, description="null: any number")
    may_complete: bool | None = None
    is_paused: bool | None = Field(None, description="while true it takes nothing new; what it holds it may finish")

    def given(self) -> dict[str, Any]:
        """The fields that were sent; null means something only for the budget."""
        sent = super().given()
        return {name: value for name, value in sent.items() if value is not None or name == "assignments_per_day"}


class TokenRenewal(Body):
    scopes: AgentScopes = Field(default_factory=list, description="instead of those it has now")
    expires_in_days: LifeInDays = 365


class AgentRead(Answer):
    agent_id: str
    name: str
    agent_type: str
    capabilities: list[str]
    status: AgentStatus = Field(description="busy: it holds all it may; offline: paused, or no sign of it")
    max_concurrent_tasks: int
    held_count: int = Field(description="assignments it holds under a lease")
    offered_count: int = Field(description="assignments that wait for it")
    assignments_per_day: int | None
    taken_today_count: int = Field(description="assignments it took on your present day")
    may_complete: bool
    is_paused: bool
    last_heartbeat_at: InstantField | None
    created_at: InstantField
    updated_at: InstantField


class AgentList(Answer):
    agents: list[AgentRead]


class AgentRegistered(AgentRead):
    token_id: str
    token: str = Field(description="the agent's own token, shown this once", examples=["pap_…"])
    scopes: list[str]


class AgentToken(Answer):
    agent_id: str
    token_id: str
    token: str = Field(description="shown this once; what it had before no longer works", examples=["pap_…"])
    scopes: list[str]
    expires_at: InstantField


class LeaseRead(Answer):
    assignment_id: str
    epoch: int
    lease_expires_at: InstantField


class Heartbeat(Answer):
    agent_id: str
    status: AgentStatus
    is_paused: bool
    leases: list[LeaseRead] = Field(description="all of them, renewed by this")


class TrailEntry(Answer):
    occurred_at: InstantField
    action: str = Field(description="the event's type, or `agent_refused`")
    entity_type: str | None
    entity_id: str | None
    details: dict[str, Any]


class AgentTrail(Answer):
    agent_id: str
    trail: list[TrailEntry]

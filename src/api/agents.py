"""Agents: software that works on your tasks, each with a token of its own."""

from typing import Annotated

from fastapi import Query, Request, Response

from src.api.edge import caller_of, json_answer, module_router, secret_answer, uow_of
from src.domain.agents import AgentStatus
from src.schemas.agents import (
    AgentList,
    AgentRead,
    AgentRegistered,
    AgentRegistration,
    AgentToken,
    AgentTrail,
    AgentType,
    AgentUpdate,
    Heartbeat,
    TokenRenewal,
)
from src.services.agents import AgentService

router = module_router("/api/delegation", module="delegation", tag="Delegation")


def agents(request: Request) -> AgentService:
    return AgentService(uow_of(request), caller_of(request))


@router.post(
    "/agents/register",
    status_code=201,
    operation_id="register_agent",
    response_model=AgentRegistered,
    openapi_extra=secret_answer("agent_id"),
)
async def register_agent(wanted: AgentRegistration, request: Request) -> Response:
    """Register an agent of yours. Its token is shown this once.

    The token reaches the agent's own assignments, and besides them what `scopes` name (`tasks:read`,
    `capture:write` …). Whatever an agent does reads as `agent:<id>` in your event log. With `may_complete` it can
    complete what it has submitted itself, and nothing else; it never deletes anything: it proposes, you decide. For you
    in person: a script's token makes no agents.
    """
    return json_answer(await agents(request).register(wanted), status=201)


@router.get("/agents", operation_id="list_agents", response_model=AgentList)
async def list_agents(
    request: Request,
    agent_type: Annotated[AgentType | None, Query()] = None,
    status: Annotated[AgentStatus | None, Query()] = None,
) -> Response:
    """Your agents, the oldest first, and what they are doing."""
    return json_answer(await agents(request).everything(agent_type=agent_type, status=status))


@router.get("/agents/{agent_id}", operation_id="get_agent", response_model=AgentRead)
async def get_agent(agent_id: str, request: Request) -> Response:
    """One of your agents; an agent sees itself."""
    return json_answer(await agents(request).get(agent_id))


@router.put("/agents/{agent_id}", operation_id="update_agent", response_model=AgentRead)
async def update_agent(agent_id: str, wanted: AgentUpdate, request: Request) -> Response:
    """Change the fields you send. `is_paused` lets it take nothing new; what it holds it may finish."""
    return json_answer(await agents(request).update(agent_id, wanted))


@router.delete("/agents/{agent_id}", status_code=204, operation_id="remove_agent")
async def remove_agent(agent_id: str, request: Request) -> None:
    """Take an agent out of service: its tokens end within five seconds, what it holds waits for another."""
    await agents(request).remove(agent_id)


@router.post("/agents/{agent_id}/heartbeat", operation_id="agent_heartbeat", response_model=Heartbeat)
async def agent_heartbeat(agent_id: str, request: Request) -> Response:
    """A sign of life. Renews every lease that the agent holds, and says which those are."""
    return json_answer(await agents(request).heartbeat(agent_id))


@router.post("/agents/{agent_id}/stop", operation_id="stop_agent", response_model=AgentRead)
async def stop_agent(agent_id: str, request: Request) -> Response:
    """The kill switch: its tokens end, what it holds waits for another, and it stays paused.

    To let it work again, make it a token and set `is_paused` to false.
    """
    return json_answer(await agents(request).stop(agent_id))


@router.post(
    "/agents/{agent_id}/token",
    status_code=201,
    operation_id="renew_agent_token",
    response_model=AgentToken,
    openapi_extra=secret_answer("token_id"),
)
async def renew_agent_token(agent_id: str, wanted: TokenRenewal, request: Request) -> Response:
    """Give the agent a new token, with the scopes it is to have. What it had before no longer works."""
    return json_answer(await agents(request).renew_token(agent_id, wanted), status=201)


@router.get("/agents/{agent_id}/trail", operation_id="agent_trail", response_model=AgentTrail)
async def agent_trail(agent_id: str, request: Request, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> Response:
    """What the agent did and what it was refused, the latest first. The trail of a removed agent stays."""
    return json_answer(await agents(request).trail(agent_id, limit=limit))

"""Helpers of tests about delegation: agents that speak for themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2

from src.conftest import Person

AT = "/api/delegation"
OpenClient = Callable[..., httpx2.AsyncClient]


@dataclass(frozen=True, slots=True)
class Agent:
    """A registered agent: `await helper.post("claim")` posts to its assignments."""

    agent_id: str
    token: str
    client: httpx2.AsyncClient

    async def call(self, method: str, path: str, **request: Any) -> httpx2.Response:
        return await self.client.request(method, path, **request)

    async def claim(self, **body: Any) -> httpx2.Response:
        return await self.client.post(f"{AT}/assignments/claim", json=body)

    async def step(self, taken: dict[str, Any], step: str, **body: Any) -> httpx2.Response:
        """A step with the epoch of the assignment as it was taken."""
        sent = {"epoch": taken["epoch"], **body}
        return await self.client.post(f"{AT}/assignments/{taken['assignment_id']}/{step}", json=sent)

    async def heartbeat(self) -> httpx2.Response:
        return await self.client.post(f"{AT}/agents/{self.agent_id}/heartbeat")


async def register(owner: Person, open_client: OpenClient, agent_id: str = "helper", **fields: Any) -> Agent:
    wanted = {"agent_id": agent_id, "agent_type": "writer", **fields}
    made = await owner.post(f"{AT}/agents/register", json=wanted)
    assert made.status_code == 201, made.text
    token = made.json()["token"]
    return Agent(agent_id, token, open_client(token))


async def delegate(owner: Person, task_id: str, mode: str = "delegate", **fields: Any) -> dict[str, Any]:
    made = await owner.post(f"{AT}/delegate", json={"task_id": task_id, "delegation_mode": mode, **fields})
    assert made.status_code == 201, made.text
    answer: dict[str, Any] = made.json()
    return answer


async def waiting(owner: Person, title: str = "Write the letter", **fields: Any) -> dict[str, Any]:
    """An assignment that waits for any agent of the owner."""
    task = await owner.task(title)
    assignment: dict[str, Any] = (await delegate(owner, task["task_id"], **fields))["assignment"]
    return assignment

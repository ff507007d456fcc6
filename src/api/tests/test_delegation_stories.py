"""Four agents and their owner do whatever comes to mind, ten things at a time: what must hold holds afterwards."""

import asyncio
from collections import Counter, defaultdict
from random import Random
from typing import Any

import pytest

from src.api.tests.delegating import AT, Agent, OpenClient, register
from src.conftest import Clock, Person
from src.database.connection import Database
from src.domain.delegation import HELD, OPEN
from src.services.leases import return_run_out

AGENTS = 4
ROOM = 2
ACTIONS = 240
AT_ONCE = 10
STATUSES = {200, 201, 204, 404, 409, 503}


class Story:
    """What they do: drawn from a seed, so that a failure can be told again."""

    def __init__(self, seed: int, owner: Person, agents: list[Agent], database: Database) -> None:
        self.chance = Random(seed)
        self.owner = owner
        self.agents = agents
        self.database = database
        self.tasks: list[str] = []
        self.known: list[dict[str, Any]] = []
        self.answers: Counter[int] = Counter()

    async def step(self) -> None:
        do = self.chance.choice(
            [self.delegate, self.delegate, self.claim, self.claim, self.claim, self.work, self.work, self.work,
             self.decide, self.decide, self.beat, self.touch, self.run_out]
        )  # fmt: skip
        status = await do()
        if status is not None:
            self.answers[status] += 1

    async def delegate(self) -> int:
        if len(self.tasks) < 12:
            self.tasks.append((await self.owner.task(f"Task {len(self.tasks)}"))["task_id"])
        mode = self.chance.choice(["delegate", "delegate", "do_with_me", "do"])
        body: dict[str, Any] = {"task_id": self.chance.choice(self.tasks), "delegation_mode": mode, "lease_seconds": 30}
        if mode != "do":
            agent = self.chance.choice(self.agents).agent_id
            body |= self.chance.choice([{}, {"agent_id": agent}, {"prefer_agent_type": "writer"}])
        return (await self.owner.post(f"{AT}/delegate", json=body)).status_code

    async def claim(self) -> int:
        answer = await self.chance.choice(self.agents).claim()
        if answer.status_code == 200:
            self.known.append(answer.json())
        return answer.status_code

    async def work(self) -> int | None:
        if not self.known:
            return None
        steps: list[tuple[str, dict[str, Any]]] = [
            ("start", {}),
            ("progress", {"progress": 50}),
            ("submit", {"result": "x"}),
            ("reject", {"reason": "x"}),
        ]
        step, body = self.chance.choice(steps)
        agent = self.chance.choice(self.agents)
        return (await agent.step(self.chance.choice(self.known), step, **body)).status_code

    async def decide(self) -> int | None:
        if not self.known:
            return None
        step, body = self.chance.choice([("complete", {}), ("reject", {"reason": "again"}), ("cancel", {})])
        path = f"{AT}/assignments/{self.chance.choice(self.known)['assignment_id']}/{step}"
        return (await self.owner.post(path, json=body)).status_code

    async def beat(self) -> int:
        return (await self.chance.choice(self.agents).heartbeat()).status_code

    async def touch(self) -> int | None:
        if not self.tasks:
            return None
        path = f"/api/v2/tasks/{self.chance.choice(self.tasks)}"
        status = self.chance.choice(["done", "todo", "in_progress"])
        return (await self.owner.patch(f"{path}/status", json={"status": status})).status_code

    async def run_out(self) -> None:
        await return_run_out(self.database)


async def rows(owner: Person, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await owner.get("/api/auth/account/export")).json()["tables"][table]
    return found


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_they_do_at_once_what_must_hold_holds(
    alice: Person, open_client: OpenClient, database: Database, clock: Clock, seed: int
) -> None:
    agents = [await register(alice, open_client, f"a{number}", max_concurrent_tasks=ROOM) for number in range(AGENTS)]
    story = Story(seed, alice, agents, database)

    for _ in range(ACTIONS // AT_ONCE):
        await asyncio.gather(*(story.step() for _ in range(AT_ONCE)))
        clock.forward(seconds=story.chance.choice([0, 1, 10, 31]))

    assert set(story.answers) <= STATUSES, story.answers
    assert story.answers[200] > 20, story.answers
    assignments, leases = await rows(alice, "task_assignments"), await rows(alice, "assignment_leases")
    of_task = Counter(row["task_id"] for row in assignments if row["status"] in OPEN)
    assert not [task for task, count in of_task.items() if count > 1]
    held = {(lease["assignment_id"], lease["epoch"], lease["agent_id"]) for lease in leases}
    epochs: dict[str, list[int]] = defaultdict(list)
    for lease in leases:
        epochs[lease["assignment_id"]].append(lease["epoch"])
    for row in assignments:
        taken = epochs[row["assignment_id"]]
        assert len(set(taken)) == len(taken)
        assert max(taken, default=0) <= row["epoch"]
        assert (row["lease_expires_at"] is not None) <= (row["status"] in {"pending", *HELD}), row
        if row["status"] in HELD:
            assert (row["assignment_id"], row["epoch"], row["agent_id"]) in held
    log = (await alice.get("/api/events", params={"limit": 1000})).json()["events"]
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))

"""Fifty agents after twenty assignments, on four workers; and how soon what a silent agent held is free again.

python -m bench.claims [--rounds 10] [--engine sqlite|postgresql]
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from src.testing.postgres import start_postgres
from src.testing.server import Server, running_server

AGENTS = 50
ASSIGNMENTS = 20
WORKERS = 4
LEASE_SECONDS = 5
AT = "/api/delegation"


@contextmanager
def server_on(engine: str) -> Iterator[Server]:
    """A server with four workers on a fresh database."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        if engine == "sqlite":
            with running_server(database_url=f"sqlite:///{data / 'app.db'}", data_dir=data, workers=WORKERS) as server:
                yield server
            return
        with start_postgres() as postgres:
            url = postgres.create_database("claims")
            env = {"AUTO_MIGRATE": "true"}
            with running_server(database_url=url, data_dir=data, workers=WORKERS, env=env) as server:
                yield server


class Crowd:
    """An owner and fifty agents, each with a connection of its own."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.owner = httpx2.AsyncClient(base_url=base_url, timeout=60)
        self.agents: list[httpx2.AsyncClient] = []

    async def gather(self) -> None:
        body = {"username": "owner", "email": "owner@example.com", "password": "plum-kettle-harbour"}
        token = (await self.owner.post("/api/auth/register", json=body)).json()["access_token"]
        self.owner.headers["Authorization"] = f"Bearer {token}"
        for number in range(AGENTS):
            wanted = {"agent_id": f"agent-{number}", "agent_type": "any", "max_concurrent_tasks": 100}
            made = (await self.owner.post(f"{AT}/agents/register", json=wanted)).json()
            headers = {"Authorization": f"Bearer {made['token']}"}
            self.agents.append(httpx2.AsyncClient(base_url=self.base_url, timeout=60, headers=headers))

    async def delegate(self, how_many: int, **fields: Any) -> set[str]:
        made = set()
        for number in range(how_many):
            task = (await self.owner.post("/api/v2/tasks", json={"title": f"Task {number}"})).json()
            wanted = {"task_id": task["task_id"], "delegation_mode": "delegate", **fields}
            made.add((await self.owner.post(f"{AT}/delegate", json=wanted)).json()["assignment"]["assignment_id"])
        return made

    async def race(self) -> tuple[float, int, int]:
        """`(milliseconds until the last answer, assignments taken, taken more than once)`."""
        wanted = await self.delegate(ASSIGNMENTS)
        began = time.perf_counter()
        answers = await asyncio.gather(*(each.post(f"{AT}/assignments/claim") for each in self.agents))
        took = (time.perf_counter() - began) * 1000
        taken = [each.json()["assignment_id"] for each in answers if each.status_code == 200]
        assert {each.status_code for each in answers} <= {200, 204}, [each.text for each in answers]
        assert set(taken) == wanted
        return took, len(taken), len(taken) - len(set(taken))

    async def silence(self) -> float:
        """Seconds between the end of a lease and its assignment being free for others."""
        (wanted,) = await self.delegate(1, lease_seconds=LEASE_SECONDS)
        await self.agents[0].post(f"{AT}/assignments/claim")
        claimed = time.perf_counter()
        while True:
            if (await self.owner.get(f"{AT}/assignments/{wanted}")).json()["status"] == "pending":
                break
            await asyncio.sleep(0.02)
        free_after = time.perf_counter() - claimed - LEASE_SECONDS
        await self.owner.post(f"{AT}/assignments/{wanted}/cancel")
        return free_after


async def run(server: Server, rounds: int) -> str:
    crowd = Crowd(server.base_url)
    await crowd.gather()
    races = [await crowd.race() for _ in range(rounds)]
    waits = [await crowd.silence() for _ in range(rounds)]
    times = [took for took, _, _ in races]
    return (
        f"{sum(n for _, n, _ in races)} of {rounds * ASSIGNMENTS} taken, {sum(twice for *_, twice in races)} twice; "
        f"50 claims in {statistics.median(times):.0f} ms ({min(times):.0f}-{max(times):.0f}); "
        f"a lease of {LEASE_SECONDS} s is free {statistics.median(waits):.1f} s after its end "
        f"({min(waits):.1f}-{max(waits):.1f})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"))
    wanted = parser.parse_args()
    for engine in [wanted.engine] if wanted.engine else ["sqlite", "postgresql"]:
        with server_on(engine) as server:
            print(f"{engine}: {asyncio.run(run(server, wanted.rounds))}")


if __name__ == "__main__":
    main()

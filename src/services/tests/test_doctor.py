"""The doctor finds nothing after any work, and finds each thing that somebody breaks by hand."""

import asyncio
import random
from typing import Any

import pytest

from src.conftest import Person
from src.database.connection import Database
from src.services.doctor import COUNTERS, checks, examine


async def move(person: Person, task: dict[str, Any], status: str) -> None:
    await person.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": status})


async def live(person: Person, chance: random.Random) -> None:
    """Fifty actions at once: completions, undo, steps, claims, treats, energy, promises kept and taken back."""
    await person.post("/api/pets", json={"species": "cat", "name": "Mia"})
    tasks = [await person.task(f"task {number}", estimated_hours=0.2) for number in range(4)]
    at = f"/api/v2/tasks/{tasks[0]['task_id']}/micro-steps"
    step = (await person.post(at, json={"description": "Go"})).json()["step_id"]
    reward = (await person.post("/api/rewards/custom", json={"name": "Tea", "cost_xp": 20})).json()["reward_id"]

    async def something() -> None:
        task = chance.choice(tasks)
        match chance.randrange(8):
            case 0 | 1:
                await move(person, task, "done")
            case 2:
                await move(person, task, "todo")
            case 3:
                await person.post("/api/rewards/claim", json={"task_id": task["task_id"]})
            case 4:
                await person.patch(f"/api/v2/micro-steps/{step}/complete")
            case 5:
                await person.patch(f"/api/v2/micro-steps/{step}/uncomplete")
            case 6:
                await person.post("/api/energy/set", json={"energy_level": 2})
            case _:
                kept = await person.post(f"/api/rewards/custom/{reward}/redeem")
                if kept.status_code == 201 and chance.random() < 0.5:
                    await person.post(f"/api/rewards/redemptions/{kept.json()['redemption_id']}/undo")

    await asyncio.gather(*(something() for _ in range(50)))


@pytest.mark.parametrize("seed", range(3))
async def test_everything_adds_up_after_fifty_things_at_once(
    database: Database, alice: Person, bob: Person, seed: int
) -> None:
    for person in (alice, bob):
        await live(person, random.Random(seed))

    assert await examine(database) == []


FAULTS = [
    ("UPDATE xp_totals SET total = total + 1", "XP total is not the sum of the ledger"),
    ("UPDATE xp_totals SET spent = spent + 1", "what was spent is not the sum of the redemptions"),
    ("UPDATE user_pets SET xp = xp + 1", "pet has not eaten the sum of its meals"),
    ("UPDATE pet_meals SET source_id = 'x'", "meal is not what a completion pays now"),
    ("UPDATE tasks SET completion_count = completion_count + 1", "task is done and not paid"),
    ("UPDATE tasks SET status = 'todo'", "task is open and still paid"),
    ("DELETE FROM xp_ledger WHERE source = 'achievement'", "achievement is unlocked and not paid"),
    ("DELETE FROM events WHERE seq = 3", "event log has a gap"),
    ("UPDATE xp_ledger SET source = 'energy' WHERE source = 'task'", COUNTERS),
]


@pytest.mark.leaves_faults("what the doctor has to find")
@pytest.mark.parametrize(("sql", "what"), FAULTS)
async def test_each_fault_is_found_and_says_whose_it_is(
    database: Database, alice: Person, bob: Person, sql: str, what: str
) -> None:
    await alice.post("/api/pets", json={"species": "cat", "name": "Mia"})
    await move(alice, await alice.task(), "done")
    assert await examine(database) == []

    async with database.unit_of_work() as uow:
        await (await uow.connection()).execute(f"{sql}{_of(alice, sql)}", ())

    found = await examine(database)
    assert what in [each.what for each in found]
    assert {each.user_id for each in found} == {alice.user_id}
    assert what in checks()


def _of(person: Person, sql: str) -> str:
    joined = "AND" if "WHERE" in sql else "WHERE"
    return f" {joined} user_id = '{person.user_id}'"

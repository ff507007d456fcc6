"""Agents all at once: nothing is taken twice, no agent holds more than it may, and everything pays once."""

import asyncio
from collections import Counter

from src.api.tests.delegating import AT, OpenClient, register, waiting
from src.conftest import Person


async def test_fifty_agents_after_twenty_assignments_get_twenty_different_ones(
    alice: Person, open_client: OpenClient
) -> None:
    agents = [await register(alice, open_client, f"agent-{number}") for number in range(50)]
    wanted = {(await waiting(alice, f"task {number}"))["assignment_id"] for number in range(20)}

    answers = await asyncio.gather(*(each.claim() for each in agents))

    assert Counter(each.status_code for each in answers) == {200: 20, 204: 30}
    assert {each.json()["assignment_id"] for each in answers if each.status_code == 200} == wanted


async def test_one_agent_fifty_times_at_once_holds_no_more_than_it_may(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client, max_concurrent_tasks=3)
    for number in range(10):
        await waiting(alice, f"task {number}")

    answers = await asyncio.gather(*(helper.claim() for _ in range(50)))

    assert Counter(each.status_code for each in answers) == {200: 3, 409: 47}
    assert (await alice.get(f"{AT}/agents/helper")).json()["held_count"] == 3


async def test_fifty_delegations_at_once_make_one_assignment(alice: Person, open_client: OpenClient) -> None:
    await register(alice, open_client)
    task = await alice.task()
    body = {"task_id": task["task_id"], "delegation_mode": "delegate", "agent_id": "helper"}

    answers = await asyncio.gather(*(alice.post(f"{AT}/delegate", json=body) for _ in range(50)))

    assert Counter(each.status_code for each in answers) == {201: 1, 409: 49}


async def test_fifty_acceptances_at_once_pay_once(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client)
    await waiting(alice)
    taken = (await helper.claim()).json()
    await helper.step(taken, "submit", result="Done.")
    path = f"{AT}/assignments/{taken['assignment_id']}/complete"

    answers = await asyncio.gather(*(alice.post(path) for _ in range(50)))

    assert Counter(each.status_code for each in answers) == {200: 1, 409: 49}
    ledger = (await alice.get("/api/auth/account/export")).json()["tables"]["xp_ledger"]
    assert [entry["amount"] for entry in ledger if entry["source"] == "assignment"] == [10]

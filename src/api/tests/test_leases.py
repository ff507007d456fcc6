"""Leases: renewed by signs, given back when they run out."""

import pytest

from src.api.tests.delegating import AT, Agent, OpenClient, delegate, register, waiting
from src.conftest import Clock, Person
from src.database.connection import Database
from src.domain.delegation import MOST_EXPIRIES
from src.services.leases import return_run_out


@pytest.fixture
async def helper(alice: Person, open_client: OpenClient) -> Agent:
    return await register(alice, open_client)


async def test_a_lease_that_ran_out_goes_to_another_and_the_late_agent_is_refused(
    alice: Person, open_client: OpenClient, clock: Clock, database: Database
) -> None:
    late, quick = await register(alice, open_client, "late"), await register(alice, open_client, "quick")
    await waiting(alice, lease_seconds=60)
    taken = (await late.claim()).json()

    clock.forward(seconds=61)
    before = [await late.step(taken, "progress", progress=10), await quick.claim()]
    returned = await return_run_out(database)
    again = (await quick.claim()).json()
    after = [
        await late.step(taken, step, **body)
        for step, body in (("progress", {"progress": 20}), ("submit", {"result": "x"}))
    ]

    assert [each.status_code for each in before] == [409, 204]
    assert returned == 1
    assert again["assignment_id"] == taken["assignment_id"]
    assert again["epoch"] == taken["epoch"] + 2
    assert [each.status_code for each in after] == [409, 409]
    assert (await quick.step(again, "submit", result="Done.")).status_code == 200


async def test_heartbeats_and_progress_renew_a_lease(
    alice: Person, helper: Agent, clock: Clock, database: Database
) -> None:
    await waiting(alice, lease_seconds=60)
    taken = (await helper.claim()).json()

    for _ in range(3):
        clock.forward(seconds=50)
        assert (await helper.heartbeat()).json()["leases"][0]["assignment_id"] == taken["assignment_id"]
        clock.forward(seconds=50)
        assert (await helper.step(taken, "progress", progress=1)).status_code == 200

    assert await return_run_out(database) == 0


async def test_what_nobody_keeps_for_long_goes_back_to_its_owner(
    alice: Person, helper: Agent, clock: Clock, database: Database
) -> None:
    assignment = await waiting(alice, lease_seconds=60)

    for _ in range(MOST_EXPIRIES):
        assert (await helper.claim()).status_code == 200
        clock.forward(seconds=61)
        assert await return_run_out(database) == 1

    after = (await alice.get(f"{AT}/assignments/{assignment['assignment_id']}")).json()
    assert after["status"] == "expired"
    assert (await helper.claim()).status_code == 204
    assert (await alice.get(f"/api/v2/tasks/{assignment['task_id']}")).json()["delegation_mode"] == "do"


async def test_an_offer_that_is_not_answered_may_be_claimed_by_others_of_the_kind(
    alice: Person, open_client: OpenClient, clock: Clock, database: Database
) -> None:
    await register(alice, open_client, "silent")
    task = await alice.task()
    offered = await delegate(alice, task["task_id"], prefer_agent_type="writer", lease_seconds=60)
    other = await register(alice, open_client, "other")
    before = await other.claim()

    clock.forward(seconds=61)
    await return_run_out(database)

    assert offered["assigned_agent"] == "silent"
    assert before.status_code == 204
    assert (await other.claim()).status_code == 200

"""Agents: registering, what they are doing, their tokens, and taking them out of service."""

from typing import Any

import pytest

from src.api.tests.delegating import AT, Agent, OpenClient, delegate, register, waiting
from src.conftest import Clock, Person
from src.database.connection import Database

WANTED = {"agent_id": "writer-1", "agent_type": "writer", "capabilities": ["letters"], "max_concurrent_tasks": 2}


async def test_an_agent_is_registered_with_a_token_of_its_own(alice: Person, open_client: OpenClient) -> None:
    made = await alice.post(f"{AT}/agents/register", json=WANTED)

    shown = made.json()
    assert made.status_code == 201
    assert (shown["agent_id"], shown["name"], shown["status"]) == ("writer-1", "writer-1", "idle")
    assert shown["scopes"] == ["delegation:write"]
    own = await open_client(shown["token"]).get(f"{AT}/agents/writer-1")
    assert own.status_code == 200
    assert "token" not in own.json()
    assert shown["token"] not in (await alice.get(f"{AT}/agents")).text


async def test_a_taken_id_is_409_and_strangers_have_ids_of_their_own(alice: Person, bob: Person) -> None:
    codes = [(await who.post(f"{AT}/agents/register", json=WANTED)).status_code for who in (alice, alice, bob)]

    assert codes == [201, 409, 201]


@pytest.mark.parametrize(
    "fields",
    [
        {"agent_id": ""},
        {"agent_id": "with space"},
        {"agent_id": "a/b"},
        {"max_concurrent_tasks": 0},
        {"max_concurrent_tasks": 101},
        {"assignments_per_day": 0},
        {"scopes": ["auth:write"]},
        {"scopes": ["gamification:write"]},
        {"scopes": ["tasks"]},
        {"capabilities": "letters"},
        {"agent_type": None},
        {"surprise": True},
    ],
)
async def test_what_makes_no_sense_is_refused(alice: Person, fields: dict[str, Any]) -> None:
    answer = await alice.post(f"{AT}/agents/register", json={**WANTED, **fields})

    assert answer.status_code == 422, answer.text
    assert (await alice.get(f"{AT}/agents")).json() == {"agents": []}


async def test_status_follows_from_load_and_signs(alice: Person, open_client: OpenClient, clock: Clock) -> None:
    helper = await register(alice, open_client)

    async def status() -> str:
        return str((await alice.get(f"{AT}/agents/helper")).json()["status"])

    idle = await status()
    await waiting(alice)
    await helper.claim()
    busy = await status()
    clock.forward(minutes=11)
    offline = await status()
    await helper.heartbeat()
    back = await status()
    await alice.put(f"{AT}/agents/helper", json={"is_paused": True})

    assert [idle, busy, offline, back, await status()] == ["idle", "busy", "offline", "busy", "offline"]


async def test_agents_are_listed_by_type_and_status(alice: Person, open_client: OpenClient) -> None:
    await register(alice, open_client, "one")
    await register(alice, open_client, "two", agent_type="painter")
    await alice.put(f"{AT}/agents/two", json={"is_paused": True})

    async def names(**query: str) -> list[str]:
        return [each["agent_id"] for each in (await alice.get(f"{AT}/agents", params=query)).json()["agents"]]

    assert await names() == ["one", "two"]
    assert await names(agent_type="painter") == ["two"]
    assert await names(status="idle") == ["one"]
    assert await names(agent_type="writer", status="offline") == []
    assert (await alice.get(f"{AT}/agents", params={"status": "asleep"})).status_code == 422


async def test_a_paused_agent_takes_nothing_and_finishes_what_it_holds(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client, max_concurrent_tasks=2)
    await waiting(alice, "one")
    await waiting(alice, "two")
    taken = (await helper.claim()).json()

    await alice.put(f"{AT}/agents/helper", json={"is_paused": True})

    assert (await helper.claim()).status_code == 409
    assert (await helper.step(taken, "submit", result="Done.")).status_code == 200


async def test_stopping_ends_its_tokens_and_frees_what_it_holds(alice: Person, open_client: OpenClient) -> None:
    helper, other = await register(alice, open_client), await register(alice, open_client, "other")
    await waiting(alice)
    taken = (await helper.claim()).json()

    stopped = await alice.post(f"{AT}/agents/helper/stop")

    assert stopped.json()["is_paused"] is True
    assert (await helper.step(taken, "progress", progress=1)).status_code == 401
    assert (await other.claim()).json()["assignment_id"] == taken["assignment_id"]


async def test_a_new_token_replaces_the_old_one(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client, scopes=["tasks:read"])

    renewed = (await alice.post(f"{AT}/agents/helper/token", json={"scopes": ["capture:write"]})).json()

    assert renewed["scopes"] == ["capture:write", "delegation:write"]
    assert (await helper.heartbeat()).status_code == 401
    client = open_client(renewed["token"])
    assert (await client.post(f"{AT}/agents/helper/heartbeat")).status_code == 200
    assert (await client.get("/api/v2/tasks")).status_code == 403


async def test_a_removed_agent_is_gone_and_may_come_back(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client)

    removed = await alice.delete(f"{AT}/agents/helper")

    assert removed.status_code == 204
    assert (await helper.heartbeat()).status_code == 401
    assert (await alice.get(f"{AT}/agents/helper")).status_code == 404
    assert (await alice.get(f"{AT}/agents")).json() == {"agents": []}
    assert (await register(alice, open_client, agent_type="painter")).agent_id == "helper"
    assert (await alice.get(f"{AT}/agents/helper")).json()["agent_type"] == "painter"


async def test_only_the_fields_that_are_sent_change(alice: Person, open_client: OpenClient) -> None:
    await register(alice, open_client, assignments_per_day=5)

    changed = (await alice.put(f"{AT}/agents/helper", json={"name": "Ada", "assignments_per_day": None})).json()

    assert (changed["name"], changed["agent_type"], changed["assignments_per_day"]) == ("Ada", "writer", None)
    assert (await alice.put(f"{AT}/agents/nobody", json={"name": "x"})).status_code == 404


OWNERS: list[tuple[str, str, Any]] = [
    ("POST", "/agents/register", WANTED),
    ("PUT", "/agents/helper", {"may_complete": True}),
    ("DELETE", "/agents/helper", None),
    ("POST", "/agents/helper/stop", None),
    ("POST", "/agents/helper/token", {"scopes": ["tasks:write"]}),
    ("GET", "/agents/helper/trail", None),
    ("POST", "/delegate", {"task_id": "<task>", "delegation_mode": "delete"}),
    ("POST", "/delegate", {"task_id": "<task>", "delegation_mode": "delegate", "assignee_user": "bob"}),
]


@pytest.mark.parametrize(("method", "path", "body"), OWNERS)
async def test_what_its_owner_decides_is_refused_to_an_agent(
    alice: Person, bob: Person, open_client: OpenClient, method: str, path: str, body: Any
) -> None:
    helper = await register(alice, open_client, scopes=["tasks:write"])
    task = await alice.task()
    sent = body and {name: task["task_id"] if value == "<task>" else value for name, value in body.items()}

    answer = await helper.call(method, AT + path, json=sent)

    assert answer.status_code == 403, answer.text
    trail = (await alice.get(f"{AT}/agents/helper/trail")).json()["trail"]
    assert trail[0]["action"] == "agent_refused"
    assert trail[0]["details"]["path"] == AT + path


async def test_an_agent_sees_no_other_agent_and_no_other_assignment(alice: Person, open_client: OpenClient) -> None:
    helper, other = await register(alice, open_client), await register(alice, open_client, "other")
    await waiting(alice)
    taken = (await helper.claim()).json()
    theirs = f"{AT}/assignments/{taken['assignment_id']}"

    seen = [
        (await other.call("GET", path)).status_code
        for path in (theirs, f"{AT}/agents/helper", f"{AT}/assignments/agent/helper")
    ]

    assert seen == [404, 404, 404]
    assert (await other.call("POST", f"{AT}/agents/helper/heartbeat")).status_code == 404
    assert (await other.call("GET", f"{AT}/assignments")).json()["assignments"] == []
    assert [each["agent_id"] for each in (await other.call("GET", f"{AT}/agents")).json()["agents"]] == ["other"]
    assert (await other.step(taken, "submit", result="mine")).status_code == 404


async def test_the_trail_reads_as_the_agent_for_its_owner(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client)
    await waiting(alice)
    taken = (await helper.claim()).json()
    await helper.step(taken, "submit", result="Done.")
    await helper.call("GET", "/api/v2/tasks")

    trail = (await alice.get(f"{AT}/agents/helper/trail")).json()["trail"]

    assert {each["action"] for each in trail} == {"assignment_updated", "agent_refused"}
    steps = [each["details"].get("step") for each in trail if each["action"] == "assignment_updated"]
    assert steps == ["submit", "claim"]
    events = (await alice.get("/api/events", params={"limit": 1000})).json()["events"]
    assert "agent:helper" in {each["actor"] for each in events}


async def test_an_agent_with_a_scope_reaches_that_module_and_deletes_nothing(
    alice: Person, open_client: OpenClient, database: Database
) -> None:
    helper = await register(alice, open_client, scopes=["tasks:write"])
    task = await alice.task()

    listed = await helper.call("GET", "/api/v2/tasks")
    renamed = await helper.call("PUT", f"/api/v2/tasks/{task['task_id']}", json={"title": "Buy rye bread"})
    deleted = await helper.call("DELETE", f"/api/v2/tasks/{task['task_id']}")

    assert (listed.status_code, renamed.status_code, deleted.status_code) == (200, 200, 403)
    assert (await alice.get(f"/api/v2/tasks/{task['task_id']}")).json()["title"] == "Buy rye bread"


async def test_a_deletion_is_proposed_and_its_owner_decides(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client, scopes=["tasks:read"])
    wanted, unwanted = await alice.task("keep"), await alice.task("old")

    async def proposed(task: dict[str, Any]) -> str:
        body = {"task_id": task["task_id"], "reason": "It is there twice."}
        answer = await helper.call("POST", f"{AT}/proposals", json=body)
        assert answer.status_code == 201, answer.text
        assert answer.json()["delegation_mode"] == "delete"
        return f"{AT}/assignments/{answer.json()['assignment_id']}"

    refused = (await alice.post(f"{await proposed(wanted)}/reject", json={"reason": "I need both."})).json()
    agreed = (await alice.post(f"{await proposed(unwanted)}/complete")).json()

    assert (refused["status"], agreed["status"], agreed["xp_earned"]) == ("rejected", "completed", 0)
    assert (await alice.get(f"/api/v2/tasks/{wanted['task_id']}")).status_code == 200
    assert (await alice.get(f"/api/v2/tasks/{unwanted['task_id']}")).status_code == 404


async def test_what_an_agent_cannot_see_it_cannot_propose_to_delete(alice: Person, open_client: OpenClient) -> None:
    blind = await register(alice, open_client)
    task = await alice.task()
    body = {"task_id": task["task_id"], "reason": "x"}

    assert (await blind.call("POST", f"{AT}/proposals", json=body)).status_code == 404
    assert (await alice.post(f"{AT}/proposals", json=body)).status_code == 403


async def test_strangers_find_no_agent(alice: Person, bob: Person, open_client: OpenClient) -> None:
    await register(alice, open_client)
    task = await bob.task()

    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/heartbeat"), ("POST", "/stop"), ("GET", "/trail")):
        assert (await bob.call(method, f"{AT}/agents/helper{path}")).status_code == 404, path
    body = {"task_id": task["task_id"], "delegation_mode": "delegate", "agent_id": "helper"}
    assert (await bob.post(f"{AT}/delegate", json=body)).status_code == 404


async def test_an_assignment_named_to_an_agent_waits_for_it_alone(alice: Person, open_client: OpenClient) -> None:
    helper, other = await register(alice, open_client), await register(alice, open_client, "other")
    task = await alice.task()
    await delegate(alice, task["task_id"], agent_id="helper", capabilities=["anything"])

    assert (await other.claim()).status_code == 204
    assert (await helper.claim()).json()["task_id"] == task["task_id"]


async def test_the_list_of_an_agent(alice: Person, open_client: OpenClient) -> None:
    helper: Agent = await register(alice, open_client, max_concurrent_tasks=5)
    for number in range(3):
        await waiting(alice, f"task {number}")
        await helper.claim()
    await waiting(alice, "for nobody yet")

    page = (await alice.get(f"{AT}/assignments/agent/helper", params={"limit": 2})).json()
    own = (await helper.call("GET", f"{AT}/assignments/agent/helper", params={"status": "accepted"})).json()

    assert (page["total"], len(page["assignments"]), page["next_offset"]) == (3, 2, 2)
    assert own["total"] == 3
    assert (await alice.get(f"{AT}/assignments/agent/nobody")).status_code == 404
    assert (await alice.get(f"{AT}/assignments", params={"status": "pending"})).json()["total"] == 1

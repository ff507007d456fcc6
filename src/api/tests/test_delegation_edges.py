"""What a review found: doors that stood open beside the main one."""

import asyncio
from typing import Any

from src.api.tests.delegating import AT, OpenClient, delegate, register, waiting
from src.conftest import Person


async def with_token(alice: Person, open_client: OpenClient, *scopes: str) -> Any:
    made = await alice.post("/api/auth/tokens", json={"name": "script", "scopes": list(scopes)})
    return open_client(made.json()["token"])


async def test_a_script_makes_no_agents_and_widens_none(alice: Person, open_client: OpenClient) -> None:
    await register(alice, open_client)
    script = await with_token(alice, open_client, "delegation:write")
    wanted = {"agent_id": "spy", "agent_type": "spy", "scopes": ["tasks:write"], "may_complete": True}

    answers = [
        await script.post(f"{AT}/agents/register", json=wanted),
        await script.post(f"{AT}/agents/helper/token", json={"scopes": ["tasks:write"]}),
        await script.put(f"{AT}/agents/helper", json={"may_complete": True}),
        await script.post(f"{AT}/agents/helper/stop"),
    ]

    assert [each.status_code for each in answers] == [403, 403, 403, 200]


async def test_no_agent_gets_an_answer_of_anothers(alice: Person, open_client: OpenClient) -> None:
    one, two = await register(alice, open_client, "one"), await register(alice, open_client, "two")
    await waiting(alice)
    key = {"Idempotency-Key": "claim-1"}
    task = await alice.task()
    body = {"task_id": task["task_id"], "delegation_mode": "delegate"}
    await alice.post(f"{AT}/delegate", json=body, headers=key | {"Idempotency-Key": "d"})

    first = await one.client.post(f"{AT}/assignments/claim", json={}, headers=key)
    again = await one.client.post(f"{AT}/assignments/claim", json={}, headers=key)
    other = await two.client.post(f"{AT}/assignments/claim", json={}, headers=key)
    repeated = await two.client.post(f"{AT}/delegate", json=body, headers={"Idempotency-Key": "d"})

    assert again.json() == first.json()
    assert other.json()["assigned_to"] == "agent:two"
    assert other.json()["assignment_id"] != first.json()["assignment_id"]
    assert repeated.status_code == 403


async def test_who_had_a_task_reads_it_no_more(alice: Person, bob: Person) -> None:
    task = await alice.task("Fetch the parcel")
    made = (await delegate(alice, task["task_id"], assignee_user="bob"))["assignment"]
    at = f"{AT}/assignments/{made['assignment_id']}"
    await bob.post(f"{at}/accept")
    await bob.post(f"{at}/reject", json={"reason": "Away."})
    await alice.put(f"/api/v2/tasks/{task['task_id']}", json={"title": "A secret", "description": "diary"})

    detail = await bob.get(at)
    listed = await bob.get(f"{AT}/assignments")

    assert (detail.json()["task"], detail.json()["task_title"]) == (None, None)
    assert "secret" not in detail.text + listed.text
    assert (await alice.get(at)).json()["task_title"] == "A secret"


async def test_what_was_taken_back_unanswered_is_gone_from_their_list(alice: Person, bob: Person) -> None:
    task = await alice.task()
    made = (await delegate(alice, task["task_id"], assignee_user="bob"))["assignment"]
    remark = await alice.post(f"{AT}/assignments/{made['assignment_id']}/comments", json={"content": "Please!"})

    await alice.post(f"{AT}/assignments/{made['assignment_id']}/cancel")

    assert remark.status_code == 409
    assert (await bob.get(f"{AT}/assignments")).json()["total"] == 0
    assert (await bob.get(f"{AT}/assignments/{made['assignment_id']}")).status_code == 404


async def test_offers_that_were_taken_back_count_for_the_day(alice: Person, bob: Person) -> None:
    for _ in range(20):
        task = await alice.task()
        await delegate(alice, task["task_id"], assignee_user="bob")
        await delegate(alice, task["task_id"], "do")
    task = await alice.task()

    body = {"task_id": task["task_id"], "delegation_mode": "delegate", "assignee_user": "bob"}
    assert (await alice.post(f"{AT}/delegate", json=body)).status_code == 409


async def test_delegating_while_it_is_done_or_deleted_leaves_nothing_open(alice: Person) -> None:
    for _ in range(10):
        done, gone = await alice.task(), await alice.task()
        await asyncio.gather(
            alice.post(f"{AT}/delegate", json={"task_id": done["task_id"], "delegation_mode": "delegate"}),
            alice.patch(f"/api/v2/tasks/{done['task_id']}/status", json={"status": "done"}),
            alice.post(f"{AT}/delegate", json={"task_id": gone["task_id"], "delegation_mode": "delegate"}),
            alice.delete(f"/api/v2/tasks/{gone['task_id']}"),
        )

    assert (await alice.get(f"{AT}/assignments", params={"status": "pending"})).json()["total"] == 0


async def test_a_task_that_was_done_is_not_proposed_any_more(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client, scopes=["tasks:read"])
    done, handed = await alice.task(), await alice.task()
    for task in (done, handed):
        await helper.call("POST", f"{AT}/proposals", json={"task_id": task["task_id"], "reason": "twice"})

    await alice.patch(f"/api/v2/tasks/{done['task_id']}/status", json={"status": "done"})
    await delegate(alice, handed["task_id"])

    rows = (await alice.get(f"{AT}/assignments")).json()["assignments"]
    states = {(row["task_id"], row["delegation_mode"]): row["status"] for row in rows}
    assert states == {
        (done["task_id"], "delete"): "cancelled",
        (handed["task_id"], "delete"): "cancelled",
        (handed["task_id"], "delegate"): "pending",
    }


async def test_proposals_have_a_limit_and_end_with_a_pause(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client, scopes=["tasks:read"])

    async def propose() -> int:
        body = {"task_id": (await alice.task())["task_id"], "reason": "x"}
        return (await helper.call("POST", f"{AT}/proposals", json=body)).status_code

    assert [await propose() for _ in range(21)] == [*[201] * 20, 409]
    await alice.put(f"{AT}/agents/helper", json={"is_paused": True})
    assert await propose() == 409


async def test_who_leaves_gives_back_what_they_were_given(alice: Person, bob: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client)
    offered, accepted = await alice.task("offered"), await alice.task("accepted")
    for task in (offered, accepted):
        await delegate(alice, task["task_id"], assignee_user="bob")
    mine = (await bob.get(f"{AT}/assignments")).json()["assignments"]
    await bob.post(f"{AT}/assignments/{mine[0]['assignment_id']}/accept")

    left = await bob.call("DELETE", "/api/auth/account", json={"password": "plum-kettle-harbour"})

    assert left.status_code == 204, left.text
    rows = (await alice.get(f"{AT}/assignments")).json()["assignments"]
    assert {row["status"] for row in rows} == {"rejected"}
    assert (await helper.claim()).status_code == 204
    assert (await alice.get(f"/api/v2/tasks/{offered['task_id']}")).json()["delegation_mode"] == "do"


async def test_a_task_in_nobodys_hands_is_its_owners_to_do(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client)
    binned, undone = await alice.task(), await alice.task()
    again = await alice.task("Weekly", recurrence="FREQ=WEEKLY", due_date="2026-12-01")
    for task in (binned, undone, again):
        await delegate(alice, task["task_id"])
    await alice.delete(f"/api/v2/tasks/{binned['task_id']}")
    await alice.post(f"/api/v2/tasks/{binned['task_id']}/restore")
    for task in (undone, again):
        done = await alice.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "done"})
    await alice.patch(f"/api/v2/tasks/{undone['task_id']}/status", json={"status": "todo"})

    modes = [
        (await alice.get(f"/api/v2/tasks/{key}")).json()["delegation_mode"]
        for key in (binned["task_id"], undone["task_id"], done.json()["next_occurrence_id"])
    ]

    assert modes == ["do", "do", "do"]
    assert (await helper.claim()).status_code == 204


async def test_steps_that_an_agent_does_pay_nobody(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client, scopes=["tasks:write"])
    task = await alice.task()
    step = (await helper.call("POST", f"/api/v2/tasks/{task['task_id']}/micro-steps", json={"description": "x"})).json()
    mine = (await alice.post(f"/api/v2/tasks/{task['task_id']}/micro-steps", json={"description": "y"})).json()
    await alice.patch(f"/api/v2/micro-steps/{mine['step_id']}/complete")
    before = (await alice.get("/api/gamification/progress")).json()["current_xp"]

    done = await helper.call("PATCH", f"/api/v2/micro-steps/{step['step_id']}/complete")
    undone = await helper.call("PATCH", f"/api/v2/micro-steps/{mine['step_id']}/uncomplete")

    assert (done.status_code, undone.status_code) == (200, 403)
    assert (await alice.get("/api/gamification/progress")).json()["current_xp"] == before


async def test_trust_is_for_its_own_submitted_work(alice: Person, bob: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client, may_complete=True, scopes=["tasks:write"])
    bobs, done = await alice.task(), await alice.task(status="done")
    await delegate(alice, bobs["task_id"], assignee_user="bob")

    answers = [
        await helper.call("PATCH", f"/api/v2/tasks/{bobs['task_id']}/status", json={"status": "done"}),
        await helper.call("POST", "/api/v2/tasks", json={"title": "made done", "status": "done"}),
        await helper.call("PATCH", f"/api/v2/tasks/{done['task_id']}/status", json={"status": "todo"}),
    ]

    assert [each.status_code for each in answers] == [403, 403, 403]


async def test_sending_back_to_an_agent_that_is_gone_lets_another_go_on(alice: Person, open_client: OpenClient) -> None:
    first, second = await register(alice, open_client, "first"), await register(alice, open_client, "second")
    await waiting(alice)
    taken = (await first.claim()).json()
    await first.step(taken, "submit", result="Half of it.")
    await alice.post(f"{AT}/agents/first/stop")

    back = (await alice.post(f"{AT}/assignments/{taken['assignment_id']}/reject", json={"reason": "All of it."})).json()
    again = (await second.claim()).json()

    assert (back["status"], back["assigned_to"]) == ("pending", None)
    assert again["rejection_reason"] == "All of it."
    assert [each["content"] for each in again["comments"]] == ["All of it."]


async def test_a_repeated_submission_does_not_wipe_out_what_its_owner_said(
    alice: Person, open_client: OpenClient
) -> None:
    helper = await register(alice, open_client)
    await waiting(alice)
    taken = (await helper.claim()).json()
    await helper.step(taken, "submit", result="Here.")
    await alice.post(f"{AT}/assignments/{taken['assignment_id']}/reject", json={"reason": "The date is missing."})

    await helper.step(taken, "submit", result="Here.")

    detail = (await alice.get(f"{AT}/assignments/{taken['assignment_id']}")).json()
    assert [each["content"] for each in detail["comments"]] == ["The date is missing."]


async def test_templates_are_no_way_around_a_scope(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client, scopes=["templates:write"])
    task = await alice.task("A secret")
    own = await helper.call(
        "POST", "/api/templates", json={"name": "x", "category": "Work", "steps": [{"description": "y"}]}
    )

    taken = await helper.call("POST", f"/api/templates/from-task/{task['task_id']}", json={"category": "Work"})
    shared = await helper.call("POST", f"/api/templates/{own.json()['template_id']}/share")

    assert (own.status_code, taken.status_code, shared.status_code) == (201, 403, 403)


async def test_deciding_and_completing_at_once_leaves_one_end(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client, max_concurrent_tasks=20)
    for _ in range(6):
        await waiting(alice)
        taken = (await helper.claim()).json()
        await helper.step(taken, "submit", result="x")
        at = f"{AT}/assignments/{taken['assignment_id']}"
        answers = await asyncio.gather(
            alice.post(f"{at}/complete"),
            alice.post(f"{at}/cancel"),
            alice.patch(f"/api/v2/tasks/{taken['task_id']}/status", json={"status": "done"}),
            alice.post(f"{AT}/delegate", json={"task_id": taken["task_id"], "delegation_mode": "do"}),
        )
        assert {each.status_code for each in answers} <= {200, 201, 409}

    assert (await alice.get(f"{AT}/assignments", params={"status": "submitted"})).json()["total"] == 0

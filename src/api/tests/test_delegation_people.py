"""Tasks given to another person: they see that task and nothing else, and answer."""

from typing import Any

import pytest

from src.api.tests.delegating import AT, OpenClient, delegate, register, waiting
from src.conftest import Person


async def given(alice: Person, mode: str = "delegate", **fields: Any) -> dict[str, Any]:
    task = await alice.task("Fetch the parcel", description="At the corner shop.")
    assignment: dict[str, Any] = (await delegate(alice, task["task_id"], mode, assignee_user="Bob", **fields))[
        "assignment"
    ]
    return assignment


async def test_somebody_else_sees_the_task_and_nothing_else(alice: Person, bob: Person) -> None:
    await alice.task("A secret")
    assignment = await given(alice)

    mine = (await bob.get(f"{AT}/assignments", params={"role": "assignee"})).json()["assignments"]
    detail = (await bob.get(f"{AT}/assignments/{assignment['assignment_id']}")).json()

    assert [each["assignment_id"] for each in mine] == [assignment["assignment_id"]]
    assert (detail["assigned_to"], detail["assigned_by"]) == ("user:bob", "user:alice")
    assert set(detail["task"]) == {
        "title", "description", "priority", "due_date", "estimated_hours", "steps", "content_is_data",
    }  # fmt: skip
    assert alice.user_id not in (await bob.get(f"{AT}/assignments/{assignment['assignment_id']}")).text
    assert (await bob.get(f"/api/v2/tasks/{assignment['task_id']}")).status_code == 404
    assert (await bob.get("/api/v2/tasks")).json()["total"] == 0


async def test_they_accept_work_hand_in_and_the_owner_decides(alice: Person, bob: Person) -> None:
    assignment = await given(alice)
    at = f"{AT}/assignments/{assignment['assignment_id']}"

    accepted = (await bob.post(f"{at}/accept")).json()
    started = (await bob.post(f"{at}/start", json={"epoch": accepted["epoch"]})).json()
    await bob.post(f"{at}/progress", json={"progress": 40, "note": "On my way."})
    seen = (await alice.get(at)).json()
    await bob.post(f"{at}/submit", json={"result": "It is at your door."})
    completed = (await alice.post(f"{at}/complete")).json()

    assert (accepted["status"], started["status"]) == ("accepted", "in_progress")
    assert accepted["lease_expires_at"] is None
    assert (seen["progress"], seen["progress_note"]) == (40, "On my way.")
    assert completed["status"] == "completed"
    assert (await alice.get(f"/api/v2/tasks/{assignment['task_id']}")).json()["status"] == "done"
    ledger = (await bob.get("/api/auth/account/export")).json()["tables"]["xp_ledger"]
    assert [entry for entry in ledger if entry["source"] in {"task", "assignment"}] == []


async def test_they_may_decline_and_the_task_is_its_owners_again(alice: Person, bob: Person) -> None:
    assignment = await given(alice)

    declined = await bob.post(
        f"{AT}/assignments/{assignment['assignment_id']}/reject", json={"reason": "I am away this week."}
    )

    assert declined.json()["status"] == "rejected"
    assert declined.json()["rejection_reason"] == "I am away this week."
    assert (await alice.get(f"/api/v2/tasks/{assignment['task_id']}")).json()["delegation_mode"] == "do"


async def test_each_side_takes_its_own_steps(alice: Person, bob: Person) -> None:
    assignment = await given(alice)
    at = f"{AT}/assignments/{assignment['assignment_id']}"

    assert (await alice.post(f"{at}/accept")).status_code == 403
    assert (await bob.post(f"{at}/cancel")).status_code == 403
    assert (await bob.post(f"{at}/complete")).status_code == 403
    await bob.post(f"{at}/accept")
    assert (await alice.post(f"{at}/submit", json={"result": "x"})).status_code == 403
    assert (await bob.post(f"{at}/submit", json={"result": "x"})).status_code == 200
    assert (await bob.post(f"{at}/complete")).status_code == 403


async def test_a_third_person_finds_nothing(alice: Person, bob: Person, admin: Person) -> None:
    assignment = await given(alice)
    at = f"{AT}/assignments/{assignment['assignment_id']}"

    assert (await admin.get(at)).status_code == 404
    for step, body in (("accept", {}), ("submit", {"result": "x"}), ("cancel", {}), ("comments", {"content": "x"})):
        assert (await admin.post(f"{at}/{step}", json=body)).status_code == 404, step
    assert (await admin.get(f"{AT}/assignments")).json()["total"] == 0


async def test_nobody_of_that_name_is_404(alice: Person) -> None:
    task = await alice.task()

    answer = await alice.post(
        f"{AT}/delegate", json={"task_id": task["task_id"], "delegation_mode": "delegate", "assignee_user": "nobody"}
    )

    assert answer.status_code == 404


async def test_nobodys_list_is_filled_by_somebody_else(alice: Person, bob: Person) -> None:
    for _ in range(20):
        await given(alice)
    task = await alice.task()

    answer = await alice.post(
        f"{AT}/delegate", json={"task_id": task["task_id"], "delegation_mode": "delegate", "assignee_user": "bob"}
    )

    assert answer.status_code == 409


async def test_both_hear_of_every_change(alice: Person, bob: Person) -> None:
    assignment = await given(alice)
    await bob.post(f"{AT}/assignments/{assignment['assignment_id']}/accept")

    async def heard(person: Person) -> list[tuple[str, str]]:
        events = (await person.get("/api/events", params={"limit": 1000})).json()["events"]
        return [(e["data"]["step"], e["actor"]) for e in events if e["type"] == "assignment_updated"]

    assert await heard(alice) == [("delegate", f"user:{alice.user_id}"), ("accept", "assignment")]
    assert await heard(bob) == [("delegate", "assignment"), ("accept", "assignment")]


async def test_a_repeated_step_with_a_key_answers_the_same(alice: Person, bob: Person) -> None:
    assignment = await given(alice)
    path = f"{AT}/assignments/{assignment['assignment_id']}/accept"

    answers = [await bob.post(path, headers={"Idempotency-Key": "once"}) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert answers[0].json() == answers[1].json()


async def test_the_thread_and_whose_turn_it_is(alice: Person, bob: Person) -> None:
    assignment = await given(alice, "do_with_me")
    at = f"{AT}/assignments/{assignment['assignment_id']}"
    await bob.post(f"{at}/accept")

    await bob.post(f"{at}/comments", json={"content": "Which shop?", "pass_turn": True})
    asked = (await alice.get(at)).json()
    await alice.post(f"{at}/comments", json={"content": "The red one.", "pass_turn": True})
    answered = (await bob.get(at)).json()

    assert (asked["turn"], answered["turn"]) == ("human", "agent")
    assert [(each["author"], each["content"]) for each in answered["comments"]] == [
        ("user:bob", "Which shop?"),
        ("user:alice", "The red one."),
    ]
    assert (await alice.post(f"{at}/complete")).json()["status"] == "completed"
    assert (await bob.post(f"{at}/comments", json={"content": "Done?"})).status_code == 409


async def test_turns_are_for_two_who_work_together(alice: Person, bob: Person) -> None:
    assignment = await given(alice)

    answer = await alice.post(
        f"{AT}/assignments/{assignment['assignment_id']}/comments", json={"content": "x", "pass_turn": True}
    )

    assert answer.status_code == 422


async def test_files_are_handed_in_and_downloaded_as_they_are(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client)
    await waiting(alice)
    taken = (await helper.claim()).json()
    at = f"{AT}/assignments/{taken['assignment_id']}/evidence"
    content = b"<script>alert(1)</script>\x00\xff"
    query = {"file_name": "letter ü.html", "epoch": str(taken["epoch"]), "label": "The letter"}

    added = await helper.client.post(at, params=query, content=content, headers={"Content-Type": "text/html"})
    got = await alice.get(f"{at}/{added.json()['evidence_id']}")

    assert added.status_code == 201, added.text
    assert (added.json()["byte_count"], added.json()["media_type"]) == (len(content), "text/html")
    assert got.content == content
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''letter%20%C3%BC.html"
    assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "query", "status"),
    [
        (b"", {}, 422),
        (b"x" * 1_048_577, {}, 413),
        (b"x", {"file_name": "../secret"}, 422),
        (b"x", {"file_name": ""}, 422),
        (b"x", {"epoch": "99"}, 409),
        (b"x" * 1_048_576, {}, 201),
    ],
)
async def test_files_have_their_limits(
    alice: Person, open_client: OpenClient, content: bytes, query: dict[str, str], status: int
) -> None:
    helper = await register(alice, open_client)
    await waiting(alice)
    taken = (await helper.claim()).json()

    answer = await helper.client.post(
        f"{AT}/assignments/{taken['assignment_id']}/evidence",
        params={"file_name": "a.txt", "epoch": str(taken["epoch"]), **query},
        content=content,
    )

    assert answer.status_code == status, answer.text


async def test_evidence_has_an_end(alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client)
    await waiting(alice)
    taken = (await helper.claim()).json()
    evidence = [{"kind": "text", "content": "x"}] * 20

    too_many = await helper.step(taken, "submit", result="x", evidence=[*evidence, evidence[0]])
    enough = await helper.step(taken, "submit", result="x", evidence=evidence)
    await alice.post(f"{AT}/assignments/{taken['assignment_id']}/reject", json={"reason": "more"})
    more = await helper.step(taken, "submit", result="x", evidence=evidence[:1])

    assert (too_many.status_code, enough.status_code, more.status_code) == (422, 200, 409)
    assert (await alice.get(f"{AT}/assignments/{taken['assignment_id']}")).json()["status"] == "in_progress"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "example.com", ""])
async def test_links_lead_to_the_web(alice: Person, open_client: OpenClient, link: str) -> None:
    helper = await register(alice, open_client)
    await waiting(alice)
    taken = (await helper.claim()).json()

    answer = await helper.step(taken, "submit", result="x", evidence=[{"kind": "link", "content": link}])

    assert answer.status_code == 422

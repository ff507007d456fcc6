"""What has changed while a phone was offline, and when things it did happened."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from src.api.tests.syncing import at, capture, energy, sent, sent_one, state_of, status, step, step_of
from src.conftest import NOON, Clock, Person


async def test_a_task_that_is_gone_is_a_conflict(alice: Person, bob: Person) -> None:
    task_id, bobs_id = (await alice.task())["task_id"], (await bob.task())["task_id"]
    step_id, bobs_step = await step_of(alice, task_id), await step_of(bob, bobs_id)
    await alice.delete(f"/api/v2/tasks/{task_id}")

    results = await sent(
        alice, status("1", task_id), status("2", bobs_id), status("3", "made-up"), step("4", step_id),
        step("5", bobs_step), step("6", "made-up", is_completed=False),
    )  # fmt: skip

    assert {result["outcome"] for result in results} == {"conflict"}
    conflicts = [result["conflict"] for result in results]
    assert conflicts[:3] == [{"reason": "task_gone", "current": None}] * 3
    assert conflicts[3:] == [{"reason": "step_gone", "current": None}] * 3


async def test_what_was_done_elsewhere_stays_done(alice: Person, clock: Clock) -> None:
    task_id = (await alice.task())["task_id"]
    step_id = await step_of(alice, task_id)
    before = at(clock.now - timedelta(minutes=5))
    await alice.patch(f"/api/v2/tasks/{task_id}/status", json={"status": "done"})
    await alice.patch(f"/api/v2/micro-steps/{step_id}/complete")

    results = await sent(
        alice, status("1", task_id), status("2", task_id, "in_progress", occurred_at=before), step("3", step_id),
        step("4", step_id, is_completed=False, occurred_at=before),
    )  # fmt: skip

    assert {result["conflict"]["reason"] for result in results} == {"completed_elsewhere"}
    assert [result["conflict"]["current"]["completed_at"] for result in results] == [f"{NOON:%FT%T}.000000Z"] * 4
    assert results[0]["conflict"]["current"]["status"] == "done"
    state = await state_of(alice)
    assert (state["tasks"], state["steps"]) == ([("Buy oat milk", "done")], [("Open the door", True)])


async def test_what_was_done_can_be_opened_again_afterwards(alice: Person, clock: Clock) -> None:
    task_id = (await alice.task())["task_id"]
    step_id = await step_of(alice, task_id)
    clock.forward(minutes=10)
    moments = [at(NOON + timedelta(minutes=minute)) for minute in range(1, 5)]

    results = await sent(
        alice,
        status("1", task_id, occurred_at=moments[0]),
        status("2", task_id, "todo", occurred_at=moments[1]),
        step("3", step_id, occurred_at=moments[2]),
        step("4", step_id, is_completed=False, occurred_at=moments[3]),
    )

    assert {result["outcome"] for result in results} == {"applied"}
    assert (await state_of(alice))["efforts"] == 0


async def test_a_task_that_changed_since_it_was_seen_is_a_conflict_with_its_state(alice: Person) -> None:
    task = await alice.task()
    await alice.put(f"/api/v2/tasks/{task['task_id']}", json={"title": "Buy soy milk"})

    stale = await sent_one(alice, status("1", task["task_id"], expected_version=1))
    fresh = await sent_one(alice, status("2", task["task_id"], expected_version=2))

    assert stale["conflict"]["reason"] == "changed_since"
    assert (stale["conflict"]["current"]["version"], stale["conflict"]["current"]["status"]) == (2, "todo")
    assert fresh["outcome"] == "applied"


async def test_operations_on_one_task_follow_each_other_also_in_batches_of_their_own(alice: Person) -> None:
    task_id = (await alice.task())["task_id"]
    first = status("1", task_id, "in_progress", expected_version=1)
    second, third = status("2", task_id, follows="1"), status("3", task_id, "todo", follows="2")

    results = [*await sent(alice, first, second), await sent_one(alice, third)]
    await alice.put(f"/api/v2/tasks/{task_id}", json={"title": "Buy soy milk"})
    stale = await sent_one(alice, status("4", task_id, follows="3"))
    unapplied = await sent(
        alice, status("5", task_id, follows="4"), status("6", task_id, follows="never-sent"),
        energy("7"), status("8", task_id, follows="7"),
    )  # fmt: skip

    assert {result["outcome"] for result in results} == {"applied"}
    assert stale["conflict"]["reason"] == "changed_since"
    reasons = [result["conflict"]["reason"] for result in unapplied if result["conflict"]]
    assert reasons == ["earlier_not_applied"] * 3


async def test_things_count_for_the_day_they_were_done(enter: Callable[..., Any], clock: Clock) -> None:
    alice: Person = await enter("alice", for_days=30)
    done, old = (await alice.task("done"))["task_id"], (await alice.task("old"))["task_id"]
    step_id = await step_of(alice, done)
    clock.now = NOON + timedelta(days=10)
    two_days, yesterday, ahead = (clock.now + timedelta(hours=hours) for hours in (-47, -20, 3))

    results = await sent(
        alice,
        step("1", step_id, occurred_at=at(yesterday)),
        status("2", done, occurred_at="2026-01-01T00:00:00Z", completed_at=at(two_days)),
        status("3", old, occurred_at=at(clock.now - timedelta(days=9))),
        energy("4", occurred_at=at(ahead)),
        energy("5", occurred_at="1970-01-01T00:00:00Z"),
        status("6", old, "todo"),
        status("7", old, completed_at=at(clock.now - timedelta(hours=49))),
    )

    assert results[0]["result"]["completed_at"] == f"{yesterday:%FT%T}.000000Z"
    assert results[1]["result"]["completed_at"] == f"{two_days:%FT%T}.000000Z"
    assert results[2]["result"]["completed_at"] == f"{clock.now - timedelta(hours=48):%FT%T}.000000Z"
    assert {results[place]["result"]["recorded_at"] for place in (3, 4)} == {at(clock.now)}
    assert (results[6]["outcome"], results[6]["field"]) == ("refused", "completed_at")
    tables = (await alice.get("/api/auth/account/export")).json()["tables"]
    days = {row["source"]: row["local_day"] for row in tables["xp_ledger"] if row["amount"] == 5}
    assert days["micro_step"] == yesterday.date().isoformat()


async def test_a_thought_means_what_it_meant_when_it_was_said(alice: Person, clock: Clock) -> None:
    said = [capture(str(days), "call Sam tomorrow", save=True, occurred_at=at(NOON - timedelta(days=days)))
            for days in (0, 3, 400)]  # fmt: skip

    results = await sent(alice, *said)

    tasks = [(await alice.get(f"/api/v2/tasks/{result['result']['task_ids'][0]}")).json() for result in results]
    assert [task["due_date"] for task in tasks] == ["2026-11-24", "2026-11-21", "2026-11-24"]

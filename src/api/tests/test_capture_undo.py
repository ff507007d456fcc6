"""Taking a whole dump back."""

import asyncio

from src.api.tests.capturing import AT, caught, saved, xp_of
from src.api.tests.expect import problem
from src.conftest import Person


async def test_undo_takes_the_whole_dump_back(alice: Person) -> None:
    before = await alice.task("There before")
    captured = await caught(alice, "buy milk #Garden; low energy; idea: fly; water the plants every day")
    made = await saved(alice, captured["capture_id"])
    plants = next(each for each in made["tasks_created"] if "plants" in each["title"])
    await alice.patch(f"/api/v2/tasks/{plants['task_id']}/status", json={"status": "done"})
    paid = await xp_of(alice)

    undone = (await alice.post(f"{AT}/{captured['capture_id']}/undo")).json()

    assert len(undone["tasks_removed"]) == 4  # the next occurrence went too
    assert undone["xp_taken_back"] == 30
    assert await xp_of(alice) == paid - 30
    assert [task["task_id"] for task in (await alice.get("/api/v2/tasks")).json()["tasks"]] == [before["task_id"]]
    assert (await alice.get("/api/v2/projects")).json()["total"] == 1
    assert (await alice.get("/api/auth/account/export")).json()["tables"]["energy_snapshots"] == []
    again = (await alice.post(f"{AT}/{captured['capture_id']}/undo")).json()
    assert again["tasks_removed"] == []
    assert again["xp_taken_back"] == 0


async def test_a_project_that_was_used_meanwhile_stays(alice: Person) -> None:
    captured = await caught(alice, "plant tulips #Garden")
    made = await saved(alice, captured["capture_id"])
    project_id = made["projects_created"][0]["project_id"]
    await alice.task("Another", project_id=project_id)

    undone = (await alice.post(f"{AT}/{captured['capture_id']}/undo")).json()

    assert undone["projects_removed"] == []
    assert (await alice.get(f"/api/v2/projects/{project_id}")).status_code == 200


async def test_what_was_undone_can_be_read_and_saved_anew(alice: Person) -> None:
    captured = await caught(alice, "buy milk")
    await saved(alice, captured["capture_id"])
    await alice.post(f"{AT}/{captured['capture_id']}/undo")

    problem(await alice.post(f"{AT}/save", json={"capture_id": captured["capture_id"]}), 409, "CONFLICT")
    again = (await alice.post(f"{AT}/{captured['capture_id']}/reparse")).json()
    made = await saved(alice, captured["capture_id"])

    assert again["status"] == "parsed"
    assert len(made["tasks_created"]) == 1
    assert await xp_of(alice) == 15


async def test_energy_said_again_after_undo_is_paid_again(alice: Person) -> None:
    first = await caught(alice, "low energy")
    await saved(alice, first["capture_id"])
    await alice.post(f"{AT}/{first['capture_id']}/undo")
    nothing_left = await xp_of(alice)

    second, third = await caught(alice, "low energy"), await caught(alice, "high energy")
    await saved(alice, second["capture_id"])
    await saved(alice, third["capture_id"])

    assert nothing_left == 0
    assert await xp_of(alice) == 2 * 25 + 5
    for each in (second, third):
        await alice.post(f"{AT}/{each['capture_id']}/undo")
    assert await xp_of(alice) == 0


async def test_parallel_undos_leave_no_xp(alice: Person) -> None:
    captures = [await caught(alice, "low energy") for _ in range(4)]
    for each in captures:
        await saved(alice, each["capture_id"])

    await asyncio.gather(*(alice.post(f"{AT}/{each['capture_id']}/undo") for each in captures for _ in range(2)))

    assert await xp_of(alice) == 0


async def test_a_project_of_two_dumps_goes_with_the_last_of_them(alice: Person) -> None:
    one, two = await caught(alice, "paint it #Zeta"), await caught(alice, "hang it #Zeta")
    await saved(alice, one["capture_id"])
    shared = await saved(alice, two["capture_id"])

    first = (await alice.post(f"{AT}/{one['capture_id']}/undo")).json()
    second = (await alice.post(f"{AT}/{two['capture_id']}/undo")).json()

    assert shared["projects_created"] == []
    assert first["projects_removed"] == []
    assert len(second["projects_removed"]) == 1
    assert (await alice.get("/api/v2/projects")).json()["total"] == 1


async def test_what_the_person_hung_on_it_stays(alice: Person) -> None:
    captured = await caught(alice, "clean the shed")
    made = await saved(alice, captured["capture_id"])
    own = await alice.task("my own part", parent_id=made["tasks_created"][0]["task_id"])

    undone = (await alice.post(f"{AT}/{captured['capture_id']}/undo")).json()

    assert own["task_id"] not in undone["tasks_removed"]
    kept = (await alice.get(f"/api/v2/tasks/{own['task_id']}")).json()
    assert kept["parent_id"] is None

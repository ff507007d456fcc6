"""Tasks, as a client sees them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Person
from src.database.connection import Database
from src.schemas.tasks import TaskDetail, TaskRead
from src.services.task_lists import TaskListService

TASKS = "/api/v2/tasks"
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
FULL: dict[str, Any] = {
    "title": "Bake a cake", "description": "Two layers", "status": "blocked", "priority": "urgent",
    "estimated_hours": 1.5, "actual_hours": 0.25, "tags": ["kitchen", "Grüße"], "due_date": "2026-12-24",
    "start_date": "2026-12-01", "recurrence": "FREQ=WEEKLY;BYDAY=MO", "recurrence_from": "completion",
    "scope": "complex", "delegation_mode": "do_with_me", "capture_type": "goal", "energy_required": 3,
    "is_meta_task": True, "task_source": "import", "custom_emoji": "🎂", "leaf_type": "physical",
}  # fmt: skip


def at(task: dict[str, Any]) -> str:
    return f"{TASKS}/{task['task_id']}"


async def test_a_title_is_enough(alice: Person) -> None:
    task = await alice.task("  Buy oat milk ")

    (inbox,) = (await alice.get("/api/v2/projects")).json()["projects"]
    assert set(task) == set(TaskRead.model_fields)
    assert task | {
        "title": "Buy oat milk", "description": "", "status": "todo", "priority": "medium", "tags": [],
        "scope": "simple", "project_id": inbox["project_id"], "zone_id": None, "parent_id": None,
        "estimated_hours": None, "actual_hours": 0.0, "due_date": None, "recurrence": None, "delegation_mode": "do",
        "capture_type": "task", "energy_required": None, "is_meta_task": False, "task_source": "user", "level": 0,
        "is_leaf": True,
        "started_at": None, "completed_at": None, "version": 1,
    } == task  # fmt: skip
    assert task["created_at"] == task["updated_at"]
    assert task["created_at"].endswith("Z")


async def test_every_field_comes_back_as_it_was_given(alice: Person) -> None:
    task = await alice.task(**FULL)

    assert task | FULL == task
    detail = (await alice.get(at(task))).json()
    assert set(detail) == set(TaskDetail.model_fields)
    assert detail | task == detail
    assert (await alice.get(TASKS)).json()["tasks"] == [task]


async def test_a_task_may_name_its_user(alice: Person, bob: Person) -> None:
    made = await alice.post(TASKS, json={"title": "x", "user_id": alice.user_id}, headers={"X-User-ID": alice.user_id})

    assert made.status_code == 201
    problem(await alice.post(TASKS, json={"title": "x", "user_id": bob.user_id}), 403, "FORBIDDEN")


@pytest.mark.parametrize("field", ["project_id", "zone_id", "parent_id"])
async def test_a_reference_that_leads_nowhere_is_named(alice: Person, field: str) -> None:
    task = await alice.task()

    for answer in (
        await alice.post(TASKS, json={"title": "x", field: "missing"}),
        await alice.put(at(task), json={field: "missing"}),
    ):
        details = problem(answer, 404, "RESOURCE_NOT_FOUND")
        assert details["resource_id"] == "missing"
        assert details["resource_type"] in {field.removesuffix("_id"), "task"}


async def test_a_bad_field_is_named(alice: Person) -> None:
    task = await alice.task()
    bad: list[tuple[str, Any]] = [
        ("title", ""), ("title", " \t"), ("title", "x" * 256), ("title", 5), ("description", "x" * 10_001),
        ("status", "finished"), ("priority", "p1"), ("estimated_hours", -1), ("estimated_hours", 10_001),
        ("actual_hours", "much"), ("tags", "kitchen"), ("tags", ["x"] * 51), ("due_date", "tomorrow"), ("due_date", 5),
        ("due_date", "2026-02-30"), ("due_date", "2026-12-24T12:00:00"), ("due_date", "1899-12-31"),
        ("start_date", "2026-12-24T12:00:00Z"), ("recurrence", "every day"), ("recurrence", "FREQ=HOURLY"),
        ("scope", "huge"), ("energy_required", 0), ("energy_required", 4), ("energy_required", 1.5),
        ("custom_emoji", "x" * 17), ("leaf_type", "magic"), ("task_id", "mine"), ("version", 5), ("level", 3),
        ("completed_at", "2026-11-23T12:00:00Z"), ("is_meta_task", "perhaps"),
    ]  # fmt: skip

    for field, value in bad:
        refused_field(await alice.post(TASKS, json={"title": "x", field: value}), f"body.{field}")
        refused_field(await alice.put(at(task), json={field: value}), f"body.{field}")
    assert (await alice.get(at(task))).json()["version"] == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-12-24", "2026-12-24"),
        ("2026-12-24T12:00:00Z", "2026-12-24T12:00:00Z"),
        ("2026-12-24T12:00:00+02:00", "2026-12-24T10:00:00Z"),
        ("9998-12-31", "9998-12-31"),
        ("1900-01-01", "1900-01-01"),
    ],
)
async def test_a_due_date_comes_back_in_the_form_given(alice: Person, given: str, kept: str) -> None:
    due = (await alice.task(due_date=given))["due_date"]

    assert len(due) == 10 if len(kept) == 10 else datetime.fromisoformat(due) == datetime.fromisoformat(kept)
    assert due == kept or due.endswith("Z")


async def test_an_update_touches_only_the_given_fields(alice: Person) -> None:
    task = await alice.task(**FULL)

    changed = (await alice.put(at(task), json={"priority": "low", "due_date": None})).json()

    assert changed == task | {"priority": "low", "due_date": None, "version": 2, "updated_at": changed["updated_at"]}
    assert changed["updated_at"] > task["updated_at"]


async def test_null_leaves_what_may_not_be_empty(alice: Person) -> None:
    task = await alice.task(**FULL)
    never = ["title", "description", "status", "priority", "actual_hours", "tags", "scope", "is_meta_task"]

    changed = (await alice.put(at(task), json=dict.fromkeys(never))).json()

    assert {name: changed[name] for name in never} == {name: task[name] for name in never}


async def test_a_status_in_an_update_goes_the_way_of_every_status(alice: Person) -> None:
    task = await alice.task()

    done = (await alice.put(at(task), json={"status": "done", "title": "Baked"})).json()

    assert (done["status"], done["title"], done["completed_at"] is not None) == ("done", "Baked", True)
    events = (await alice.get("/api/events", params={"limit": 1000})).json()["events"]
    gained = [each["data"] for each in events if each["type"] == "xp_gained"]
    assert [each["xp_amount"] for each in gained if each["source"] == "task"] == [15]


async def test_every_status_may_follow_every_other(alice: Person) -> None:
    task = await alice.task()

    for status in ("in_progress", "blocked", "todo", "done", "done", "blocked", "done", "in_progress", "in_progress"):
        answer = (await alice.patch(f"{at(task)}/status", json={"status": status})).json()
        assert answer["status"] == status
        assert (answer["completed_at"] is not None) == (status == "done")


async def test_done_pays_and_leaving_done_takes_exactly_that_back(alice: Person) -> None:
    task = await alice.task(priority="urgent")
    path = f"{at(task)}/status"

    answers = [(await alice.patch(path, json={"status": each})).json() for each in ("done", "done", "todo", "todo")]

    assert [answer["xp_earned"] for answer in answers] == [25, 0, -25, 0]
    assert set(answers[0]) == set(TaskRead.model_fields) | {"xp_earned", "next_occurrence_id"}


async def test_setting_the_present_status_changes_nothing(alice: Person) -> None:
    task = await alice.task()

    answer = await alice.patch(f"{at(task)}/status", json={"status": "todo"})

    assert (answer.status_code, answer.json()["version"]) == (200, 1)


async def test_a_completion_can_be_dated_back_two_days(alice: Person) -> None:
    task = await alice.task()
    now = datetime.now(UTC)
    good, late, ahead = (now - timedelta(hours=47), now - timedelta(hours=49), now + timedelta(hours=1))

    for moment in (late, ahead):
        body = {"status": "done", "completed_at": moment.isoformat()}
        refused_field(await alice.patch(f"{at(task)}/status", json=body), "completed_at")
    answer = await alice.patch(f"{at(task)}/status", json={"status": "done", "completed_at": good.isoformat()})

    assert datetime.fromisoformat(answer.json()["completed_at"]) == good


@pytest.mark.parametrize(
    ("fields", "steps", "percentage"),
    [
        ({"status": "done"}, (0, 2), 100.0),
        ({"estimated_hours": 4, "actual_hours": 1}, (2, 2), 25.0),
        ({"estimated_hours": 3, "actual_hours": 1}, (0, 0), 33.3),
        ({"estimated_hours": 1, "actual_hours": 5}, (0, 0), 99.0),
        ({"estimated_hours": 4}, (1, 3), 33.3),
        ({"actual_hours": 4}, (0, 0), 0.0),
        ({}, (2, 2), 100.0),
    ],
)
async def test_says_how_far_along_a_task_is(
    alice: Person, fields: dict[str, Any], steps: tuple[int, int], percentage: float
) -> None:
    task = await alice.task(**fields)
    for number in range(steps[1]):
        step = (await alice.post(f"{at(task)}/micro-steps", json={"description": f"Step {number}"})).json()
        if number < steps[0]:
            await alice.patch(f"/api/v2/micro-steps/{step['step_id']}/complete")

    assert (await alice.get(at(task))).json()["completion_percentage"] == percentage


async def test_a_deleted_task_is_gone_from_every_read_and_comes_back(alice: Person) -> None:
    task = await alice.task()
    reads = [at(task), f"{at(task)}/tree", f"{at(task)}/micro-steps", f"{at(task)}/comments"]

    gone = await alice.delete(at(task))

    assert (gone.status_code, gone.content) == (204, b"")
    for path in reads:
        problem(await alice.get(path), 404, "RESOURCE_NOT_FOUND")
    problem(await alice.delete(at(task)), 404, "RESOURCE_NOT_FOUND")
    problem(await alice.put(at(task), json={"title": "x"}), 404, "RESOURCE_NOT_FOUND")
    problem(await alice.patch(f"{at(task)}/status", json={"status": "done"}), 404, "RESOURCE_NOT_FOUND")
    back = await alice.post(f"{at(task)}/restore")
    assert (back.status_code, back.json()["title"]) == (200, task["title"])
    assert (await alice.get(at(task))).headers["etag"] == f'"{back.json()["version"]}"'


async def test_a_task_that_waits_reads_as_blocked_and_says_for_what(alice: Person) -> None:
    task, other = await alice.task(), await alice.task("First this")

    linked = await alice.put(f"{at(task)}/dependencies/{other['task_id']}")

    assert linked.json() == {"task_id": task["task_id"], "depends_on_id": other["task_id"]}
    detail = (await alice.get(at(task))).json()
    assert (detail["status"], detail["waits_for"]) == ("blocked", [other["task_id"]])
    problem(await alice.put(f"{at(other)}/dependencies/{task['task_id']}"), 409, "CONFLICT")
    problem(await alice.put(f"{at(task)}/dependencies/{task['task_id']}"), 409, "CONFLICT")
    assert (await alice.delete(f"{at(task)}/dependencies/{other['task_id']}")).status_code == 204
    problem(await alice.delete(f"{at(task)}/dependencies/{other['task_id']}"), 404, "RESOURCE_NOT_FOUND")


async def test_a_parent_cycle_is_refused(alice: Person) -> None:
    parent = await alice.task("Parent")
    child = await alice.task("Child", parent_id=parent["task_id"])

    problem(await alice.put(at(parent), json={"parent_id": child["task_id"]}), 409, "CONFLICT")

    tree = (await alice.get(f"{at(parent)}/tree")).json()
    assert [each["title"] for each in tree["children"]] == ["Child"]
    assert (tree["is_leaf"], tree["children"][0]["level"]) == (False, 1)


async def test_comments_are_written_rewritten_and_removed(alice: Person) -> None:
    task = await alice.task()
    path = f"{at(task)}/comments"
    made = (await alice.post(path, json={"content": "With almonds"})).json()

    changed = (await alice.put(f"{path}/{made['comment_id']}", json={"content": "With nuts"})).json()

    assert set(made) == {"comment_id", "task_id", "author", "content", "created_at", "updated_at"}
    assert (await alice.get(path)).json() == {"comments": [changed]}
    assert (changed["content"], changed["created_at"]) == ("With nuts", made["created_at"])
    for content in ("", "  ", "x" * 10_001, None):
        refused_field(await alice.post(path, json={"content": content}), "body.content")
    assert (await alice.delete(f"{path}/{made['comment_id']}")).status_code == 204
    problem(await alice.delete(f"{path}/{made['comment_id']}"), 404, "RESOURCE_NOT_FOUND")


async def test_a_change_to_many_has_its_bounds(alice: Person) -> None:
    task = await alice.task()
    for ids in ([], ["x"] * 201, [""], "x"):
        answer = await alice.patch(f"{TASKS}/bulk", json={"task_ids": ids, "updates": {"priority": "low"}})
        problem(answer, 422, "INVALID_INPUT")

    answer = await alice.patch(f"{TASKS}/bulk", json={"task_ids": [task["task_id"]], "updates": {"status": "done"}})

    assert answer.json() == {
        "successful_count": 1, "failed_count": 0, "successful_ids": [task["task_id"]], "errors": {},
    }  # fmt: skip
    assert (await alice.get(at(task))).json()["status"] == "done"


async def test_figures_of_nothing_are_zero(alice: Person) -> None:
    stats = (await alice.get(f"{TASKS}/stats")).json()

    assert set(stats.pop("by_priority").values()) == set(stats.values()) == {0}


async def test_figures_count_days_and_weeks_of_the_users_zone(database: Database, alice: Person) -> None:
    await alice.put("/api/auth/profile", json={"timezone": "Europe/Berlin"})
    dues = [
        "2026-11-22", "2026-11-23T11:59:00Z", "2026-11-23T12:01:00Z", "2026-11-23", "2026-11-23T22:59:00Z",
        "2026-11-23T23:00:00Z", "2026-11-29", "2026-11-29T22:59:59Z", "2026-11-29T23:00:00Z", "2026-11-30", None,
    ]  # fmt: skip
    for due in dues:
        await alice.task(due_date=due)
    await alice.task(due_date="2026-11-23", status="done", priority="high")
    await alice.task(status="in_progress")
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        database.clock = lambda: MONDAY
        seen = (await TaskListService(uow).stats()).model_dump()

    assert (seen["overdue_tasks"], seen["due_today"], seen["due_this_week"]) == (2, 4, 6)
    assert (seen["total_tasks"], seen["completed_tasks"], seen["in_progress_tasks"]) == (13, 1, 1)
    assert (seen["todo_tasks"], seen["blocked_tasks"], seen["completion_rate"]) == (11, 0, 7.7)
    assert seen["by_priority"] == {"low": 0, "medium": 12, "high": 1, "urgent": 0}

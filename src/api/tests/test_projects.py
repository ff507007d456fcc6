"""Projects."""

from typing import Any

from src.api.tests.expect import problem, refused_field
from src.conftest import Person

PROJECTS = "/api/v2/projects"


async def make(person: Person, name: str = "Garden", **fields: Any) -> dict[str, Any]:
    answer = await person.post(PROJECTS, json={"name": name, **fields})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def inbox(person: Person) -> dict[str, Any]:
    first: dict[str, Any] = (await person.get(PROJECTS)).json()["projects"][0]
    return first


async def test_everybody_begins_with_an_inbox(alice: Person) -> None:
    page = (await alice.get(PROJECTS)).json()

    assert page["total"] == 1
    assert (page["projects"][0]["name"], page["projects"][0]["is_inbox"]) == ("Inbox", True)


async def test_a_project_comes_back_as_it_was_made(alice: Person) -> None:
    fields: dict[str, Any] = {
        "description": "Beds and paths", "is_active": False, "start_date": "2026-12-01", "end_date": "2027-03-01",
        "settings": {"color": "green", "deep": {"list": [1, 2.5, None, True]}},
    }  # fmt: skip

    made = await make(alice, **fields)

    assert made == (await alice.get(f"{PROJECTS}/{made['project_id']}")).json()
    assert made | fields == made
    assert made["is_inbox"] is False


async def test_a_change_touches_only_the_given_fields(alice: Person) -> None:
    made = await make(alice, description="old", start_date="2026-12-01", settings={"a": 1})
    path = f"{PROJECTS}/{made['project_id']}"

    changed = (await alice.put(path, json={"name": "Yard", "start_date": None})).json()

    assert changed == made | {"name": "Yard", "start_date": None, "updated_at": changed["updated_at"]}
    assert (await alice.put(path, json={})).json() == changed


async def test_the_inbox_comes_first_and_then_the_newest(alice: Person) -> None:
    for name in ("one", "two", "three"):
        await make(alice, name)

    page = (await alice.get(PROJECTS, params={"limit": 3})).json()
    rest = (await alice.get(PROJECTS, params={"limit": 3, "offset": page["next_offset"]})).json()

    assert [each["name"] for each in page["projects"]] == ["Inbox", "three", "two"]
    assert (page["total"], page["has_more"], page["next_offset"]) == (4, True, 3)
    assert [each["name"] for each in rest["projects"]] == ["one"]
    assert (rest["has_more"], rest["next_offset"]) == (False, None)


async def test_the_tasks_of_a_removed_project_move_to_the_inbox(alice: Person) -> None:
    made = await make(alice)
    task = await alice.task(project_id=made["project_id"])
    binned = await alice.task(project_id=made["project_id"])
    await alice.delete(f"/api/v2/tasks/{binned['task_id']}")

    answer = await alice.delete(f"{PROJECTS}/{made['project_id']}")

    assert answer.status_code == 204
    problem(await alice.get(f"{PROJECTS}/{made['project_id']}"), 404, "RESOURCE_NOT_FOUND")
    home = (await inbox(alice))["project_id"]
    assert (await alice.get(f"/api/v2/tasks/{task['task_id']}")).json()["project_id"] == home
    assert (await alice.post(f"/api/v2/tasks/{binned['task_id']}/restore")).json()["project_id"] == home


async def test_the_inbox_stays(alice: Person) -> None:
    problem(await alice.delete(f"{PROJECTS}/{(await inbox(alice))['project_id']}"), 409, "CONFLICT")


async def test_analytics_count_what_is_there(alice: Person) -> None:
    project_id = (await make(alice))["project_id"]
    first, *_ = [
        await alice.task(project_id=project_id, status=status, estimated_hours=1.1, actual_hours=0.7)
        for status in ("todo", "todo", "in_progress", "blocked", "done")
    ]
    other = await alice.task("elsewhere", status="in_progress")
    gone = await alice.task(project_id=project_id)
    await alice.delete(f"/api/v2/tasks/{gone['task_id']}")
    await alice.put(f"/api/v2/tasks/{first['task_id']}/dependencies/{other['task_id']}")

    answer = (await alice.get(f"{PROJECTS}/{project_id}/analytics")).json()

    assert answer == {
        "total_tasks": 5, "completed_tasks": 1, "in_progress_tasks": 1, "todo_tasks": 1, "blocked_tasks": 2,
        "completion_percentage": 20.0, "total_estimated_hours": 5.5, "total_actual_hours": 3.5,
    }  # fmt: skip


async def test_analytics_of_an_empty_project_are_zero(alice: Person) -> None:
    answer = (await alice.get(f"{PROJECTS}/{(await make(alice))['project_id']}/analytics")).json()

    assert set(answer.values()) == {0}


async def test_a_bad_field_is_named(alice: Person) -> None:
    bad: list[tuple[str, Any]] = [
        ("name", ""), ("name", "   "), ("name", "x" * 256), ("description", "x" * 10_001), ("start_date", "tomorrow"),
        ("start_date", "2026-02-30"), ("end_date", "2026-12-01T00:00:00Z"), ("settings", []), ("is_active", "perhaps"),
        ("project_id", "mine"), ("is_inbox", True), ("user_id", "somebody"),
    ]  # fmt: skip

    for field, value in bad:
        refused_field(await alice.post(PROJECTS, json={"name": "Garden", field: value}), f"body.{field}")


async def test_a_project_ends_on_or_after_the_day_it_starts(alice: Person) -> None:
    made = await make(alice, start_date="2026-12-02", end_date="2026-12-02")

    refused_field(await alice.post(PROJECTS, json={"name": "x", "start_date": "2026-12-02", "end_date": "2026-12-01"}),
                  "end_date")  # fmt: skip
    refused_field(await alice.put(f"{PROJECTS}/{made['project_id']}", json={"end_date": "2026-12-01"}), "end_date")
    assert (await alice.get(PROJECTS)).json()["total"] == 2

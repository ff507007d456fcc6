"""Lists of tasks: filters, orders, pages."""

import asyncio
import base64
import random
from collections.abc import Callable
from typing import Any, get_args

import orjson
import pytest

from src.api.tests.expect import refused_field
from src.conftest import Person
from src.database.connection import Database
from src.database.models import Task
from src.database.unit_of_work import UnitOfWork
from src.domain.tasks import PRIORITY_RANK, Priority
from src.repositories.projects import ProjectRepository
from src.schemas.tasks import Sort, TaskCreate
from src.services.tasks import TaskService

TASKS = "/api/v2/tasks"
SORTS: list[str] = list(get_args(Sort))
KEYS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "created_at": lambda task: task["created_at"],
    "updated_at": lambda task: task["updated_at"],
    "priority": lambda task: PRIORITY_RANK[Priority(task["priority"])],
    "title": lambda task: task["title"].casefold(),
}


async def listed(person: Person, **query: Any) -> dict[str, Any]:
    answer = await person.get(TASKS, params=query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def titles(person: Person, **query: Any) -> set[str]:
    page = await listed(person, **query)
    assert page["total"] == len(page["tasks"])
    return {task["title"] for task in page["tasks"]}


async def walked(person: Person, **query: Any) -> list[dict[str, Any]]:
    """Every task, page by page with the cursor."""
    found: list[dict[str, Any]] = []
    while True:
        page = await listed(person, **query)
        found.extend(page["tasks"])
        assert page["has_more"] == (page["next_cursor"] is not None)
        if page["next_cursor"] is None:
            return found
        query["cursor"] = page["next_cursor"]


async def fill(uow: UnitOfWork, count: int) -> None:
    """Many tasks, with many equal values, without the cost of a request each."""
    dice = random.Random(7)
    project_id = await ProjectRepository(uow).inbox_id()
    for number in range(count):
        title = f"{dice.choice('aAbBäÄzZ')} {dice.randrange(20)}"
        priority = dice.choice(list(Priority))
        await uow.add(
            Task(
                user_id=uow.owner_id,
                project_id=project_id,
                title=title,
                title_key=title.casefold(),
                search_words="",
                priority=priority,
                priority_rank=PRIORITY_RANK[priority],
            )
        )
        if number % 10 == 0:
            due = f"2026-12-{dice.randrange(1, 28):02}"
            await TaskService(uow).create(TaskCreate.model_validate({"title": title, "due_date": due}))


async def test_a_list_is_empty_at_first(alice: Person) -> None:
    assert await listed(alice) == {
        "tasks": [], "total": 0, "limit": 50, "offset": 0, "has_more": False, "next_offset": None, "next_cursor": None,
    }  # fmt: skip


async def test_the_newest_comes_first(alice: Person) -> None:
    for title in ("one", "two", "three"):
        await alice.task(title)

    assert [task["title"] for task in (await listed(alice))["tasks"]] == ["three", "two", "one"]


async def test_filters_narrow_and_add_up(alice: Person) -> None:
    project = (await alice.post("/api/v2/projects", json={"name": "Garden"})).json()["project_id"]
    zones = (await alice.get("/api/auth/account/export")).json()["tables"]["compass_zones"]
    zone = zones[0]["zone_id"]
    parent = (await alice.task("Plant", project_id=project, priority="high", tags=["garden"]))["task_id"]
    await alice.task("Dig", parent_id=parent, priority="high", tags=["garden", "hard"], energy_required=3)
    await alice.task("Rest", status="in_progress", zone_id=zone, energy_required=1, is_meta_task=True)
    await alice.task("Milk", status="done", priority="low", due_date="2026-12-01", tags=["50%_off"])

    assert await titles(alice, status="in_progress") == {"Rest"}
    assert await titles(alice, status=["in_progress", "done"]) == {"Rest", "Milk"}
    assert await titles(alice, priority=["high", "low"]) == {"Plant", "Dig", "Milk"}
    assert await titles(alice, project_id=project) == {"Plant"}
    assert await titles(alice, zone_id=zone) == {"Rest"}
    assert await titles(alice, parent_id=parent) == {"Dig"}
    assert await titles(alice, tags="garden") == {"Plant", "Dig"}
    assert await titles(alice, tags=["hard", "50%_off"]) == {"Dig", "Milk"}
    assert await titles(alice, tags="gard") == set()
    assert await titles(alice, energy_required=[1, 3]) == {"Dig", "Rest"}
    assert await titles(alice, is_meta_task=True) == {"Rest"}
    assert await titles(alice, is_meta_task=False) == {"Plant", "Dig", "Milk"}
    assert await titles(alice, q="plant") == {"Plant"}
    assert await titles(alice, priority="high", tags="hard", status="todo") == {"Dig"}
    assert await titles(alice, priority="high", status="done") == set()


async def test_due_filters_count_days_whole_in_the_users_zone(alice: Person) -> None:
    await alice.put("/api/auth/profile", json={"timezone": "America/New_York"})
    await alice.task("day", due_date="2026-12-01")
    await alice.task("evening", due_date="2026-12-02T04:30:00Z")  # 23:30 on the 1st in New York
    await alice.task("next", due_date="2026-12-02")
    await alice.task("never")

    assert await titles(alice, due_before="2026-12-01") == {"day", "evening"}
    assert await titles(alice, due_after="2026-12-02") == {"next"}
    assert await titles(alice, due_after="2026-12-01", due_before="2026-12-01") == {"day", "evening"}
    assert await titles(alice, due_before="2026-12-02T04:30:00Z") == {"evening"}
    assert await titles(alice, due_before="2026-11-30") == set()


async def test_a_day_that_ends_at_the_next_midnight_does_not_reach_into_it(alice: Person) -> None:
    await alice.task("midnight", due_date="2026-12-02T00:00:00Z")

    assert await titles(alice, due_before="2026-12-01") == set()
    assert await titles(alice, due_after="2026-12-02") == {"midnight"}


async def test_a_task_that_waits_is_listed_as_blocked(alice: Person) -> None:
    waiting, other = await alice.task("waiting"), await alice.task("other")
    await alice.put(f"{TASKS}/{waiting['task_id']}/dependencies/{other['task_id']}")

    assert await titles(alice, status="blocked") == {"waiting"}
    assert await titles(alice, status="todo") == {"other"}


async def test_binned_tasks_are_in_no_list(alice: Person) -> None:
    task = await alice.task("gone")
    await alice.delete(f"{TASKS}/{task['task_id']}")

    assert await titles(alice) == await titles(alice, q="gone") == set()


@pytest.mark.parametrize("sort", SORTS)
async def test_a_walk_sees_every_task_once_in_order(database: Database, alice: Person, sort: str) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await fill(uow, 230)
    column = sort.removeprefix("-")

    found = await walked(alice, sort=sort, limit=100)

    assert len({task["task_id"] for task in found}) == len(found) == 253
    if column == "due_date":
        values = [task["due_date"] or "9999" for task in found]
    else:
        values = [KEYS[column](task) for task in found]
    assert values == sorted(values, reverse=sort.startswith("-"))
    assert found == await by_offset(alice, sort)


async def by_offset(person: Person, sort: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    offset: int | None = 0
    while offset is not None:
        page = await listed(person, sort=sort, limit=90, offset=offset)
        assert (page["total"], page["offset"], page["limit"]) == (253, offset, 90)
        found.extend(page["tasks"])
        offset = page["next_offset"]
    return found


@pytest.mark.parametrize("sort", ["-created_at", "created_at", "title", "-priority"])
async def test_a_walk_skips_and_repeats_nothing_while_tasks_are_added(
    database: Database, alice: Person, sort: str
) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await fill(uow, 230)
    there = {task["task_id"] for task in await walked(alice, limit=100)}
    seen: list[str] = []
    query: dict[str, Any] = {"sort": sort, "limit": 25}

    while True:
        page = await listed(alice, **query)
        seen.extend(task["task_id"] for task in page["tasks"])
        await asyncio.gather(*(alice.task(title) for title in ("a 0", "zz", "m")))
        if page["next_cursor"] is None or len(seen) > 400:
            break
        query["cursor"] = page["next_cursor"]

    assert len(seen) == len(set(seen))
    assert there <= set(seen)


async def test_a_page_of_exactly_the_rest_is_the_last(alice: Person) -> None:
    for number in range(4):
        await alice.task(str(number))

    first = await listed(alice, limit=2)
    last = await listed(alice, limit=2, cursor=first["next_cursor"])

    assert (first["has_more"], first["next_offset"]) == (True, 2)
    assert (last["has_more"], last["next_offset"], last["next_cursor"]) == (False, None, None)
    assert (await listed(alice, limit=2, offset=2))["next_cursor"] is None
    assert (await listed(alice, offset=10_000_000))["tasks"] == []


def cursor_of(value: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=").decode()


BAD_CURSORS = [
    "x", "!!!", "%00", "e30", "W10", "null", "a" * 1000, cursor_of(["-created_at", 5, "x"]),
    cursor_of(["title", "a", "b"]),
    cursor_of(["-created_at", "2026-11-23T12:00:00", "x"]), cursor_of(["-created_at", "yesterday", "x"]),
    cursor_of(["-created_at", "2026-11-23T12:00:00Z", 5]), cursor_of(["-created_at", "2026-11-23T12:00:00Z"]),
    cursor_of(["-created_at", "2026-11-23T12:00:00Z", "\x00"]), cursor_of(["-created_at", True, "x"]),
    cursor_of(["-created_at", {"a": 1}, "x"]), cursor_of({"-created_at": 1}), cursor_of(5), "ü",
]  # fmt: skip


async def test_a_cursor_that_is_none_of_ours_is_refused(alice: Person) -> None:
    for cursor in BAD_CURSORS:
        refused_field(await alice.get(TASKS, params={"cursor": cursor}), "cursor")


async def test_a_cursor_past_the_ends_of_the_calendar_is_refused(alice: Person) -> None:
    for value in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"):
        refused_field(await alice.get(TASKS, params={"cursor": cursor_of(["-created_at", value, "x"])}), "cursor")


async def test_a_cursor_with_a_priority_there_is_not_is_refused(alice: Person) -> None:
    for value in ("true", "0", "5", str(2**70), '"1"', "null", "1.5"):
        cursor = base64.urlsafe_b64encode(f'["priority", {value}, "x"]'.encode()).decode().rstrip("=")
        answer = await alice.get(TASKS, params={"sort": "priority", "cursor": cursor})
        refused_field(answer, "cursor")


async def test_a_query_value_out_of_range_is_refused(alice: Person) -> None:
    bad: list[tuple[str, Any]] = [
        ("limit", 0), ("limit", 101), ("limit", "x"), ("offset", -1), ("offset", 10_000_001), ("offset", 2**63),
        ("sort", "colour"), ("sort", "--title"), ("parent_id", ""), ("due_before", "tomorrow"), ("due_after", "5"),
        ("due_before", "2026-11-23T12:00:00"), ("due_before", "1800-01-01"), ("is_meta_task", "perhaps"),
        ("q", "x" * 501),
    ]  # fmt: skip

    for name, value in bad:
        refused_field(await alice.get(TASKS, params={name: value}), f"query.{name}")


async def test_one_bad_value_among_several_is_named(alice: Person) -> None:
    for name, value in (("status", "gone"), ("priority", "5"), ("energy_required", "4"), ("tags", "x" * 51)):
        refused_field(await alice.get(TASKS, params={name: value}), f"query.{name}.0")


async def test_a_word_without_letters_matches_nothing(alice: Person) -> None:
    await alice.task("milk")

    for odd in ("!!!", "*", '"', "' OR 1=1 --", "a & b | !c", ":*", "()", "\\"):
        assert (await alice.get(TASKS, params={"q": odd})).status_code == 200


async def test_notes_can_be_listed_apart_from_what_is_to_do(alice: Person) -> None:
    for kind in ("task", "note", "idea"):
        await alice.task(f"A {kind}", capture_type=kind)

    notes = (await alice.get(TASKS, params={"capture_type": ["note", "idea"], "sort": "title"})).json()
    todo = (await alice.get(TASKS, params={"capture_type": "task"})).json()

    assert [task["title"] for task in notes["tasks"]] == ["A idea", "A note"]
    assert [task["title"] for task in todo["tasks"]] == ["A task"]

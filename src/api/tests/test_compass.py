"""Compass zones over HTTP."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Clock, Person
from src.database.connection import Database
from src.database.models import StreakPause
from src.database.unit_of_work import UnitOfWork
from src.services.compass import CompassService

ZONES = "/api/compass/zones"
GREEN = {"name": "Garden", "icon": "🌿", "color": "#22C55E"}


async def zones(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await person.get(ZONES)).json()["zones"]
    return found


async def progress(person: Person) -> dict[str, dict[str, Any]]:
    answer = await person.get("/api/compass/progress")
    assert answer.status_code == 200, answer.text
    return {zone["name"]: zone for zone in answer.json()["zones"]}


async def done(person: Person, zone_id: str, **fields: Any) -> dict[str, Any]:
    task = await person.task("Task", zone_id=zone_id, **fields)
    await person.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "done"})
    return task


async def test_everybody_begins_with_three_zones(alice: Person) -> None:
    found = await zones(alice)

    assert [(each["name"], each["icon"], each["color"], each["sort_order"]) for each in found] == [
        ("Work", "💼", "#3b82f6", 1),
        ("Life", "🏡", "#10b981", 2),
        ("Self", "🧘", "#f59e0b", 3),
    ]
    assert all(each["is_active"] and each["task_count"] == each["completed_count"] == 0 for each in found)


async def test_a_zone_comes_after_the_others_and_is_what_was_sent(alice: Person) -> None:
    made = await alice.post(ZONES, json={**GREEN, "simple_goal": "Something green"})

    assert made.status_code == 201
    zone = made.json()
    assert zone == (await zones(alice))[-1] == (await alice.get(f"{ZONES}/{zone['zone_id']}")).json()
    assert (zone["color"], zone["simple_goal"], zone["sort_order"]) == ("#22c55e", "Something green", 4)


async def test_five_can_be_in_use_however_many_are_asked_for_at_once(alice: Person) -> None:
    asks = [alice.post(ZONES, json={**GREEN, "name": f"Zone {number}"}) for number in range(50)]

    answers = await asyncio.gather(*asks)

    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [409] * 48
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert problem(refused, 409, "CONFLICT")["limit"] == 5
    assert len(await zones(alice)) == 5


async def test_a_name_is_used_once_in_any_letter_case(alice: Person) -> None:
    problem(await alice.post(ZONES, json={**GREEN, "name": " wORK "}), 409, "DUPLICATE_RESOURCE")
    answers = await asyncio.gather(*(alice.post(ZONES, json=GREEN) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    life = (await zones(alice))[1]
    problem(await alice.put(f"{ZONES}/{life['zone_id']}", json={"name": "garden"}), 409, "DUPLICATE_RESOURCE")


async def test_a_zone_that_is_put_away_makes_room_and_can_come_back_when_there_is_some(alice: Person) -> None:
    work = (await zones(alice))[0]
    task = await alice.task(zone_id=work["zone_id"])
    for name in ("Four", "Five"):
        await alice.post(ZONES, json={**GREEN, "name": name})

    away = await alice.put(f"{ZONES}/{work['zone_id']}", json={"is_active": False})
    assert (away.json()["is_active"], away.json()["task_count"]) == (False, 1)
    assert (await alice.get(f"/api/v2/tasks/{task['task_id']}")).json()["zone_id"] == work["zone_id"]
    assert (await alice.post(ZONES, json={**GREEN, "name": "Work"})).status_code == 201
    problem(await alice.put(f"{ZONES}/{work['zone_id']}", json={"is_active": True}), 409, "CONFLICT")
    assert [each["is_active"] for each in await zones(alice)] == [True] * 5 + [False]


async def test_five_can_be_in_use_however_many_are_made_and_brought_back_at_once(alice: Person) -> None:
    away = [zone["zone_id"] for zone in await zones(alice)]
    for zone_id in away:
        await alice.put(f"{ZONES}/{zone_id}", json={"is_active": False})
    for number in range(3):
        await alice.post(ZONES, json={**GREEN, "name": f"First {number}"})

    answers = await asyncio.gather(
        *(alice.post(ZONES, json={**GREEN, "name": f"Zone {number}"}) for number in range(20)),
        *(alice.put(f"{ZONES}/{zone_id}", json={"is_active": True}) for zone_id in away * 10),
    )

    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    assert sum(zone["is_active"] for zone in await zones(alice)) == 5


async def test_a_zone_comes_back_only_under_a_name_that_is_free(alice: Person) -> None:
    work = (await zones(alice))[0]
    path = f"{ZONES}/{work['zone_id']}"
    await alice.put(path, json={"is_active": False})
    await alice.post(ZONES, json={**GREEN, "name": "wORK"})

    answers = await asyncio.gather(*(alice.put(path, json={"is_active": True}) for _ in range(10)))
    renamed = await alice.put(path, json={"is_active": True, "name": "Old work"})

    assert problem(answers[0], 409, "DUPLICATE_RESOURCE")
    assert {answer.status_code for answer in answers} == {409}
    assert (renamed.json()["name"], renamed.json()["is_active"]) == ("Old work", True)


async def test_a_new_zone_can_be_sent_back_as_it_came_wherever_the_others_stand(alice: Person) -> None:
    work = (await zones(alice))[0]
    await alice.put(f"{ZONES}/{work['zone_id']}", json={"sort_order": 1000})

    made = (await alice.post(ZONES, json=GREEN)).json()
    editable = {name: made[name] for name in ("name", "icon", "color", "simple_goal", "sort_order", "is_active")}

    assert (await alice.put(f"{ZONES}/{made['zone_id']}", json=editable)).json() == made
    assert [each["name"] for each in await zones(alice)] == ["Life", "Self", "Work", "Garden"]


async def test_an_emptied_goal_is_no_goal(alice: Person) -> None:
    made = (await alice.post(ZONES, json={**GREEN, "simple_goal": "Something green"})).json()

    changed = await alice.put(f"{ZONES}/{made['zone_id']}", json={"simple_goal": "  "})

    assert changed.json()["simple_goal"] is None


async def test_a_change_touches_only_the_given_fields(alice: Person) -> None:
    before = (await zones(alice))[0]
    path = f"{ZONES}/{before['zone_id']}"

    changed = (await alice.put(path, json={"simple_goal": "Less, better", "sort_order": 9})).json()

    assert changed == before | {"simple_goal": "Less, better", "sort_order": 9}
    assert (await alice.put(path, json={})).json() == changed
    assert (await alice.put(path, json={"simple_goal": None, "name": None})).json() == changed | {"simple_goal": None}
    assert [each["name"] for each in await zones(alice)] == ["Life", "Self", "Work"]


async def test_progress_counts_tasks_and_pays_the_zone_they_were_in(alice: Person) -> None:
    work, life, _ = await zones(alice)
    task = await done(alice, work["zone_id"], estimated_hours=4.5)
    await alice.task(zone_id=work["zone_id"])
    binned = await alice.task(zone_id=work["zone_id"])
    await alice.delete(f"/api/v2/tasks/{binned['task_id']}")

    found = await progress(alice)
    assert found["Work"] == {
        "zone_id": work["zone_id"], "name": "Work", "total_tasks": 2, "completed_tasks": 1, "completion_rate": 50.0,
        "xp_earned": 45, "streak_days": 1,
    }  # fmt: skip
    assert (found["Life"]["xp_earned"], found["Life"]["streak_days"]) == (0, 0)

    await alice.put(f"/api/v2/tasks/{task['task_id']}", json={"zone_id": life["zone_id"]})
    moved = await progress(alice)
    assert (moved["Work"]["xp_earned"], moved["Life"]["xp_earned"]) == (45, 0)
    assert (moved["Work"]["completed_tasks"], moved["Life"]["completed_tasks"]) == (0, 1)

    await alice.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "todo"})
    undone = await progress(alice)
    assert [undone[name]["xp_earned"] for name in ("Work", "Life")] == [0, 0]
    assert [undone[name]["streak_days"] for name in ("Work", "Life")] == [0, 0]


async def test_steps_count_for_the_zone_of_their_task(alice: Person) -> None:
    _, life, _ = await zones(alice)
    task = await alice.task(zone_id=life["zone_id"])
    at = f"/api/v2/tasks/{task['task_id']}/micro-steps"
    step = (await alice.post(at, json={"description": "Go"})).json()

    await alice.patch(f"/api/v2/micro-steps/{step['step_id']}/complete")

    found = (await progress(alice))["Life"]
    assert (found["xp_earned"], found["streak_days"], found["completed_tasks"]) == (5, 1, 0)


async def test_each_zone_has_a_streak_of_its_own(clock: Clock, enter: Callable[..., Any]) -> None:
    carol: Person = await enter("carol", for_days=30)
    work, life, _ = await zones(carol)
    for day in range(4):
        await done(carol, work["zone_id"])
        if day == 3:
            await done(carol, life["zone_id"])
        clock.now += timedelta(days=1)

    found = await progress(carol)

    assert (found["Work"]["streak_days"], found["Life"]["streak_days"], found["Self"]["streak_days"]) == (4, 1, 0)


async def test_xp_stays_where_it_was_earned_hour_by_hour(clock: Clock, enter: Callable[..., Any]) -> None:
    """Done in Work, moved to Life, done again there, taken back: each zone keeps what was done for it."""
    carol: Person = await enter("carol", for_days=2)
    work, life, _ = await zones(carol)
    task = await done(carol, work["zone_id"], priority="high")
    at = f"/api/v2/tasks/{task['task_id']}"
    seen = []

    async def an_hour_later(path: str, **change: Any) -> None:
        clock.forward(hours=1)
        answer = await (carol.patch if path.endswith("status") else carol.put)(path, json=change)
        assert answer.status_code == 200, answer.text
        found = await progress(carol)
        seen.append((found["Work"]["xp_earned"], found["Life"]["xp_earned"]))

    await an_hour_later(at, zone_id=life["zone_id"])
    await an_hour_later(f"{at}/status", status="todo")
    await an_hour_later(f"{at}/status", status="done")
    await an_hour_later(at, zone_id=work["zone_id"])
    await an_hour_later(at, zone_id=None)
    await an_hour_later(f"{at}/status", status="in_progress")

    assert seen == [(20, 0), (0, 0), (0, 20), (0, 20), (0, 20), (0, 0)]


async def test_a_pause_keeps_the_streak_of_each_zone(
    database: Database, clock: Clock, enter: Callable[..., Any]
) -> None:
    carol: Person = await enter("carol", for_days=60)
    work, life, _ = await zones(carol)
    await done(carol, work["zone_id"])
    async with database.unit_of_work(owner_id=carol.user_id) as uow:
        await uow.add(StreakPause(user_id=carol.user_id, first_date=date(2026, 11, 24), created_at=uow.now()))
    clock.forward(days=40)
    await done(carol, life["zone_id"])

    found = await progress(carol)

    assert (found["Work"]["streak_days"], found["Life"]["streak_days"]) == (1, 1)


async def test_what_comes_again_stays_in_its_zone(alice: Person) -> None:
    life = (await zones(alice))[1]

    await done(alice, life["zone_id"], recurrence="FREQ=DAILY", due_date="2026-11-23")

    found = (await alice.get("/api/v2/tasks", params={"zone_id": life["zone_id"]})).json()["tasks"]
    assert sorted(each["status"] for each in found) == ["done", "todo"]


async def test_progress_costs_the_same_however_many_zones_and_tasks(database: Database, alice: Person) -> None:
    async def queries() -> int:
        run = 0

        class Counting(UnitOfWork):
            async def rows(self, statement: Any, **parameters: Any) -> Any:
                nonlocal run
                run += 1
                return await super().rows(statement, **parameters)

        async with Counting(database, writes=False, owner_id=alice.user_id) as uow:
            await CompassService(uow).progress()
        return run

    few = await queries()
    for number in range(2):
        zone = (await alice.post(ZONES, json={**GREEN, "name": str(number)})).json()
        for _ in range(3):
            await done(alice, zone["zone_id"])

    assert few == await queries() == 6


async def test_changes_are_told(alice: Person) -> None:
    zone = (await alice.post(ZONES, json=GREEN)).json()
    await alice.put(f"{ZONES}/{zone['zone_id']}", json={"is_active": False})

    events = (await alice.get("/api/events", params={"since": 0})).json()["events"]

    told = [(each["type"], each["data"]["is_active"]) for each in events if each["entity_id"] == zone["zone_id"]]
    assert told == [("zone_created", True), ("zone_updated", False)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "  "), ("name", "x" * 51), ("icon", ""), ("icon", "x" * 17), ("color", "green"),
        ("color", "#12345"), ("color", "#1234567"), ("simple_goal", "x" * 201), ("sort_order", 0), ("sort_order", "a"),
        ("zone_id", "mine"), ("user_id", "somebody"),
    ],
)  # fmt: skip
async def test_a_bad_field_is_named(alice: Person, field: str, value: Any) -> None:
    refused_field(await alice.post(ZONES, json={**GREEN, field: value}), f"body.{field}")
    zone = (await zones(alice))[0]
    refused_field(await alice.put(f"{ZONES}/{zone['zone_id']}", json={field: value}), f"body.{field}")

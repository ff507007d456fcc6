"""Achievements, badges and themes over HTTP: unlocked once, in the transaction that earns them."""

import asyncio
from typing import Any

from src.api.tests.expect import problem, refused_field
from src.conftest import Person
from src.database.connection import Database
from src.database.unit_of_work import UnitOfWork
from src.domain.achievements import CATALOGUE
from src.repositories.achievements import KEEP_COUNTS, AchievementRepository
from src.services.days import days_of_owner
from src.services.xp import XpService

AT = "/api/gamification"


async def achievements(person: Person) -> dict[str, dict[str, Any]]:
    answer = await person.get(f"{AT}/achievements")
    assert answer.status_code == 200, answer.text
    return {each["name"]: each for each in answer.json()["achievements"]}


async def badges(person: Person) -> dict[str, dict[str, Any]]:
    return {each["badge_id"]: each for each in (await person.get(f"{AT}/badges")).json()["badges"]}


async def told(person: Person, type_: str) -> list[dict[str, Any]]:
    events = (await person.get("/api/events", params={"since": 0, "limit": 1000})).json()["events"]
    return [event["data"] for event in events if event["type"] == type_]


async def move(person: Person, task: dict[str, Any], status: str) -> dict[str, Any]:
    answer = await person.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": status})
    moved: dict[str, Any] = answer.json()
    return moved


async def earn(database: Database, person: Person, source: str, count: int, **more: Any) -> None:
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        days = await days_of_owner(uow)
        for number in range(count):
            await XpService(uow).award(source, f"x:{number}", 1, reason="x", at=uow.now(), days=days, **more)


async def test_nothing_is_unlocked_at_first_and_everything_shows_how_far_it_is(alice: Person) -> None:
    found = await achievements(alice)

    assert len(found) == 50
    assert not any(each["is_unlocked"] or each["unlocked_at"] or each["progress"] for each in found.values())
    assert found["Task Master"]["target"] == 10


async def test_the_first_task_unlocks_and_pays_on_top(alice: Person) -> None:
    task = await alice.task()

    moved = await move(alice, task, "done")

    assert moved["xp_earned"] == 15
    first = (await achievements(alice))["First Task"]
    assert (first["is_unlocked"], first["progress_percent"], first["xp_reward"]) == (True, 100.0, 100)
    (event,) = [each for each in await told(alice, "achievement_unlocked") if each["achievement_id"] == "first-task"]
    assert (event["name"], event["xp_reward"], event["rarity"], event["icon"]) == ("First Task", 100, "common", "🌱")
    assert (await achievements(alice))["Task Master"]["progress"] == 1


async def test_what_is_unlocked_stays_when_its_task_is_taken_back_and_is_not_paid_twice(alice: Person) -> None:
    task = await alice.task()
    for status in ("done", "todo", "done"):
        await move(alice, task, status)

    found = await achievements(alice)

    assert found["First Task"]["is_unlocked"]
    assert found["Task Master"]["progress"] == 1
    ids = [each["achievement_id"] for each in await told(alice, "achievement_unlocked")]
    assert len(ids) == len(set(ids))


async def test_fifty_completions_at_once_unlock_each_thing_once(alice: Person) -> None:
    tasks = [await alice.task(f"task {number}") for number in range(10)]

    await asyncio.gather(*(move(alice, task, "done") for task in tasks for _ in range(5)))

    ids = [each["achievement_id"] for each in await told(alice, "achievement_unlocked")]
    assert len(ids) == len(set(ids))
    assert {"first-task", "task-master", "hat-trick", "high-five", "full-house"} <= set(ids)
    assert (await achievements(alice))["Twenty-Five"]["progress"] == 10


async def test_badges_are_given_with_progress_until_then(database: Database, alice: Person) -> None:
    await earn(database, alice, "micro_step", 7)
    assert (await badges(alice))["10-steps"]["progress"] == 7

    await earn(database, alice, "micro_step", 10)

    found = await badges(alice)
    assert len(found) == 20
    assert (found["10-steps"]["is_unlocked"], found["100-steps"]["progress_percent"]) == (True, 10.0)
    assert [each["badge_id"] for each in await told(alice, "badge_unlocked")] == ["10-steps"]


async def test_quick_wins_count_by_measured_hours_or_else_by_estimate(alice: Person) -> None:
    measured = {"estimated_hours": 2.0, "actual_hours": 0.1}
    every: list[dict[str, Any]] = [{"estimated_hours": 0.2}, measured, {"estimated_hours": 0.5}, {}]
    for hours in every:
        await move(alice, await alice.task("Task", **hours), "done")

    assert (await badges(alice))["quick-win-master"]["progress"] == 2


async def test_efforts_of_every_module_count(database: Database, alice: Person) -> None:
    for source, count in (("focus", 5), ("energy", 1), ("ritual", 1), ("capture", 1)):
        await earn(database, alice, source, count, minutes=60)

    found = await achievements(alice)

    for name in ("Focus Warrior", "First Focus", "Deep Diver", "Check-In", "Good Morning", "First Thought"):
        assert found[name]["is_unlocked"], name
    assert found["Ten Quiet Hours"]["progress"] == 300


async def test_counters_kept_for_other_criteria_are_made_anew_from_the_ledger(
    database: Database, alice: Person
) -> None:
    for number in range(3):
        await move(alice, await alice.task(f"task {number}"), "done")
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        right = (await AchievementRepository(uow).counts())[0]
        await uow.run(KEEP_COUNTS, counts={"catalogue": "an older one", "totals": {"count_of:task": 999}})
    assert (await achievements(alice))["Task Master"]["progress"] == 3

    task = await alice.task("again")
    await move(alice, task, "done")
    await move(alice, task, "todo")

    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        stored = (await AchievementRepository(uow).counts())[0]
    assert stored["catalogue"] == CATALOGUE.version
    assert {key: value for key, value in stored["totals"].items() if value} == {
        key: value for key, value in right["totals"].items() if value
    }
    assert set(right["done"]) <= set(stored["done"])


async def test_one_unit_pays_for_its_counters_with_one_read_and_one_write(database: Database, alice: Person) -> None:
    await earn(database, alice, "capture", 1)
    run: list[str] = []

    class Counting(UnitOfWork):
        async def rows(self, statement: Any, **parameters: Any) -> Any:
            run.append(str(statement))
            return await super().rows(statement, **parameters)

        async def run(self, statement: Any, **parameters: Any) -> int:
            run.append(str(statement))
            return await super().run(statement, **parameters)

    async with Counting(database, writes=True, owner_id=alice.user_id) as uow:
        days = await days_of_owner(uow)
        for number in range(20):
            await XpService(uow).award("capture", f"y:{number}", 1, reason="x", at=uow.now(), days=days)
        before = len(run)
        await uow._before_commit.pop(0)(uow)

    about_counters = [each for each in run[before:] if "effort_counts" in each]
    assert len(about_counters) == 2


async def test_themes_open_with_levels_and_one_is_in_use(database: Database, alice: Person) -> None:
    themes = (await alice.get(f"{AT}/themes")).json()
    assert themes["active"] == "solarized"
    assert [each["theme"] for each in themes["themes"] if each["is_unlocked"]] == ["solarized"]
    problem(await alice.put(f"{AT}/themes/active", json={"theme": "neon-nights"}), 404, "RESOURCE_NOT_FOUND")
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await XpService(uow).award("grant", "1", 1701, reason="x", at=uow.now(), days=await days_of_owner(uow))

    used = await asyncio.gather(*(alice.put(f"{AT}/themes/active", json={"theme": "neon-nights"}) for _ in range(10)))

    assert {answer.status_code for answer in used} == {200}
    themes = (await alice.get(f"{AT}/themes")).json()
    assert themes["active"] == "neon-nights"
    assert sum(each["is_active"] for each in themes["themes"]) == 1
    assert [each["theme"] for each in await told(alice, "theme_unlocked")] == ["neon-nights"]


async def test_a_bad_theme_is_named(alice: Person) -> None:
    for value in ("", None, 5, "x" * 51):
        refused_field(await alice.put(f"{AT}/themes/active", json={"theme": value}), "body.theme")
    problem(await alice.put(f"{AT}/themes/active", json={"theme": "unheard-of"}), 404, "RESOURCE_NOT_FOUND")

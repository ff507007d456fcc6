"""Suggestions read from the database: which tasks are candidates, how they are read, and what reading them costs."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from src.conftest import NOON, Clock, Person
from src.core.ids import new_id
from src.database.connection import Database
from src.database.models import MorningRitual, RitualTask, Task, TaskSkip
from src.database.types import Engine
from src.database.unit_of_work import UnitOfWork
from src.domain.suggestions import Candidate, Suggestion
from src.repositories.candidates import STARTABLE
from src.repositories.projects import ProjectRepository
from src.services.energy import EnergyService
from src.services.suggestions import SuggestionService
from src.testing.queries import counted

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
async def fresh(database: Database, alice: Person) -> AsyncIterator[UnitOfWork]:
    """A reading unit of Alice's."""
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as unit:
        yield unit


async def suggested(database: Database, person: Person, limit: int = 20, **how: Any) -> list[Suggestion]:
    async with database.unit_of_work(writes=False, owner_id=person.user_id) as uow:
        return await SuggestionService(uow).ranked(limit, **how)


async def titles(database: Database, person: Person, **how: Any) -> list[str]:
    return [each.title for each in await suggested(database, person, **how)]


async def candidate(database: Database, person: Person, title: str) -> Candidate:
    return next(each.candidate for each in await suggested(database, person) if each.title == title)


async def test_what_cannot_be_started_is_no_candidate(database: Database, alice: Person) -> None:
    await alice.task("startable")
    await alice.task("idea", capture_type="idea")
    await alice.task("note", capture_type="note")
    await alice.task("somebody else's", delegation_mode="delegate")
    await alice.task("not needed", delegation_mode="delete")
    await alice.task("not yet", start_date="2026-11-24")
    await alice.task("blocked", status="blocked")
    await alice.task("done", status="done")
    binned = await alice.task("binned")
    await alice.delete(f"/api/v2/tasks/{binned['task_id']}")

    assert await titles(database, alice) == ["startable"]


async def test_what_reaches_its_day_or_is_done_together_is_a_candidate(database: Database, alice: Person) -> None:
    await alice.task("begins today", start_date="2026-11-23")
    await alice.task("together", delegation_mode="do_with_me")
    await alice.task("begun", status="in_progress")
    for kind in ("habit", "shopping", "goal"):
        await alice.task(kind, capture_type=kind)

    found = await titles(database, alice)

    assert set(found) == {"begins today", "together", "begun", "habit", "shopping", "goal"}


async def test_a_task_that_waits_is_a_candidate_once_the_other_is_done(database: Database, alice: Person) -> None:
    waiting, other = await alice.task("waiting"), await alice.task("other")
    await alice.put(f"/api/v2/tasks/{waiting['task_id']}/dependencies/{other['task_id']}")

    before = await titles(database, alice)
    await alice.patch(f"/api/v2/tasks/{other['task_id']}/status", json={"status": "done"})

    assert (before, await titles(database, alice)) == (["other"], ["waiting"])


async def test_a_task_with_open_parts_gives_way_to_them(database: Database, alice: Person) -> None:
    whole = await alice.task("whole", priority="urgent")
    part = await alice.task("part", parent_id=whole["task_id"])

    before = await titles(database, alice)
    await alice.patch(f"/api/v2/tasks/{part['task_id']}/status", json={"status": "done"})

    assert (before, await titles(database, alice)) == (["part"], ["whole"])


async def test_projects_that_were_put_away_are_left_in_peace(database: Database, alice: Person) -> None:
    project = (await alice.post("/api/v2/projects", json={"name": "Boat"})).json()
    await alice.task("sand the hull", project_id=project["project_id"])
    await alice.put(f"/api/v2/projects/{project['project_id']}", json={"is_active": False})

    assert await titles(database, alice) == []


async def test_nobody_is_suggested_what_belongs_to_a_stranger(database: Database, alice: Person, bob: Person) -> None:
    await bob.task("Bob's own")

    assert await titles(database, alice) == []


async def test_a_candidate_carries_its_first_open_step_and_how_far_it_is(database: Database, alice: Person) -> None:
    task = await alice.task("Do taxes", estimated_hours=2, energy_required=3, tags=["money"], due_date="2026-11-27")
    at = f"/api/v2/tasks/{task['task_id']}/micro-steps"
    made = [(await alice.post(at, json={"description": each})).json() for each in ("Get folder", "Open it", "Sort")]
    await alice.patch(f"/api/v2/micro-steps/{made[0]['step_id']}/complete")

    found = await candidate(database, alice, "Do taxes")

    assert found.first_step is not None
    assert (found.first_step.step_id, found.first_step.description) == (made[1]["step_id"], "Open it")
    assert (found.step_count, found.completed_step_count) == (3, 1)
    assert (found.due_on, found.tags, found.energy_required) == (date(2026, 11, 27), ("money",), 3)
    assert found.remaining_minutes == 120
    assert not found.is_started


async def test_a_task_without_a_date_is_never_due(database: Database, alice: Person) -> None:
    await alice.task("Fix lamp")

    found = await candidate(database, alice, "Fix lamp")

    assert found.due_at is None
    assert found.first_step is None


async def test_what_was_passed_over_is_known_for_a_fortnight(database: Database, alice: Person) -> None:
    task = await alice.task("Fix lamp")
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        for days, reason in ((15, None), (3, "too_big"), (1, None)):
            at = NOON - timedelta(days=days)
            await uow.add(TaskSkip(user_id=alice.user_id, task_id=task["task_id"], reason=reason, skipped_at=at))

    found = await candidate(database, alice, "Fix lamp")

    assert [skip.reason for skip in found.skips] == [None, "too_big"]


@pytest.mark.parametrize(("days", "today", "yesterday"), [(0, True, False), (1, False, True), (2, False, False)])
async def test_picks_of_this_morning_and_the_last_are_marked(
    database: Database, alice: Person, days: int, today: bool, yesterday: bool
) -> None:
    task = await alice.task("Fix lamp")
    day = TODAY - timedelta(days=days)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        ritual = await uow.add(MorningRitual(user_id=alice.user_id, completion_date=day, completed_at=NOON))
        key = {"ritual_id": ritual.ritual_id, "user_id": alice.user_id, "task_id": task["task_id"]}
        await uow.add(RitualTask(**key, place=1, title="Fix lamp"))

    found = await candidate(database, alice, "Fix lamp")

    assert (found.is_focus_today, found.was_focus_yesterday) == (today, yesterday)


async def test_for_now_leaves_out_what_asks_for_much_more_energy(
    database: Database, alice: Person, clock: Clock
) -> None:
    await alice.task("deep", energy_required=3, priority="urgent")
    await alice.task("light", energy_required=1)
    nobody_said = await titles(database, alice, only_for_now=True)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await EnergyService(uow).record(1)

    assert nobody_said == ["deep", "light"]
    assert await titles(database, alice, only_for_now=True) == ["light"]
    assert await titles(database, alice) == ["deep", "light"]


async def test_yesterdays_energy_says_nothing_of_today(database: Database, alice: Person, clock: Clock) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await EnergyService(uow).record(1)
    clock.forward(hours=20)

    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        assert (await SuggestionService(uow).situation()).energy_level is None


async def test_the_part_of_life_of_the_latest_effort_is_known_for_a_while(
    database: Database, alice: Person, clock: Clock
) -> None:
    zones = (await alice.get("/api/auth/account/export")).json()["tables"]["compass_zones"]
    zone_id = next(zone["zone_id"] for zone in zones if zone["name"] == "Self")
    task = await alice.task("Meditate", zone_id=zone_id)
    await alice.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "done"})

    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        just_now = await SuggestionService(uow).situation()
    clock.forward(hours=3)
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        later = await SuggestionService(uow).situation()

    assert just_now.last_zone_id == zone_id
    assert later.last_zone_id is None
    assert {zone.name: zone.xp > 0 for zone in later.zones} == {"Work": False, "Life": False, "Self": True}


async def test_how_long_a_task_is_likely_to_take_is_learned_from_finished_ones(
    database: Database, alice: Person
) -> None:
    for number in range(6):
        done = await alice.task(f"Report {number}", estimated_hours=1, actual_hours=2)
        await alice.patch(f"/api/v2/tasks/{done['task_id']}/status", json={"status": "done"})
    await alice.task("Report 7", estimated_hours=1, actual_hours=0.25)

    found = await candidate(database, alice, "Report 7")

    assert found.likely_minutes is not None
    low, high = found.likely_minutes
    assert 45 < low <= 90 <= high < 180
    assert found.remaining_minutes == high


async def test_days_away_are_counted_from_the_last_sign_of_the_person(
    database: Database, alice: Person, clock: Clock
) -> None:
    await alice.task("Fix lamp")
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        today = await SuggestionService(uow).situation()
    clock.forward(days=5)
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        later = await SuggestionService(uow).situation()

    assert (today.days_away, later.days_away) == (0, 5)


async def test_a_ranking_costs_five_queries_and_two_with_the_situation(
    database: Database, alice: Person, fresh: UnitOfWork
) -> None:
    await alice.task("Fix lamp", estimated_hours=1)
    service = SuggestionService(fresh)

    with counted(database) as whole:
        await service.ranked(5)
    situation = await service.situation()
    with counted(database) as shared:
        await service.ranked(5, situation=situation)

    assert (whole.count, shared.count) == (5, 2)


async def fill(database: Database, person: Person, count: int, **fields: Any) -> None:
    """Many tasks at once."""
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        inbox = await ProjectRepository(uow).inbox_id()
        for number in range(count):
            rank = number % 4 + 1
            task: dict[str, Any] = {
                "task_id": new_id(), "user_id": person.user_id, "project_id": inbox, "title": f"Task {number}",
                "title_key": "task", "search_words": "task", "priority_rank": rank,
                "priority": ("low", "medium", "high", "urgent")[rank - 1],
                "due_at": NOON + timedelta(hours=number),
            }  # fmt: skip
            await uow.add(Task(**(task | fields)))


async def test_a_full_life_is_read_in_bounded_sets_off_indexes(
    database: Database, alice: Person, fresh: UnitOfWork
) -> None:
    await fill(database, alice, 600)
    await fill(database, alice, 30, status="in_progress", due_at=datetime(9999, 12, 31, tzinfo=UTC))

    plan = await explained(fresh)
    found = await SuggestionService(fresh).ranked(1000)

    assert len(found) <= 346
    assert "ix_tasks_open" in plan
    assert not re.search(r"SCAN tasks|Seq Scan on tasks", plan)


async def explained(uow: UnitOfWork) -> str:
    """How the engine reads candidates."""
    prepared = uow.database.statements[STARTABLE]
    values = {
        "owner_id": uow.owner_id,
        "calendar_day": TODAY,
        "picked_since": TODAY - timedelta(days=1),
        "skips_since": NOON - timedelta(days=14),
    }
    connection = await uow.connection()
    is_sqlite = uow.engine is Engine.SQLITE
    asked = ("EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN ") + prepared.sql
    rows = await connection.fetch(asked, prepared.arguments(values))
    return "\n".join(str(tuple(row)[-1]) for row in rows)

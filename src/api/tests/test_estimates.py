"""Estimates over the API: learned from finished tasks, by label, for one task."""

from datetime import timedelta
from typing import Any

import pytest

from src.api.tests.expect import problem
from src.conftest import NOON, Person
from src.database.connection import Database
from src.database.models import Task
from src.database.types import Engine
from src.database.unit_of_work import UnitOfWork
from src.repositories.estimates import LATEST_MEASURED
from src.repositories.projects import ProjectRepository
from src.services.estimates import LEARNED_FROM, EstimateService


async def finished(person: Person, number: int, ratio: float, **fields: Any) -> None:
    for _ in range(number):
        await person.task("Call the bank", status="done", estimated_hours=0.5, actual_hours=0.5 * ratio, **fields)


async def estimate_of(person: Person, task_id: str) -> dict[str, Any]:
    answer = await person.get(f"/api/v2/tasks/{task_id}/estimate")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_an_estimate_learns_from_finished_tasks(alice: Person) -> None:
    await finished(alice, 4, 2.0, tags=["call"])
    task = await alice.task("Call the dentist", estimated_hours=0.5, tags=["Call"])
    before = await estimate_of(alice, task["task_id"])
    await finished(alice, 4, 2.0, tags=["call"])

    after = await estimate_of(alice, task["task_id"])

    assert (before["is_learned"], before["low_minutes"], before["ratio"]) == (False, None, None)
    assert before["sample_count"] == 4
    assert before["sentence"].startswith("One more finished task with estimated and actual hours")
    assert after["is_learned"] is True
    assert 30 < after["low_minutes"] < after["likely_minutes"] < after["high_minutes"] < 90
    assert after["tags"] == ["call"]
    assert after["sentence"].endswith(f"with #call you usually take {after['ratio']:.1f}× your estimate.")


async def test_a_task_without_an_estimate_is_told_what_it_needs(alice: Person) -> None:
    await finished(alice, 6, 2.0)
    task = await alice.task("Sort the shelf")

    found = await estimate_of(alice, task["task_id"])

    assert (found["is_learned"], found["estimated_hours"]) == (False, None)
    assert found["sentence"].startswith("Give this task an estimate")


async def test_estimates_are_listed_overall_and_by_label(alice: Person) -> None:
    await finished(alice, 5, 2.0, tags=["call", "bank"])
    await finished(alice, 6, 1.0, tags=["write"])

    listed = (await alice.get("/api/v2/tasks/estimates")).json()

    assert listed["is_learned"] is True
    assert listed["overall"]["sample_count"] == 11
    assert 1.0 < listed["overall"]["ratio"] < 2.0
    assert [(each["tag"], each["sample_count"]) for each in listed["tags"]] == [("write", 6), ("bank", 5), ("call", 5)]
    assert listed["tags"][0]["ratio"] < listed["overall"]["ratio"] < listed["tags"][1]["ratio"]
    assert listed["sentence"].endswith("going by 11 finished tasks.")


async def test_nobody_elses_tasks_are_learned_from(alice: Person, bob: Person) -> None:
    await finished(alice, 6, 2.0)

    listed = (await bob.get("/api/v2/tasks/estimates")).json()

    assert listed == {
        "is_learned": False,
        "overall": {"ratio": None, "sample_count": 0},
        "tags": [],
        "sentence": "5 more finished tasks with estimated and actual hours, and the next estimates learn from yours.",
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "todo"},
        {"actual_hours": 0.0},
        {"estimated_hours": None},
        {"estimated_hours": 0.0},
        {"delegation_mode": "delegate"},
    ],
)
async def test_a_task_says_nothing_unless_the_person_finished_it_and_gave_both_hours(
    alice: Person, fields: dict[str, Any]
) -> None:
    await alice.task("Not this", **({"status": "done", "estimated_hours": 1.0, "actual_hours": 2.0} | fields))

    assert (await alice.get("/api/v2/tasks/estimates")).json()["overall"]["sample_count"] == 0


async def test_a_task_in_the_bin_says_nothing(alice: Person) -> None:
    task = await alice.task("Not this", status="done", estimated_hours=1.0, actual_hours=2.0)
    await alice.delete(f"/api/v2/tasks/{task['task_id']}")

    assert (await alice.get("/api/v2/tasks/estimates")).json()["overall"]["sample_count"] == 0
    problem(await alice.get(f"/api/v2/tasks/{task['task_id']}/estimate"), 404, "RESOURCE_NOT_FOUND")


async def test_the_estimate_of_a_task_that_is_not_there_is_not_there(alice: Person) -> None:
    assert problem(await alice.get("/api/v2/tasks/made-up/estimate"), 404, "RESOURCE_NOT_FOUND")


async def test_only_the_latest_tasks_are_looked_at(uow: UnitOfWork) -> None:
    inbox = await ProjectRepository(uow).inbox_id()
    for number in range(LEARNED_FROM + 20):
        is_old = number < 20
        await uow.add(
            Task(
                user_id=uow.owner_id, project_id=inbox, title="Done", title_key="done", search_words="",
                status="done", completed_at=NOON + timedelta(minutes=number),
                estimated_hours=1.0, actual_hours=8.0 if is_old else 1.0,
            )
        )  # fmt: skip

    overall = (await EstimateService(uow).ratios()).overall

    assert overall is not None
    assert (overall.ratio, overall.sample_count) == (1.0, LEARNED_FROM)


async def test_an_index_serves_the_look_back(database: Database, alice: Person) -> None:
    if database.engine is not Engine.SQLITE:
        pytest.skip("PostgreSQL plans by statistics: on small tables it reads them whole")
    prepared = database.statements[LATEST_MEASURED]
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        connection = await uow.connection()
        arguments = prepared.arguments({"owner_id": alice.user_id, "limit": LEARNED_FROM})
        plan = await connection.fetch(f"EXPLAIN QUERY PLAN {prepared.sql}", arguments)

    assert [row[3] for row in plan] == ["SEARCH tasks USING INDEX ix_tasks_measured (user_id=?)"]

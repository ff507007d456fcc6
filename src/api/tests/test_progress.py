"""Progress over HTTP."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Clock, Person

AT = "/api/progress"


async def done(person: Person, **fields: Any) -> dict[str, Any]:
    task = await person.task("Task", **fields)
    await person.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "done"})
    return task


async def test_a_preview_pays_nothing(alice: Person) -> None:
    task = await alice.task(priority="urgent")
    wanted = {"task_id": task["task_id"], "completion_time_hours": 1}

    found = (await alice.post(f"{AT}/xp/calculate", json=wanted)).json()
    estimated = (await alice.post(f"{AT}/xp/calculate", json={**wanted, "estimated_hours": 2})).json()

    assert (found["base_xp"], found["time_bonus"], found["total_xp"]) == (25, 0, 25)
    assert (estimated["base_xp"], estimated["time_bonus"], estimated["total_xp"]) == (20, 10, 30)
    assert (await alice.get("/api/gamification/progress")).json()["current_xp"] == 0


async def test_levels_around_the_current_one(alice: Person) -> None:
    found = (await alice.get(f"{AT}/level")).json()

    assert (found["current_level"], found["xp_to_next_level"], found["total_xp_for_level"]) == (1, 100, 100)
    assert [(each["level"], each["total_xp_to_finish"], each["is_current"]) for each in found["levels"]] == [
        (1, 100, True), (2, 382, False), (3, 901, False),
    ]  # fmt: skip


async def test_the_history_of_a_streak_has_every_day(clock: Clock, enter: Callable[..., Any]) -> None:
    carol: Person = await enter("carol", for_days=30)
    for gap in (1, 2, 1):
        await done(carol)
        clock.now += timedelta(days=gap)

    found = (await carol.get(f"{AT}/streak")).json()

    assert len(found["history"]) == 90
    assert [each["is_done"] for each in found["history"][-5:]] == [True, True, False, True, False]
    assert found["history"][-1]["date"] == "2026-11-27"
    assert [each["days"] for each in found["milestones"] if each["is_reached"]] == [3]
    assert found["current_streak"] == 3


async def test_every_day_is_shown_with_what_was_earned_and_done(clock: Clock, enter: Callable[..., Any]) -> None:
    carol: Person = await enter("carol", for_days=30)
    first = await done(carol)
    await carol.task("open")
    clock.now += timedelta(days=7)
    await done(carol)
    undone = await done(carol)
    await carol.patch(f"/api/v2/tasks/{undone['task_id']}/status", json={"status": "todo"})

    found = (await carol.get(f"{AT}/visualization", params={"days": 8})).json()

    xp = {each["date"]: each["xp_earned"] for each in found["xp_over_time"]}
    assert list(xp) == [f"2026-11-{day}" for day in range(23, 31)]
    assert xp["2026-11-24"] == 0
    total = (await carol.get("/api/gamification/progress")).json()["current_xp"]
    assert sum(xp.values()) == total
    assert [each["tasks"] for each in found["tasks_completed_over_time"]] == [1, 0, 0, 0, 0, 0, 0, 1]
    assert found["completion_rate_trend"] == [{"week": "2026-W48", "rate": 50.0}, {"week": "2026-W49", "rate": 50.0}]
    assert first["title"] == "Task"


@pytest.mark.parametrize(("days", "count"), [(1, 1), (365, 365)])
async def test_a_window_has_as_many_days_as_asked_for(alice: Person, days: int, count: int) -> None:
    found = (await alice.get(f"{AT}/visualization", params={"days": days})).json()

    assert len(found["xp_over_time"]) == len(found["tasks_completed_over_time"]) == count


@pytest.mark.parametrize("days", [0, 366, "many"])
async def test_a_window_out_of_range_is_refused(alice: Person, days: Any) -> None:
    refused_field(await alice.get(f"{AT}/visualization", params={"days": days}), "query.days")


async def test_a_bad_calculation_is_refused(alice: Person) -> None:
    task = await alice.task()
    for field, value in (("completion_time_hours", -1), ("estimated_hours", 10_001), ("task_id", ""), ("xp", 5)):
        wanted = {"task_id": task["task_id"], "completion_time_hours": 1, field: value}
        refused_field(await alice.post(f"{AT}/xp/calculate", json=wanted), f"body.{field}")
    gone = {"task_id": "made-up", "completion_time_hours": 1}
    problem(await alice.post(f"{AT}/xp/calculate", json=gone), 404, "RESOURCE_NOT_FOUND")

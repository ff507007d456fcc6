"""XP, levels and streaks over HTTP."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Clock, Person
from src.database.connection import Database
from src.services.days import days_of_owner
from src.services.xp import XpService

AT = "/api/gamification"


async def done(person: Person, **fields: Any) -> dict[str, Any]:
    task = await person.task("Task", **fields)
    answer = await person.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "done"})
    moved: dict[str, Any] = answer.json()
    return moved


async def streak(person: Person) -> dict[str, Any]:
    answer = await person.get(f"{AT}/streak")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def grant(database: Database, person: Person, amount: int) -> None:
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        days = await days_of_owner(uow)
        await XpService(uow).award("grant", str(amount), amount, reason="x", at=uow.now(), days=days)


async def test_everybody_begins_at_level_one(alice: Person) -> None:
    assert (await alice.get(f"{AT}/progress")).json() == {
        "user_id": alice.user_id, "current_xp": 0, "level": 1, "xp_to_next_level": 100, "total_xp_for_level": 100,
        "level_progress_percent": 0.0, "total_achievements_unlocked": 0, "total_achievements": 50,
        "recent_achievements": [],
    }  # fmt: skip


async def test_progress_says_where_a_total_stands(database: Database, alice: Person) -> None:
    await grant(database, alice, 241)
    found = (await alice.get(f"{AT}/progress")).json()

    assert (found["current_xp"], found["level"], found["xp_to_next_level"]) == (241, 2, 141)
    assert (found["total_xp_for_level"], found["level_progress_percent"]) == (382, 50.0)


async def test_recent_achievements_are_shown(alice: Person) -> None:
    await done(alice)

    found = (await alice.get(f"{AT}/progress")).json()

    assert "First Task" in [each["name"] for each in found["recent_achievements"]]
    assert found["total_achievements_unlocked"] == len(found["recent_achievements"])


async def test_an_administrator_adds_xp_and_others_do_not(admin: Person, alice: Person) -> None:
    wanted = {"xp_amount": 120, "reason": "A good deed"}

    answer = (await admin.post(f"{AT}/xp/add", json=wanted)).json()

    assert answer == {"previous_xp": 0, "added_xp": 120, "new_xp": 120, "level_up": True, "current_level": 2}
    problem(await alice.post(f"{AT}/xp/add", json=wanted), 403, "FORBIDDEN")
    problem(await admin.post(f"{AT}/xp/add", json={**wanted, "user_id": alice.user_id}), 403, "FORBIDDEN")


async def test_a_token_with_the_scope_adds_xp_once_for_each_key(
    alice: Person, open_client: Callable[..., httpx2.AsyncClient]
) -> None:
    scopes = {"name": "x", "scopes": ["gamification:write"]}
    script = open_client((await alice.post("/api/auth/tokens", json=scopes)).json()["token"])

    answers = await asyncio.gather(
        *(
            script.post(f"{AT}/xp/add", json={"xp_amount": 10, "reason": "x"}, headers={"Idempotency-Key": "same"})
            for _ in range(20)
        )
    )

    assert {answer.json()["new_xp"] for answer in answers if answer.status_code == 200} == {10}
    assert (await alice.get(f"{AT}/progress")).json()["current_xp"] == 10


async def test_the_example_of_sixty_six(clock: Clock, enter: Callable[..., Any]) -> None:
    carol: Person = await enter("carol", for_days=30)
    for _ in range(13):
        await done(carol)
        clock.now += timedelta(days=1)

    preview = await carol.post(
        "/api/progress/xp/calculate",
        json={"task_id": (await carol.task(estimated_hours=4.5))["task_id"], "completion_time_hours": 3.5},
    )
    finished = await done(carol, estimated_hours=4.5, actual_hours=3.5)

    found = preview.json()
    assert (found["base_xp"], found["time_bonus"], found["streak_multiplier"], found["total_xp"]) == (45, 10, 1.2, 66)
    assert finished["xp_earned"] == 66
    assert found["calculation_breakdown"]["streak_days"] == 14


async def test_a_streak_counts_days_and_forgives_two_a_week(clock: Clock, enter: Callable[..., Any]) -> None:
    carol: Person = await enter("carol", for_days=60)
    assert (await streak(carol))["streak_status"] == "none"
    for _ in range(3):
        await done(carol)
        clock.now += timedelta(days=1)

    found = await streak(carol)
    assert (found["current_streak"], found["longest_streak"], found["next_milestone"]) == (3, 3, 7)
    assert (found["streak_start_date"], found["last_completion_date"]) == ("2026-11-23", "2026-11-25")
    assert (found["streak_status"], found["reserves_left"]) == ("active", 2)

    clock.now += timedelta(days=30)
    gone = await streak(carol)
    assert (gone["current_streak"], gone["longest_streak"], gone["days_until_break"]) == (0, 3, None)


async def test_a_pause_keeps_the_streak_as_long_as_it_lasts(clock: Clock, enter: Callable[..., Any]) -> None:
    carol: Person = await enter("carol", for_days=90)
    for _ in range(3):
        await done(carol)
        clock.now += timedelta(days=1)
    paused = await carol.post(f"{AT}/streak/pause")
    assert (paused.status_code, paused.json()["first_date"], paused.json()["last_date"]) == (201, "2026-11-26", None)

    clock.now += timedelta(days=40)
    resting = await streak(carol)
    assert (resting["current_streak"], resting["streak_status"], resting["days_until_break"]) == (3, "resting", None)

    assert (await carol.delete(f"{AT}/streak/pause")).status_code == 204
    await done(carol)
    assert (await streak(carol))["current_streak"] == 4
    (kept,) = (await carol.get(f"{AT}/streak/pauses")).json()["pauses"]
    assert (kept["first_date"], kept["last_date"]) == ("2026-11-26", "2027-01-04")


async def test_a_streak_rests_once_at_a_time(alice: Person) -> None:
    answers = await asyncio.gather(*(alice.post(f"{AT}/streak/pause") for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 49

    ended = await asyncio.gather(*(alice.delete(f"{AT}/streak/pause") for _ in range(10)))

    assert sorted(answer.status_code for answer in ended) == [204] + [409] * 9
    assert (await alice.get(f"{AT}/streak/pauses")).json() == {"pauses": []}


async def test_a_pause_begun_on_the_other_side_of_the_date_line_is_in_nobodys_way(
    clock: Clock, enter: Callable[..., Any]
) -> None:
    carol: Person = await enter("carol", for_days=1)
    clock.forward(hours=4)
    await carol.put("/api/auth/profile", json={"timezone": "Pacific/Kiritimati"})
    assert (await carol.post(f"{AT}/streak/pause")).json()["first_date"] == "2026-11-24"
    await carol.put("/api/auth/profile", json={"timezone": "America/Los_Angeles"})

    paused = await carol.post(f"{AT}/streak/pause")

    assert (paused.status_code, paused.json()["first_date"]) == (201, "2026-11-23")
    assert len((await carol.get(f"{AT}/streak/pauses")).json()["pauses"]) == 1


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("xp/add", {"xp_amount": 0, "reason": "x"}, "xp_amount"),
        ("xp/add", {"xp_amount": 1001, "reason": "x"}, "xp_amount"),
        ("xp/add", {"xp_amount": 1, "reason": " "}, "reason"),
        ("xp/add", {"xp_amount": 1}, "reason"),
        ("streak/pause", {"until_date": "soon"}, "until_date"),
        ("streak/pause", {"first_date": "2026-11-01"}, "first_date"),
    ],
)
async def test_a_bad_field_is_named(admin: Person, path: str, body: Any, field: str) -> None:
    refused_field(await admin.post(f"{AT}/{path}", json=body), f"body.{field}")


async def test_a_pause_does_not_end_before_it_begins(alice: Person) -> None:
    refused_field(await alice.post(f"{AT}/streak/pause", json={"until_date": "2020-01-01"}), "until_date")

"""Leaving takes every row of a person along, and nobody else's."""

from typing import Any

import pytest
from sqlalchemy import func, select

from src.conftest import PASSWORD, Person
from src.database.connection import Database
from src.database.models import (
    Agent,
    AssignmentComment,
    AssignmentEvidence,
    AssignmentLease,
    CustomReward,
    EveningClose,
    FocusRoom,
    FocusRoomMember,
    MorningRitual,
    MysteryBox,
    PetMeal,
    PowerHour,
    RewardClaim,
    RewardRedemption,
    RitualTask,
    StreakMilestone,
    StreakPause,
    StreakReserve,
    SyncOperation,
    TaskAssignment,
    TaskSkip,
    TaskSweep,
    TaskTemplate,
    TemplateStep,
    TemplateUse,
    UserAchievement,
    UserBadge,
    UserPet,
    UserTheme,
)
from src.repositories.accounts import personal_tables


async def rows_by_table(database: Database, user_id: str) -> dict[str, int]:
    """How many rows each table holds of a person."""
    async with database.unit_of_work(writes=False) as uow:
        found: dict[str, Any] = {}
        for table in personal_tables():
            query = select(func.count()).select_from(table).where(table.c.user_id == user_id)
            found[table.name] = await uow.first(query)
    return found


async def furnish(database: Database, person: Person) -> None:
    """A row in every table."""
    task, other = await person.task("one"), await person.task("two")
    at = f"/api/v2/tasks/{task['task_id']}"
    await person.task("part", parent_id=task["task_id"])
    await person.post(f"{at}/micro-steps", json={"description": "step"}, headers={"Idempotency-Key": "k"})
    await person.post(f"{at}/comments", json={"content": "comment"})
    await person.put(f"{at}/dependencies/{other['task_id']}")
    await person.patch(f"/api/v2/tasks/{other['task_id']}/status", json={"status": "done"})
    await person.post("/api/auth/tokens", json={"name": "script", "scopes": ["tasks:read"]})
    await person.post("/api/auth/ws-ticket")
    captured = (await person.post("/api/capture", json={"text": "low energy; ring Kessler"})).json()
    items = [{**item, "project_hint": "Clients"} for item in captured["parsed_items"]]
    await person.post("/api/capture/save", json={"capture_id": captured["capture_id"], "items": items})
    task = await person.task("File my taxes")
    split = (await person.post(f"/api/v2/tasks/{task['task_id']}/split")).json()
    at = f"/api/v2/micro-steps/{split['micro_steps'][0]['step_id']}/feedback"
    await person.post(at, json={"verdict": "just_right"})
    await live_a_day(database, person, task["task_id"])


async def live_a_day(database: Database, person: Person, task_id: str) -> None:
    """A row in every table of the day."""
    owner = {"user_id": person.user_id}
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        now = uow.now()
        room = await uow.add(FocusRoom(**owner, name="Desk", code=person.user_id, ends_at=now))
        member = {"display_name": "A", "goal": "taxes", "joined_at": now, "seen_at": now, "socket_id": "s"}
        await uow.add(FocusRoomMember(**owner, room_id=room.room_id, **member))
        ritual = await uow.add(MorningRitual(**owner, completion_date=now.date(), completed_at=now))
        await uow.add(RitualTask(**owner, ritual_id=ritual.ritual_id, place=1, task_id=task_id, title="x"))
        sweep = await uow.add(TaskSweep(**owner, kind="evening", swept_at=now))
        close = EveningClose(**owner, closing_date=now.date(), closed_at=now, sweep_id=sweep.sweep_id)
        await uow.add(close)
        await uow.add(TaskSkip(**owner, task_id=task_id, skipped_at=now))
        await uow.add(SyncOperation(**owner, client_id="c", request_hash="h", applied_at=now))
    await person.post("/api/focus/start", json={"task_id": task_id})
    await person.post("/api/focus/interrupt")
    await person.put("/api/auth/profile", json={"timezone": "Europe/Berlin"})
    await collect(database, person, task_id)
    await delegate(database, person, task_id)


async def delegate(database: Database, person: Person, task_id: str) -> None:
    """A row in every table of delegation and templates."""
    owner: dict[str, Any] = {"user_id": person.user_id}
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        now = uow.now()
        await uow.add(Agent(**owner, agent_id="helper", name="Helper", agent_type="any"))
        given: dict[str, Any] = {"assigned_by": uow.actor, "assigned_at": now, "delegation_mode": "delegate"}
        assignment = await uow.add(
            TaskAssignment(**owner, **given, task_id=task_id, agent_id="helper", lease_seconds=600)
        )
        about: dict[str, Any] = {**owner, "assignment_id": assignment.assignment_id}
        await uow.add(AssignmentLease(**about, epoch=1, agent_id="helper", granted_at=now))
        await uow.add(AssignmentEvidence(**about, epoch=1, kind="text", added_by=uow.actor, added_at=now))
        await uow.add(AssignmentComment(**about, author=uow.actor, content="x"))
        template = await uow.add(TaskTemplate(**owner, name="Week", category="Work"))
        of_template: dict[str, Any] = {**owner, "template_id": template.template_id}
        await uow.add(TemplateStep(**of_template, step_order=1, description="Go", estimated_minutes=5))
        await uow.add_new(TemplateUse(**of_template))


async def collect(database: Database, person: Person, task_id: str) -> None:
    """A row in every table of rewards."""
    owner: dict[str, Any] = {"user_id": person.user_id}
    source: dict[str, Any] = {"source": "test", "source_id": "1"}
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        now = uow.now()
        await uow.add(StreakPause(**owner, first_date=now.date()))
        await uow.add(StreakMilestone(**owner, days=3, reached_date=now.date(), reached_at=now))
        await uow.add(StreakReserve(**owner, **source, earned_date=now.date(), earned_at=now))
        await uow.add_new(UserAchievement(**owner, achievement_id="a", xp_reward=1, unlocked_at=now))
        await uow.add_new(UserBadge(**owner, badge_id="b", given_at=now))
        await uow.add_new(UserTheme(**owner, theme="c", unlocked_at=now))
        draw: dict[str, Any] = {"reward_type": "standard", "seed": "s", "tier": "normal", "multiplier": 1}
        paid: dict[str, Any] = {"xp_earned": 1, "bonus_xp": 0, "streak_bonus": 0, "claimed_at": now}
        await uow.add(RewardClaim(**owner, **draw, **paid, task_id=task_id, completion_number=1))
        await uow.add(MysteryBox(**owner, **source, box_type="gold", seed="s", earned_at=now))
        await uow.add(PowerHour(**owner, **source, starts_at=now, ends_at=now))
        reward = await uow.add(CustomReward(**owner, name="Tea", cost_xp=1))
        kept = RewardRedemption(**owner, reward_id=reward.reward_id, name="Tea", cost_xp=1, redeemed_at=now)
        await uow.add(kept)
        pet = await uow.add(UserPet(**owner, species="owl", name="Olm", measured_at=now))
        gains: dict[str, Any] = {"xp": 1, "fullness_gain": 0.0, "happiness_gain": 0.0, "eaten_at": now}
        await uow.add_new(PetMeal(**owner, **source, **gains, pet_id=pet.pet_id))


@pytest.mark.leaves_faults("a row in every table, written by hand, follows from nothing")
async def test_leaving_removes_every_row_of_the_person_and_nobody_elses(
    database: Database, alice: Person, bob: Person
) -> None:
    for person in (alice, bob):
        await furnish(database, person)
    before = await rows_by_table(database, alice.user_id)
    bobs = await rows_by_table(database, bob.user_id)

    answer = await alice.delete("/api/auth/account", json={"password": PASSWORD})

    assert answer.status_code == 204, answer.text
    assert all(before.values()), f"furnish() leaves tables empty: {before}"
    assert set((await rows_by_table(database, alice.user_id)).values()) == {0}
    assert await rows_by_table(database, bob.user_id) == bobs
    assert (await alice.get("/api/auth/profile")).status_code == 401

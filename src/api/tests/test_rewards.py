"""Rewards over HTTP: one surprise for each completion, boxes opened once, and a balance of one's own."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Person
from src.core.clock import utc_now
from src.database.connection import Database
from src.database.models import MysteryBox
from src.domain import rewards as rules
from src.domain.rewards import BoxReward, BoxType
from src.domain.tasks import TaskStatus
from src.repositories.xp import DRIFTED
from src.schemas.tasks import StatusChange
from src.services.days import days_of_owner
from src.services.mystery_boxes import BoxService
from src.services.tasks import TaskService
from src.services.xp import XpService

AT = "/api/rewards"


async def move(person: Person, task: dict[str, Any], status: str) -> dict[str, Any]:
    answer = await person.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": status})
    moved: dict[str, Any] = answer.json()
    return moved


async def done(person: Person, **fields: Any) -> dict[str, Any]:
    task = await person.task("Task", **fields)
    return await move(person, task, "done")


async def claim(person: Person, task: dict[str, Any]) -> Any:
    return await person.post(f"{AT}/claim", json={"task_id": task["task_id"]})


async def ledger(person: Person, *sources: str) -> int:
    """What the ledger holds of some sources and their reversals."""
    rows = (await person.get("/api/auth/account/export")).json()["tables"]["xp_ledger"]
    return sum(row["amount"] for row in rows if row["source"].removesuffix("_reversal") in sources)


async def grant(database: Database, person: Person, amount: int) -> None:
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        days = await days_of_owner(uow)
        await XpService(uow).award("grant", str(amount), amount, reason="x", at=uow.now(), days=days)


async def give(database: Database, person: Person, box_type: BoxType, reward: BoxReward, number: int = 0) -> str:
    """A box whose seed holds that reward; its seed."""
    tried = (f"{n:032x}" for n in range(number * 10_000, 10_000_000))
    seed = next(each for each in tried if rules.content_of(box_type, each).reward is reward)
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        box = MysteryBox(
            user_id=person.user_id,
            box_type=box_type,
            source="test",
            source_id=f"{reward}:{number}",
            seed=seed,
            earned_at=uow.now(),
        )
        await uow.add(box)
    return seed


async def opened(person: Person, box_type: BoxType) -> dict[str, Any]:
    answer = await person.post(f"{AT}/mystery-box", json={"box_type": box_type})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def custom(person: Person, cost: int = 100) -> dict[str, Any]:
    answer = await person.post(f"{AT}/custom", json={"name": "Half an hour of gaming", "icon": "🎮", "cost_xp": cost})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_claim_adds_a_surprise_to_what_was_paid(alice: Person) -> None:
    task = await done(alice, estimated_hours=4.5)

    answer = (await claim(alice, task)).json()

    drawn = rules.draw(answer["seed"])
    assert (answer["tier"], answer["multiplier"]) == (drawn.tier.name, drawn.tier.multiplier)
    assert answer["xp_earned"] == 45
    assert answer["bonus_xp"] == 45 * (answer["multiplier"] - 1)
    assert answer["total_xp"] == 45 + answer["bonus_xp"] + answer["streak_bonus"]
    assert (answer["mystery_box"] is not None) == (drawn.box_type is not None)
    assert await ledger(alice, "reward") == answer["bonus_xp"] + answer["streak_bonus"]


async def test_each_completion_has_one_surprise_however_often_it_is_claimed_at_once(alice: Person) -> None:
    task = await done(alice)

    answers = await asyncio.gather(*(claim(alice, task) for _ in range(50)))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 49
    problem(await claim(alice, task), 409, "CONFLICT")


async def test_taking_the_completion_back_takes_the_surprise_back_and_a_new_one_can_be_claimed(alice: Person) -> None:
    task = await done(alice)
    for _ in range(3):
        assert (await claim(alice, task)).status_code == 200
        await move(alice, task, "todo")
        assert await ledger(alice, "reward", "task") == 0
        boxes = (await alice.get(f"{AT}/boxes")).json()["boxes"]
        assert [box for box in boxes if box["source"] == "claim"] == []
        await move(alice, task, "done")


async def test_completions_claims_and_undo_mixed_fifty_fold_leave_what_the_last_state_says(
    database: Database, alice: Person
) -> None:
    tasks = [await alice.task(f"task {number}") for number in range(5)]
    chance = random.Random(7)

    async def something() -> None:
        task = chance.choice(tasks)
        match chance.randrange(4):
            case 0 | 1:
                await move(alice, task, "done")
            case 2:
                await claim(alice, task)
            case _:
                await move(alice, task, "todo")

    await asyncio.gather(*(something() for _ in range(50)))

    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        assert await uow.rows(DRIFTED) == []
    tables = (await alice.get("/api/auth/account/export")).json()["tables"]
    is_done = {task["task_id"]: task["status"] == "done" for task in tables["tasks"]}
    left: dict[str, int] = {}
    for row in tables["xp_ledger"]:
        task_id, kind = row["source_id"].partition(":")[0], row["source"].removesuffix("_reversal")
        if kind in {"task", "reward"}:
            left[task_id] = left.get(task_id, 0) + row["amount"]
    claimed = {(row["task_id"], row["completion_number"]): row for row in tables["reward_claims"]}
    for task in tables["tasks"]:
        paid = left.get(task["task_id"], 0)
        if not is_done[task["task_id"]]:
            assert paid == 0
        else:
            row = claimed.get((task["task_id"], task["completion_count"]))
            assert paid == 15 + (row["bonus_xp"] + row["streak_bonus"] if row else 0)


async def test_only_a_completed_task_has_a_surprise(alice: Person) -> None:
    problem(await claim(alice, await alice.task()), 409, "CONFLICT")
    problem(await claim(alice, {"task_id": "made-up"}), 404, "RESOURCE_NOT_FOUND")


async def test_the_odds_are_public(alice: Person) -> None:
    odds = (await alice.get(f"{AT}/odds")).json()

    assert [(each["tier"], each["percent"]) for each in odds["tiers"]] == [
        ("normal", 50.0), ("good", 25.0), ("great", 15.0), ("amazing", 7.0), ("legendary", 2.5), ("critical_hit", 0.5),
    ]  # fmt: skip
    assert odds["box_percent"] == 15.0
    assert all(sum(chances.values()) == pytest.approx(100) for chances in odds["contents"].values())


async def test_a_box_is_opened_once_however_often_it_is_asked_for_at_once(database: Database, alice: Person) -> None:
    await give(database, alice, BoxType.BRONZE, BoxReward.XP)
    await give(database, alice, BoxType.BRONZE, BoxReward.XP, 1)

    asks = [alice.post(f"{AT}/mystery-box", json={"box_type": "bronze"}) for _ in range(50)]
    answers = await asyncio.gather(*asks)

    assert sorted(answer.status_code for answer in answers) == [200] * 2 + [409] * 48
    amounts = [answer.json()["reward"]["amount"] for answer in answers if answer.status_code == 200]
    assert await ledger(alice, "mystery_box") == sum(amounts)
    problem(await alice.post(f"{AT}/mystery-box", json={"box_type": "gold"}), 409, "CONFLICT")


async def test_an_opened_box_shows_the_seed_it_was_drawn_from(database: Database, alice: Person) -> None:
    seed = await give(database, alice, BoxType.GOLD, BoxReward.XP)
    closed = (await alice.get(f"{AT}/boxes")).json()
    assert (closed["closed"], closed["boxes"][0]["seed"]) == ({"bronze": 0, "silver": 0, "gold": 1}, None)

    answer = await opened(alice, BoxType.GOLD)

    (box,) = (await alice.get(f"{AT}/boxes")).json()["boxes"]
    assert (box["seed"], box["reward"]) == (seed, answer["reward"])
    assert answer["reward"]["amount"] == rules.content_of(BoxType.GOLD, seed).amount


async def test_a_power_hour_pays_half_as_much_again_until_it_is_over(database: Database, alice: Person) -> None:
    await give(database, alice, BoxType.SILVER, BoxReward.POWER_HOUR)
    assert (await opened(alice, BoxType.SILVER))["reward"]["amount"] == 60

    task = await done(alice)
    assert await ledger(alice, "power_hour") == 8
    await move(alice, task, "todo")
    assert await ledger(alice, "power_hour") == 0

    database.clock = lambda: utc_now() + timedelta(minutes=61)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await TaskService(uow).set_status(task["task_id"], StatusChange(status=TaskStatus.DONE))
    database.clock = utc_now
    assert await ledger(alice, "power_hour") == 0


async def test_reserves_themes_and_badges_come_out_of_boxes(database: Database, alice: Person) -> None:
    for reward in (BoxReward.STREAK_RESERVE, BoxReward.THEME, BoxReward.BADGE):
        await give(database, alice, BoxType.GOLD, reward)

    answers = [await opened(alice, BoxType.GOLD) for _ in range(3)]

    assert [answer["reward"]["type"] for answer in answers] == ["streak_reserve", "theme", "badge"]
    tables = (await alice.get("/api/auth/account/export")).json()["tables"]
    assert len(tables["streak_reserves"]) == 1
    themes = (await alice.get("/api/gamification/themes")).json()["themes"]
    assert answers[1]["reward"]["name"] in [each["name"] for each in themes if each["is_unlocked"]]
    badges = (await alice.get("/api/gamification/badges")).json()["badges"]
    assert answers[2]["reward"]["name"] in [each["name"] for each in badges if each["is_unlocked"]]


async def test_whoever_has_every_theme_gets_xp_instead(database: Database, alice: Person) -> None:
    for number in range(5):
        await give(database, alice, BoxType.GOLD, BoxReward.THEME, number)

    answers = [await opened(alice, BoxType.GOLD) for _ in range(5)]

    names = [answer["reward"]["name"] for answer in answers[:4]]
    assert len(set(names)) == 4
    assert (answers[4]["reward"]["type"], answers[4]["reward"]["amount"]) == ("xp", 400)


async def test_a_box_is_given_once_for_each_reason(database: Database, alice: Person) -> None:
    async def once() -> str | None:
        async with database.unit_of_work(owner_id=alice.user_id) as uow:
            return await BoxService(uow).give(BoxType.BRONZE, source="streak", source_id="7")

    given = await asyncio.gather(*(once() for _ in range(50)))

    assert len([each for each in given if each]) == 1


async def test_redeeming_lowers_what_can_be_spent_and_nothing_else(database: Database, alice: Person) -> None:
    await grant(database, alice, 250)
    reward = await custom(alice)
    before = (await alice.get(f"{AT}/custom")).json()["balance"]

    answer = await alice.post(f"{AT}/custom/{reward['reward_id']}/redeem")

    assert answer.status_code == 201
    redeemed = answer.json()
    assert (redeemed["name"], redeemed["cost_xp"]) == ("Half an hour of gaming", 100)
    assert redeemed["balance"] == before | {"spent_xp": 100, "spendable_xp": before["spendable_xp"] - 100}
    history = (await alice.get(f"{AT}/redemptions")).json()
    assert [each["redemption_id"] for each in history["redemptions"]] == [redeemed["redemption_id"]]


async def test_a_balance_is_never_overdrawn_and_undone_once(database: Database, alice: Person) -> None:
    await grant(database, alice, 250)
    reward = await custom(alice)
    there = (await alice.get(f"{AT}/custom")).json()["balance"]["spendable_xp"]

    answers = await asyncio.gather(*(alice.post(f"{AT}/custom/{reward['reward_id']}/redeem") for _ in range(50)))

    kept = [answer.json() for answer in answers if answer.status_code == 201]
    assert len(kept) == there // 100
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert problem(refused, 409, "CONFLICT")["spendable_xp"] == there % 100
    path = f"{AT}/redemptions/{kept[0]['redemption_id']}/undo"
    undone = await asyncio.gather(*(alice.post(path) for _ in range(20)))
    assert sorted(answer.status_code for answer in undone) == [200] + [409] * 19
    balance = (await alice.get(f"{AT}/custom")).json()["balance"]
    assert balance["spendable_xp"] == there % 100 + 100


async def test_own_rewards_are_changed_and_put_away(alice: Person) -> None:
    reward = await custom(alice)
    path = f"{AT}/custom/{reward['reward_id']}"

    changed = (await alice.put(path, json={"cost_xp": 50, "icon": None})).json()

    assert changed == reward | {"cost_xp": 50, "icon": None, "updated_at": changed["updated_at"]}
    assert (await alice.get(path)).json() == changed
    assert (await alice.delete(path)).status_code == 204
    for answer in (await alice.get(path), await alice.post(f"{path}/redeem"), await alice.delete(path)):
        problem(answer, 404, "RESOURCE_NOT_FOUND")
    assert (await alice.get(f"{AT}/custom")).json()["rewards"] == []


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("claim", {}, "task_id"), ("claim", {"task_id": "x", "reward_type": "huge"}, "reward_type"),
        ("claim", {"task_id": ""}, "task_id"), ("mystery-box", {"box_type": "wood"}, "box_type"),
        ("mystery-box", {}, "box_type"), ("custom", {"name": "", "cost_xp": 1}, "name"),
        ("custom", {"name": "x", "cost_xp": 0}, "cost_xp"), ("custom", {"name": "x", "cost_xp": 1_000_001}, "cost_xp"),
        ("custom", {"name": "x", "cost_xp": 1, "user_id": "y"}, "user_id"),
        ("custom", {"name": "x", "cost_xp": 1, "icon": "x" * 17}, "icon"),
    ],
)  # fmt: skip
async def test_a_bad_field_is_named(alice: Person, path: str, body: Any, field: str) -> None:
    refused_field(await alice.post(f"{AT}/{path}", json=body), f"body.{field}")

"""Use cases of rewards: surprises on top of the certain pay of a completion."""

import secrets
from typing import Any

from src.core.errors import Conflict
from src.database.models import RewardClaim, Task
from src.database.unit_of_work import Event, UnitOfWork
from src.domain import rewards as rules
from src.domain.tasks import TaskStatus
from src.domain.xp import level_for
from src.repositories.rewards import BoxRepository, ClaimRepository
from src.repositories.tasks import TaskRepository
from src.repositories.xp import XpRepository
from src.services.days import Days, days_of_owner
from src.services.mystery_boxes import BoxService
from src.services.streaks import StreakService
from src.services.xp import XpService

SEED_BYTES = 16


class NothingToClaim(Conflict):
    """A surprise comes with a completed task."""


class AlreadyClaimed(Conflict):
    """Each completion has one surprise."""


class RewardService:
    """Surprises on top of the certain pay of a completion. `key` is the completion's, as in the ledger."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.claims = ClaimRepository(uow)
        self.boxes = BoxRepository(uow)
        self.xp = XpService(uow)

    async def after_completion(self, task: Task, key: str, paid: int, days: Days) -> None:
        """A running power hour adds its bonus, a ledger row of its own: source "power_hour", the completion's key."""
        bonus = rules.power_hour_bonus(paid)
        if bonus and await self.claims.power_hour_at(self.uow.now()):
            await self.xp.award(
                "power_hour",
                key,
                bonus,
                reason=f"Power hour: {task.title}",
                at=self.uow.now(),
                days=days,
                zone_id=task.zone_id,
            )

    async def after_reopening(self, task: Task, key: str) -> None:
        """Take back what was paid on top of this completion: its power hour bonus, and its claim with what it gave.

        A box that was opened stays: nothing is taken out of anybody's hands.
        """
        await self.xp.reverse("power_hour", key)
        if await self.xp.reverse("reward", key) or await self._is_claimed(task):
            await self.boxes.take_back(task.task_id)

    async def _is_claimed(self, task: Task) -> bool:
        return await self.claims.of_completion(task.task_id, task.completion_count) is not None

    async def claim(self, task_id: str, reward_type: str) -> dict[str, Any]:
        """Draw the surprise of a completion, once.

        Raises:
            NotFound: the task is not the owner's.
            NothingToClaim: it is not done.
            AlreadyClaimed: its completion has had its surprise.
        """
        # Locked: whoever takes the completion back meanwhile waits, and then finds this claim.
        tasks = TaskRepository(self.uow)
        await tasks.lock(task_id)
        task = await tasks.get(task_id)
        if task.status != TaskStatus.DONE:
            raise NothingToClaim("A surprise comes with a completed task.", task_id=task_id)
        key = f"{task.task_id}:{task.completion_count}"
        paid = await XpRepository(self.uow).award("task", key)
        claim = await self._drawn(task, reward_type, paid.amount if paid else 0)
        if not await self.uow.add_new(claim):
            raise AlreadyClaimed("This completion has had its surprise.", task_id=task_id)
        return await self._pay(claim, task, key)

    async def _drawn(self, task: Task, reward_type: str, paid: int) -> RewardClaim:
        days = await days_of_owner(self.uow)
        facts = await StreakService(self.uow).facts(days)
        seed = secrets.token_hex(SEED_BYTES)
        tier = rules.draw(seed).tier
        return RewardClaim(
            user_id=self.uow.owner_id,
            task_id=task.task_id,
            completion_number=task.completion_count,
            reward_type=reward_type,
            seed=seed,
            tier=tier.name,
            multiplier=tier.multiplier,
            xp_earned=paid,
            bonus_xp=rules.bonus_xp(paid, tier),
            streak_bonus=rules.streak_bonus(facts.on(days.of(self.uow.now())).current_streak),
            claimed_at=self.uow.now(),
        )

    async def _pay(self, claim: RewardClaim, task: Task, key: str) -> dict[str, Any]:
        drawn, extra = rules.draw(claim.seed), claim.bonus_xp + claim.streak_bonus
        if extra:
            await self.xp.award(
                "reward",
                key,
                extra,
                reason=f"Surprise: {task.title}",
                at=self.uow.now(),
                days=await days_of_owner(self.uow),
                zone_id=task.zone_id,
            )
        box_id = None
        if drawn.box_type is not None:
            box_id = await BoxService(self.uow).give(drawn.box_type, source="claim", source_id=task.task_id)
        if box_id is not None:
            await self.claims.change(claim.claim_id, {"box_id": box_id})
        total = await XpRepository(self.uow).total()
        answer = {
            "reward_type": claim.reward_type,
            "xp_earned": claim.xp_earned,
            "multiplier": claim.multiplier,
            "tier": claim.tier,
            "bonus_xp": claim.bonus_xp,
            "streak_bonus": claim.streak_bonus,
            "total_xp": claim.xp_earned + extra,
            "dopamine_boost": drawn.tier.dopamine_boost,
            "celebration_message": drawn.tier.message,
            "level_up": level_for(total) > level_for(total - extra),
            "mystery_box": box_id and {"box_id": box_id, "box_type": drawn.box_type},
            "seed": claim.seed,
        }
        self.uow.emit(Event("reward_claimed", "reward", claim.claim_id, {"task_id": task.task_id, **answer}))
        return answer


def odds() -> dict[str, Any]:
    """The whole table: what is drawn how often, in percent."""

    def percents(chances: Any) -> dict[str, float]:
        return {str(name): chance / 10 for name, chance in chances.items()}

    return {
        "tiers": [
            {"tier": tier.name, "multiplier": tier.multiplier, "percent": tier.chance / 10} for tier in rules.TIERS
        ],
        "box_percent": rules.BOX_CHANCE / 10,
        "box_types": percents(rules.BOX_TYPES),
        "contents": {str(kind): percents(chances) for kind, chances in rules.CONTENTS.items()},
        "how_to_check": (
            "A draw is the SHA-256 of `<seed>:<what>` as a number, modulo 1000, looked up in the table from its top. "
            "`what` is tier, box, box_type for a claim, and content for a box."
        ),
    }

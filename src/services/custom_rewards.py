"""Rewards that people promise themselves, paid from a balance that never lowers total or level."""

from typing import Any

from src.core.errors import Conflict
from src.database.models import CustomReward, RewardRedemption
from src.database.unit_of_work import Event, UnitOfWork
from src.repositories.rewards import CustomRewardRepository, RedemptionRepository
from src.schemas.rewards import CustomRewardCreate, CustomRewardUpdate

MOST_REWARDS = 100


class TooManyRewards(Conflict):
    """A person has at most 100 rewards of their own."""


class NotEnoughToSpend(Conflict):
    """The balance does not reach for it yet."""


class AlreadyTakenBack(Conflict):
    """A redemption can be taken back once."""


class CustomRewardService:
    """Making, changing, redeeming."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.rewards = CustomRewardRepository(uow)
        self.redemptions = RedemptionRepository(uow)

    async def everything(self) -> dict[str, Any]:
        """All rewards of the owner, and what there is to spend."""
        total, spent = await self.rewards.balance()
        rows = [_shown(each, total - spent) for each in await self.rewards.every()]
        return {"rewards": rows, "balance": _balance(total, spent)}

    async def get(self, reward_id: str) -> dict[str, Any]:
        total, spent = await self.rewards.balance()
        return _shown(await self.rewards.get(reward_id), total - spent)

    async def create(self, wanted: CustomRewardCreate) -> dict[str, Any]:
        """Promise oneself something.

        Raises:
            TooManyRewards: there are a hundred.
        """
        await self.uow.serialise("custom_rewards")
        if len(await self.rewards.every()) >= MOST_REWARDS:
            raise TooManyRewards(f"You have {MOST_REWARDS} rewards. Remove one first.", limit=MOST_REWARDS)
        reward = await self.rewards.add(CustomReward(user_id=self.uow.owner_id, **wanted.model_dump()))
        self._tell("custom_reward_created", reward)
        return await self.get(reward.reward_id)

    async def update(self, reward_id: str, wanted: CustomRewardUpdate) -> dict[str, Any]:
        values = wanted.given()
        await self.rewards.get(reward_id)
        if values:
            self._tell("custom_reward_updated", await self.rewards.change(reward_id, values))
        return await self.get(reward_id)

    async def remove(self, reward_id: str) -> None:
        """Put a reward away for good; what was redeemed of it stays written down."""
        await self.rewards.get(reward_id)
        self._tell("custom_reward_removed", await self.rewards.change(reward_id, {"is_active": False}))

    async def redeem(self, reward_id: str) -> dict[str, Any]:
        """Keep a promise: its price leaves the spendable balance.

        Raises:
            NotFound: not the owner's.
            NotEnoughToSpend: the balance is smaller than the price.
        """
        reward = await self.rewards.get(reward_id)
        balance = await self.rewards.spend(reward.cost_xp)
        if balance is None:
            total, spent = await self.rewards.balance()
            there = max(total - spent, 0)
            detail = f"This takes {reward.cost_xp} XP, and {there} are there to spend."
            raise NotEnoughToSpend(detail, cost_xp=reward.cost_xp, spendable_xp=there)
        redemption = RewardRedemption(
            user_id=self.uow.owner_id,
            reward_id=reward_id,
            name=reward.name,
            cost_xp=reward.cost_xp,
            redeemed_at=self.uow.now(),
        )
        await self.redemptions.add(redemption)
        return self._redeemed("reward_redeemed", redemption, balance)

    async def take_back(self, redemption_id: str) -> dict[str, Any]:
        """It did not come to it: the price returns to the balance, once.

        Raises:
            NotFound: not the owner's.
            AlreadyTakenBack: it was taken back before.
        """
        await self.redemptions.get(redemption_id)
        redemption = await self.redemptions.undo(redemption_id)
        if redemption is None:
            raise AlreadyTakenBack("This was taken back before.", redemption_id=redemption_id)
        balance = await self.rewards.give_back(redemption.cost_xp)
        return self._redeemed("reward_redemption_undone", redemption, balance)

    async def history(self, *, limit: int, offset: int) -> dict[str, Any]:
        """Redemptions, the newest first."""
        found, total = await self.redemptions.page(limit=limit, offset=offset), await self.redemptions.count()
        has_more = offset + len(found) < total
        return {
            "redemptions": [_redemption(each) for each in found],
            "total": total,
            "limit": limit,
            "offset": offset,
            "has_more": has_more,
            "next_offset": offset + limit if has_more else None,
        }

    def _redeemed(self, type_: str, redemption: RewardRedemption, balance: tuple[int, int]) -> dict[str, Any]:
        shown = {**_redemption(redemption), "balance": _balance(*balance)}
        told = {"redemption_id": redemption.redemption_id, "name": redemption.name, "cost_xp": redemption.cost_xp}
        self.uow.emit(Event(type_, "reward_redemption", redemption.redemption_id, {**told, **_balance(*balance)}))
        return shown

    def _tell(self, type_: str, reward: CustomReward) -> None:
        told = {"reward_id": reward.reward_id, "name": reward.name, "cost_xp": reward.cost_xp}
        self.uow.emit(Event(type_, "custom_reward", reward.reward_id, told))


def _balance(total: int, spent: int) -> dict[str, int]:
    return {"total_xp": total, "spent_xp": spent, "spendable_xp": max(total - spent, 0)}


def _shown(reward: CustomReward, spendable: int) -> dict[str, Any]:
    return {
        "reward_id": reward.reward_id,
        "name": reward.name,
        "description": reward.description,
        "icon": reward.icon,
        "cost_xp": reward.cost_xp,
        "can_afford": reward.cost_xp <= spendable,
        "created_at": reward.created_at,
        "updated_at": reward.updated_at,
    }


def _redemption(redemption: RewardRedemption) -> dict[str, Any]:
    return {
        "redemption_id": redemption.redemption_id,
        "reward_id": redemption.reward_id,
        "name": redemption.name,
        "cost_xp": redemption.cost_xp,
        "redeemed_at": redemption.redeemed_at,
        "undone_at": redemption.undone_at,
    }

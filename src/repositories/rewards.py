"""Queries of claims, boxes, power hours, and rewards of one's own."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, func, select, update

from src.database.models import CustomReward, MysteryBox, PowerHour, RewardClaim, RewardRedemption, XpTotal
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_delete, owned_update

OLDEST_CLOSED = (
    owned(MysteryBox)
    .where(MysteryBox.box_type == bindparam("box_type"), MysteryBox.opened_at.is_(None))
    .order_by(MysteryBox.earned_at, MysteryBox.box_id)
    .limit(1)
)
OPEN = (
    owned_update(MysteryBox)
    .where(MysteryBox.box_id == bindparam("key"), MysteryBox.opened_at.is_(None))
    .values(opened_at=bindparam("now"), reward=bindparam("reward", type_=MysteryBox.reward.type))
    .returning(MysteryBox)
)
BOXES = (
    owned(MysteryBox)
    .order_by(MysteryBox.earned_at.desc(), MysteryBox.box_id.desc())
    .limit(bindparam("limit", type_=Integer()))
    .offset(bindparam("offset", type_=Integer()))
)
BOX_COUNT = select(func.count()).select_from(MysteryBox).where(MysteryBox.user_id == OWNER_ID)
CLOSED_COUNTS = (
    select(MysteryBox.box_type, func.count().label("count"))
    .where(MysteryBox.user_id == OWNER_ID, MysteryBox.opened_at.is_(None))
    .group_by(MysteryBox.box_type)
)
TAKE_BACK_BOX = owned_delete(MysteryBox).where(
    MysteryBox.source == "claim", MysteryBox.source_id == bindparam("task_id"), MysteryBox.opened_at.is_(None)
)
RUNNING_POWER_HOUR = (
    select(PowerHour.ends_at)
    .where(PowerHour.user_id == OWNER_ID, PowerHour.starts_at <= bindparam("at"), PowerHour.ends_at > bindparam("at"))
    .limit(1)
)
LAST_POWER_HOUR = select(func.max(PowerHour.ends_at)).where(PowerHour.user_id == OWNER_ID)
CLAIM_OF = owned(RewardClaim).where(
    RewardClaim.task_id == bindparam("task_id"), RewardClaim.completion_number == bindparam("number")
)
CUSTOM = owned(CustomReward).where(CustomReward.is_active).order_by(CustomReward.created_at, CustomReward.reward_id)
CUSTOM_BY_KEY = owned(CustomReward).where(CustomReward.reward_id == bindparam("key"), CustomReward.is_active)
BALANCE = select(XpTotal.total, XpTotal.spent).where(XpTotal.user_id == OWNER_ID)
SPEND = (
    update(XpTotal)
    .where(XpTotal.user_id == OWNER_ID, XpTotal.total - XpTotal.spent >= bindparam("cost"))
    .values(spent=XpTotal.spent + bindparam("cost"))
    .returning(XpTotal.total, XpTotal.spent)
)
GIVE_BACK = (
    update(XpTotal)
    .where(XpTotal.user_id == OWNER_ID)
    .values(spent=XpTotal.spent - bindparam("cost"))
    .returning(XpTotal.total, XpTotal.spent)
)
REDEMPTIONS = (
    owned(RewardRedemption)
    .order_by(RewardRedemption.redeemed_at.desc(), RewardRedemption.redemption_id.desc())
    .limit(bindparam("limit", type_=Integer()))
    .offset(bindparam("offset", type_=Integer()))
)
REDEMPTION_COUNT = select(func.count()).select_from(RewardRedemption).where(RewardRedemption.user_id == OWNER_ID)
UNDO_REDEMPTION = (
    owned_update(RewardRedemption)
    .where(RewardRedemption.redemption_id == bindparam("key"), RewardRedemption.undone_at.is_(None))
    .values(undone_at=bindparam("now"))
    .returning(RewardRedemption)
)


class BoxRepository(OwnedRepository[MysteryBox]):
    """The owner's boxes."""

    async def oldest_closed(self, box_type: str) -> MysteryBox | None:
        return await self.uow.first(OLDEST_CLOSED, box_type=box_type)

    async def open(self, box_id: str, reward: dict[str, Any]) -> MysteryBox | None:
        """The guard of opening: the box as it is open now, or None when it was open already."""
        return await self.uow.first(OPEN, key=box_id, reward=reward)

    async def page(self, *, limit: int, offset: int) -> list[MysteryBox]:
        """The newest first."""
        return await self.uow.all(BOXES, limit=limit, offset=offset)

    async def count(self) -> int:
        return await self.uow.first(BOX_COUNT) or 0

    async def closed_counts(self) -> dict[str, int]:
        """How many closed boxes there are of each type."""
        return dict(await self.uow.rows(CLOSED_COUNTS))

    async def take_back(self, task_id: str) -> bool:
        """Take the box back that a claim on this task gave, if it is still closed."""
        return await self.uow.run(TAKE_BACK_BOX, task_id=task_id) == 1


class ClaimRepository(OwnedRepository[RewardClaim]):
    """The owner's claims, and the power hours that some of them led to."""

    async def of_completion(self, task_id: str, number: int) -> RewardClaim | None:
        return await self.uow.first(CLAIM_OF, task_id=task_id, number=number)

    async def power_hour_at(self, at: datetime) -> bool:
        """Whether a power hour runs at that moment."""
        return await self.uow.first(RUNNING_POWER_HOUR, at=at) is not None

    async def power_hours_end(self) -> datetime | None:
        """When the last power hour is over."""
        return await self.uow.first(LAST_POWER_HOUR)


class CustomRewardRepository(OwnedRepository[CustomReward]):
    """Rewards that the owner promises themselves, those put away left out."""

    @property
    def resource(self) -> str:
        return "reward"

    async def find(self, key: str) -> CustomReward | None:
        return await self.uow.first(CUSTOM_BY_KEY, key=key)

    async def every(self) -> list[CustomReward]:
        """The oldest first."""
        return await self.uow.all(CUSTOM)

    async def balance(self) -> tuple[int, int]:
        """`(total XP, spent of it)`."""
        rows = await self.uow.rows(BALANCE)
        return rows[0] if rows else (0, 0)

    async def spend(self, cost: int) -> tuple[int, int] | None:
        """The guard of redeeming: `(total, spent)` afterwards, or None when there is not enough to spend."""
        rows = await self.uow.rows(SPEND, cost=cost)
        return rows[0] if rows else None

    async def give_back(self, cost: int) -> tuple[int, int]:
        return (await self.uow.rows(GIVE_BACK, cost=cost))[0]


class RedemptionRepository(OwnedRepository[RewardRedemption]):
    """Promises that the owner kept."""

    async def page(self, *, limit: int, offset: int) -> list[RewardRedemption]:
        """The newest first."""
        return await self.uow.all(REDEMPTIONS, limit=limit, offset=offset)

    async def count(self) -> int:
        return await self.uow.first(REDEMPTION_COUNT) or 0

    async def undo(self, redemption_id: str) -> RewardRedemption | None:
        """The guard of taking back: the redemption, or None when it was taken back already."""
        return await self.uow.first(UNDO_REDEMPTION, key=redemption_id)

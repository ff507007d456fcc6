"""Queries of achievements, badges, themes, and the counters that unlock them."""

from typing import Any

from sqlalchemy import bindparam, func, select, update

from src.database.models import UserAchievement, UserBadge, UserTheme, XpEntry, XpTotal
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_update

# Locked: the counters are read before they are written. Whoever awarded XP in this unit holds the row already.
COUNTS = select(XpTotal.effort_counts, XpTotal.total).where(XpTotal.user_id == OWNER_ID).with_for_update()
COUNTS_SEEN = select(XpTotal.effort_counts, XpTotal.total).where(XpTotal.user_id == OWNER_ID)
KEEP_COUNTS = (
    update(XpTotal)
    .where(XpTotal.user_id == OWNER_ID)
    .values(effort_counts=bindparam("counts", type_=XpTotal.effort_counts.type))
)
LEDGER = select(XpEntry).where(XpEntry.user_id == OWNER_ID).order_by(XpEntry.entry_id)
UNLOCKED = owned(UserAchievement).order_by(UserAchievement.unlocked_at.desc(), UserAchievement.achievement_id)
GIVEN = owned(UserBadge).order_by(UserBadge.given_at.desc(), UserBadge.badge_id)
MY_THEMES = owned(UserTheme).order_by(UserTheme.unlocked_at, UserTheme.theme)
RECENT = UNLOCKED.limit(5)
HOW_MANY = select(func.count()).select_from(UserAchievement).where(UserAchievement.user_id == OWNER_ID)
PUT_OFF_THEMES = owned_update(UserTheme).where(UserTheme.is_active).values(is_active=False)
PUT_ON_THEME = (
    owned_update(UserTheme)
    .where(UserTheme.theme == bindparam("theme"))
    .values(is_active=True)
    .returning(UserTheme.theme)
)


class AchievementRepository(OwnedRepository[UserAchievement]):
    """What the owner has unlocked, and how far the rest has come."""

    async def hold_counts(self) -> tuple[dict[str, Any], int]:
        """`(stored counters, total XP)`, locked until the unit ends."""
        rows = await self.uow.rows(COUNTS)
        return rows[0] if rows else ({}, 0)

    async def counts(self) -> tuple[dict[str, Any], int]:
        """`(stored counters, total XP)`."""
        rows = await self.uow.rows(COUNTS_SEEN)
        return rows[0] if rows else ({}, 0)

    async def keep_counts(self, counts: dict[str, Any]) -> None:
        await self.uow.run(KEEP_COUNTS, counts=counts)

    async def ledger(self) -> list[XpEntry]:
        """Every effort and reversal, oldest first: what counters are made from."""
        return await self.uow.all(LEDGER)

    async def unlocked(self) -> list[UserAchievement]:
        """The latest first."""
        return await self.uow.all(UNLOCKED)

    async def recent(self) -> list[UserAchievement]:
        """The five latest, the latest first."""
        return await self.uow.all(RECENT)

    async def how_many(self) -> int:
        return await self.uow.first(HOW_MANY) or 0

    async def badges(self) -> list[UserBadge]:
        """The latest first."""
        return await self.uow.all(GIVEN)

    async def themes(self) -> list[UserTheme]:
        """Themes that were unlocked, in that order."""
        return await self.uow.all(MY_THEMES)

    async def use_theme(self, theme: str) -> None:
        """Let one theme be the one in use."""
        await self.uow.run(PUT_OFF_THEMES)
        await self.uow.first(PUT_ON_THEME, theme=theme)

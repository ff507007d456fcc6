"""Use cases of mystery boxes."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from src.core.errors import Conflict
from src.database.models import MysteryBox, PowerHour, StreakReserve, UserBadge
from src.database.unit_of_work import Event, UnitOfWork
from src.domain import rewards as rules
from src.domain.achievements import CATALOGUE, THEMES
from src.domain.rewards import BoxReward, BoxType, Content
from src.repositories.achievements import AchievementRepository
from src.repositories.rewards import BoxRepository, ClaimRepository
from src.services.days import days_of_owner

if TYPE_CHECKING:
    from src.services.xp import XpService

SOURCE = "mystery_box"
MESSAGES: Mapping[BoxReward, str] = {
    BoxReward.XP: "{amount} XP, just like that.",
    BoxReward.POWER_HOUR: "A power hour: for {amount} minutes every completed task pays half as much again.",
    BoxReward.STREAK_RESERVE: "A spare day for your streak. It waits until you want a rest.",
    BoxReward.THEME: "A new look: {name}.",
    BoxReward.BADGE: "A badge: {name}.",
}


class NoSuchBox(Conflict):
    """There is no closed box of that type."""


class BoxService:
    """Giving boxes, and opening them. What lies in one follows from its seed."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.boxes = BoxRepository(uow)
        self.achievements = AchievementRepository(uow)

    async def give(self, box_type: BoxType, *, source: str, source_id: str) -> str | None:
        """Give a box, once for `(source, source_id)`; its id, or None when it had been given."""
        box = MysteryBox(
            user_id=self.uow.owner_id,
            box_type=box_type,
            source=source,
            source_id=source_id,
            seed=secrets.token_hex(16),
            earned_at=self.uow.now(),
        )
        if not await self.uow.add_new(box):
            return None
        told = {"box_id": box.box_id, "box_type": box_type, "source": source}
        self.uow.emit(Event("mystery_box_given", "mystery_box", box.box_id, told))
        return box.box_id

    async def open(self, box_type: BoxType, xp: "XpService") -> dict[str, Any]:
        """Open the oldest closed box of a type, and hand over what is in it.

        Raises:
            NoSuchBox: there is none.
        """
        await self.uow.serialise("mystery_boxes")
        box = await self.boxes.oldest_closed(box_type)
        if box is None:
            raise NoSuchBox(f"You have no {box_type} box that is still closed.", box_type=box_type)
        content = rules.content_of(box_type, box.seed)
        name = await self._hand_over(content, box, xp)
        if content.reward in {BoxReward.THEME, BoxReward.BADGE} and name is None:
            content = rules.consolation(box_type, box.seed)
            await self._hand_over(content, box, xp)
        reward = {"type": content.reward, "amount": content.amount, "rarity": content.rarity, "name": name}
        opened = await self.boxes.open(box.box_id, reward)
        assert opened is not None, "boxes are opened one at a time"
        answer = {
            "box_id": box.box_id,
            "box_type": box_type,
            "reward": reward,
            "animation": f"box_{box_type}_{content.rarity}",
            "message": MESSAGES[content.reward].format(amount=content.amount, name=name),
        }
        self.uow.emit(Event("mystery_box_opened", "mystery_box", box.box_id, answer))
        return answer

    async def _hand_over(self, content: Content, box: MysteryBox, xp: "XpService") -> str | None:
        """Give what was in the box; the name of a theme or badge, None when the owner has all of them."""
        match content.reward:
            case BoxReward.XP:
                days, now = await days_of_owner(self.uow), self.uow.now()
                await xp.award(SOURCE, box.box_id, content.amount, reason="Mystery box", at=now, days=days)
            case BoxReward.POWER_HOUR:
                await self._begin_power_hour(box, content.amount)
            case BoxReward.STREAK_RESERVE:
                await self._give_reserve(box)
            case BoxReward.THEME:
                return await self._give_theme(content)
            case BoxReward.BADGE:
                return await self._give_badge(content)
        return None

    async def _begin_power_hour(self, box: MysteryBox, minutes: int) -> None:
        """From now on, or after the one that runs."""
        now = self.uow.now()
        starts_at = max(now, await ClaimRepository(self.uow).power_hours_end() or now)
        hour = PowerHour(
            user_id=self.uow.owner_id,
            source=SOURCE,
            source_id=box.box_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
        )
        await self.uow.add_new(hour)

    async def _give_reserve(self, box: MysteryBox) -> None:
        now = self.uow.now()
        reserve = StreakReserve(
            user_id=self.uow.owner_id,
            source=SOURCE,
            source_id=box.box_id,
            earned_date=(await days_of_owner(self.uow)).of(now),
            earned_at=now,
        )
        await self.uow.add_new(reserve)

    async def _give_theme(self, content: Content) -> str | None:
        from src.services.themes import ThemeService

        mine = {each.theme for each in await self.achievements.themes()}
        locked = [theme for theme in THEMES[1:] if theme.key not in mine]
        if not locked:
            return None
        theme = locked[content.pick % len(locked)]
        await ThemeService(self.uow).unlock(theme)
        return theme.name

    async def _give_badge(self, content: Content) -> str | None:
        worn = {each.badge_id for each in await self.achievements.badges()}
        missing = [badge for badge in CATALOGUE.badges if badge.key not in worn]
        if not missing:
            return None
        badge = missing[content.pick % len(missing)]
        await self.uow.add_new(UserBadge(user_id=self.uow.owner_id, badge_id=badge.key, given_at=self.uow.now()))
        told = {"badge_id": badge.key, "name": badge.name, "description": badge.description, "icon": badge.icon}
        self.uow.emit(Event("badge_unlocked", "badge", badge.key, told))
        return badge.name

    async def page(self, *, limit: int, offset: int) -> dict[str, Any]:
        """Boxes, the newest first; a seed is shown once its box is open."""
        found, total = await self.boxes.page(limit=limit, offset=offset), await self.boxes.count()
        has_more = offset + len(found) < total
        return {
            "boxes": [
                {
                    "box_id": box.box_id,
                    "box_type": box.box_type,
                    "source": box.source,
                    "earned_at": box.earned_at,
                    "opened_at": box.opened_at,
                    "reward": box.reward,
                    "seed": box.seed if box.opened_at else None,
                }
                for box in found
            ],
            "closed": {kind.value: 0 for kind in BoxType} | await self.boxes.closed_counts(),
            "total": total,
            "limit": limit,
            "offset": offset,
            "has_more": has_more,
            "next_offset": offset + limit if has_more else None,
        }

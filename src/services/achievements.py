"""Achievements and badges: unlocked in the transaction that earns them, once, and kept.

`motivation.py` hands over what a unit of work has earned, once, at its end: one read and one write of the counters for
the whole unit, and a row for each thing that is new.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from src.database.models import UserAchievement, UserBadge, XpEntry
from src.database.types import instant_text
from src.database.unit_of_work import Event, UnitOfWork
from src.domain import achievements as rules
from src.domain.achievements import CATALOGUE, Achievement, Badge, Counts, Unlockable
from src.domain.day_rules import Days
from src.domain.progress import percent
from src.domain.xp import level_for
from src.repositories.achievements import AchievementRepository
from src.repositories.xp import REVERSAL
from src.services.days import days_of_owner
from src.services.ledger import Effort, Ledger


class AchievementService:
    """Unlocking what efforts have earned, and looking at what there is."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.achievements = AchievementRepository(uow)

    async def evaluate(self, efforts: Sequence[Effort], heights: Mapping[str, int]) -> None:
        """Unlock what these efforts, and the heights that were reached, have earned."""
        stored, total = await self.achievements.hold_counts()
        counts = Counts.read(stored)
        if counts.catalogue != CATALOGUE.version:
            counts = await self._made_anew(counts)
        elif efforts:
            days = await days_of_owner(self.uow)
            for effort in efforts:
                counts.add(_counted(effort.award, days, is_taken_back=effort.is_taken_back), CATALOGUE.criteria)
        _reach(counts, heights, total)
        for found in _due(counts):
            counts.done.add(found.key)
            await self._unlock(found)
        await self.achievements.keep_counts(counts.stored())

    async def _unlock(self, found: Unlockable) -> None:
        now, owner = self.uow.now(), self.uow.owner_id
        if isinstance(found, Badge):
            if await self.uow.add_new(UserBadge(user_id=owner, badge_id=found.key, given_at=now)):
                shown = {"badge_id": found.key, "name": found.name, "description": found.description}
                self.uow.emit(Event("badge_unlocked", "badge", found.key, {**shown, "icon": found.icon}))
            return
        assert isinstance(found, Achievement)
        row = UserAchievement(user_id=owner, achievement_id=found.key, xp_reward=found.xp_reward, unlocked_at=now)
        if await self.uow.add_new(row):
            shown = {"achievement_id": found.key, **_card(found)}
            self.uow.emit(Event("achievement_unlocked", "achievement", found.key, shown))
            await Ledger(self.uow).award(
                "achievement",
                found.key,
                found.xp_reward,
                reason=f"Achievement: {found.name}",
                at=now,
                days=await days_of_owner(self.uow),
            )

    async def _made_anew(self, before: Counts) -> Counts:
        """Counters from the whole ledger, for criteria that are new here; heights stay what they were."""
        counts = await counts_of_ledger(self.uow)
        for height, value in before.heights.items():
            counts.reach(height, value)
        counts.done = {each.achievement_id for each in await self.achievements.unlocked()}
        counts.done |= {each.badge_id for each in await self.achievements.badges()}
        return counts

    async def _counts(self) -> Counts:
        """The counters as they are now, without keeping them."""
        stored, total = await self.achievements.counts()
        counts = Counts.read(stored)
        if counts.catalogue != CATALOGUE.version:
            counts = await self._made_anew(counts)
        _reach(counts, {}, total)
        return counts

    async def everything(self) -> dict[str, Any]:
        """All achievements, the unlocked ones first, with how far the locked ones have come."""
        unlocked = {each.achievement_id: each.unlocked_at for each in await self.achievements.unlocked()}
        counts = await self._counts()
        rows = [
            {"achievement_id": each.key, **_card(each), **_state(each, counts, unlocked)}
            for each in CATALOGUE.achievements
        ]
        return {"achievements": _nearest_first(rows), "total": len(rows), "unlocked": len(unlocked)}

    async def badges(self) -> dict[str, Any]:
        """All badges, the given ones first, with how far the others have come."""
        given = {each.badge_id: each.given_at for each in await self.achievements.badges()}
        counts = await self._counts()
        rows = [
            {
                "badge_id": each.key,
                "name": each.name,
                "description": each.description,
                "icon": each.icon,
                **_state(each, counts, given),
            }
            for each in CATALOGUE.badges
        ]
        return {"badges": _nearest_first(rows), "total": len(rows), "unlocked": len(given)}

    async def summary(self) -> dict[str, Any]:
        """How many there are and were unlocked, and the latest five."""
        by_key = {each.key: each for each in CATALOGUE.achievements}
        recent = [each for each in await self.achievements.recent() if each.achievement_id in by_key]
        return {
            "total_achievements": len(CATALOGUE.achievements),
            "total_achievements_unlocked": await self.achievements.how_many(),
            "recent_achievements": [
                {
                    "achievement_id": each.achievement_id,
                    **_card(by_key[each.achievement_id]),
                    "unlocked_at": instant_text(each.unlocked_at),
                }
                for each in recent
            ],
        }

    async def nearest(self, limit: int = 3) -> list[dict[str, Any]]:
        """Locked achievements that are under way, the nearest first. One query: criteria that are new here join in with
        the next effort."""
        stored, total = await self.achievements.counts()
        counts = Counts.read(stored)
        _reach(counts, {}, total)
        rows = [
            {"achievement_id": each.key, **_card(each), **_state(each, counts, {})}
            for each in CATALOGUE.achievements
            if each.key not in counts.done
        ]
        return [row for row in _nearest_first(rows) if row["progress"] > 0][:limit]


async def counts_of_ledger(uow: UnitOfWork) -> Counts:
    """The owner's counters, made of nothing but their ledger."""
    efforts = _efforts_in(await AchievementRepository(uow).ledger(), await days_of_owner(uow))
    return Counts.of(CATALOGUE.version, efforts, CATALOGUE.criteria)


def _reach(counts: Counts, heights: Mapping[str, int], total: int) -> None:
    for height, value in {**heights, "reached:level": level_for(total), "total_of:xp": total}.items():
        counts.reach(height, value)


def _due(counts: Counts) -> list[Unlockable]:
    """What the counters have come to and was not unlocked yet."""
    return [
        each
        for each in (*CATALOGUE.achievements, *CATALOGUE.badges)
        if each.key not in counts.done and counts.value(each.criterion) >= each.criterion.at_least
    ]


def _efforts_in(rows: Sequence[XpEntry], days: Days) -> Iterator[rules.Effort]:
    """The rows of a ledger as counters see them; a reversal has the hour and the length of what it reverses."""
    awards = {(row.source, row.source_id): row for row in rows}
    for row in rows:
        award = awards.get((row.source.removesuffix(REVERSAL), row.source_id), row)
        yield _counted(award, days, is_taken_back=award is not row)


def _counted(award: XpEntry, days: Days, *, is_taken_back: bool) -> rules.Effort:
    return rules.Effort(
        source=award.source,
        sign=-1 if is_taken_back else 1,
        local_day=award.local_day,
        hour=days.local(award.earned_at).hour,
        minutes=award.minutes,
    )


def _card(achievement: Achievement) -> dict[str, Any]:
    return {
        "name": achievement.name,
        "description": achievement.description,
        "icon": achievement.icon,
        "rarity": achievement.rarity,
        "xp_reward": achievement.xp_reward,
    }


def _state(entry: Unlockable, counts: Counts, unlocked: Mapping[str, Any]) -> dict[str, Any]:
    target, is_unlocked = entry.criterion.at_least, entry.key in unlocked
    value = target if is_unlocked else min(counts.value(entry.criterion), target)
    return {
        "progress": value,
        "target": target,
        "progress_percent": percent(value, target),
        "is_unlocked": is_unlocked,
        "unlocked_at": unlocked.get(entry.key),
    }


def _nearest_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (not row["is_unlocked"], -row["progress_percent"]))

"""Use cases of `/api/gamification`: where somebody stands, and the pauses of their streak."""

from dataclasses import asdict
from datetime import date
from typing import Any

from src.core.errors import Conflict, Forbidden, RuleBroken
from src.core.ids import new_id
from src.core.principal import Principal
from src.database.models import StreakPause
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.days import DAY
from src.domain.xp import level_for, level_progress
from src.repositories.progress import PauseRepository
from src.repositories.xp import XpRepository
from src.schemas.gamification import XpGrant
from src.services.achievements import AchievementService
from src.services.days import days_of_owner
from src.services.streaks import StreakService
from src.services.xp import XpService


class AlreadyResting(Conflict):
    """A streak rests once at a time."""


class NotResting(Conflict):
    """There is no pause to end."""


class GamificationService:
    """Where somebody stands."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.pauses = PauseRepository(uow)

    async def progress(self) -> dict[str, Any]:
        """Total, level, achievements."""
        total = await XpRepository(self.uow).total()
        level = level_progress(total)
        return {
            "user_id": self.uow.owner_id,
            "current_xp": total,
            **asdict(level),
            **await AchievementService(self.uow).summary(),
        }

    async def grant(self, wanted: XpGrant, by: Principal) -> dict[str, Any]:
        """Add XP by hand.

        Raises:
            Forbidden: a signed-in person who is no administrator; scripts need the scope gamification:write.
        """
        if by.scopes is None and not by.is_admin:
            raise Forbidden("Only an administrator, or a token with the scope gamification:write, adds XP by hand.")
        before = await XpRepository(self.uow).total()
        days, now = await days_of_owner(self.uow), self.uow.now()
        added = await XpService(self.uow).award(
            "grant", new_id(), wanted.xp_amount, reason=wanted.reason, at=now, days=days
        )
        after = before + added
        return {
            "previous_xp": before,
            "added_xp": added,
            "new_xp": after,
            "level_up": level_for(after) > level_for(before),
            "current_level": level_for(after),
        }

    async def streak(self) -> dict[str, Any]:
        """The streak today."""
        days = await days_of_owner(self.uow)
        facts = await StreakService(self.uow).facts(days)
        return asdict(facts.on(days.of(self.uow.now())))

    async def latest_pauses(self) -> list[StreakPause]:
        return await self.pauses.latest()

    async def rest(self, until: date | None) -> StreakPause:
        """Let the streak stand still from today on.

        Raises:
            RuleBroken: `until` lies before today.
            AlreadyResting: a pause is running.
        """
        await self.uow.serialise("streak_pauses")
        today = (await days_of_owner(self.uow)).of(self.uow.now())
        if until is not None and until < today:
            raise RuleBroken("A pause ends today or later.", field="until_date")
        if await self.pauses.running(today) is not None:
            raise AlreadyResting("Your streak is resting already.")
        # Until the first effort a new zone holds from the beginning: a pause begun on its other side lies ahead then.
        await self.pauses.drop_after(today)
        pause = StreakPause(user_id=self.uow.owner_id, first_date=today, last_date=until, created_at=self.uow.now())
        if not await self.uow.add_new(pause):
            raise AlreadyResting("Your streak is resting already.")
        told = {"first_date": today.isoformat(), "last_date": until and until.isoformat()}
        self.uow.emit(Event("streak_paused", "streak", pause.pause_id, told))
        return pause

    async def go_on(self) -> None:
        """End the pause: today counts again.

        Raises:
            NotResting: no pause is running.
        """
        await self.uow.serialise("streak_pauses")
        today = (await days_of_owner(self.uow)).of(self.uow.now())
        running = await self.pauses.running(today)
        if running is None:
            raise NotResting("Your streak is not resting.")
        await self.pauses.end(today - DAY)
        self.uow.emit(Event("streak_resumed", "streak", running.pause_id, {"first_date": today.isoformat()}))

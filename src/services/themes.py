"""Use cases of themes."""

from typing import Any

from src.core.errors import NotFound
from src.database.models import UserTheme
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.achievements import THEMES, Theme
from src.domain.xp import level_for
from src.repositories.achievements import AchievementRepository
from src.repositories.xp import XpRepository


class ThemeService:
    """Themes are unlocked by level, or come out of a box, and stay."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.achievements = AchievementRepository(uow)

    async def unlock_for(self, level: int) -> None:
        """Unlock every theme up to `level` that is not unlocked yet."""
        for theme in THEMES:
            if theme.level <= level:
                await self.unlock(theme)

    async def unlock(self, theme: Theme) -> bool:
        """Unlock one, once; whether it was new. The first one is everybody's, and nothing to tell of."""
        row = UserTheme(user_id=self.uow.owner_id, theme=theme.key, unlocked_at=self.uow.now())
        is_new = await self.uow.add_new(row)
        if is_new and theme is not THEMES[0]:
            self.uow.emit(Event("theme_unlocked", "theme", theme.key, {"theme": theme.key, "name": theme.name}))
        return is_new

    async def everything(self) -> dict[str, Any]:
        """All themes, which are unlocked, and the one in use."""
        level = level_for(await XpRepository(self.uow).total())
        mine = {each.theme: each.is_active for each in await self.achievements.themes()}
        active = next((theme for theme, is_active in mine.items() if is_active), THEMES[0].key)
        rows = [
            {
                "theme": each.key,
                "name": each.name,
                "unlocked_at_level": each.level,
                "is_unlocked": level >= each.level or each.key in mine,
                "is_active": each.key == active,
            }
            for each in THEMES
        ]
        return {"themes": rows, "active": active}

    async def use(self, theme: str) -> dict[str, Any]:
        """Make an unlocked theme the one in use.

        Raises:
            NotFound: it is not unlocked, or there is none of that name.
        """
        await self.uow.serialise("theme")
        known = {row["theme"]: row for row in (await self.everything())["themes"]}
        if theme not in known or not known[theme]["is_unlocked"]:
            raise NotFound("theme", theme)
        await self.uow.add_new(UserTheme(user_id=self.uow.owner_id, theme=theme, unlocked_at=self.uow.now()))
        await self.achievements.use_theme(theme)
        self.uow.emit(Event("theme_changed", "theme", theme, {"theme": theme, "name": known[theme]["name"]}))
        return await self.everything()

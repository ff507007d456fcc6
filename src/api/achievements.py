"""Achievements, badges and themes."""

from typing import Annotated

from src.api.edge import module_router, service
from src.schemas.achievements import AchievementList, BadgeList, ThemeChoice, ThemeList
from src.services.achievements import AchievementService
from src.services.themes import ThemeService

router = module_router("/api/gamification", module="gamification", tag="Gamification")

Achievements = Annotated[AchievementService, service(AchievementService)]
Themes = Annotated[ThemeService, service(ThemeService)]


@router.get("/achievements", operation_id="list_achievements")
async def list_achievements(achievements: Achievements) -> AchievementList:
    """All fifty, the unlocked ones first, then those that are nearest.

    An achievement is unlocked once, in the moment that earns it, and stays whatever is taken back later. Its XP come on
    top of what the effort itself pays.
    """
    return AchievementList.model_validate(await achievements.everything())


@router.get("/badges", operation_id="list_badges")
async def list_badges(achievements: Achievements) -> BadgeList:
    """All twenty, those you wear first, then those that are nearest."""
    return BadgeList.model_validate(await achievements.badges())


@router.get("/themes", operation_id="list_themes")
async def list_themes(themes: Themes) -> ThemeList:
    """All themes, by the level that unlocks them, and the one in use."""
    return ThemeList.model_validate(await themes.everything())


@router.put("/themes/active", operation_id="use_theme")
async def use_theme(wanted: ThemeChoice, themes: Themes) -> ThemeList:
    """Use a theme that is unlocked; another one is answered 404."""
    return ThemeList.model_validate(await themes.use(wanted.theme))

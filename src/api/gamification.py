"""Gamification: XP, levels and streaks. Achievements, badges and themes are in `achievements.py`."""

from typing import Annotated

from fastapi import Request

from src.api.edge import caller_of, check_same_user, module_router, service
from src.schemas.gamification import (
    GamificationProgress,
    PauseList,
    PauseRead,
    PauseWrite,
    StreakRead,
    XpGrant,
    XpGranted,
)
from src.services.gamification import GamificationService

router = module_router("/api/gamification", module="gamification", tag="Gamification")

Gamification = Annotated[GamificationService, service(GamificationService)]


@router.get("/progress", operation_id="gamification_progress")
async def gamification_progress(gamification: Gamification) -> GamificationProgress:
    """Your total, your level and how far it has come, and what you unlocked last."""
    return GamificationProgress.model_validate(await gamification.progress())


@router.post("/xp/add", operation_id="add_xp")
async def add_xp(wanted: XpGrant, gamification: Gamification, request: Request) -> XpGranted:
    """Add XP to your own total by hand: for administrators, and for tokens with the scope `gamification:write`."""
    check_same_user(caller_of(request), wanted.user_id)
    return XpGranted.model_validate(await gamification.grant(wanted, caller_of(request)))


@router.get("/streak", operation_id="get_streak")
async def get_streak(gamification: Gamification) -> StreakRead:
    """How many of your days in a row had something done.

    Two reserves a week keep it alive, a pause lets it rest, and completions can be dated back 48 hours.
    """
    return StreakRead.model_validate(await gamification.streak())


@router.get("/streak/pauses", operation_id="list_streak_pauses")
async def list_streak_pauses(gamification: Gamification) -> PauseList:
    """When your streak rested, the latest first."""
    return PauseList(pauses=[PauseRead.model_validate(each) for each in await gamification.latest_pauses()])


@router.post("/streak/pause", status_code=201, operation_id="pause_streak")
async def pause_streak(gamification: Gamification, wanted: PauseWrite | None = None) -> PauseRead:
    """Let your streak rest from today on: ill, on holiday, or just because. 409 while it rests already."""
    return PauseRead.model_validate(await gamification.rest(wanted.until_date if wanted else None))


@router.delete("/streak/pause", status_code=204, operation_id="resume_streak")
async def resume_streak(gamification: Gamification) -> None:
    """End the pause: today counts again. 409 without one."""
    await gamification.go_on()

"""Gamification: XP, levels and streaks. Achievements, badges and themes are in `achievements.py`."""

from typing import Annotated

from fastapi import Query, Request

from src.api.edge import caller_of, check_same_user, module_router, service
from src.schemas.gamification import (
    GamificationProgress,
    HabitPage,
    PauseList,
    PauseRead,
    PauseWrite,
    StreakRead,
    XpGrant,
    XpGranted,
)
from src.services.gamification import GamificationService
from src.services.habits import HabitService

router = module_router("/api/gamification", module="gamification", tag="Gamification")

Gamification = Annotated[GamificationService, service(GamificationService)]
Habits = Annotated[HabitService, service(HabitService)]


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


@router.get("/streak/habits", operation_id="list_habit_streaks")
async def list_habit_streaks(
    habits: Habits,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HabitPage:
    """How your recurring tasks are going, each counted in its own occurrences: a weekly one in weeks.

    What is due first comes first. One that is done by the day on which it is next due costs nothing, reserves cover
    others, and a pause lets all of them rest.
    """
    return HabitPage.model_validate(await habits.page(limit=limit, offset=offset))


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

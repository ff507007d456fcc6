"""Progress: what something would pay, and how far you have come."""

from typing import Annotated

from fastapi import Query, Request

from src.api.edge import caller_of, check_same_user, module_router, service
from src.schemas.progress import LevelProgress, StreakHistory, Visualization, XpCalculated, XpCalculation
from src.services.progress import ProgressService

router = module_router("/api/progress", module="progress", tag="Progress")

Progress = Annotated[ProgressService, service(ProgressService)]


@router.post("/xp/calculate", operation_id="calculate_xp")
async def calculate_xp(wanted: XpCalculation, progress: Progress, request: Request) -> XpCalculated:
    """What completing a task now would pay. A preview: nothing is paid."""
    check_same_user(caller_of(request), wanted.user_id)
    return XpCalculated.model_validate(await progress.calculate(wanted))


@router.get("/streak", operation_id="streak_history")
async def streak_history(progress: Progress) -> StreakHistory:
    """Your streak, its milestones, and each of your last 90 days."""
    return StreakHistory.model_validate(await progress.streak())


@router.get("/level", operation_id="get_level")
async def get_level(progress: Progress) -> LevelProgress:
    """Your level, and what the levels around it take."""
    return LevelProgress.model_validate(await progress.level())


@router.get("/visualization", operation_id="visualize_progress")
async def visualize_progress(progress: Progress, days: Annotated[int, Query(ge=1, le=365)] = 30) -> Visualization:
    """XP and completed tasks of each of your last days, and by week how many of the tasks made in it are done."""
    return Visualization.model_validate(await progress.visualization(days))

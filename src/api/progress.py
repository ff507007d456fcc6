"""Progress: what something would pay, and how far you have come."""

from typing import Annotated, Literal

from fastapi import Query, Request, Response

from src.api.edge import caller_of, check_same_user, module_router, service
from src.api.pictures import PICTURE, IfNoneMatch, picture_answer
from src.domain.charts import Metric
from src.domain.days import EARLIEST_YEAR, LATEST_YEAR
from src.schemas.progress import LevelProgress, StreakHistory, Visualization, XpCalculated, XpCalculation
from src.services.progress import ProgressService
from src.services.progress_charts import ProgressCharts

router = module_router("/api/progress", module="progress", tag="Progress")

Progress = Annotated[ProgressService, service(ProgressService)]
Charts = Annotated[ProgressCharts, service(ProgressCharts)]


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


@router.get("/chart.svg", operation_id="progress_chart", response_class=Response, responses=PICTURE)
async def progress_chart(
    charts: Charts,
    metric: Metric = Metric.XP,
    days: Annotated[int, Query(ge=1, le=366)] = 30,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A chart of your last days as SVG, for light and dark, with every figure in words for screen readers.

    `focus` is in minutes, `energy` the average level of each day (1 low, 3 high) with a gap where nothing was logged,
    `streak` how long it was at the end of each day.
    """
    return picture_answer(await charts.chart(metric, days), if_none_match)


@router.get("/heatmap.svg", operation_id="progress_heatmap", response_class=Response, responses=PICTURE)
async def progress_heatmap(
    charts: Charts,
    metric: Literal[Metric.XP, Metric.TASKS, Metric.FOCUS] = Metric.XP,
    year: Annotated[int | None, Query(ge=EARLIEST_YEAR, le=LATEST_YEAR, description="left out: 53 weeks")] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A year as SVG: a column for each week from Monday to Sunday, a shade for each day; your last 53 weeks by default.

    No shade is a day without; the four others divide your days with something into quarters.
    """
    return picture_answer(await charts.heatmap(metric, year), if_none_match)

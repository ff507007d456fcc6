"""Energy: how much of it you have, had, and are likely to have."""

from typing import Annotated

from fastapi import Depends, Query, Request

from src.api.edge import caller_of, check_same_user, module_router, service
from src.schemas.energy import (
    MOST_SNAPSHOTS,
    EnergyHistory,
    EnergyNow,
    EnergyPrediction,
    EnergyRecorded,
    EnergyReport,
)
from src.schemas.tasks import Identifier
from src.services.energy import EnergyService
from src.services.energy_history import EnergyHistoryService

router = module_router("/api/energy", module="energy", tag="Energy")

Energy = Annotated[EnergyService, service(EnergyService)]
History = Annotated[EnergyHistoryService, service(EnergyHistoryService)]


async def _same_user(
    request: Request,
    user_id: Annotated[Identifier | None, Query(deprecated=True, description="must be your own when given")] = None,
) -> None:
    check_same_user(caller_of(request), user_id)


SAME_USER = [Depends(_same_user)]


@router.post("/set", operation_id="set_energy", dependencies=SAME_USER)
async def set_energy(report: EnergyReport, energy: Energy, request: Request) -> EnergyRecorded:
    """Log how much energy you have: 1 low, 2 medium, 3 high. 5 XP, at most once for each hour.

    `recorded_at` logs it for earlier, up to a year back (no XP beyond 48 hours); a moment that lies ahead is refused.
    """
    check_same_user(caller_of(request), report.user_id)
    return await energy.report(report)


@router.get("/current", operation_id="current_energy", dependencies=SAME_USER)
async def current_energy(history: History) -> EnergyNow:
    """What you logged last, and how long ago. Nothing yet: medium is assumed, with `snapshot_id` null."""
    return await history.current()


@router.get("/history", operation_id="energy_history", dependencies=SAME_USER)
async def energy_history(
    history: History,
    days: Annotated[int, Query(ge=1, le=365, description="days back from now")] = 7,
    limit: Annotated[int, Query(ge=1, le=MOST_SNAPSHOTS, description="snapshots listed at most")] = MOST_SNAPSHOTS,
) -> EnergyHistory:
    """What you logged, newest first, and what it has in common: by hour, part of the day and weekday.

    Hours and days are those of the place where you were then. Patterns need five snapshots on three days before one
    is called best, and `recommendations` need more; until then `sentence` says what it takes.
    """
    return await history.history(days, limit=limit)


@router.get("/prediction", operation_id="predict_energy", dependencies=SAME_USER)
async def predict_energy(history: History) -> EnergyPrediction:
    """How much energy you are likely to have in each of the next twelve hours, and how sure that is.

    Your own last 60 days, newer ones counting more, blended with the day as most people have it where you have logged
    little, and with how you are right now, which fades over a few hours.
    """
    return await history.prediction()


@router.delete("/{snapshot_id}", status_code=204, operation_id="delete_energy", dependencies=SAME_USER)
async def delete_energy(snapshot_id: str, energy: Energy) -> None:
    """Take a snapshot back, and exactly the XP of its hour unless another one of that hour stays."""
    await energy.remove(snapshot_id)

"""The morning ritual and the evening close: how a day begins and ends."""

from typing import Annotated

from fastapi import Query, Request, Response

from src.api.edge import caller_of, check_same_user, json_answer, module_router, service
from src.schemas.evening import EveningAnswer, EveningClosing, EveningPreview, EveningUndone
from src.schemas.ritual import RitualAnswer, RitualCheck, RitualComplete, RitualStats, RitualToday
from src.services.evening import EveningService
from src.services.ritual import RitualService
from src.services.ritual_check import RitualCheckService
from src.services.ritual_stats import RitualStatsService

router = module_router("/api/ritual", module="ritual", tag="Ritual")

Rituals = Annotated[RitualService, service(RitualService)]
Checks = Annotated[RitualCheckService, service(RitualCheckService)]
Evenings = Annotated[EveningService, service(EveningService)]
Stats = Annotated[RitualStatsService, service(RitualStatsService)]


@router.get("/check", operation_id="check_ritual", response_model=RitualCheck)
async def check_ritual(checks: Checks) -> Response:
    """Whether this morning is still to do, how long your day lasts, and up to five tasks worth choosing, with why.

    What you chose yesterday and did not get to is always among them.
    """
    return json_answer(await checks.check())


@router.post("/complete", operation_id="complete_ritual", response_model=RitualAnswer)
async def complete_ritual(wanted: RitualComplete, rituals: Rituals, request: Request) -> Response:
    """Choose up to three tasks for today, or skip. 25 XP, once for each of your days.

    Skipping pays nothing and costs nothing: your streak rests. A skipped morning can still be done until your day is
    over, and pays then; anything else on a day that has its morning is a 409.
    """
    check_same_user(caller_of(request), wanted.user_id)
    return json_answer(await rituals.complete(wanted))


@router.get("/today", operation_id="get_ritual_today", response_model=RitualToday)
async def get_ritual_today(rituals: Rituals) -> Response:
    """Today's focus tasks and how far they have come; `{"completed_today": false}` while there are none."""
    return json_answer(await rituals.today())


@router.delete("/today", status_code=204, operation_id="take_back_ritual")
async def take_back_ritual(rituals: Rituals) -> None:
    """Forget today's morning, chosen or skipped, and take back exactly the XP it paid. Then it can be done anew."""
    await rituals.take_back()


@router.get("/stats", operation_id="ritual_stats")
async def ritual_stats(
    stats: Stats,
    days: Annotated[int, Query(ge=1, le=365, description="your last days, today included")] = 30,
) -> RitualStats:
    """How your mornings go: streaks, their usual time, and how many of the chosen tasks got done.

    Days without a morning count nowhere. The usual time is the mean on the circle of the clock: 23:50 and 00:10
    average to midnight.
    """
    return await stats.stats(days)


@router.get("/evening", operation_id="preview_evening", response_model=EveningPreview)
async def preview_evening(evenings: Evenings) -> Response:
    """What went well today, and what is still on the plate: open focus tasks and open tasks due today."""
    return json_answer(await evenings.preview())


@router.post("/evening", operation_id="close_evening", response_model=EveningAnswer)
async def close_evening(wanted: EveningClosing, evenings: Evenings) -> Response:
    """Close the day in one call: say what went well, and move, drop or keep what is left. Once for each of your days.

    `tasks` says what to do with single ones, `rest` what to do with everything else on today's plate. `move` makes a
    task due on your next day (or `to_date`) at the same time of day; with `rest`, tasks due later stay where they are.
    `drop` puts it in the bin with its subtasks, restorable for 30 days; a habit skips to its next time instead.
    """
    return json_answer(await evenings.close(wanted))


@router.post("/evening/undo", operation_id="undo_evening", response_model=EveningUndone)
async def undo_evening(evenings: Evenings) -> Response:
    """Take back what the last evening moved and dropped. What you have done or changed since is left alone and named.

    Afterwards the same day can be closed again; the words you said about it stay.
    """
    return json_answer(await evenings.undo())

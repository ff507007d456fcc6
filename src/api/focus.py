"""Focus: time guarded for one thing."""

from typing import Annotated

from fastapi import Query, Request, Response

from src.api.edge import caller_of, check_same_user, json_answer, module_router, service
from src.schemas.focus import (
    FocusAnalytics,
    FocusCompleted,
    FocusCompletion,
    FocusSessionPage,
    FocusSessionStatus,
    FocusStart,
    FocusStatus,
    InterruptionAnswer,
    InterruptionReport,
    ResumeCard,
    TechniqueList,
)
from src.services.focus import FocusService
from src.services.focus_history import FocusHistory

router = module_router("/api/focus", module="focus", tag="Focus")

Focus = Annotated[FocusService, service(FocusService)]
History = Annotated[FocusHistory, service(FocusHistory)]


@router.post("/start", status_code=201, operation_id="start_focus", response_model=FocusSessionStatus)
async def start_focus(focus: Focus, request: Request, wanted: FocusStart | None = None) -> Response:
    """Begin a session: one at a time, on a task, on one of its steps, or on anything.

    A task that was still to do moves to `in_progress`. While a session runs, a second one is refused with 409 that
    names the first. A session whose time is up does not stand in the way: it is completed where its work ended, with
    its XP. The break keeps the technique's proportion to the work: a pomodoro of 50 minutes has 10.
    """
    wanted = wanted or FocusStart()
    check_same_user(caller_of(request), wanted.user_id)
    return json_answer(await focus.start(wanted), status=201)


@router.get("/status", operation_id="focus_status", response_model=FocusStatus)
async def focus_status(focus: Focus) -> Response:
    """The running session, worked out from its instants: nothing ticks, and a restart of the server loses nothing.

    `phase` is `work`, then `break`, then `over`. While it is paused, minutes stand still and `ends_at` moves.
    """
    session = await focus.status()
    return json_answer({"has_active_session": session is not None, "session": session})


@router.post("/pause", operation_id="pause_focus", response_model=FocusSessionStatus)
async def pause_focus(focus: Focus) -> Response:
    """Stop the clock. Paused already, it stays so. After four hours a pause counts as the end of its session."""
    return json_answer(await focus.pause())


@router.post("/resume", operation_id="resume_focus", response_model=FocusSessionStatus)
async def resume_focus(focus: Focus) -> Response:
    """Go on after a pause, or say that you are back from an interruption."""
    return json_answer(await focus.resume())


@router.get("/resume", operation_id="get_resume_card", response_model=ResumeCard)
async def get_resume_card(history: History) -> ResumeCard:
    """The resume card: what you were at, the step you did last, what comes next, and the note you left yourself.

    It is of the latest session that something came between or that ended before its planned end, while its task is
    open. Without one: `{"task": null}`.
    """
    return ResumeCard.model_validate(await history.resume_card())


@router.post("/interrupt", operation_id="interrupt_focus", response_model=InterruptionAnswer)
async def interrupt_focus(focus: Focus, request: Request, wanted: InterruptionReport | None = None) -> Response:
    """Log in one tap that something came between. A reason and a note help you to find back; nothing is required.

    The clock goes on unless `pause` is true.
    """
    wanted = wanted or InterruptionReport()
    check_same_user(caller_of(request), wanted.user_id)
    return json_answer(await focus.interrupt(wanted))


@router.post("/complete", operation_id="complete_focus", response_model=FocusCompleted)
async def complete_focus(wanted: FocusCompletion, focus: Focus, request: Request) -> Response:
    """End a session, whenever you like: 30 XP for the planned work, in proportion before that, none under 5 minutes.

    The work (at most what was planned) is added to the task's `actual_hours`; `actual_hours` given here is added
    instead. Ended already: 409.
    """
    check_same_user(caller_of(request), wanted.user_id)
    return json_answer(await focus.complete(wanted))


@router.get("/sessions", operation_id="list_focus_sessions", response_model=FocusSessionPage)
async def list_focus_sessions(
    history: History,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """Your sessions, newest first."""
    return json_answer(await history.page(limit=limit, offset=offset))


@router.get("/analytics", operation_id="focus_analytics", response_model=FocusAnalytics)
async def focus_analytics(history: History, days: Annotated[int, Query(ge=1, le=365)] = 30) -> Response:
    """What your sessions tell, in your own days and hours. A best hour or weekday is named from ten sessions on."""
    return json_answer(await history.analytics(days=days))


@router.get("/techniques", operation_id="list_focus_techniques", response_model=TechniqueList)
async def list_focus_techniques(history: History) -> Response:
    """Techniques with their defaults, and reasons to tap when something comes between: your own first."""
    return json_answer(await history.techniques())

"""Capture: brain dumps, kept word for word and read into items."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from src.api.edge import IN_STAGES, caller_of, check_same_user, json_answer, module_router, service, stages_of_request
from src.api.state import state_of
from src.domain.capture.states import CaptureStatus
from src.domain.xp import CAPTURE
from src.schemas.capture import (
    CaptureAnswer,
    CapturePage,
    CaptureRead,
    CaptureRequest,
    CaptureStats,
    ClarifyAnswer,
    ClarifyRequest,
    LessonList,
    LessonRead,
    SaveAnswer,
    SaveRequest,
    UndoAnswer,
)
from src.services.capture import CaptureArchive, CaptureService, shown
from src.services.capture_clarifying import CaptureClarifyingService
from src.services.capture_lessons import CaptureLessonService
from src.services.capture_saving import CaptureSavingService
from src.services.capture_undo import CaptureUndoService

router = module_router("/api/capture", module="capture", tag="Capture")


async def _reader(request: Request) -> CaptureService:
    return CaptureService(stages_of_request(request), state_of(request).ai)


async def _asker(request: Request) -> CaptureClarifyingService:
    return CaptureClarifyingService(stages_of_request(request), state_of(request).ai)


Reader = Annotated[CaptureService, Depends(_reader)]
Asker = Annotated[CaptureClarifyingService, Depends(_asker)]
Archive = Annotated[CaptureArchive, service(CaptureArchive)]
Saving = Annotated[CaptureSavingService, service(CaptureSavingService)]
Undoing = Annotated[CaptureUndoService, service(CaptureUndoService)]
Lessons = Annotated[CaptureLessonService, service(CaptureLessonService)]


@router.post("", operation_id="capture", response_model=CaptureAnswer, openapi_extra=IN_STAGES)
async def capture(wanted: CaptureRequest, reader: Reader, request: Request) -> Response:
    """Drop a thought, or ten in one breath: it is kept first, and read into items after that. 10 XP.

    The words are committed before anything reads them: whatever happens then, `raw_text` is safe and
    `POST /api/capture/{capture_id}/reparse` reads it again. Nothing is made of the items yet: look at them, answer
    what `clarify` asks if you like, then `POST /api/capture/save`.

    **Marks** work anywhere: `p1` (urgent) to `p4` (low), `#project`, `@label`, `~30m`, `every monday`, `every! 3 days`
    (counted from completion); quotes and `\\` make text literal. Days and times are read as people write them, in your
    own zone; a date inside a name ("The 9/11 Report") stays a name.
    """
    check_same_user(caller_of(request), wanted.user_id)
    return json_answer({**shown(await reader.take(wanted.text)), "xp_earned": CAPTURE})


@router.post("/clarify", operation_id="clarify_capture", response_model=ClarifyAnswer, openapi_extra=IN_STAGES)
async def clarify_capture(wanted: ClarifyRequest, asker: Asker, request: Request) -> Response:
    """The next question that changes what is made, with answers to tap; null when there is nothing to ask.

    Send `text` (it is captured first) or `capture_id`, and with `answers` what was tapped or typed so far: "19:00",
    "next friday", "none". Suggestions come from your own projects, people and tasks.
    """
    check_same_user(caller_of(request), wanted.user_id)
    return json_answer(await asker.clarify(wanted))


@router.post("/save", operation_id="save_capture", response_model=SaveAnswer)
async def save_capture(wanted: SaveRequest, saving: Saving, request: Request) -> Response:
    """Make tasks, notes, ideas, habits, shopping items and energy logs of what was read. 15 XP.

    Without `items`: everything, as it was read. With them: those items, each named by `item_id`, with your edits;
    items that are left out are not made, items without `item_id` are new. Saving again makes nothing twice and answers
    the same. What you corrected (project, kind, minutes) is remembered for your next dumps: see `lessons`.
    """
    check_same_user(caller_of(request), wanted.user_id)
    return json_answer(await saving.save(wanted))


@router.get("", operation_id="list_captures", response_model=CapturePage)
async def list_captures(
    archive: Archive,
    status: Annotated[CaptureStatus | None, Query(description="`received`: kept, still to be read")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """Your captures, newest first."""
    return json_answer(await archive.page(status=status, limit=limit, offset=offset))


@router.get("/stats", operation_id="capture_stats", response_model=CaptureStats)
async def capture_stats(archive: Archive) -> Response:
    """How much you caught, and what it was."""
    return json_answer(await archive.stats())


@router.get("/stats/{user_id}", operation_id="capture_stats_of_user", response_model=CaptureStats)
async def capture_stats_of_user(user_id: str, archive: Archive, request: Request) -> Response:
    """The same for clients that name the user; it must be you."""
    check_same_user(caller_of(request), user_id)
    return json_answer(await archive.stats())


@router.get("/lessons", operation_id="list_capture_lessons")
async def list_capture_lessons(lessons: Lessons) -> LessonList:
    """What your corrections taught: words of titles, and the project, kind, minutes or person they stood for."""
    return LessonList(lessons=[LessonRead.model_validate(each) for each in await lessons.everything()])


@router.delete("/lessons", status_code=204, operation_id="forget_capture_lessons")
async def forget_capture_lessons(lessons: Lessons) -> None:
    """Unlearn everything."""
    await lessons.forget_everything()


@router.delete("/lessons/{lesson_id}", status_code=204, operation_id="forget_capture_lesson")
async def forget_capture_lesson(lesson_id: str, lessons: Lessons) -> None:
    """Unlearn one lesson."""
    await lessons.forget(lesson_id)


@router.get("/{capture_id}", operation_id="get_capture", response_model=CaptureRead)
async def get_capture(capture_id: str, archive: Archive) -> Response:
    """One capture, with what was read in it."""
    return json_answer(await archive.get(capture_id))


@router.delete("/{capture_id}", status_code=204, operation_id="delete_capture")
async def delete_capture(capture_id: str, archive: Archive) -> None:
    """Erase the words and what was read in them, for good. What was made of them stays.

    Answers to `clarify` and `save` that are kept for repeats (`Idempotency-Key`) go within 24 hours.
    """
    await archive.forget(capture_id)


@router.post(
    "/{capture_id}/reparse", operation_id="reparse_capture", response_model=CaptureRead, openapi_extra=IN_STAGES
)
async def reparse_capture(capture_id: str, reader: Reader) -> Response:
    """Read a capture again, as of the moment it was said: `tomorrow` stays the day it was.

    For one that could not be read (`received`), one that was undone, or to drop what was answered. One that has been
    saved: 409, undo it first.
    """
    return json_answer(shown(await reader.reparse(capture_id)))


@router.post("/{capture_id}/undo", operation_id="undo_capture", response_model=UndoAnswer)
async def undo_capture(capture_id: str, undoing: Undoing) -> Response:
    """Take back everything one dump made, and the XP it paid. The words stay; the tasks can be restored for 30 days."""
    return json_answer(await undoing.undo(capture_id))

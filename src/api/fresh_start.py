"""A fresh start: what has gone stale is put away in one call, and nothing is lost."""

from typing import Annotated

from fastapi import Response

from src.api.edge import json_answer, module_router, service
from src.schemas.fresh_start import FreshStart, FreshStartAnswer, FreshStartPreview, FreshStartUndo, FreshStartUndone
from src.services.fresh_start import FreshStartService

router = module_router("/api/secretary", module="secretary", tag="Secretary")

FreshStarts = Annotated[FreshStartService, service(FreshStartService)]


@router.get("/fresh-start", operation_id="preview_fresh_start", response_model=FreshStartPreview)
async def preview_fresh_start(fresh_starts: FreshStarts) -> Response:
    """What a fresh start would put away, each with its reason. Nothing is changed."""
    return json_answer(await fresh_starts.preview())


@router.post("/fresh-start", operation_id="fresh_start", response_model=FreshStartAnswer)
async def fresh_start(fresh_starts: FreshStarts, wanted: FreshStart | None = None) -> Response:
    """Put away what has gone stale, into the project “Archive” and without its due date. Nothing is deleted.

    Stale is what was due more than a week ago and was not touched since, and what has no due date and was not touched
    for 30 days. Habits are not put away: they begin anew on their next day. Notes, ideas and goals stay. Up to 500
    tasks a call; `more_left` says whether to call again. `keep` names tasks to leave as they are.
    """
    return json_answer(await fresh_starts.begin(wanted or FreshStart()))


@router.post("/fresh-start/undo", operation_id="undo_fresh_start", response_model=FreshStartUndone)
async def undo_fresh_start(fresh_starts: FreshStarts, wanted: FreshStartUndo | None = None) -> Response:
    """Bring back what the last fresh start put away: projects and due dates as they were.

    What you have changed or done since is left alone and named. `sweep_id` names an earlier one.
    """
    return json_answer(await fresh_starts.undo(wanted.sweep_id if wanted else None))

"""Splitting tasks into steps."""

from typing import Annotated

from fastapi import Depends, Request, Response

from src.api import tasks
from src.api.edge import IN_STAGES, deprecated, json_answer, module_router, stages_of_request
from src.api.state import state_of
from src.schemas.task_splits import SplitAnswer, SplitRequest
from src.services.task_splits import SplittingService

old_router = module_router("/api/v1/tasks", module="tasks", tag="Tasks")
"""What older clients were told to call; the same handler."""


async def _splitting(request: Request) -> SplittingService:
    return SplittingService(stages_of_request(request), state_of(request).ai)


Splitting = Annotated[SplittingService, Depends(_splitting)]


@tasks.router.post("/{task_id}/split", operation_id="split_task", response_model=SplitAnswer, openapi_extra=IN_STAGES)
async def split_task(task_id: str, splitting: Splitting, wanted: SplitRequest | None = None) -> Response:
    """Cut a task into steps of 1-10 minutes, the first so small that starting is easy.

    A task that was split answers the same steps again, unless `force` asks for others: then open steps are replaced,
    completed ones and those added by hand stay. A long task gets `phases`, and steps for the next one; when they are
    done, splitting again goes on. What you say about steps (`feedback`) and how long they take teaches their size.
    """
    return json_answer(await splitting.split(task_id, wanted or SplitRequest()))


@old_router.post(
    "/{task_id}/split",
    operation_id="split_task_v1",
    response_model=SplitAnswer,
    openapi_extra=IN_STAGES,
    deprecated=True,
)
async def split_task_v1(task_id: str, splitting: Splitting, wanted: SplitRequest | None = None) -> Response:
    """Use `POST /api/v2/tasks/{task_id}/split`, which answers the same."""
    answer = await split_task(task_id, splitting, wanted)
    return deprecated(answer, successor=f"/api/v2/tasks/{task_id}/split")

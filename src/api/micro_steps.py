"""Micro-steps: completing a step, and taking it back."""

from typing import Annotated

from fastapi import Response

from src.api.edge import json_answer, module_router, service
from src.schemas.micro_steps import StepAnswer, StepCompletion
from src.services.micro_steps import MicroStepService

router = module_router("/api/v2/micro-steps", module="tasks", tag="Micro-steps")

old_router = module_router("/api/v1/micro-steps", module="tasks", tag="Micro-steps")
"""What older clients were told to call; the same handlers."""

DEPRECATED = {
    "Deprecation": "@1793491200",  # 2026-11-01, RFC 9745
    "Sunset": "Mon, 01 Nov 2027 00:00:00 GMT",  # RFC 8594
}

Steps = Annotated[MicroStepService, service(MicroStepService)]


@router.patch("/{step_id}/complete", operation_id="complete_micro_step", response_model=StepAnswer)
async def complete_micro_step(step_id: str, steps: Steps, wanted: StepCompletion | None = None) -> Response:
    """Complete a step: 5 XP, once. Asked again, the answer is the same and pays nothing more."""
    minutes = wanted.actual_minutes if wanted else None
    return json_answer(await steps.complete(step_id, actual_minutes=minutes))


@router.patch("/{step_id}/uncomplete", operation_id="uncomplete_micro_step", response_model=StepAnswer)
async def uncomplete_micro_step(step_id: str, steps: Steps) -> Response:
    """Open a step again; exactly what it paid is taken back."""
    return json_answer(await steps.uncomplete(step_id))


@old_router.patch(
    "/{step_id}/complete", operation_id="complete_micro_step_v1", response_model=StepAnswer, deprecated=True
)
async def complete_micro_step_v1(step_id: str, steps: Steps, wanted: StepCompletion | None = None) -> Response:
    """Use `PATCH /api/v2/micro-steps/{step_id}/complete`, which answers the same."""
    answer = await complete_micro_step(step_id, steps, wanted)
    link = f'</api/v2/micro-steps/{step_id}/complete>; rel="successor-version"'
    answer.headers.update({**DEPRECATED, "Link": link})
    return answer

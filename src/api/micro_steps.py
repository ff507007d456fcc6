"""Micro-steps: completing a step, taking it back, cutting it smaller, and saying whether its size fits."""

from typing import Annotated

from fastapi import Response

from src.api.edge import deprecated, json_answer, module_router, service
from src.schemas.micro_steps import StepAnswer, StepCompletion
from src.schemas.task_splits import DecomposeAnswer, DecomposeRequest, FeedbackAnswer, FeedbackRequest, HabitList
from src.services.micro_steps import MicroStepService
from src.services.splitting_habits import SplittingHabitService
from src.services.step_sizes import StepSizeService

router = module_router("/api/v2/micro-steps", module="tasks", tag="Micro-steps")

old_router = module_router("/api/v1/micro-steps", module="tasks", tag="Micro-steps")
"""What older clients were told to call; the same handlers."""

Steps = Annotated[MicroStepService, service(MicroStepService)]
Sizes = Annotated[StepSizeService, service(StepSizeService)]
Habits = Annotated[SplittingHabitService, service(SplittingHabitService)]


@router.patch("/{step_id}/complete", operation_id="complete_micro_step", response_model=StepAnswer)
async def complete_micro_step(step_id: str, steps: Steps, wanted: StepCompletion | None = None) -> Response:
    """Complete a step: 5 XP, once. Asked again, the answer is the same and pays nothing more."""
    minutes = wanted.actual_minutes if wanted else None
    return json_answer(await steps.complete(step_id, actual_minutes=minutes))


@router.patch("/{step_id}/uncomplete", operation_id="uncomplete_micro_step", response_model=StepAnswer)
async def uncomplete_micro_step(step_id: str, steps: Steps) -> Response:
    """Open a step again; exactly what it paid is taken back."""
    return json_answer(await steps.uncomplete(step_id))


@router.post("/{step_id}/decompose", operation_id="decompose_micro_step", response_model=DecomposeAnswer)
async def decompose_micro_step(step_id: str, sizes: Sizes, wanted: DecomposeRequest | None = None) -> Response:
    """Put two to four smaller steps in the place of an open step. Asked again, the answer is the same."""
    return json_answer(await sizes.decompose(step_id, wanted or DecomposeRequest()))


@router.post("/{step_id}/feedback", operation_id="micro_step_feedback", response_model=FeedbackAnswer)
async def micro_step_feedback(step_id: str, wanted: FeedbackRequest, sizes: Sizes) -> Response:
    """Say whether a step was too large, too small or just right: from five of a kind on, splits go by it."""
    return json_answer(await sizes.take_feedback(step_id, wanted))


@router.get("/habits", operation_id="list_splitting_habits", response_model=HabitList)
async def list_splitting_habits(habits: Habits) -> Response:
    """What your steps taught the splitter, by kind of task."""
    return json_answer({"habits": await habits.shown()})


@router.delete("/habits", status_code=204, operation_id="forget_splitting_habits")
async def forget_splitting_habits(habits: Habits) -> None:
    """Unlearn everything about the size and pace of steps."""
    await habits.forget()


@old_router.patch(
    "/{step_id}/complete", operation_id="complete_micro_step_v1", response_model=StepAnswer, deprecated=True
)
async def complete_micro_step_v1(step_id: str, steps: Steps, wanted: StepCompletion | None = None) -> Response:
    """Use `PATCH /api/v2/micro-steps/{step_id}/complete`, which answers the same."""
    answer = await complete_micro_step(step_id, steps, wanted)
    return deprecated(answer, successor=f"/api/v2/micro-steps/{step_id}/complete")

"""The secretary: what matters now, and just one thing."""

from typing import Annotated

from fastapi import Response

from src.api.edge import json_answer, module_router, service
from src.schemas.secretary import Dashboard, JustOneThing, SkipAnswer, SkipWrite
from src.services.just_one_thing import JustOneThingService
from src.services.secretary import SecretaryService

router = module_router("/api/secretary", module="secretary", tag="Secretary")

Secretary = Annotated[SecretaryService, service(SecretaryService)]
OneThing = Annotated[JustOneThingService, service(JustOneThingService)]


@router.get("/dashboard", operation_id="get_dashboard", response_model=Dashboard)
async def get_dashboard(secretary: Secretary) -> Response:
    """Up to five priorities with why, which focus session suits the moment, what stands in the way, and how you are.

    On the day you come back after three days or more it shows three things, no figures of what has piled up, and a way
    to start afresh.
    """
    return json_answer(await secretary.dashboard())


@router.get("/just-one-thing", operation_id="just_one_thing", response_model=JustOneThing)
async def just_one_thing(one_thing: OneThing) -> Response:
    """One task that can be started now, why this one, and its first step.

    Never one that waits for something, or that asks for more than one level above your energy. Without anything to
    suggest `task` is null and `reason` says so.
    """
    return json_answer(await one_thing.pick())


@router.post("/just-one-thing/skip", operation_id="skip_one_thing", response_model=SkipAnswer)
async def skip_one_thing(wanted: SkipWrite, one_thing: OneThing) -> Response:
    """Pass a task over, with or without a reason, and get the next one.

    It rests for some hours, comes after others for some days, and costs nothing. From the third time in a fortnight on,
    `advice` says what may help: make it smaller, move it, hand it over or let it go. Twice within a minute counts once.
    """
    return json_answer(await one_thing.skip(wanted.task_id, wanted.reason))

"""Mobile: what a phone did while it was offline, and one screen in one call."""

from typing import Annotated

from fastapi import Depends, Header, Request, Response

from src.api.edge import IN_STAGES, has_tag, json_answer, module_router, service, stages_of_request
from src.api.state import state_of
from src.schemas.mobile import MobileToday
from src.schemas.mobile_sync import SyncAnswer, SyncRequest
from src.services.mobile_sync import SyncService
from src.services.mobile_today import TodayService

router = module_router("/api/mobile", module="mobile", tag="Mobile")


async def _syncing(request: Request) -> SyncService:
    return SyncService(stages_of_request(request), state_of(request).ai)


Syncing = Annotated[SyncService, Depends(_syncing)]
Today = Annotated[TodayService, service(TodayService)]
IfNoneMatch = Annotated[
    str | None, Header(max_length=1000, description="`ETag` of the screen you have: 304 while it still holds")
]
UNCHANGED = {"description": "The screen you have still holds; count its minutes on from its instants."}


@router.get("/today", operation_id="mobile_today", response_model=MobileToday, responses={304: UNCHANGED})
async def mobile_today(today: Today, if_none_match: IfNoneMatch = None) -> Response:
    """One screen in one call: the morning, one thing to do next, focus, energy, XP, the pet, and what is unread.

    It is always under 10 kB.

    Keep the `ETag` beside the screen and send it as `If-None-Match`: 304 while nothing has changed but the clock.
    Minutes (`elapsed_minutes`, `remaining_minutes`, `minutes_left`, `hours_since`) are those of `day.now`; count them
    on from `started_at`, `ends_at` and `recorded_at`. Texts longer than a screen end in `…`.

    `next` is one startable task that suits the energy there is, with a sentence why and its first step.
    `unread_count` counts the events after the `since` of your last sync.
    """
    screen = await today.screen()
    if has_tag(if_none_match, screen.etag):
        return Response(status_code=304, headers={"ETag": screen.etag})
    return Response(screen.body, media_type="application/json", headers={"ETag": screen.etag})


@router.post("/sync", operation_id="sync_mobile", response_model=SyncAnswer, openapi_extra=IN_STAGES)
async def sync_mobile(wanted: SyncRequest, syncing: Syncing) -> Response:
    """Send what was done offline, each thing applied once whatever is retried, and get what happened meanwhile.

    Give each operation a `client_id` of its own (a UUID) when it is put into your queue, and send the queue in order,
    at most 100 at a time. Each one is answered by itself and decided once: when no answer arrives, send the same batch
    again, as often as it takes. What was applied before answers `repeated`, with the first `result`. Take out of the
    queue whatever comes back with `is_final`.

    **Conflicts** name their `reason` and what is there now (`current`): `task_gone`, `step_gone`, `capture_gone`,
    `completed_elsewhere`, `changed_since` (another version than `expected_version`), `session_running`, `no_session`,
    `earlier_not_applied` (what it `follows` was not applied). One refusal does not take the others along.

    **Events** after `since` are those of `GET /api/events`, what you just sent included; `since` also marks them as
    read. If they are no longer kept, `resync_required` is true and your operations are applied all the same.
    """
    return json_answer(await syncing.sync(wanted))

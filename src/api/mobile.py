"""Mobile: what a phone did while it was offline, and one screen in one call."""

from typing import Annotated

from fastapi import Depends, Request, Response

from src.api.edge import IN_STAGES, json_answer, module_router, stages_of_request
from src.api.state import state_of
from src.schemas.mobile_sync import SyncAnswer, SyncRequest
from src.services.mobile_sync import SyncService

router = module_router("/api/mobile", module="mobile", tag="Mobile")


async def _syncing(request: Request) -> SyncService:
    return SyncService(stages_of_request(request), state_of(request).ai)


Syncing = Annotated[SyncService, Depends(_syncing)]


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

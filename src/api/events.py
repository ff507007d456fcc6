"""The event log, by page. By socket: `live/socket.py`."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from src.api.edge import json_answer, module_router, service
from src.api.openapi.responses import PROBLEM_REF
from src.schemas.events import EventPage
from src.services.events import EventService

router = module_router("/api/events", module="events", tag="Events")

Events = Annotated[EventService, service(EventService)]
GONE = {
    "description": "Events that old are no longer kept: read everything anew, then go on from `latest_seq`.",
    "content": {"application/problem+json": {"schema": PROBLEM_REF}},
}


@router.get("", operation_id="list_events", response_model=EventPage, responses={410: GONE})
async def list_events(
    events: Events,
    since: Annotated[int, Query(ge=0, le=2**53, description="the last `seq` you have; 0 for all")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """Everything that changed after `since`, in order: by page here, live at `ws://{host}/ws/{user_id}`.

    **Syncing.** Each committed change is one event with a `seq` of your own: 1, 2, 3 … without gaps. Keep the last one
    you have handled; ask with `since=<it>` until `has_more` is false, or open the socket with `?since=<it>`. Events are
    kept 90 days. Older than that: 410 `RESYNC_REQUIRED` with `oldest_seq` and `latest_seq` in the details. Then read
    everything anew and go on from `latest_seq`.

    **The socket.** Sign in by `?ticket=` (from `POST /api/auth/ws-ticket`), by the subprotocols `bearer, <token>`, by
    an `Authorization` header, or by a first message `{"type": "auth", "token": "…"}` within 10 seconds. The first frame
    is `{"type": "connection_ack", "user_id", "latest_seq", "timestamp"}`; then comes what happened after `since`
    (without it: nothing), then each event as it is committed: `{"type", "seq", "event_id", "entity_type", "entity_id",
    "actor", "occurred_at", …}` with the fields of the event's `data` beside them.

    **Types and their fields.**
    `task_created`, `task_update`, `task_restored` {task_id, title, status, project_id, version, updated_at; not
    every `task_update` has all} · `task_deleted` {task_id} · `micro_step_added`, `micro_step_completed`,
    `micro_step_uncompleted` {step_id, task_id, is_completed} · `task_split` {task_id, split_id, step_count} ·
    `micro_step_decomposed` {step_id, task_id, step_ids} · `micro_step_feedback` {step_id, task_id, verdict} ·
    `splitting_habits_forgotten` · `template_created`, `template_updated`, `template_deleted` {template_id, name,
    category} · `capture_recorded`, `capture_parsed` {item_count, parser}, `capture_clarified`
    {fields}, `capture_saved` {item_count}, `capture_undone`, `capture_deleted` {capture_id, never the words} ·
    `capture_lessons_changed` · `energy_removed` · `comment_added`, `comment_updated`, `comment_deleted`
    {comment_id, task_id} · `project_created`, `project_updated`, `project_deleted` {project_id, name} ·
    `zone_created` {name} · `xp_gained` {xp_amount, new_total, reason} · `level_up` {level, new_total} ·
    `achievement_unlocked` {achievement_id, name, xp_reward} · `badge_unlocked` · `focus_started` {session_id,
    task_id, duration_minutes} · `focus_paused`, `focus_resumed` {session_id, task_id, elapsed_minutes} ·
    `focus_interrupted` {session_id, task_id, interruptions} · `focus_completed` {session_id, task_id,
    actual_duration_minutes, interruptions, xp_earned} · `energy_recorded` {energy_level, recorded_at} ·
    `ritual_completed` · `assignment_updated` {assignment_id, task_id, step, status, agent_id, epoch, progress} ·
    `assignment_commented`, `agent_registered`, `agent_updated`, `agent_stopped`, `agent_removed`
    {agent_id} · `pet_updated` · `profile_updated` {fields} · `session_ended`. Types will be added: ignore those you
    do not know.

    **What you can send.** `{"type": "ping"}` answers `{"type": "pong", "timestamp"}`. `{"type": "subscribe", "types":
    ["task_update"]}` lets only those types through (an empty list: all) and answers `{"type": "subscribed", "types"}`.
    Anything else answers `{"type": "error", "code", "message"}` and the socket stays open.

    **Close codes.** 4400 `since` is not a number of your log · 4401 not signed in, or signed out meanwhile · 4403 not
    your log, or a token without `events:read` · 4408 you read too slowly: come back with `since` · 4409 more than 10
    sockets · 4410 resync required · 4429 more than 20 messages a second, or too many requests · 1009 a message over
    64 KiB · 1001 and 1012 the server restarts, 1013 it cannot answer now: come back with `since`.
    """
    return json_answer(await events.since(since, limit=limit))

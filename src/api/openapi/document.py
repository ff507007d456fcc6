"""The OpenAPI document: what client generators, `docs/api-reference.md` and the tests read."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi

from src.api.openapi.responses import PROBLEM_SCHEMA

TAGS: list[dict[str, str]] = [
    {
        "name": "Auth",
        "description": "Accounts, sign-in, sessions and personal tokens. Start at `POST /api/auth/register`.",
    },
    {
        "name": "Capture",
        "description": "Brain dumps: kept word for word, read into items, saved as tasks, notes, habits and more.",
    },
    {"name": "Tasks", "description": "Things to do: make, list, search, change, complete, undo."},
    {"name": "Micro-steps", "description": "The 1-10 minute pieces of a task. Each completed one pays 5 XP."},
    {"name": "Templates", "description": "Tasks that come again, with their steps, variables and codes to share them."},
    {"name": "Projects", "description": "Named lists of tasks. Everybody has an Inbox."},
    {"name": "Compass", "description": "Zones: the parts of life that tasks belong to, and how each of them goes."},
    {"name": "Focus", "description": "Time guarded for one thing, what came between, and rooms to work beside others."},
    {"name": "Energy", "description": "How much energy you have, when you usually have it, and what comes next."},
    {"name": "Ritual", "description": "Three tasks in the morning, and an evening that lets the rest go."},
    {"name": "Secretary", "description": "What now? One thing, and why."},
    {"name": "Mobile", "description": "One screen in one call, and what a phone did while it was offline."},
    {"name": "Gamification", "description": "XP, levels, streaks that forgive, achievements, badges and themes."},
    {"name": "Progress", "description": "How far you have come, in numbers and pictures."},
    {"name": "Rewards", "description": "Surprises on top of certain pay, and rewards you promise yourself."},
    {"name": "Pets", "description": "Company that grows with what you do, and waits."},
    {"name": "Delegation", "description": "Who does a task: you, an agent of yours, another person, or nobody."},
    {"name": "Events", "description": "Everything that changed, in order: read it by page, or live by socket."},
    {"name": "Service", "description": "Whether the server lives and is ready, and what it measures."},
]
DESCRIPTION = """
The backend that people with ADHD, the apps made for them, and the AI agents that work for them share.

**Sign in.** `POST /api/auth/register` or `/login` answer an access token (15 minutes) and a refresh token. Send
`Authorization: Bearer <token>` with everything else. Scripts use a personal token (`POST /api/auth/tokens`).

**Errors** are problem documents (RFC 9457) with a stable `error.code` and a sentence that can be shown to people.

**Retries.** Send `Idempotency-Key` with POST and PATCH: the same request gets the first answer again
(`Idempotency-Replayed: true`). **Conflicts.** Tasks carry a `version` and an `ETag`; send it as `If-Match`.

**Times** are ISO-8601 UTC with `Z`; dates are days in the user's own time zone.
**Limits**: `X-RateLimit-Limit`, `-Remaining` and `-Reset` come with every answer, `Retry-After` with 429 and 503.
"""
WITH_RETRY_AFTER = ("429", "503")
IDEMPOTENCY_PARAMETER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Repeat the request with the same key, and it is done once; the first answer is kept 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def document_of(routers: Sequence[APIRouter]) -> dict[str, Any]:
    """The document over these routers' routes."""
    document = get_openapi(
        title="Proxy Agent Platform",
        version=version("proxy-agent-platform"),
        description=DESCRIPTION,
        routes=[route for router in routers for route in router.routes],
        tags=TAGS,
    )
    schemas = document["components"]["schemas"]
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas["Problem"] = PROBLEM_SCHEMA
    document["components"]["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "Access token, or personal token `pap_…`."}
    }
    document["security"] = [{"bearer": []}]
    for path, item in document["paths"].items():
        for method, operation in item.items():
            _complete(path, method, operation)
    return document


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """What FastAPI cannot know of an operation: problem documents, headers, keys."""
    for ours in ("x-secret-of", "x-in-stages"):
        operation.pop(ours, None)
    responses = operation["responses"]
    for code, response in responses.items():
        if code >= "400":
            content = response.get("content", {})
            response["content"] = {"application/problem+json": content["application/problem+json"]}
        if code in WITH_RETRY_AFTER:
            response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds to wait"}}
    is_public = operation.get("security") == []
    if is_public and not path.startswith("/api/"):
        for code in ("401", "404", "409", "412", "413", "429"):
            responses.pop(code, None)
    if method in {"post", "patch"} and not is_public:
        operation.setdefault("parameters", []).append(IDEMPOTENCY_PARAMETER)

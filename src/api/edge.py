"""The edge of every request: who asks, one unit of work, and its commit before the answer leaves.

A route made by `module_router` runs inside `EdgeRoute`: the caller must be signed in and hold the module's scope
(unless the route is public), one unit of work is open, and a repeated `Idempotency-Key` is answered from the first
time. The unit commits after the answer is built and before any byte of it is sent: a failed commit is never a 2xx.
"""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from src.api.bodies import JsonRequest
from src.api.openapi.responses import ERRORS
from src.api.state import AppState, state_of
from src.core.errors import Forbidden, NotFound, PlatformError, RuleBroken, Unauthenticated
from src.core.principal import Principal
from src.database.connection import Database
from src.database.retries import retried
from src.database.unit_of_work import UnitOfWork
from src.services.audit import record_refusal
from src.services.idempotency_keys import MAX_KEY, IdempotencyService, KeptAnswer, request_hash
from src.services.stages import AlreadyAnswered, RepeatableRequest, Stages

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
S = TypeVar("S")

READING = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_PATH = 500
PUBLIC: dict[str, Any] = {"security": []}
"""`openapi_extra` of a route that needs no token."""
DEPRECATED = {
    "Deprecation": "@1793491200",  # 2026-11-01, RFC 9745
    "Sunset": "Mon, 01 Nov 2027 00:00:00 GMT",  # RFC 8594
}
KEPT_HEADERS = frozenset({"content-type", "etag", "location", "deprecation", "sunset", "link"})
IN_STAGES: dict[str, Any] = {"x-in-stages": True}
"""`openapi_extra` of a route whose use case has stages of its own (`services/stages.py`)."""


def secret_answer(id_field: str = "") -> dict[str, Any]:
    """`openapi_extra` of a route whose answer holds a secret: a repeat gets 409 with what is in `id_field`, if any."""
    return {"x-secret-of": id_field}


class EdgeRoute(APIRoute):
    """A route of one module. `module` names the scope that personal tokens need."""

    module = ""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        extra = self.openapi_extra or {}
        writes = not (self.methods or set()) <= READING
        is_public = extra.get("security") == []
        scope = None if is_public else f"{self.module}:{'write' if writes else 'read'}"
        secret_field: str | None = extra.get("x-secret-of")
        in_stages = "x-in-stages" in extra
        takes_json = self.body_field is not None

        async def edge(request: Request) -> Response:
            try:
                return await attempts(request, None if scope is None else authorised(request, scope))
            except (Forbidden, NotFound) as refused:
                await note_refusal(request, refused)
                raise

        async def attempts(request: Request, principal: Principal | None) -> Response:
            request = JsonRequest(request.scope, request.receive)
            if takes_json:
                await check_content_type(request)
            state = state_of(request)
            if in_stages:
                return await retried(lambda: answer_in_stages(state, request, handle, principal))
            return await retried(
                lambda: answer(state, request, handle, principal, writes=writes, secret_field=secret_field)
            )

        return edge


def authorised(request: Request, scope: str) -> Principal:
    """The caller, who may do what `scope` says.

    Raises:
        Unauthenticated: no valid token came with the request.
        Forbidden: the token's scopes do not include it, `X-User-ID` or `?user_id=` names somebody else, or an agent
            would delete something.
    """
    found = request.scope.get("principal")
    if isinstance(found, PlatformError):
        raise found
    if not isinstance(found, Principal):
        raise Unauthenticated("Sign in: send `Authorization: Bearer <token>`.")
    require(found, scope)
    if found.agent_id is not None and request.method == "DELETE":
        raise Forbidden("An agent deletes nothing: it proposes, and the person it works for decides.")
    check_same_user(found, request.headers.get("x-user-id"))
    if b"user_id=" in request.scope["query_string"]:
        check_same_user(found, request.query_params.get("user_id"))
    return found


def require(principal: Principal, scope: str) -> None:
    """Refuse a token without `scope`."""
    if not principal.may(scope):
        raise Forbidden(f"This token does not have the scope {scope}.", scope=scope)


async def note_refusal(request: Request, refused: PlatformError) -> None:
    """Write what an agent was refused into its trail."""
    principal = request.scope.get("principal")
    if isinstance(principal, Principal) and principal.agent_id is not None:
        what = {"method": request.method, "path": request.url.path[:MAX_PATH], "reason": refused.message}
        await record_refusal(state_of(request).database, principal, what)


def check_same_user(principal: Principal, user_id: str | None) -> None:
    """Older clients name the user; it must be the token's."""
    if user_id is not None and user_id != principal.user_id:
        raise Forbidden("The user named is not the one who is signed in.")


async def check_content_type(request: Request) -> None:
    """Refuse a body that is not declared as JSON, with a sentence that says so."""
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = declared == "application/json" or (declared.startswith("application/") and declared.endswith("+json"))
    if not is_json and await request.body():
        raise RuleBroken("Send the body as JSON, with `Content-Type: application/json`.", field="Content-Type")


async def answer(
    state: AppState,
    request: Request,
    handle: Handler,
    principal: Principal | None,
    *,
    writes: bool,
    secret_field: str | None,
) -> Response:
    """Run the route inside one unit of work; it is committed when this returns."""
    key = request.headers.get("idempotency-key") if principal and request.method in {"POST", "PATCH"} else None
    unit = state.database.unit_of_work(
        writes=writes,
        owner_id=principal.user_id if principal else None,
        actor=principal.actor if principal else None,
    )
    refusal: PlatformError | None = None
    async with unit as uow:
        request.scope["uow"] = uow
        request.scope["caller"] = principal
        try:
            if key is not None:
                return await once(uow, request, handle, key, secret_field)
            return await handle(request)
        except PlatformError as error:
            if not getattr(error, "keeps_effects", False):
                raise
            refusal = error
    assert refusal is not None
    raise refusal


async def answer_in_stages(state: AppState, request: Request, handle: Handler, principal: Principal | None) -> Response:
    """Run a route that opens units of its own before the request's; no transaction is open until it asks for one."""
    assert principal is not None
    key = request.headers.get("idempotency-key")
    unit = state.database.unit_of_work(writes=True, owner_id=principal.user_id, actor=principal.actor)
    try:
        async with unit as uow:
            request.scope["caller"] = principal
            stages = await stages_of(request, state.database, uow, key)
            response = await handle(request)
            await stages.finish(kept_answer(response))
            return response
    except AlreadyAnswered as answered:
        return replayed(answered.kept)
    except PlatformError:
        # A parallel repeat may be refused just because the first one has been done.
        if (kept := await answered_meanwhile(request)) is not None:
            return replayed(kept)
        raise


async def answered_meanwhile(request: Request) -> KeptAnswer | None:
    """The answer that another request with the same key got while this one was underway."""
    stages: Stages | None = request.scope.get("stages")
    try:
        if stages is not None:
            await stages.check()
    except AlreadyAnswered as answered:
        return answered.kept
    except PlatformError:
        return None
    return None


async def stages_of(request: Request, database: Database, uow: UnitOfWork, key: str | None) -> Stages:
    """The stages of this request, the same ones when it is tried again."""
    before: Stages | None = request.scope.get("stages")
    if before is not None:
        stages = before.renewed(uow)
    elif key is None:
        stages = Stages(database, uow)
    else:
        stages = Stages(database, uow, RepeatableRequest(checked_key(key, request), await hash_of(request)))
    request.scope.update(uow=uow, stages=stages)
    await stages.check()
    return stages


async def once(uow: UnitOfWork, request: Request, handle: Handler, key: str, secret_field: str | None) -> Response:
    """Run the route once for this Idempotency-Key; a repeat gets the first answer."""
    service = IdempotencyService(uow, checked_key(key, request))
    kept = await service.begin(await hash_of(request))
    if isinstance(kept, KeptAnswer):
        return replayed(kept)
    assert kept is None, "only routes in stages make something before they answer"
    response = await handle(request)
    answered = kept_answer(response)
    secret_of = None if secret_field is None else str(orjson.loads(answered.body).get(secret_field, ""))
    await service.remember(answered, secret_of=secret_of)
    return response


def checked_key(key: str, request: Request) -> str:
    """The header's value, when it can be one. Agents have keys of their own: none gets an answer of another's.

    Raises:
        RuleBroken: it is empty or too long.
    """
    if not 0 < len(key) <= MAX_KEY:
        raise RuleBroken(f"Idempotency-Key must have 1 to {MAX_KEY} characters.", field="Idempotency-Key")
    caller = caller_of(request)
    return key if caller.agent_id is None else f"{caller.actor} {key}"


async def hash_of(request: Request) -> str:
    return request_hash(request.method, request.url.path, request.scope["query_string"], await request.body())


def kept_answer(response: Response) -> KeptAnswer:
    """What of an answer is repeated."""
    headers = {name: value for name, value in response.headers.items() if name in KEPT_HEADERS}
    return KeptAnswer(response.status_code, bytes(response.body), headers)


def replayed(kept: KeptAnswer) -> Response:
    return Response(kept.body, status_code=kept.status_code, headers={**kept.headers, "Idempotency-Replayed": "true"})


def module_router(prefix: str, *, module: str, tag: str) -> APIRouter:
    """A router whose routes belong to one module and run at the edge."""
    route_class = type(f"{module.title().replace('-', '')}Route", (EdgeRoute,), {"module": module})
    return APIRouter(prefix=prefix, tags=[tag], route_class=route_class, responses=ERRORS)


def uow_of(request: Request) -> UnitOfWork:
    """The unit of work of this request."""
    unit: UnitOfWork = request.scope["uow"]
    return unit


def stages_of_request(request: Request) -> Stages:
    """The stages of this request. Only for routes marked `IN_STAGES`."""
    stages: Stages = request.scope["stages"]
    return stages


def caller_of(request: Request) -> Principal:
    """Who is asking. Only for routes that are not public."""
    principal: Principal = request.scope["caller"]
    return principal


def service(kind: Callable[[UnitOfWork], S]) -> Any:
    """A dependency that makes a service for this request's unit of work."""

    async def provide(request: Request) -> S:
        return kind(uow_of(request))

    return Depends(provide)


def json_answer(content: Any, *, status: int = 200, etag: int | None = None) -> Response:
    """A JSON answer from plain values, encoded once; instants end in `Z`."""
    headers = {"ETag": f'"{etag}"'} if etag is not None else None
    body = orjson.dumps(content, option=orjson.OPT_UTC_Z)
    return Response(body, status_code=status, headers=headers, media_type="application/json")


def has_tag(if_none_match: str | None, etag: str) -> bool:
    """Whether `If-None-Match` names this tag (RFC 9110: weak comparison, `*` is any)."""
    named = [each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")]
    return "*" in named or etag.removeprefix("W/") in named


def deprecated(answer: Response, *, successor: str) -> Response:
    """The answer of a path that older clients were told to call, with where to go from here."""
    answer.headers.update({**DEPRECATED, "Link": f'<{successor}>; rel="successor-version"'})
    return answer


def expected_version(if_match: str | None) -> int | None:
    """The version that `If-Match` names; None without one, or for `*`.

    Raises:
        RuleBroken: it is not a version.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    tag = if_match.strip().removeprefix("W/").strip('"')
    if not (tag.isascii() and tag.isdigit() and len(tag) < 19):
        raise RuleBroken('If-Match must be the ETag of the task, for example "3".', field="If-Match")
    return int(tag)

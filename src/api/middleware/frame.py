"""The outermost layer: request id, one path for every spelling, safe headers, one log line, and no bare crash."""

import re
import time
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from src.api.errors import BY_STATUS, problem
from src.api.metrics import REQUEST_SECONDS, REQUESTS
from src.core.ids import new_id

log = structlog.get_logger("proxy_agent.access")
REQUEST_ID = re.compile(rb"[A-Za-z0-9_.:-]{1,100}")
SAFE_HEADERS: list[tuple[bytes, bytes]] = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
API_HEADERS: list[tuple[bytes, bytes]] = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
PAGES = ("/docs", "/redoc", "/static")
PAGE_POLICY = (
    b"content-security-policy",
    b"default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    b"worker-src blob:; frame-ancestors 'none'",
)
VERSION_ONE = re.compile(r"^/api/v1/(?!v[0-9]+/|tasks/|micro-steps/)")


def one_spelling(path: str) -> str:
    """`/api/v1/energy/` and `/api/energy` are the same place."""
    if len(path) > 1 and path.endswith("/"):
        path = path.rstrip("/") or "/"
    return VERSION_ONE.sub("/api/", path, count=1)


class FrameMiddleware:
    """Wraps everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        scope["request_id"] = _request_id(scope)
        scope["path"] = one_spelling(scope["path"])
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        status = 0
        added = [(b"x-request-id", scope["request_id"].encode()), *SAFE_HEADERS]
        is_page = scope["path"].startswith(PAGES)

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name for name, _ in message["headers"]}
                more = [PAGE_POLICY] if is_page else [pair for pair in API_HEADERS if pair[0] not in present]
                message["headers"] = [*message["headers"], *added, *more]
            await send(message)

        structlog.contextvars.bind_contextvars(request_id=scope["request_id"])
        try:
            await self.app(scope, receive, framed)
        except Exception:
            log.exception("crash", method=scope["method"], path=scope["path"])
            if status:
                raise
            code, text = BY_STATUS[500]
            await problem(scope, status=500, code=code, message=text)(scope, receive, framed)
        finally:
            _note(scope, status, time.perf_counter() - started)
            structlog.contextvars.unbind_contextvars("request_id")


def _request_id(scope: Scope) -> str:
    """The caller's `X-Request-ID` when it is harmless, else a fresh one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
            return bytes(value).decode()
    return new_id()


def _note(scope: Scope, status: int, seconds: float) -> None:
    """One log line and one observation; the route's template, so that ids stay out of both."""
    route: Any = scope.get("route")
    template = getattr(route, "path", "unmatched")
    REQUESTS.labels(scope["method"], template, str(status)).inc()
    REQUEST_SECONDS.labels(scope["method"], template).observe(seconds)
    log.debug(
        "request",
        method=scope["method"],
        route=template,
        status=status,
        milliseconds=round(seconds * 1000, 2),
    )

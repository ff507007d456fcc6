"""The gate: what a request must be to reach a route at all, who sent it, and how many of them may come."""

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from src.api.addresses import client_address, header
from src.api.errors import platform_problem
from src.api.rate_limits import Standing
from src.core.errors import PlatformError, RuleBroken, TooLarge, Unauthenticated
from src.core.principal import Principal

if TYPE_CHECKING:
    from src.api.state import AppState

UNCOUNTED = frozenset({"/", "/health", "/ready", "/metrics", "/docs", "/redoc", "/openapi.json", "/favicon.ico"})


class GateMiddleware:
    """Checks host, address and size; finds out who asks; counts."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state: AppState = scope["app"].state.platform
        scope["client_address"] = client_address(scope, state.settings.trusted_proxies)
        try:
            self._check(scope, state)
            limit = state.settings.max_body_bytes
            standing = await self._standing(scope, state)
        except PlatformError as refused:
            await platform_problem(scope, refused)(scope, receive, send)
            return
        if standing is not None:
            send = _telling(send, standing)
            if standing.is_over:
                await platform_problem(scope, standing.refusal())(scope, receive, send)
                return
        await self.app(scope, _bounded(receive, limit), send)

    def _check(self, scope: Scope, state: "AppState") -> None:
        """Refuse unknown hosts, NUL in the address, and bodies that say they are too large."""
        host = (header(scope, b"host") or "").rsplit(":", 1)[0].lower()
        if state.settings.allowed_hosts and host not in state.settings.allowed_hosts:
            raise RuleBroken("This server does not answer for that host name.", field="Host")
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            raise RuleBroken("The address must not contain NUL characters.", field="path")
        length = header(scope, b"content-length")
        if length is not None and length.isdigit() and int(length[:18]) > state.settings.max_body_bytes:
            raise TooLarge(f"The body may have at most {state.settings.max_body_bytes} bytes.")

    async def _standing(self, scope: Scope, state: "AppState") -> Standing | None:
        """Find out who asks and count the request; None where nothing is counted."""
        scope["principal"] = await self._principal(scope, state)
        if scope["path"] in UNCOUNTED or scope["path"].startswith("/static/"):
            return None
        known = scope["principal"] if isinstance(scope["principal"], Principal) else None
        return await state.limiter.count(known, scope["client_address"])

    async def _principal(self, scope: Scope, state: "AppState") -> Principal | PlatformError | None:
        """Who asks; None without a token; the refusal when the token is no good (raised where one is needed)."""
        written = header(scope, b"authorization")
        if written is None:
            return None
        scheme, _, token = written.partition(" ")
        if scheme.lower() != "bearer" or not token:
            return Unauthenticated("Send the token as `Authorization: Bearer <token>`.")
        try:
            return await state.identity.authenticate(token.strip())
        except PlatformError as refused:
            return refused


def _telling(send: Send, standing: Standing) -> Send:
    """A `send` that tells the caller where they stand."""
    added = standing.headers()

    async def telling(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *added]
        await send(message)

    return telling


def _bounded(receive: Receive, limit: int) -> Receive:
    """A `receive` that stops reading when a body without a stated length grows past `limit` bytes."""
    read = 0

    async def bounded() -> Message:
        nonlocal read
        message = await receive()
        if message["type"] == "http.request":
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413)
        return message

    return bounded

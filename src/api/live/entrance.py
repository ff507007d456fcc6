"""Who may open a socket: origin, credential, and whose log it is."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from src.api.addresses import client_address, header
from src.api.live.closing import CloseCode, Closing
from src.api.live.messages import next_text
from src.api.state import AppState
from src.core.errors import PlatformError, Unauthenticated, Unavailable
from src.core.principal import Principal

AUTH_SECONDS = 10.0
BEARER = "bearer"
SCOPE = "events:read"
DEFAULT_PORTS = {"http": 80, "https": 443}


def _place(authority: str, scheme: str) -> tuple[str, int | None] | None:
    """Host and port of `example.com:443`; None when it is not one."""
    try:
        parts = urlsplit(f"//{authority}")
        return (parts.hostname or "", parts.port or DEFAULT_PORTS.get(scheme))
    except ValueError:
        return None


def is_welcome(asking: HTTPConnection, state: AppState) -> bool:
    """Whether the host is one of ours, and the page that asks (when a page does) of this host or an allowed one."""
    host = header(asking.scope, b"host") or ""
    allowed_hosts = state.settings.allowed_hosts
    if allowed_hosts and host.rsplit(":", 1)[0].lower() not in allowed_hosts:
        return False
    origin = header(asking.scope, b"origin")
    if origin is None:
        return True
    allowed = {each.lower() for each in state.settings.cors_origins}
    if "*" in allowed or origin.lower() in allowed:
        return True
    scheme, _, authority = origin.lower().partition("://")
    own = _place(host, scheme)
    return scheme in DEFAULT_PORTS and own is not None and own == _place(authority, scheme)


@dataclass(frozen=True, slots=True)
class Credential:
    """What came with the handshake."""

    ticket: str | None
    token: str | None


def credential_of(websocket: WebSocket) -> Credential:
    """A ticket, or a token from the subprotocols or the `Authorization` header."""
    ticket = websocket.query_params.get("ticket")
    offered: list[str] = websocket.scope.get("subprotocols", [])
    if BEARER in offered:
        others = [each for each in offered if each != BEARER]
        return Credential(ticket, others[0] if others else None)
    scheme, _, token = (header(websocket.scope, b"authorization") or "").partition(" ")
    return Credential(ticket, token.strip() if scheme.lower() == BEARER else None)


async def admitted(websocket: WebSocket, state: AppState, user_id: str) -> Principal:
    """The person who opened an accepted socket, and may read the log of `user_id`.

    Raises:
        Closing: they may not, or cannot be told apart now.
    """
    address = client_address(websocket.scope, state.settings.trusted_proxies)
    try:
        principal = await _authenticated(websocket, state)
    except Unavailable as error:
        raise Closing(CloseCode.TRY_AGAIN_LATER, error.message) from error
    except PlatformError as error:
        await _count(state, None, address)
        raise Closing(CloseCode.UNAUTHORIZED, error.message) from error
    await _count(state, principal, address)
    if principal.user_id != user_id:
        raise Closing(CloseCode.FORBIDDEN, "This is somebody else's log.")
    if principal.agent_id is None and not principal.may(SCOPE):  # an agent hears of its own assignments in any case
        raise Closing(CloseCode.FORBIDDEN, f"This token does not have the scope {SCOPE}.")
    return principal


async def _count(state: AppState, principal: Principal | None, address: str) -> None:
    """Opening a socket counts as one request."""
    standing = await state.limiter.count(principal, address)
    if standing is not None and standing.is_over:
        raise Closing(CloseCode.RATE_LIMITED, standing.refusal().message, error_code="RATE_LIMIT_EXCEEDED")


async def _authenticated(websocket: WebSocket, state: AppState) -> Principal:
    credential = credential_of(websocket)
    if credential.ticket is not None:
        return await state.identity.redeem_ticket(credential.ticket)
    token = credential.token
    if token is None:
        token = await _token_of_first_message(websocket)
    return await state.identity.authenticate(token)


async def _token_of_first_message(websocket: WebSocket) -> str:
    try:
        async with asyncio.timeout(AUTH_SECONDS):
            text = await next_text(websocket)
    except TimeoutError:
        raise Unauthenticated("Nobody signed in within ten seconds.") from None
    try:
        message = orjson.loads(text or "")
    except orjson.JSONDecodeError:
        message = None
    token = message.get("token") if isinstance(message, dict) and message.get("type") == "auth" else None
    if not isinstance(token, str):
        raise Unauthenticated('Sign in first: send {"type": "auth", "token": "…"}.')
    return token

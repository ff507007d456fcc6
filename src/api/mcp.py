"""`/mcp`: the door of the MCP server. Who comes in, and what a client is told that has not signed in.

The server itself is in `src/mcp_server/`. Its library (the extra `mcp`) takes 0.7 seconds and 23 MB to load, so it is
loaded when the first request is let in.
"""

import asyncio
import importlib
import re
from functools import cache
from importlib.util import find_spec
from typing import Any

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from src.api.addresses import header
from src.api.edge import json_answer
from src.api.errors import platform_problem, problem
from src.api.live.entrance import is_welcome
from src.api.state import state_of
from src.core.errors import Forbidden, PlatformError, RuleBroken, Unauthenticated, Unavailable
from src.core.principal import Principal
from src.mcp_server.visits import VISIT, Visit, Workplace

PATH = "/mcp"
METADATA_PATH = f"/.well-known/oauth-protected-resource{PATH}"
IN_THE_ADDRESS = frozenset({"access_token", "token", "api_key", "ticket"})
HOST = re.compile(r"[A-Za-z0-9.\-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
HEADERS = ("MCP-Protocol-Version", "Mcp-Method", "Mcp-Name")
"""What clients in a browser send besides."""
NOT_INSTALLED = "This server was installed without its MCP part: install the extra `mcp` and start it again."


@cache
def is_installed() -> bool:
    """Whether the extra `mcp` is there. Loads nothing."""
    return find_spec("mcp") is not None


def mount(app: FastAPI) -> None:
    """Serve MCP, when its library is there; say what is missing otherwise."""
    if not is_installed():
        app.router.routes.append(Route(PATH, not_installed, methods=["GET", "POST", "DELETE"]))
        return
    app.state.mcp = McpDoor()
    app.router.routes.append(Route(PATH, app.state.mcp))
    app.router.routes.append(Route(METADATA_PATH, metadata))


async def not_installed(request: Request) -> Response:
    return problem(request.scope, status=404, code="RESOURCE_NOT_FOUND", message=NOT_INSTALLED)


async def metadata(request: Request) -> Response:
    """The resource as RFC 9728 describes it. No authorization server: tokens are made by their person, in the API."""
    from src.mcp_server.tools import SCOPES

    base = base_url(request)
    described = {
        "resource": base + PATH,
        "resource_name": "Proxy Agent Platform",
        "resource_documentation": f"{base}/docs",
        "bearer_methods_supported": ["header"],
        "scopes_supported": list(SCOPES),
    }
    return json_answer(described)


def base_url(request: Request) -> str:
    """Where the caller reached this server, as a proxy that the operator trusts says it."""
    scheme = request.url.scheme
    peer = request.client.host if request.client else ""
    if peer in state_of(request).settings.trusted_proxies:
        forwarded = header(request.scope, b"x-forwarded-proto")
        scheme = forwarded if forwarded in {"http", "https"} else scheme
    host = header(request.scope, b"host") or ""
    return f"{scheme}://{host if HOST.fullmatch(host) else 'localhost'}"


class McpDoor:
    """The endpoint of `/mcp`, and the library's session manager behind it, which runs from the first request on.

    `start` and `stop` belong into the application's lifespan. The manager holds a task group, which has to be left by
    the task that entered it: `_hold` is that task.
    """

    path = PATH
    """For logs and figures, as routes have it."""

    def __init__(self) -> None:
        self._opened: asyncio.Future[Any] | None = None
        self._holder: asyncio.Task[None] | None = None

    def start(self, *, max_body_bytes: int) -> None:
        """Wait for the first request."""
        self._wanted, self._ending = asyncio.Event(), asyncio.Event()
        self._opened = asyncio.get_running_loop().create_future()
        self._holder = asyncio.create_task(self._hold(self._opened, max_body_bytes), name="mcp")

    async def stop(self) -> None:
        """End it; what is underway is cancelled."""
        if self._holder is None:
            return
        self._opened = None
        self._ending.set()
        self._wanted.set()
        await self._holder
        self._holder = None

    async def _hold(self, opened: "asyncio.Future[Any]", max_body_bytes: int) -> None:
        await self._wanted.wait()
        if self._ending.is_set():
            return
        try:
            # In a thread, so that everybody else is answered meanwhile.
            server = await asyncio.to_thread(importlib.import_module, "src.mcp_server.streamable")
        except Exception as error:
            opened.set_exception(error)  # whoever waits is to hear of it
            return
        manager = server.session_manager(max_body_bytes=max_body_bytes)
        async with manager.run():
            opened.set_result(manager)
            await self._ending.wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self
        request = Request(scope, receive)
        try:
            principal = admitted(request)
        except Unauthenticated as error:
            await unauthenticated(request, error)(scope, receive, send)
            return
        if request.method != "POST":  # nothing is ever sent to a client that did not ask, and there are no sessions
            raise HTTPException(405, headers={"Allow": "POST"})
        state = state_of(request)
        workplace = Workplace(state.database, state.ai, state.settings.agent_lease_seconds)
        scope[VISIT] = Visit(workplace, principal)
        manager = await self._manager()
        await manager.handle_request(scope, receive, send)

    async def _manager(self) -> Any:
        if self._opened is None:
            raise Unavailable("The server is starting or stopping. Try again in a moment.")
        self._wanted.set()
        return await asyncio.shield(self._opened)


def admitted(request: Request) -> Principal:
    """Who asks. The gate has looked their token up; here it counts that they may come in at all.

    Raises:
        Forbidden: a page of another origin asks, or the host is none of ours.
        RuleBroken: a secret stands in the address, where logs and histories keep it.
        Unauthenticated: no valid token came with the request.
    """
    if not is_welcome(request, state_of(request)):
        raise Forbidden("Pages of that origin may not use this server: its operator names those that may.")
    if IN_THE_ADDRESS.intersection(request.query_params):
        raise RuleBroken("Send the token as `Authorization: Bearer <token>`, never in the address.", field="query")
    found = request.scope.get("principal")
    if isinstance(found, PlatformError):
        raise found
    if not isinstance(found, Principal):
        raise Unauthenticated("Sign in: send `Authorization: Bearer <token>`.")
    return found


def unauthenticated(request: Request, error: Unauthenticated) -> Response:
    """401 with where to read what a token must be (RFC 9728), as MCP's authorization asks for."""
    answer = platform_problem(request.scope, error)
    parts = [f'resource_metadata="{base_url(request)}{METADATA_PATH}"']
    if header(request.scope, b"authorization") is not None:
        parts.insert(0, 'error="invalid_token"')
    answer.headers["WWW-Authenticate"] = f"Bearer {', '.join(parts)}"
    return answer

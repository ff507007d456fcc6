"""The server over HTTP: each request is complete in itself, so that any worker can answer it."""

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

from src.mcp_server.server import Context, server_for
from src.mcp_server.visits import VISIT, Visit


async def visit_of(context: Context) -> Visit:
    """The visit of a request that was let in."""
    assert context.request is not None, "every message over HTTP has its request"
    visit: Visit = context.request.scope[VISIT]
    return visit


def session_manager(*, max_body_bytes: int) -> StreamableHTTPSessionManager:
    """A manager to `run()` once and to give requests to.

    Without sessions: who asks is looked up for every request, nothing is kept between two of them, and it does not
    matter which worker gets them. Answers are plain JSON; no stream stays open.
    """
    return StreamableHTTPSessionManager(
        server_for(visit_of), json_response=True, stateless=True, max_request_body_size=max_body_bytes
    )

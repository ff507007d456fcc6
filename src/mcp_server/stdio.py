"""The server over stdin and stdout, for a client that starts it as a process of its own."""

from collections.abc import Awaitable, Callable

from mcp.server.stdio import stdio_server

from src.core.principal import Principal
from src.mcp_server.server import Context, server_for
from src.mcp_server.visits import Visit, Workplace


async def serve(workplace: Workplace, who: Callable[[], Awaitable[Principal]]) -> None:
    """Answer until stdin ends. `who` is asked before every answer: a token that ends meanwhile opens nothing more."""

    async def visit_of(_: Context) -> Visit:
        return Visit(workplace, await who())

    server = server_for(visit_of)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())

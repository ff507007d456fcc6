"""Every tool there is, in the order in which they are listed."""

from typing import Any

from src.mcp_server.tool import Tool
from src.mcp_server.tools import capture, delegation, secretary, tasks

TOOLS: dict[str, Tool[Any]] = {
    each.name: each for each in (*secretary.TOOLS, *capture.TOOLS, *tasks.TOOLS, *delegation.TOOLS)
}
SCOPES = tuple(sorted({each.scope for each in TOOLS.values()}))

"""The platform as an MCP server: a few tools, resources and a prompt for AI agents, over the same services.

Reached at `/mcp` (`src/api/mcp.py`) and by `proxy-agent mcp` (`src/cli/mcp.py`). Only `server.py`, `streamable.py` and
`stdio.py` need the extra `mcp`.
"""

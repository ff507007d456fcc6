"""Two MCP sessions that work off one list, and say what they do.

    python examples/mcp_agents.py --url http://127.0.0.1:8000 --token pap_… --token pap_…

Each token is an agent's. Needs the extra `mcp`. Put your own model where `skill` is.
"""

import argparse
import asyncio
import json
from typing import Any

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client


def skill(task: dict[str, Any]) -> str:
    """The work itself. The words of the task are what is worked on, never instructions."""
    return f"Outline of “{task['title']}”, {len(task['steps'])} steps."


class Session:
    """One agent's session with the server."""

    def __init__(self, name: str, client: Client) -> None:
        self.name = name
        self.client = client

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any] | None:
        """What a tool answers; None when it refuses, which is said."""
        print(f"{self.name} → {tool} {json.dumps(arguments, ensure_ascii=False)}")
        result = await self.client.call_tool(tool, arguments)
        text: str = result.content[0].model_dump()["text"]
        print(f"{self.name} ← {text.splitlines()[0]}")
        return None if result.is_error else result.structured_content

    async def work(self) -> None:
        """Take what waits until nothing does."""
        while (answer := await self.call("next_assignment")) and (mine := answer["assignment"]):
            which = {"assignment_id": mine["assignment_id"], "epoch": mine["epoch"]}
            print(f"{self.name}   has “{mine['task']['title']}” until {mine['lease_expires_at']}")
            begun = await self.call("report_progress", **which, progress=0)
            result = skill(mine["task"])
            evidence = [{"kind": "text", "label": "outline", "content": result}]
            if begun is None or await self.call("submit_result", **which, result=result, evidence=evidence) is None:
                print(f"{self.name}   lets go of it")


async def session(name: str, url: str, token: str) -> None:
    """One session, from its beginning to its end."""
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60) as http,
        Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
    ):
        offered = ", ".join(each.name for each in (await client.list_tools()).tools)
        print(f"{name}   speaks MCP {client.protocol_version}, is offered {offered}")
        await Session(name, client).work()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--token", action="append", required=True, help="an agent's; once for each session")
    options = parser.parse_args()
    names = "ABCDEFGHIJ"
    await asyncio.gather(
        *(session(name, options.url, token) for name, token in zip(names, options.token, strict=False))
    )


if __name__ == "__main__":
    asyncio.run(main())

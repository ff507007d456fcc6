"""The example with two sessions on one list does what `docs/mcp.md` shows."""

import asyncio
import sys
from pathlib import Path

from src.mcp_server.tests.conftest import Join

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "mcp_agents.py"


async def test_two_sessions_work_off_one_list(join: Join) -> None:
    alice = await join()
    titles = [f"Letter {number}" for number in range(4)]
    for title in titles:
        await alice.delegate(title)
    tokens = [await alice.agent("a-1"), await alice.agent("a-2")]

    options = ["--url", alice.server.base_url, "--token", tokens[0], "--token", tokens[1]]
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(EXAMPLE), *options, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, errors = await process.communicate()

    submitted = await alice.call("GET", "/api/delegation/assignments?status=submitted")
    assert (process.returncode, errors) == (0, b"")
    assert sorted(each["task_title"] for each in submitted["assignments"]) == titles
    assert all(said.decode().count(f"“{title}” until") == 1 for title in titles)
    assert said.decode().count("Nothing waits") == 2

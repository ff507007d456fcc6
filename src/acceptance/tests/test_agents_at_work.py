"""Agents as processes of their own, against a real server: the example end to end, and one that dies at work."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from src.acceptance.tests.conftest import sign_up
from src.testing.server import Server, running_server

ROOT = Path(__file__).resolve().parents[3]
AT = "/api/delegation"


class Owner:
    """A person with agents."""

    def __init__(self, server: Server, name: str = "alice") -> None:
        headers = asyncio.run(sign_up(server.base_url, name))
        self.client = httpx2.Client(base_url=server.base_url, headers=headers, timeout=30)

    def post(self, path: str, body: Any = None) -> Any:
        answer = self.client.post(path, json=body)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    def get(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def register(self, agent_id: str, **fields: Any) -> str:
        wanted = {"agent_id": agent_id, "agent_type": "writer", **fields}
        return str(self.post(f"{AT}/agents/register", wanted)["token"])

    def delegate(self, title: str, **fields: Any) -> str:
        task = self.post("/api/v2/tasks", {"title": title})
        wanted = {"task_id": task["task_id"], "delegation_mode": "delegate", **fields}
        return str(self.post(f"{AT}/delegate", wanted)["assignment"]["assignment_id"])


def run_example(server: Server, agent_id: str, token: str) -> str:
    command = [sys.executable, str(ROOT / "examples/agent.py"), "--url", server.base_url, "--once"]
    ran = subprocess.run(
        [*command, "--agent-id", agent_id, "--token", token], capture_output=True, text=True, timeout=60, check=True
    )
    return ran.stdout


def test_the_example_works_through_a_list_and_takes_back_what_is_sent_back(database_url: str, tmp_path: Path) -> None:
    with running_server(database_url=database_url, data_dir=tmp_path / "data") as server:
        owner = Owner(server)
        token = owner.register("writer-1")
        wanted = [owner.delegate(title) for title in ("Letter", "Talk")]

        first = run_example(server, "writer-1", token)
        owner.post(f"{AT}/assignments/{wanted[0]}/reject", {"reason": "Shorter, please."})
        second = run_example(server, "writer-1", token)
        for each in wanted:
            owner.post(f"{AT}/assignments/{each}/complete")
        letter = owner.get(f"{AT}/assignments/{wanted[0]}")

    assert "handed in 2" in first
    assert "handed in 1" in second
    assert letter["status"] == "completed"
    assert "(Changed: Shorter, please.)" in letter["evidence"][-1]["content"]
    assert len(Path(ROOT / "examples/agent.py").read_text().splitlines()) < 100


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_a_killed_agent_held_is_taken_by_another(database_url: str, tmp_path: Path) -> None:
    with running_server(database_url=database_url, data_dir=tmp_path / "data") as server:
        owner = Owner(server)
        token, other = owner.register("first"), owner.register("second")
        held = owner.delegate("Letter", lease_seconds=5)
        claim = (
            "import httpx2, os, signal;"
            f"httpx2.post('{server.base_url}{AT}/assignments/claim', headers={{'Authorization': 'Bearer {token}'}});"
            "os.kill(os.getpid(), signal.SIGKILL)"
        )
        died = subprocess.run([sys.executable, "-c", claim], check=False, timeout=60)
        before = owner.get(f"{AT}/assignments/{held}")

        began = time.monotonic()
        while owner.get(f"{AT}/assignments/{held}")["status"] != "pending":
            assert time.monotonic() - began < 60, "the lease was never returned"
            time.sleep(0.2)
        printed = run_example(server, "second", other)
        after = owner.get(f"{AT}/assignments/{held}")

    assert died.returncode == -9
    assert (before["status"], before["assigned_to"]) == ("accepted", "agent:first")
    assert "handed in 1" in printed
    assert (after["status"], after["assigned_to"], after["epoch"]) == ("submitted", "agent:second", 3)

"""A whole agent: it claims, works under a lease, shows evidence, and takes back what its owner sends back.

    python examples/agent.py --url http://127.0.0.1:8000 --agent-id writer-1 --token pap_…

Needs `httpx2`. Put your own work where `skill` is.
"""

import argparse
import time
from typing import Any

import httpx2

POLL_SECONDS = 30.0


def skill(task: dict[str, Any]) -> str:
    """The work itself. Here: an outline. The words of the task are what is worked on, never instructions."""
    steps = [step["description"] for step in task["steps"]] or ["Begin", "Go on", "Finish"]
    return "\n".join([f"Outline of “{task['title']}”", *(f"{place}. {step}" for place, step in enumerate(steps, 1))])


class Agent:
    """One agent of one person."""

    def __init__(self, client: httpx2.Client, agent_id: str) -> None:
        self.client = client
        self.agent_id = agent_id

    def step(self, assignment: dict[str, Any], step: str, **body: Any) -> dict[str, Any] | None:
        """Take a step with the epoch that we hold; None when the assignment is no longer ours."""
        path = f"/api/delegation/assignments/{assignment['assignment_id']}/{step}"
        answer = self.client.post(path, json={"epoch": assignment["epoch"], **body})
        if answer.status_code == 409:
            print(f"lost {assignment['task_title']}: {answer.json()['detail']}")
            return None
        answer.raise_for_status()
        taken: dict[str, Any] = answer.json()
        return taken

    def work(self, assignment: dict[str, Any]) -> bool:
        """Do one assignment; whether its result was handed in."""
        print(f"working on {assignment['task_title']}")
        if assignment["status"] == "accepted" and self.step(assignment, "start") is None:
            return False
        result = skill(assignment["task"])
        if assignment["rejection_reason"]:
            result += f"\n(Changed: {assignment['rejection_reason']})"
        if self.step(assignment, "progress", progress=90, note="Checking it once more.") is None:
            return False
        evidence = [{"kind": "text", "label": "outline", "content": result}]
        return self.step(assignment, "submit", result="Here is an outline.", evidence=evidence) is not None

    def sent_back(self) -> list[dict[str, Any]]:
        """What the owner wants changed: in progress again, with a reason."""
        path = f"/api/delegation/assignments/agent/{self.agent_id}"
        listed = self.client.get(path, params={"status": "in_progress"}).raise_for_status().json()["assignments"]
        wanted = [each["assignment_id"] for each in listed if each["rejection_reason"]]
        return [self.client.get(f"/api/delegation/assignments/{key}").raise_for_status().json() for key in wanted]

    def turn(self) -> int:
        """Give a sign, then do whatever there is; how many results were handed in."""
        self.client.post(f"/api/delegation/agents/{self.agent_id}/heartbeat").raise_for_status()
        done = sum(self.work(each) for each in self.sent_back())
        while (answer := self.client.post("/api/delegation/assignments/claim")).status_code == 200:
            done += self.work(answer.json())
        if answer.status_code == 409:  # paused, full, or the day's budget is used
            print(f"nothing now: {answer.json()['detail']}")
        return done


def main() -> None:
    parser = argparse.ArgumentParser(description="An agent that writes outlines.")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--agent-id", required=True)
    parser.add_argument("--token", required=True, help="what registering the agent answered")
    parser.add_argument("--once", action="store_true", help="stop when nothing is left")
    wanted = parser.parse_args()
    headers = {"Authorization": f"Bearer {wanted.token}"}
    with httpx2.Client(base_url=wanted.url, headers=headers, timeout=30) as client:
        agent = Agent(client, wanted.agent_id)
        while True:
            try:
                print(f"handed in {agent.turn()}")
            except httpx2.HTTPStatusError as refused:
                if refused.response.status_code not in {429, 503}:
                    raise
                time.sleep(float(refused.response.headers.get("Retry-After", POLL_SECONDS)))
            if wanted.once:
                return
            time.sleep(POLL_SECONDS)


if __name__ == "__main__":
    main()

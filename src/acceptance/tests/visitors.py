"""Who visits every operation of the document: somebody with a row of everything that an address can name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2

from src.acceptance.tests.conftest import PASSWORD


@dataclass
class Visitor:
    """Somebody with one row of everything, so that an address can name something that is there."""

    base_url: str
    name: str
    headers: dict[str, str]
    rows: dict[str, str] = field(default_factory=dict)
    agent_token: str = ""

    def make(self, client: httpx2.Client, path: str, body: dict[str, Any], *, id_field: str) -> str:
        answer = client.post(path, json=body)
        assert answer.status_code in {200, 201}, answer.text
        self.rows[id_field] = answer.json()[id_field]
        return self.rows[id_field]

    def settle(self, path: str | None = None, *, with_pet: bool = False) -> "Visitor":
        """Make what an operation at `path` may name; without a path, all there is."""
        with httpx2.Client(base_url=self.base_url, headers=self.headers, timeout=30) as client:
            self.rows["other_id"] = self.make(client, "/api/v2/tasks", {"title": "other"}, id_field="task_id")
            self.make(client, "/api/v2/tasks", {"title": "Buy oat milk"}, id_field="task_id")
            self.rows["user_id"] = client.get("/api/auth/profile").json()["user_id"]
            self.rows["zone_id"] = client.get("/api/compass/zones").json()["zones"][0]["zone_id"]
            for prefix, part in PARTS.items():
                if path is None or path.startswith(prefix):
                    part(self, client)
            if with_pet:
                self.make(client, "/api/pets", {"species": "owl", "name": "Olm"}, id_field="pet_id")
        return self

    def sign_in_again(self, client: httpx2.Client) -> None:
        scopes = {"name": "shortcut", "scopes": ["tasks:read"]}
        self.make(client, "/api/auth/tokens", scopes, id_field="token_id")
        self.rows["session_id"] = client.get("/api/auth/sessions").json()["sessions"][0]["session_id"]

    def plan(self, client: httpx2.Client) -> None:
        """A remark and a step on a task, and a project."""
        task = self.rows["task_id"]
        self.make(client, f"/api/v2/tasks/{task}/comments", {"content": "soon"}, id_field="comment_id")
        self.make(client, f"/api/v2/tasks/{task}/micro-steps", {"description": "shoes on"}, id_field="step_id")
        self.make(client, "/api/v2/projects", {"name": f"Kitchen {task}"}, id_field="project_id")

    def log_energy(self, client: httpx2.Client) -> None:
        self.make(client, "/api/energy/set", {"energy_level": 2}, id_field="snapshot_id")

    def open_room(self, client: httpx2.Client) -> None:
        self.make(client, "/api/focus/rooms", {}, id_field="room_id")

    def promise(self, client: httpx2.Client) -> None:
        """A finished task, a promise and one that was kept."""
        done = client.post("/api/v2/tasks", json={"title": "done", "status": "done"}).json()
        self.rows["done_id"] = done["task_id"]
        reward = self.make(client, "/api/rewards/custom", {"name": "tea", "cost_xp": 1}, id_field="reward_id")
        self.make(client, f"/api/rewards/custom/{reward}/redeem", {}, id_field="redemption_id")

    def keep_template(self, client: httpx2.Client) -> None:
        template = {"name": "Pack", "category": "Work", "steps": [{"description": "Go"}], "is_public": True}
        kept = self.make(client, "/api/templates", template, id_field="template_id")
        self.rows["share_code"] = client.get(f"/api/templates/{kept}").json()["share_code"]

    def delegate(self, client: httpx2.Client) -> None:
        """An agent that was offered a task, another that has a file to show, and a token to speak for the first."""
        at = "/api/delegation"
        wanted = {"agent_id": "helper", "agent_type": "any", "scopes": ["tasks:read"], "max_concurrent_tasks": 100}
        self.agent_token = client.post(f"{at}/agents/register", json=wanted).json()["token"]
        for title in ("offered", "underway", "handed_in"):
            task = client.post("/api/v2/tasks", json={"title": title}).json()["task_id"]
            mode = {"task_id": task, "delegation_mode": "do_with_me", "agent_id": "helper"}
            made = client.post(f"{at}/delegate", json=mode).json()["assignment"]
            self.rows[title] = made["assignment_id"]
        self.rows["agent_id"] = "helper"
        self.rows["assignment_id"] = self.rows["offered"]
        for title in ("underway", "handed_in"):
            on_it = f"{at}/assignments/{self.rows[title]}"
            assert client.post(f"{on_it}/accept").status_code == 200
        assert client.post(f"{on_it}/submit", json={"result": "done"}).status_code == 200
        on_it = f"{at}/assignments/{self.rows['underway']}"
        file = client.post(f"{on_it}/evidence", params={"file_name": "a.txt"}, content=b"a").json()
        self.rows["evidence_id"] = file["evidence_id"]

    def capture(self, client: httpx2.Client) -> None:
        """One capture that was corrected and saved, for its lesson, and one that is still to be saved."""
        taught = client.post("/api/capture", json={"text": "ring Kessler"}).json()
        edit = {"item_id": taught["parsed_items"][0]["item_id"], "project_hint": "Clients"}
        client.post("/api/capture/save", json={"capture_id": taught["capture_id"], "items": [edit]})
        self.rows["lesson_id"] = client.get("/api/capture/lessons").json()["lessons"][0]["lesson_id"]
        self.make(client, "/api/capture", {"text": "dentist at 7 tomorrow"}, id_field="capture_id")

    def body_that_works(self, operation_id: str) -> dict[str, Any] | None:
        """For operations that chance never hits: they need a password, a token, or a word from a list."""
        login = {"username": self.name, "password": PASSWORD}
        if operation_id == "refresh":
            answer = httpx2.post(f"{self.base_url}/api/auth/login", json=login)
            return {"refresh_token": answer.json()["refresh_token"]}
        if operation_id == "complete_focus":
            httpx2.post(f"{self.base_url}/api/focus/start", json={}, headers=self.headers)
            running = httpx2.get(f"{self.base_url}/api/focus/status", headers=self.headers).json()["session"]
            return {"session_id": running["session_id"]}
        bodies: dict[str, dict[str, Any]] = {
            "login": login,
            "change_password": {"current_password": PASSWORD, "new_password": f"{PASSWORD}-2"},
            "delete_account": {"password": PASSWORD},
            "clarify_capture": {"capture_id": self.rows.get("capture_id", ""), "answers": {"due_time": "19:00"}},
            "save_capture": {"capture_id": self.rows.get("capture_id", "")},
            "complete_ritual": {"skipped": True},
            "skip_one_thing": {"task_id": self.rows["other_id"], "reason": "not_now"},
            "update_zone": {"simple_goal": "A little every day"},
            "claim_reward": {"task_id": self.rows.get("done_id", "")},
            "use_theme": {"theme": "solarized"},
            "calculate_xp": {"task_id": self.rows["other_id"], "completion_time_hours": 1},
            "pause_streak": {},
            "delegate_task": {"task_id": self.rows["other_id"], "delegation_mode": "delegate"},
            "propose_deletion": {"task_id": self.rows["task_id"], "reason": "twice"},
            "import_template": {"share_code": self.rows.get("share_code", "")},
            "apply_template": {"variables": {}},
            "create_token": {"name": "shortcut", "scopes": ["tasks:read"]},
        }
        return bodies.get(operation_id)


PARTS: dict[str, Callable[[Visitor, httpx2.Client], None]] = {
    "/api/auth": Visitor.sign_in_again,
    "/api/v2": Visitor.plan,
    "/api/v1": Visitor.plan,
    "/api/capture": Visitor.capture,
    "/api/energy": Visitor.log_energy,
    "/api/focus": Visitor.open_room,
    "/api/rewards": Visitor.promise,
    "/api/templates": Visitor.keep_template,
    "/api/delegation": Visitor.delegate,
}
"""What has to be there before, by the beginning of an operation's path."""

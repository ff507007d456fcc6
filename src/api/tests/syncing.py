"""Sending what a phone did while it was offline, for the tests of mobile."""

from datetime import datetime
from typing import Any

from src.conftest import Person

SYNC = "/api/mobile/sync"
Json = dict[str, Any]


def at(moment: datetime) -> str:
    """An instant as phones write it."""
    return moment.isoformat().replace("+00:00", "Z")


def status(client_id: str, task_id: str, status: str = "done", **fields: Any) -> Json:
    return {"client_id": client_id, "type": "status", "task_id": task_id, "status": status, **fields}


def step(client_id: str, step_id: str, *, is_completed: bool = True, **fields: Any) -> Json:
    return {"client_id": client_id, "type": "step", "step_id": step_id, "is_completed": is_completed, **fields}


def capture(client_id: str, text: str = "buy milk", **fields: Any) -> Json:
    return {"client_id": client_id, "type": "capture", "text": text, **fields}


def energy(client_id: str, level: int = 2, **fields: Any) -> Json:
    return {"client_id": client_id, "type": "energy", "energy_level": level, **fields}


def focus(client_id: str, action: str = "start", **fields: Any) -> Json:
    return {"client_id": client_id, "type": "focus", "action": action, **fields}


async def synced(person: Person, *operations: Any, **body: Any) -> Json:
    """The whole answer."""
    answer = await person.post(SYNC, json={"operations": list(operations), **body})
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def sent(person: Person, *operations: Any) -> list[Json]:
    """The results."""
    results: list[Json] = (await synced(person, *operations))["results"]
    return results


async def sent_one(person: Person, operation: Json) -> Json:
    (result,) = await sent(person, operation)
    return result


async def step_of(person: Person, task_id: str, description: str = "Open the door") -> str:
    """A step of a task, made through the API."""
    made = await person.post(f"/api/v2/tasks/{task_id}/micro-steps", json={"description": description})
    step_id: str = made.json()["step_id"]
    return step_id


def as_first_answered(result: Json) -> Json:
    """A result as it was when nothing had been sent before."""
    return {**result, "outcome": "applied"} if result["outcome"] == "repeated" else result


async def state_of(person: Person) -> Json:
    """Everything of this person's without identifiers and instants: what two histories can be compared by."""
    tables: Json = (await person.get("/api/auth/account/export")).json()["tables"]
    return {
        "tasks": sorted((row["title"], row["status"]) for row in tables["tasks"]),
        "steps": sorted((row["description"], row["is_completed"]) for row in tables["micro_steps"]),
        "captures": sorted((row["raw_text"], row["status"]) for row in tables["captures"]),
        "energy": sorted((row["energy_level"], row["notes"] or "") for row in tables["energy_snapshots"]),
        "sessions": sorted(
            (row["technique"], row["task_title"] or "", row["ended_at"] is None, row["is_completed"])
            for row in tables["focus_sessions"]
        ),
        "ledger": sorted((row["source"], row["amount"]) for row in tables["xp_ledger"]),
        "total": tables["xp_totals"][0]["total"],
        "efforts": sum(row["amount"] for row in tables["xp_ledger"] if row["source"] != "achievement"),
        "events": sorted(row["type"] for row in tables["events"]),
    }

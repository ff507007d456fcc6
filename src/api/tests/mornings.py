"""Mornings over HTTP, for the tests of days."""

from typing import Any

from src.conftest import Person

RITUAL = "/api/ritual"
SKIP = {"skipped": True}


async def completed(person: Person, *task_ids: str, **body: Any) -> dict[str, Any]:
    chosen = {f"focus_task_{place}_id": task_id for place, task_id in enumerate(task_ids, start=1)}
    answer = await person.post(f"{RITUAL}/complete", json={**chosen, **body})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def seen(person: Person, path: str) -> dict[str, Any]:
    answer = await person.get(f"{RITUAL}/{path}")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def done(person: Person, task_id: str) -> None:
    answer = await person.patch(f"/api/v2/tasks/{task_id}/status", json={"status": "done"})
    assert answer.status_code == 200, answer.text


async def move_to(person: Person, zone: str) -> None:
    assert (await person.put("/api/auth/profile", json={"timezone": zone})).status_code == 200

"""Focus through the API, for tests."""

from typing import Any

from src.conftest import Person
from src.database.connection import Database
from src.database.models import XpEntry
from src.repositories.xp import XpRepository

FOCUS = "/api/focus"


async def started(person: Person, **wanted: Any) -> dict[str, Any]:
    answer = await person.post(f"{FOCUS}/start", json=wanted)
    assert answer.status_code == 201, answer.text
    session: dict[str, Any] = answer.json()
    return session


async def told(person: Person, action: str, **body: Any) -> dict[str, Any]:
    """The answer of `POST /api/focus/{action}`."""
    answer = await person.post(f"{FOCUS}/{action}", json=body)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def status(person: Person) -> Any:
    """The running session, or None."""
    return (await asked(person, "status"))["session"]


async def asked(person: Person, what: str, **query: Any) -> dict[str, Any]:
    """The answer of `GET /api/focus/{what}`."""
    answer = await person.get(f"{FOCUS}/{what}", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def task_now(person: Person, task: dict[str, Any]) -> dict[str, Any]:
    answer = await person.get(f"/api/v2/tasks/{task['task_id']}")
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


async def events_of(person: Person, prefix: str = "focus_") -> list[dict[str, Any]]:
    events = (await person.get("/api/events", params={"since": 0})).json()["events"]
    return [event for event in events if event["type"].startswith(prefix)]


async def ledger(database: Database, person: Person, session: dict[str, Any]) -> XpEntry | None:
    """What the ledger has of a session."""
    async with database.unit_of_work(writes=False, owner_id=person.user_id) as uow:
        return await XpRepository(uow).award("focus", session["session_id"])

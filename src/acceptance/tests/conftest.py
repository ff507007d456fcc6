"""People who talk to a real server over HTTP, a database that survives, and what must be true of it afterwards."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from src.database import schema
from src.database.connection import Database
from src.database.models import Capture, EventRecord, Task, XpEntry
from src.repositories.xp import DRIFTED
from src.testing.postgres import PostgresServer, start_postgres

PASSWORD = "plum-kettle-harbour"
TASKS = select(Task.task_id, Task.title, Task.status)
CAPTURES = select(Capture.capture_id, Capture.raw_text)
PAID = select(XpEntry.source_id).where(XpEntry.source == "task")
LOGGED = select(EventRecord.user_id, EventRecord.seq).order_by(EventRecord.user_id, EventRecord.seq)


@dataclass(frozen=True, slots=True)
class Store:
    """A migrated database that keeps what it has acknowledged; `server` when it is a PostgreSQL of this test's own."""

    url: str
    server: PostgresServer | None = None


@pytest.fixture(params=["sqlite", "postgresql"])
def durable_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "app.db")
        yield Store(f"sqlite:///{tmp_path / 'app.db'}")
        return
    with start_postgres(durable=True) as server:
        url = server.create_database("acceptance")
        schema.upgrade(url)
        yield Store(url, server if server.is_ours else None)


async def sign_up(base_url: str, name: str) -> dict[str, str]:
    """Register somebody; the headers that speak for them."""
    async with httpx2.AsyncClient(base_url=base_url, timeout=30) as client:
        wanted = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
        answer = await client.post("/api/auth/register", json=wanted)
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def is_problem(answer: httpx2.Response, status: int) -> bool:
    """Whether this is a problem document of that status."""
    is_declared = answer.headers["content-type"] == "application/problem+json"
    return answer.status_code == status and is_declared and answer.json()["status"] == status


@dataclass(frozen=True, slots=True)
class Books:
    """What a database holds, read past the server."""

    tasks: dict[str, Any]
    titles: Counter[str]
    captures: dict[str, str]
    paid: Counter[str]
    logs: dict[str, list[int]]
    drifted: list[Any]

    def assert_sound(self) -> None:
        """Each completion paid once and nothing else, totals equal to their ledgers, logs numbered 1 … n."""
        done = {task_id for task_id, status in self.tasks.items() if status == "done"}
        assert set(self.paid) == done
        assert set(self.paid.values()) <= {1}
        assert self.drifted == []
        assert all(log == list(range(1, len(log) + 1)) for log in self.logs.values())


async def books_of(url: str) -> Books:
    """Everything that must add up, in one read."""
    database = Database(url)
    try:
        async with database.unit_of_work(writes=False) as uow:
            tasks = await uow.rows(TASKS)
            captures = dict(await uow.rows(CAPTURES))
            paid = await uow.rows(PAID)
            logged = await uow.rows(LOGGED)
            drifted = await uow.rows(DRIFTED)
    finally:
        await database.close()
    logs: dict[str, list[int]] = {}
    for user_id, seq in logged:
        logs.setdefault(user_id, []).append(seq)
    return Books(
        tasks={task_id: status for task_id, _, status in tasks},
        titles=Counter(title for _, title, _ in tasks),
        captures=captures,
        paid=Counter(source_id.rpartition(":")[0] for (source_id,) in paid),
        logs=logs,
        drifted=list(drifted),
    )

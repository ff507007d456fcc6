"""The ceiling: a bare ASGI app that runs the platform's own SQL with the driver directly and encodes with orjson.

No framework, no authentication, no validation, no rate limits. Same statements, same transactions, same durability.
Started by `bench/run.py` with BENCH_DATABASE_URL and BENCH_USER_ID set.
"""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import asyncpg
import orjson

from src.core.ids import new_id
from src.database.connection import engine_of, postgresql_dsn, sqlite_path
from src.database.events import APPEND, TAKE_NUMBERS
from src.database.models import NO_DUE_DATE, Task, XpEntry
from src.database.models.tasks import search_key
from src.database.sqlite import open_connection
from src.database.statements import Prepared, prepare
from src.database.types import Engine, instant_text
from src.database.unit_of_work import insert_of
from src.repositories.achievements import COUNTS, KEEP_COUNTS
from src.repositories.assignments import CLOSE_OF_TASKS
from src.repositories.days import EVERYTHING
from src.repositories.micro_steps import OF_TASK
from src.repositories.pets import HOLD
from src.repositories.projects import INBOX
from src.repositories.rewards import RUNNING_POWER_HOUR
from src.repositories.streaks import FACTS
from src.repositories.task_dependencies import WAITING_FOR
from src.repositories.task_lists import ListShape, count_statement, list_statement
from src.repositories.tasks import COMPLETE, MOVE, TASK
from src.repositories.xp import ADD_TO_TOTAL

URL = os.environ["BENCH_DATABASE_URL"]
USER = os.environ["BENCH_USER_ID"]
ENGINE = engine_of(URL)
SHAPE = ListShape(frozenset(), with_blocked=False, sort="-created_at", paging="offset")
SQL: dict[str, Prepared] = {
    "count": prepare(count_statement(SHAPE), ENGINE),
    "list": prepare(list_statement(SHAPE), ENGINE),
    "task": prepare(TASK, ENGINE),
    "steps": prepare(OF_TASK, ENGINE),
    "inbox": prepare(INBOX, ENGINE),
    "insert": prepare(insert_of(Task), ENGINE),
    "move": prepare(MOVE, ENGINE),
    "seq": prepare(TAKE_NUMBERS, ENGINE),
    "event": prepare(APPEND, ENGINE),
    "complete": prepare(COMPLETE, ENGINE),
    "handed_over": prepare(CLOSE_OF_TASKS, ENGINE),
    "days": prepare(EVERYTHING, ENGINE),
    "streak": prepare(FACTS, ENGINE),
    "award": prepare(insert_of(XpEntry, skip_existing=True, engine=ENGINE), ENGINE),
    "total": prepare(ADD_TO_TOTAL, ENGINE),
    "pet": prepare(HOLD, ENGINE),
    "power_hour": prepare(RUNNING_POWER_HOUR, ENGINE),
    "waiting": prepare(WAITING_FOR, ENGINE),
    "counts": prepare(COUNTS, ENGINE),
    "keep_counts": prepare(KEEP_COUNTS, ENGINE),
}
Rows = list[tuple[Any, ...]]


class Sqlite:
    def __init__(self) -> None:
        self.raw = open_connection(sqlite_path(URL))

    async def fetch(self, name: str, **values: Any) -> Rows:
        prepared = SQL[name]
        found: Rows = self.raw.execute(prepared.sql, prepared.arguments(values)).fetchall()
        return found

    async def write(self, work: Callable[["Sqlite"], Awaitable[Any]]) -> Any:
        self.raw.execute("BEGIN IMMEDIATE")
        answer = await work(self)
        self.raw.execute("COMMIT")
        return answer


class Postgresql:
    def __init__(self, pool: Any, raw: Any = None) -> None:
        self.pool = pool
        self.raw = raw

    async def fetch(self, name: str, **values: Any) -> Any:
        prepared = SQL[name]
        return await (self.raw or self.pool).fetch(prepared.sql, *prepared.arguments(values))

    async def write(self, work: Callable[["Postgresql"], Awaitable[Any]]) -> Any:
        async with self.pool.acquire() as raw:
            await raw.execute("BEGIN")
            answer = await work(Postgresql(self.pool, raw))
            await raw.execute("COMMIT")
            return answer


database: Any = None


def encoded(name: str, rows: Any) -> list[dict[str, Any]]:
    names = SQL[name].names
    return [dict(zip(names, row, strict=True)) for row in rows]


async def announce(db: Any, now: datetime, *told: tuple[str, str, str, dict[str, Any]]) -> None:
    """Events as `(type, entity type, entity id, data)`."""
    last = (await db.fetch("seq", log_user_id=USER, how_many=len(told)))[0][0]
    for seq, (type_, entity_type, entity_id, data) in enumerate(told, start=last - len(told) + 1):
        await db.fetch(
            "event", p_event_id=new_id(), p_user_id=USER, p_seq=seq, p_type=type_, p_entity_type=entity_type,
            p_entity_id=entity_id, p_data=data, p_actor=f"user:{USER}", p_occurred_at=now,
        )  # fmt: skip


async def list_tasks(query: dict[str, str]) -> bytes:
    total = (await database.fetch("count", owner_id=USER))[0][0]
    rows = await database.fetch("list", owner_id=USER, offset=int(query.get("offset", 0)), limit=51)
    return orjson.dumps({"tasks": encoded("list", rows[:50]), "total": total}, option=orjson.OPT_UTC_Z)


async def get_task(task_id: str) -> bytes:
    task = encoded("task", await database.fetch("task", owner_id=USER, key=task_id))[0]
    task["micro_steps"] = encoded("steps", await database.fetch("steps", owner_id=USER, task_id=task_id))
    return orjson.dumps(task, option=orjson.OPT_UTC_Z)


async def create_task(wanted: dict[str, Any]) -> bytes:
    async def work(db: Any) -> bytes:
        now = datetime.now(UTC)
        inbox = (await db.fetch("inbox", owner_id=USER))[0][0]
        task_id, title = new_id(), wanted["title"]
        values: dict[str, Any] = dict.fromkeys(SQL["insert"].required)
        values |= {
            f"p_{name}": value
            for name, value in {
                "task_id": task_id, "user_id": USER, "project_id": inbox, "level": 0, "title": title,
                "description": "", "status": "todo", "priority": "medium", "priority_rank": 2, "actual_hours": 0.0,
                "tags": [], "due_at": NO_DUE_DATE, "recurrence_from": "schedule", "occurrence": 1,
                "scope": "simple", "delegation_mode": "do", "capture_type": "task", "is_meta_task": False,
                "task_source": "user", "completion_count": 0, "version": 1, "title_key": title.casefold(),
                "search_id": search_key(), "search_words": title.casefold(), "created_at": now, "updated_at": now,
            }.items()
        }  # fmt: skip
        await db.fetch("insert", **values)
        await announce(db, now, ("task_created", "task", task_id, {"task_id": task_id, "title": title}))
        task = encoded("task", await db.fetch("task", owner_id=USER, key=task_id))[0]
        return orjson.dumps(task, option=orjson.OPT_UTC_Z)

    answer: bytes = await database.write(work)
    return answer


async def set_status(task_id: str, wanted: dict[str, Any]) -> bytes:
    async def work(db: Any) -> bytes:
        now = datetime.now(UTC)
        await db.fetch("move", owner_id=USER, key=task_id, new_status=wanted["status"], now=now)
        data = {"task_id": task_id, "status": wanted["status"], "updated_at": instant_text(now)}
        await announce(db, now, ("task_update", "task", task_id, data))
        task = encoded("task", await db.fetch("task", owner_id=USER, key=task_id))[0]
        return orjson.dumps(task, option=orjson.OPT_UTC_Z)

    answer: bytes = await database.write(work)
    return answer


async def complete_task(task_id: str) -> bytes:
    """Everything that the platform asks for and writes; what it works out from that is left out."""

    async def work(db: Any) -> bytes:
        now = datetime.now(UTC)
        moved = encoded("complete", await db.fetch("complete", owner_id=USER, key=task_id, done_at=now, now=now))[0]
        await db.fetch(
            "handed_over", owner_id=USER, task_ids=[task_id], of_submitted="completed", completed_at=now, now=now
        )
        await db.fetch("days", owner_id=USER, since=now - timedelta(days=800))
        await db.fetch("streak", owner_id=USER)
        entry_id = new_id()
        await db.fetch(
            "award", p_entry_id=entry_id, p_user_id=USER, p_source="task", p_amount=15, p_reason=moved["title"],
            p_source_id=f"{task_id}:{moved['completion_count']}", p_zone_id=None, p_minutes=None,
            p_local_day=now.date(), p_earned_at=now,
        )  # fmt: skip
        total = (await db.fetch("total", owner_id=USER, amount=15))[0][0]
        await db.fetch("pet", owner_id=USER)
        await db.fetch("power_hour", owner_id=USER, at=now)
        await db.fetch("waiting", owner_id=USER, task_id=task_id)
        task = encoded("task", await db.fetch("task", owner_id=USER, key=task_id))[0]
        counts = orjson.loads((await db.fetch("counts", owner_id=USER))[0][0])
        await db.fetch("keep_counts", owner_id=USER, counts=counts)
        data = {"task_id": task_id, "status": "done", "updated_at": instant_text(now)}
        gained = {"xp_amount": 15, "new_total": total, "reason": moved["title"], "source": "task"}
        await announce(db, now, ("xp_gained", "xp", entry_id, gained), ("task_update", "task", task_id, data))
        return orjson.dumps({**task, "xp_earned": 15, "next_occurrence_id": None}, option=orjson.OPT_UTC_Z)

    answer: bytes = await database.write(work)
    return answer


async def start() -> None:
    global database  # noqa: PLW0603 the one thing this process holds
    if ENGINE is Engine.SQLITE:
        database = Sqlite()
    else:
        database = Postgresql(await asyncpg.create_pool(postgresql_dsn(URL), min_size=1, max_size=10))


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    if database is None:
        await start()
    body = (await receive()).get("body", b"")
    path, method = scope["path"], scope["method"]
    task_id = path[14:50]
    if path == "/ready":
        answer = b"{}"
    elif method == "GET" and path == "/api/v2/tasks":
        answer = await list_tasks(dict(parse_qsl(scope["query_string"].decode())))
    elif method == "GET":
        answer = await get_task(task_id)
    elif method == "POST":
        answer = await create_task(orjson.loads(body))
    else:
        wanted = orjson.loads(body)
        is_done = wanted["status"] == "done"
        answer = await (complete_task(task_id) if is_done else set_status(task_id, wanted))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})

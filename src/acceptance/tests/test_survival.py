"""kill -9 while people write: what was acknowledged stays, is paid once, and the server is soon back."""

import asyncio
import logging
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx2

from src.acceptance.tests.conftest import Store, books_of, sign_up
from src.testing.server import Server, running_server

figures = logging.getLogger("acceptance")  # seen with `--log-cli-level=info`
KILLS = 10  # on each engine
WRITING_SECONDS = 0.3
READY_LIMIT_SECONDS = 30  # the claim is 5; a busy machine must not fail the test
PEOPLE = ("alice", "bob", "carol")
DATABASE_FALLS_TOO_EVERY = 5


@dataclass
class Acknowledged:
    """What clients were told is done."""

    created: dict[str, str] = field(default_factory=dict)
    completed: set[str] = field(default_factory=set)
    captured: dict[str, str] = field(default_factory=dict)
    saved: set[str] = field(default_factory=set)
    lost_answers: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    slowest_seconds: float = 0
    is_over: bool = False


class Writer:
    """Makes tasks and completes them, captures thoughts and saves them, on one keep-alive connection, repeating
    whatever got no answer."""

    def __init__(self, base_url: str, headers: dict[str, str], name: str, seen: Acknowledged) -> None:
        self.client = httpx2.AsyncClient(base_url=base_url, headers=headers, timeout=20)
        self.name = name
        self.seen = seen

    async def write(self) -> None:
        async with self.client:
            for number in count():
                if self.seen.is_over:
                    return
                title = f"{self.name} {number}"
                made = await self._until_answered("POST", "/api/v2/tasks", {"title": title}, key=title)
                if made is None:
                    return
                assert made.status_code == 201, made.text
                task_id = made.json()["task_id"]
                self.seen.created[task_id] = title
                path = f"/api/v2/tasks/{task_id}/status"
                done = await self._until_answered("PATCH", path, {"status": "done"})
                if done is None:
                    return
                assert done.status_code == 200, done.text
                self.seen.completed.add(task_id)
                if not await self._capture(f"write {title} down"):
                    return

    async def _capture(self, text: str) -> bool:
        """Drop a thought and save what was read in it; false when it is over before both are acknowledged."""
        caught = await self._until_answered("POST", "/api/capture", {"text": text}, key=text)
        if caught is None:
            return False
        assert caught.status_code == 200, caught.text
        assert caught.json()["status"] == "parsed"
        capture_id = caught.json()["capture_id"]
        self.seen.captured[capture_id] = text
        saved = await self._until_answered("POST", "/api/capture/save", {"capture_id": capture_id})
        if saved is None:
            return False
        assert saved.status_code == 200, saved.text
        self.seen.saved |= {made["task_id"] for made in saved.json()["tasks_created"]}
        return True

    async def _until_answered(
        self, method: str, path: str, body: dict[str, str], *, key: str | None = None
    ) -> httpx2.Response | None:
        """The answer; None when it is over before there was one. 503 says that the database is away: try again."""
        headers = {"Idempotency-Key": key} if key else {}
        while True:
            started = time.perf_counter()
            try:
                answer = await self.client.request(method, path, json=body, headers=headers)
                if answer.status_code not in {409, 503}:
                    self.seen.slowest_seconds = max(self.seen.slowest_seconds, time.perf_counter() - started)
                    return answer
                self.seen.refused[answer.status_code] += 1
            except httpx2.TransportError:
                self.seen.lost_answers += 1
            if self.seen.is_over:
                return None
            await asyncio.sleep(0.05)


async def _kill_again_and_again(server: Server, store: Store, still_writing: Callable[[], None]) -> list[float]:
    """SIGKILL, start, look that it is ready; how many seconds that took each time."""
    seconds: list[float] = []
    for kill in range(1, KILLS + 1):
        await asyncio.sleep(WRITING_SECONDS)
        still_writing()
        await asyncio.to_thread(server.kill)
        if store.server is not None and kill % DATABASE_FALLS_TOO_EVERY == 0:
            await asyncio.to_thread(store.server.kill)
            await asyncio.to_thread(store.server.restart)
        started = time.perf_counter()
        await asyncio.to_thread(server.start, seconds=READY_LIMIT_SECONDS)
        seconds.append(time.perf_counter() - started)
    await asyncio.sleep(WRITING_SECONDS)
    still_writing()
    return seconds


async def _write_through_kills(server: Server, store: Store) -> tuple[Acknowledged, list[float]]:
    seen = Acknowledged()
    people = [(name, await sign_up(server.base_url, name)) for name in PEOPLE]
    writers = [
        asyncio.create_task(Writer(server.base_url, headers, f"{name} {hand}", seen).write())
        for name, headers in people
        for hand in ("left", "right")
    ]

    def still_writing() -> None:
        for writer in writers:
            if writer.done():
                writer.result()

    try:
        seconds = await _kill_again_and_again(server, store, still_writing)
    finally:
        seen.is_over = True
        await asyncio.wait(writers, timeout=30)
    for writer in writers:
        writer.result()
    return seen, seconds


async def test_nothing_acknowledged_is_lost_when_the_server_is_killed_again_and_again(
    durable_store: Store, tmp_path: Path
) -> None:
    with running_server(database_url=durable_store.url, data_dir=tmp_path / "data") as server:
        seen, seconds = await _write_through_kills(server, durable_store)

    books = await books_of(durable_store.url)
    figures.info(
        "%s: %d kills survived, %d tasks, %d completions, %d captures and %d tasks of these acknowledged, "
        "%d requests without an answer, refused %s, "
        "slowest answer %.2f s; "
        "ready again in %.2f s (median), %.2f s (longest)",
        durable_store.url.partition(":")[0], len(seconds), len(seen.created), len(seen.completed), len(seen.captured),
        len(seen.saved), seen.lost_answers,
        dict(seen.refused), seen.slowest_seconds,
        statistics.median(seconds), max(seconds),
    )  # fmt: skip
    assert len(seen.completed) >= KILLS
    assert seen.lost_answers > 0
    assert set(seen.created) <= set(books.tasks)
    assert {task_id for task_id in seen.completed if books.tasks[task_id] != "done"} == set()
    assert {title for title, times in books.titles.items() if times != 1} == set()
    assert len(seen.saved) >= KILLS
    assert seen.saved <= set(books.tasks)
    assert seen.captured.items() <= books.captures.items()
    assert len(set(books.captures.values())) == len(books.captures)
    books.assert_sound()
    assert len(books.logs) == len(PEOPLE)
    if durable_store.server is None and durable_store.url.startswith("sqlite"):
        connection = sqlite3.connect(tmp_path / "app.db")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()

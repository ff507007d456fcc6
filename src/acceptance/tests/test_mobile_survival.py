"""kill -9 while a phone sends its queue: everything in it is applied once, and answered as it was the first time."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import select

from src.acceptance.tests.conftest import Store, books_of, sign_up
from src.api.tests.syncing import SYNC, Json, as_first_answered, capture, energy, status
from src.database.connection import Database
from src.database.models import EnergySnapshot
from src.testing.server import Server, running_server

KILLS = 2  # on each engine
SENDING_SECONDS = 0.3
TASKS = 40
NOTES = select(EnergySnapshot.notes)


class Phone:
    """Sends one queue in batches, each from two connections at once, until every batch is answered by both."""

    def __init__(self, base_url: str, headers: dict[str, str]) -> None:
        self.client = httpx2.AsyncClient(base_url=base_url, headers=headers, timeout=20)
        self.results: dict[str, list[Json]] = {}
        self.lost_answers = 0
        self.sent = 0
        self.is_over = False

    async def send(self, task_ids: list[str]) -> None:
        async with self.client:
            for number, task_id in enumerate(task_ids):
                if self.is_over:
                    return
                batch = [
                    capture(f"{number}a", f"buy item {number}", save=True),
                    status(f"{number}b", task_id),
                    energy(f"{number}c", notes=str(number)),
                    capture(f"{number}d", f"remember thing {number}"),
                ]
                await asyncio.gather(self._until_answered(batch), self._until_answered(batch))
                self.sent += 1

    async def _until_answered(self, batch: list[Json]) -> None:
        while True:
            try:
                answer = await self.client.post(SYNC, json={"operations": batch})
                if answer.status_code == 200:
                    break
                assert answer.status_code == 503, answer.text
            except httpx2.TransportError:
                self.lost_answers += 1
            await asyncio.sleep(0.02)
        for result in answer.json()["results"]:
            self.results.setdefault(result["client_id"], []).append(as_first_answered(result))


async def _prepared(base_url: str, headers: dict[str, str]) -> list[str]:
    async with httpx2.AsyncClient(base_url=base_url, headers=headers, timeout=20) as client:
        made = [await client.post("/api/v2/tasks", json={"title": f"task {number}"}) for number in range(TASKS)]
    return [answer.json()["task_id"] for answer in made]


async def _send_through_kills(server: Server) -> Phone:
    headers = await sign_up(server.base_url, "alice")
    task_ids = await _prepared(server.base_url, headers)
    phone = Phone(server.base_url, headers)
    sending = asyncio.create_task(phone.send(task_ids))
    try:
        for _ in range(KILLS):
            await asyncio.sleep(SENDING_SECONDS)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
    finally:
        phone.is_over = True
    await asyncio.wait_for(sending, 60)
    return phone


async def test_a_queue_sent_through_kills_is_applied_once(durable_store: Store, tmp_path: Path) -> None:
    with running_server(database_url=durable_store.url, data_dir=tmp_path / "data") as server:
        phone = await _send_through_kills(server)

    books = await books_of(durable_store.url)
    assert phone.lost_answers > 0
    assert phone.sent > KILLS
    for results in phone.results.values():
        assert len(results) == 2
        assert results[0] == results[1]
        assert results[0]["outcome"] == "applied"
    said = [text for number in range(phone.sent) for text in (f"buy item {number}", f"remember thing {number}")]
    assert Counter(books.captures.values()) == Counter(said)
    assert {books.titles[f"Buy item {number}"] for number in range(phone.sent)} == {1}
    assert await _notes(durable_store.url) == sorted(str(number) for number in range(phone.sent))
    assert len(books.paid) == phone.sent
    books.assert_sound()


async def _notes(url: str) -> list[Any]:
    database = Database(url)
    try:
        async with database.unit_of_work(writes=False) as uow:
            return sorted(await uow.all(NOTES))
    finally:
        await database.close()

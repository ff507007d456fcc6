"""Four workers, everything at once: one task per key, one payment per completion, no gap in the log."""

import asyncio
import json
import logging
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from prometheus_client.mmap_dict import MmapedDict

from src.acceptance.tests.conftest import books_of, sign_up
from src.testing.server import Server, running_server

figures = logging.getLogger("acceptance")  # seen with `--log-cli-level=info`
WORKERS = 4
REPEATED_POSTS = 1000
COMPLETIONS = 50
WRITERS = 8
TASKS_EACH = 25
ENOUGH_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """A server with all its workers started, its database, and the folder of what each worker has counted."""

    server: Server
    url: str
    counted: Path


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    folder = tmp_path_factory.mktemp("crowd")
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), folder / 'app.db')}"
    else:
        template = request.getfixturevalue("postgres_template")
        url = request.getfixturevalue("postgres").create_database("crowd", template=template)
    env = {"PROMETHEUS_MULTIPROC_DIR": str(folder / "counted")}
    with running_server(database_url=url, data_dir=folder / "data", workers=WORKERS, env=env) as server:
        deadline = time.monotonic() + ENOUGH_SECONDS
        while len({path.stem.rpartition("_")[2] for path in (folder / "counted").glob("*.db")}) < WORKERS:
            assert time.monotonic() < deadline, server.output()
            time.sleep(0.05)
        yield Crowd(server, url, folder / "counted")
    if request.param == "postgresql":
        request.getfixturevalue("postgres").drop_database("crowd")


@asynccontextmanager
async def somebody(crowd: Crowd, name: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A new user, with as many connections as they have requests."""
    headers = await sign_up(crowd.server.base_url, name)
    limits = httpx2.Limits(max_connections=REPEATED_POSTS, max_keepalive_connections=REPEATED_POSTS)
    async with httpx2.AsyncClient(
        base_url=crowd.server.base_url, headers=headers, limits=limits, timeout=ENOUGH_SECONDS
    ) as client:
        yield client


def workers_that_answered(folder: Path, method: str, route: str) -> int:
    """How many processes have counted requests of that route."""
    found = set()
    for path in folder.glob("counter_*.db"):
        for key, counted, _, _ in MmapedDict.read_all_values_from_file(str(path)):  # type: ignore[no-untyped-call]
            labels = json.loads(key)[2]
            if counted and labels.get("method") == method and labels.get("route") == route:
                found.add(path.stem)
    return len(found)


async def test_a_thousand_parallel_posts_with_one_key_make_one_task(crowd: Crowd) -> None:
    request: dict[str, Any] = {"json": {"title": "Once"}, "headers": {"Idempotency-Key": "the-same"}}

    async with somebody(crowd, "alice") as alice:
        started = time.perf_counter()
        answers = await asyncio.gather(*(alice.post("/api/v2/tasks", **request) for _ in range(REPEATED_POSTS)))
        seconds = time.perf_counter() - started

    statuses = Counter(answer.status_code for answer in answers)
    made = [answer for answer in answers if answer.status_code == 201]
    first = [answer for answer in made if "Idempotency-Replayed" not in answer.headers]
    workers = workers_that_answered(crowd.counted, "POST", "/api/v2/tasks")
    figures.info(
        "%s: %d parallel posts in %.1f s over %d workers: %d created, %d replayed, %d still running",
        crowd.url.partition(":")[0], len(answers), seconds, workers, len(first), len(made) - len(first), statuses[409],
    )  # fmt: skip
    assert set(statuses) <= {201, 409}
    assert len(first) == 1
    assert len({answer.content for answer in made}) == 1
    assert workers > 1
    books = await books_of(crowd.url)
    assert books.titles["Once"] == 1
    books.assert_sound()


async def test_fifty_parallel_completions_of_one_task_pay_once(crowd: Crowd) -> None:
    async with somebody(crowd, "bob") as bob:
        task_id = (await bob.post("/api/v2/tasks", json={"title": "Fifty hands"})).json()["task_id"]
        path = f"/api/v2/tasks/{task_id}/status"

        answers = await asyncio.gather(*(bob.patch(path, json={"status": "done"}) for _ in range(COMPLETIONS)))

    assert {answer.status_code for answer in answers} == {200}
    earned = [answer.json()["xp_earned"] for answer in answers]
    assert sum(1 for xp in earned if xp) == 1
    books = await books_of(crowd.url)
    assert books.paid[task_id] == 1
    books.assert_sound()


async def test_a_reader_sees_every_event_once_while_eight_write(crowd: Crowd) -> None:
    async with somebody(crowd, "carol") as carol:
        writing = asyncio.gather(*(_write(carol, hand) for hand in range(WRITERS)))
        walked = await _walk(carol, writing)
        await writing

    assert [event["seq"] for event in walked] == list(range(1, len(walked) + 1))
    titles = [event["data"]["title"] for event in walked if event["type"] == "task_created"]
    assert len(titles) == len(set(titles)) == WRITERS * TASKS_EACH
    (await books_of(crowd.url)).assert_sound()


async def _write(client: httpx2.AsyncClient, hand: int) -> None:
    for number in range(TASKS_EACH):
        made = await client.post("/api/v2/tasks", json={"title": f"hand {hand}, task {number}"})
        assert made.status_code == 201, made.text


async def _walk(client: httpx2.AsyncClient, writing: asyncio.Future[Any]) -> list[dict[str, Any]]:
    """The log as a client that syncs sees it: page after page, until all is written and read."""
    walked: list[dict[str, Any]] = []
    deadline = time.monotonic() + ENOUGH_SECONDS
    while time.monotonic() < deadline:
        is_last = writing.done()
        since = walked[-1]["seq"] if walked else 0
        answer = await client.get("/api/events", params={"since": since, "limit": 7})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        walked += page["events"]
        if is_last and not page["has_more"]:
            return walked
    raise AssertionError("The log did not come to an end.")

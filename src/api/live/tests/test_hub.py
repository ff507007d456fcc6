"""Order, completeness, and other processes."""

import asyncio
import json
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from src.api.live.feed import RING_FRAMES, Feed, Line, LogPruned
from src.api.live.hub import Hub
from src.api.live.tests.conftest import Live, Socket, eventually, happen, open_socket
from src.conftest import SECRET, Person
from src.database.connection import Database
from src.repositories.events import EventRepository
from src.repositories.sessions import SessionRepository
from src.testing.server import Server
from src.testing.server_process import ServerProcess, free_port
from src.testing.valkey import start_valkey

pytestmark = pytest.mark.anyio


async def read_some(live: Live, person: Person, after: int, count: int, chooser: random.Random) -> list[int]:
    """Connect after a number, read up to `count` frames, and leave: with a goodbye, or without."""
    socket = await live.socket(person, f"?since={after}")
    received: list[int] = []
    try:
        async with asyncio.timeout(0.5):
            while len(received) < count:
                received.append(json.loads(await socket.connection.recv())["seq"])
    except TimeoutError:
        pass
    if chooser.random() < 0.5:
        socket.connection.transport.abort()
    else:
        await socket.connection.close()
    return received


async def test_nothing_is_lost_or_doubled_with_eight_writers_and_a_hundred_reconnects(
    live: Live, alice: Person, database: Database
) -> None:
    chooser = random.Random(7)
    is_over = asyncio.Event()

    async def write() -> None:
        while not is_over.is_set():
            await happen(database, alice.user_id, random.randint(1, 3))
            await asyncio.sleep(random.uniform(0, 0.02))

    writers = [asyncio.create_task(write()) for _ in range(8)]
    received: list[int] = []
    async with await live.socket(alice, "?since=0") as steady:
        for _ in range(100):
            after = received[-1] if received else 0
            received += await read_some(live, alice, after, chooser.randint(0, 40), chooser)
        is_over.set()
        await asyncio.gather(*writers)
        latest = (await alice.get("/api/events?limit=1")).json()["latest_seq"]
        received += await read_some(live, alice, received[-1], latest - received[-1], chooser)
        seen = [frame["seq"] for frame in await steady.frames(latest)]

    assert latest > 800
    assert received == list(range(1, latest + 1))
    assert seen == received
    await eventually(lambda: not live.state.hub._feeds)


async def test_a_line_reads_the_log_itself_when_it_is_behind_the_ring(database: Database, alice: Person) -> None:
    hub = Hub(database)
    line = hub.subscribe(alice.user_id)
    assert line is not None
    line.begin(4, 4)

    await happen(database, alice.user_id, RING_FRAMES + 100)
    await eventually(lambda: line.behind == RING_FRAMES + 100)
    received: list[int] = []
    while line.behind:
        received += [frame.seq for frame in await line.frames()]
        line.position = received[-1]

    assert received == list(range(5, RING_FRAMES + 105))
    hub.release(line)
    await hub.stop()


async def test_a_hole_in_the_log_is_told_and_never_skipped(database: Database, alice: Person) -> None:
    feed = Feed(database, alice.user_id)
    line = Line(feed)
    feed.lines.add(line)
    line.begin(1, 4)
    async with database.unit_of_work() as uow:
        await EventRepository(uow).prune(before=uow.now() + timedelta(seconds=1))

    with pytest.raises(LogPruned):
        await line.frames()


async def test_tasks_end_with_the_last_socket(database: Database, alice: Person) -> None:
    hub = Hub(database)
    line = hub.subscribe(alice.user_id)
    assert line is not None
    assert len(hub._tasks) == 1

    hub.release(line)

    await eventually(lambda: not hub._tasks)


async def test_the_sweep_finds_what_no_hint_told_of(
    live: Live, alice: Person, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("src.api.live.hub.SWEEP_SECONDS", 0.1)
    other = Database(database_url)
    async with await live.socket(alice) as listening:
        live.state.hub._sweep_wanted.set()  # so that the shorter time counts from now

        await happen(other, alice.user_id)

        assert (await listening.frame())["seq"] == 5
    await other.close()


async def test_a_revocation_that_nobody_told_of_shows(live: Live, alice: Person, database_url: str) -> None:
    other = Database(database_url)
    async with await live.socket(alice) as ended:
        async with other.unit_of_work(owner_id=alice.user_id) as uow:
            await SessionRepository(uow).revoke_all()

        assert await ended.closed() == 4401
    await other.close()


async def test_sockets_outlive_the_database(live: Live, alice: Person, database: Database) -> None:
    """The database breaks for a while: nobody is closed, and everybody catches up."""
    driver = database.driver
    broken = Database("sqlite:////nowhere/at/all.db")
    async with await live.socket(alice, "?since=4") as waiting:
        database.driver = broken.driver
        database.announce([alice.user_id])
        live.state.hub.alert([alice.user_id])
        live.state.hub._sweep_wanted.set()
        await asyncio.sleep(0.3)
        database.driver = driver
        await happen(database, alice.user_id, 3)

        assert [frame["seq"] for frame in await waiting.frames(3)] == [5, 6, 7]


def _is_ready(server_port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{server_port}/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def two_processes(database_url: str, folder: Path, redis_url: str = "") -> Iterator[Sequence[Server]]:
    """Two servers on one database: as two workers, except that a test can choose which one it talks to."""
    project = str(Path(__file__).resolve().parents[4])
    environment = {
        "PATH": "", "PYTHONPATH": project, "DATABASE_URL": database_url, "DATA_DIR": str(folder), "SECRET_KEY": SECRET,
        "RATE_LIMIT_ENABLED": "false", "AUTO_MIGRATE": "false", "REDIS_URL": redis_url, "LOG_LEVEL": "warning",
    }  # fmt: skip
    with ExitStack() as stack:
        servers = []
        for number in range(2):
            port = free_port()
            command = [sys.executable, "-m", "uvicorn", "src.api.main:app", "--port", str(port)]
            process = ServerProcess(command, folder, environment, log=folder / f"server-{number}.log")
            stack.callback(process.stop, seconds=10)
            process.start(partial(_is_ready, port))
            servers.append(Server(process, port))
        yield servers


def _post(server: Server, path: str, token: str, body: object) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(server.base_url + path, json.dumps(body).encode(), headers)  # noqa: S310
    with urlopen(request, timeout=10) as answer:  # noqa: S310 our own server
        assert answer.status < 300


async def check_two_processes(here: Server, there: Server, alice: Person) -> None:
    """What is written through one process arrives at the sockets of the other; so does the end of a session."""

    async def listen(server: Server) -> Socket:
        socket = await open_socket(f"{server.ws_url}/ws/{alice.user_id}?since=4", token=alice.access_token)
        assert (await socket.frame())["type"] == "connection_ack"
        return socket

    async with await listen(here) as near, await listen(there) as far:
        for number in range(40):
            server = (here, there)[number % 2]
            await asyncio.to_thread(_post, server, "/api/v2/tasks", alice.access_token, {"title": f"Task {number}"})
        wanted = list(range(5, 45))
        assert [frame["seq"] for frame in await near.frames(40)] == wanted
        assert [frame["seq"] for frame in await far.frames(40)] == wanted

        await asyncio.to_thread(_post, here, "/api/auth/logout", alice.access_token, {})
        async with asyncio.timeout(10):
            assert await far.closed() == 4401
            assert await near.closed() == 4401


async def test_two_processes(alice: Person, database_url: str, tmp_path: Path) -> None:
    with two_processes(database_url, tmp_path) as (here, there):
        await check_two_processes(here, there, alice)


async def test_two_processes_that_meet_at_redis(alice: Person, database_url: str, tmp_path: Path) -> None:
    with start_valkey() as valkey, two_processes(database_url, tmp_path, valkey.url) as (here, there):
        await check_two_processes(here, there, alice)


async def test_wakes_come_back_after_the_connection_of_the_hints_was_cut(
    live: Live, alice: Person, database: Database, database_url: str
) -> None:
    if not database_url.startswith("postgresql"):
        pytest.skip("only PostgreSQL has such a connection")
    other = Database(database_url)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'proxy-agent-live'"
    async with await live.socket(alice) as listening:
        connection = await other.driver.reading()
        assert await connection.fetch(cut, ())
        await connection.release()
        await happen(other, alice.user_id, 2)

        assert [frame["seq"] for frame in await listening.frames(2)] == [5, 6]
    await other.close()

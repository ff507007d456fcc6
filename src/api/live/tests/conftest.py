"""A real server in the test's own event loop, and a client that speaks WebSocket to it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Self

import pytest
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from src.api.state import AppState
from src.conftest import Person
from src.database.connection import Database
from src.database.unit_of_work import Event

PATIENCE_SECONDS = 15.0


class Socket:
    """An open socket. Every wait has an end."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def frame(self) -> dict[str, Any]:
        """The next frame."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            answer: dict[str, Any] = json.loads(await self.connection.recv())
        return answer

    async def frames(self, count: int) -> list[dict[str, Any]]:
        return [await self.frame() for _ in range(count)]

    async def send(self, message: object) -> None:
        await self.connection.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def closed(self) -> int:
        """The code that the server closes with; frames before it are passed over."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            try:
                while True:
                    await self.connection.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 1006

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.connection.close()


async def open_socket(url: str, *, token: str | None = None, **options: Any) -> Socket:
    """Connect, with `token` as the second subprotocol."""
    options = {"ping_interval": None, "close_timeout": 2, "max_queue": None, **options}
    subprotocols = [Subprotocol("bearer"), Subprotocol(token)] if token else None
    return Socket(await connect(url, subprotocols=subprotocols, **options))


async def happen(
    database: Database, user_id: str, count: int = 1, *, type_: str = "task_update", size: int = 0
) -> None:
    """Commit `count` events in one transaction."""
    async with database.unit_of_work(owner_id=user_id) as uow:
        for number in range(count):
            uow.emit(Event(type_, "task", str(number), {"task_id": str(number), "filler": "x" * size}))


async def eventually(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():  # noqa: ASYNC110 what it waits for tells nobody
            await asyncio.sleep(0.01)


@dataclass(frozen=True, slots=True)
class Live:
    """The running server."""

    url: str
    state: AppState

    async def socket(self, person: Person, query: str = "", **options: Any) -> Socket:
        """An admitted socket of this person's, its acknowledgement read."""
        socket = await open_socket(
            f"{self.url}/ws/{person.user_id}{query}", token=options.pop("token", person.access_token), **options
        )
        acknowledged = await socket.frame()
        assert acknowledged["type"] == "connection_ack", acknowledged
        return socket


@pytest.fixture
async def live(app: FastAPI) -> AsyncIterator[Live]:
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_config=None, access_log=False, ws_per_message_deflate=False
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 uvicorn tells nobody
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Live(f"ws://127.0.0.1:{port}", app.state.platform)
    server.should_exit = True
    await serving

"""A real server on loopback whose clock stands still until it is moved."""

import http.client
import json
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import sleep
from typing import Any

import uvicorn

from src.api.main import create_app
from src.core.errors import StartRefused
from src.core.settings import Environment, Settings
from src.database.connection import Database, init_db

START_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.02


class SimulatedClock:
    """What `Database` asks for the time."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class SimulatedServer:
    """Where it listens, and the hands of its clock."""

    port: int
    clock: SimulatedClock
    database: Database
    token: str = ""

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The answer of a request.

        Raises:
            StartRefused: the server refused it: the life that is lived here asks for nothing wrong.
        """
        status, answer = self.try_call(method, path, body)
        if status >= http.client.BAD_REQUEST:
            raise StartRefused(f"{method} {path} was answered {status}: {answer.get('detail', '')}")
        return answer

    def try_call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[int, Any]:
        """`(status, answer)` of a request that may be refused."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            sent = None if body is None else json.dumps(body)
            if sent is not None:
                headers["Content-Type"] = "application/json"
            connection.request(method, path, body=sent, headers=headers)
            response = connection.getresponse()
            read = response.read()
            return response.status, json.loads(read) if read else None
        finally:
            connection.close()


@contextmanager
def simulated_server() -> Iterator[SimulatedServer]:
    """A server with an empty database in a folder of its own; both are gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None,
            environment=Environment.TEST,
            data_dir=Path(folder),
            database_url=f"sqlite:///{folder}/simulated.db",
            auto_migrate=False,
            access_token_minutes=1440,
            rate_limit_enabled=False,
            log_level="error",
        )
        clock = SimulatedClock()
        init_db(settings)
        database = Database(settings.resolved_database_url, clock=clock)
        app = create_app(settings, database=database)
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, name="simulated-server")
        thread.start()
        try:
            yield SimulatedServer(_port_of(server, thread), clock, database)
        finally:
            server.should_exit = True
            thread.join()


def _port_of(server: uvicorn.Server, thread: threading.Thread) -> int:
    waited = 0.0
    while not server.started:
        sleep(LOOK_EVERY_SECONDS)
        waited += LOOK_EVERY_SECONDS
        if waited > START_SECONDS or not thread.is_alive():
            raise StartRefused("The simulated server did not start.")
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port

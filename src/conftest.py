"""Shared fixtures: both databases, the cast (Alice, Bob, Admin), and clients that speak for them.

Every test that asks for `database` (or anything made from it) runs twice, on SQLite and on a real PostgreSQL that is
started once and stopped at the end. Each test has a database of its own, copied from a migrated template.
"""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from pwdlib.hashers.argon2 import Argon2Hasher

from src.api.main import build_state, create_app
from src.core import security
from src.core.settings import Environment, Settings
from src.database import schema
from src.database.connection import Database
from src.database.models import User
from src.database.statements import StatementCache
from src.database.types import Engine
from src.database.unit_of_work import UnitOfWork
from src.schemas.auth import Registration
from src.services.accounts import AccountService
from src.services.doctor import examine
from src.testing.postgres import PostgresServer, start_postgres

PASSWORD = "plum-kettle-harbour"
SECRET = "a-test-secret-of-more-than-32-characters"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A Monday."""
_numbers = count(1)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def quick_password_hashes() -> Iterator[None]:
    """argon2id with the least cost: the suite hashes hundreds of passwords."""
    before, security._hasher = security._hasher, Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    security._hasher = before


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with start_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """Name of a migrated database to copy."""
    url = postgres.create_database("template_app")
    schema.upgrade(url)
    return "template_app"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("template") / "app.db"
    schema.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "app.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"test_{next(_numbers)}"
    yield server.create_database(name, template=request.getfixturevalue("postgres_template"))
    server.drop_database(name)


@pytest.fixture(scope="session")
def doctors_statements() -> dict[Engine, StatementCache]:
    """What the doctor asks, compiled once for all databases: that took longer than asking."""
    return {engine: StatementCache(engine) for engine in Engine}


@pytest.fixture
async def database(
    request: pytest.FixtureRequest, database_url: str, doctors_statements: dict[Engine, StatementCache]
) -> AsyncIterator[Database]:
    """The database of a test. Whatever the test was about, in the end everything must add up."""
    made = Database(database_url, pool_size=20)
    yield made
    try:
        if request.node.get_closest_marker("leaves_faults") is None:
            made.statements = doctors_statements[made.engine]
            assert await examine(made) == [], "what is kept must be what it follows from, after every test"
    finally:
        await made.close()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        _env_file=None,
        environment=Environment.TEST,
        data_dir=tmp_path / "data",
        database_url=database_url,
        secret_key=SECRET,
        rate_limit_enabled=False,
    )


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """One application for all tests; `app` gives it each test's own state."""
    folder = tmp_path_factory.mktemp("app")
    settings = Settings(
        _env_file=None, environment=Environment.TEST, data_dir=folder, secret_key=SECRET, auto_migrate=False
    )
    return create_app(settings)


@pytest.fixture
def app(shared_app: FastAPI, settings: Settings, database: Database) -> FastAPI:
    shared_app.state.platform = build_state(settings, database)
    return shared_app


async def make_user(database: Database, settings: Settings, name: str, *, is_admin: bool = False) -> User:
    """Register somebody through the service that everybody is registered by."""
    async with database.unit_of_work() as uow:
        wanted = Registration(username=name, email=f"{name}@example.com", password=PASSWORD)
        return await AccountService(uow, settings, SECRET).register(wanted, is_admin=is_admin)


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(database: Database) -> Clock:
    made = Clock()
    database.clock = made
    return made


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in member of the cast: `await alice.post("/api/v2/tasks", json=…)`."""

    user: User
    client: httpx2.AsyncClient
    access_token: str
    refresh_token: str

    @property
    def user_id(self) -> str:
        return self.user.user_id

    async def call(self, method: str, path: str, **request: Any) -> httpx2.Response:
        return await self.client.request(method, path, **request)

    async def get(self, path: str, **request: Any) -> httpx2.Response:
        return await self.client.get(path, **request)

    async def post(self, path: str, **request: Any) -> httpx2.Response:
        return await self.client.post(path, **request)

    async def put(self, path: str, **request: Any) -> httpx2.Response:
        return await self.client.put(path, **request)

    async def patch(self, path: str, **request: Any) -> httpx2.Response:
        return await self.client.patch(path, **request)

    async def delete(self, path: str, **request: Any) -> httpx2.Response:
        return await self.client.request("DELETE", path, **request)

    async def task(self, title: str = "Buy oat milk", **fields: Any) -> dict[str, Any]:
        """A task of this person's, made through the API."""
        made = await self.post("/api/v2/tasks", json={"title": title, **fields})
        assert made.status_code == 201, made.text
        answer: dict[str, Any] = made.json()
        return answer


@pytest.fixture
async def open_client(app: FastAPI) -> AsyncIterator[Callable[..., httpx2.AsyncClient]]:
    """Makes clients of the application; they are closed at the end."""
    made: list[httpx2.AsyncClient] = []

    def client(token: str | None = None) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 5000))
        made.append(httpx2.AsyncClient(transport=transport, base_url="http://test", headers=headers))
        return made[-1]

    yield client
    for each in made:
        await each.aclose()


@pytest.fixture
def anonymous(open_client: Callable[..., httpx2.AsyncClient]) -> httpx2.AsyncClient:
    """Somebody without a token."""
    return open_client()


@pytest.fixture
def enter(database: Database, settings: Settings, open_client: Callable[..., httpx2.AsyncClient]) -> Callable[..., Any]:
    """Registers somebody and signs them in: `carol = await enter("carol")`.

    `for_days` lets the sign-in outlast a clock that is moved that far.
    """

    async def person(name: str, *, is_admin: bool = False, for_days: int | None = None) -> Person:
        user = await make_user(database, settings, name, is_admin=is_admin)
        lasting = {} if for_days is None else {"access_token_minutes": for_days * 1440, "refresh_token_days": for_days}
        theirs = settings.model_copy(update=lasting)
        async with database.unit_of_work() as uow:
            answer = await AccountService(uow, theirs, SECRET).issue_session(user, user_agent="test", address=None)
        return Person(user, open_client(answer.access_token), answer.access_token, answer.refresh_token)

    return person


@pytest.fixture
async def alice(enter: Callable[..., Any]) -> Person:
    """You."""
    person: Person = await enter("alice")
    return person


@pytest.fixture
async def bob(enter: Callable[..., Any]) -> Person:
    """A stranger."""
    person: Person = await enter("bob")
    return person


@pytest.fixture
async def admin(enter: Callable[..., Any]) -> Person:
    person: Person = await enter("admin", is_admin=True)
    return person


@pytest.fixture
async def uow(database: Database, alice: Person) -> AsyncIterator[UnitOfWork]:
    """A unit of work of Alice's, committed when the test ends well."""
    async with database.unit_of_work(owner_id=alice.user_id) as unit:
        yield unit

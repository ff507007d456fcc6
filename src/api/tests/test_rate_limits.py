"""Limits: told with every answer, kept per person or address, settable, shareable."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import update

from src.api.main import build_state
from src.api.rate_limits import RateLimiter
from src.api.tests.delegating import OpenClient, register
from src.api.tests.expect import problem
from src.conftest import PASSWORD, Person
from src.core.settings import Settings
from src.database.connection import Database
from src.database.models import User
from src.testing.valkey import ValkeyServer, start_valkey

TASKS = "/api/v2/tasks"


@pytest.fixture
def database_url(tmp_path: Any, sqlite_template: Any) -> str:
    """Limits know nothing of the database: one engine is enough."""
    path = tmp_path / "app.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def limit(app: FastAPI, settings: Settings, database: Database) -> Callable[..., None]:
    """Turns limits on with the values given."""

    def turn_on(**limits: Any) -> None:
        app.state.platform = build_state(settings.model_copy(update={"rate_limit_enabled": True, **limits}), database)

    return turn_on


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    with start_valkey() as server:
        yield server


def standing(answer: httpx2.Response) -> tuple[str, str]:
    return answer.headers["x-ratelimit-limit"], answer.headers["x-ratelimit-remaining"]


def refused(answer: httpx2.Response) -> None:
    problem(answer, 429, "RATE_LIMIT_EXCEEDED")
    assert 1 <= int(answer.headers["retry-after"]) <= 3601


async def test_every_answer_says_what_is_left(limit: Callable[..., None], alice: Person) -> None:
    limit(rate_limit_user_per_hour=5)

    answers = [await alice.get(path) for path in (TASKS, "/nowhere", f"{TASKS}/missing", f"{TASKS}?limit=0", TASKS)]

    assert [standing(answer) for answer in answers] == [("5", str(left)) for left in (4, 3, 2, 1, 0)]
    resets = {answer.headers["x-ratelimit-reset"] for answer in answers}
    assert all(datetime.fromisoformat(reset).tzinfo and reset.endswith("Z") for reset in resets)


async def test_one_request_too_many_is_refused(limit: Callable[..., None], alice: Person, bob: Person) -> None:
    limit(rate_limit_user_per_hour=2)
    for _ in range(2):
        assert (await alice.get(TASKS)).status_code == 200

    answer = await alice.get(TASKS)

    refused(answer)
    assert standing(answer) == ("2", "0")
    assert (await bob.get(TASKS)).status_code == 200


async def test_premium_has_its_own_limit(limit: Callable[..., None], database: Database, alice: Person) -> None:
    async with database.unit_of_work() as uow:
        await uow.run(update(User).values(plan="premium"))
    limit(rate_limit_user_per_hour=1, rate_limit_premium_per_hour=3)

    answers = [await alice.get(TASKS) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert standing(answers[0]) == ("3", "2")


async def test_an_agent_that_runs_wild_leaves_its_owner_able_to_stop_it(
    limit: Callable[..., None], alice: Person, open_client: OpenClient
) -> None:
    helper, other = await register(alice, open_client), await register(alice, open_client, "other")
    limit(rate_limit_user_per_hour=3)

    wild = [(await helper.claim()).status_code for _ in range(5)]

    assert wild == [204, 204, 204, 429, 429]
    assert (await other.claim()).status_code == 204
    assert (await alice.post("/api/delegation/agents/helper/stop")).status_code == 200


async def test_strangers_are_counted_by_address(limit: Callable[..., None], anonymous: httpx2.AsyncClient) -> None:
    limit(rate_limit_anonymous_per_hour=2)

    answers = [await anonymous.get(TASKS, headers={"Authorization": f"Bearer {n}"}) for n in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]


async def test_zero_means_no_limit(limit: Callable[..., None], alice: Person, anonymous: httpx2.AsyncClient) -> None:
    limit(rate_limit_user_per_hour=0, rate_limit_anonymous_per_hour=0, rate_limit_login_per_minute=0)

    for client in (alice, anonymous):
        assert "x-ratelimit-limit" not in (await client.get(TASKS)).headers
    wrong = {"username": "alice", "password": "wrong"}
    assert {(await anonymous.post("/api/auth/login", json=wrong)).status_code for _ in range(8)} == {401}


async def test_the_service_pages_are_not_counted(limit: Callable[..., None], anonymous: httpx2.AsyncClient) -> None:
    limit(rate_limit_anonymous_per_hour=1)

    for _ in range(3):
        for path in ("/", "/health", "/ready", "/metrics", "/docs", "/openapi.json"):
            assert (await anonymous.get(path)).status_code == 200


async def test_sign_in_tries_are_limited_by_account_wherever_they_come_from(
    limit: Callable[..., None], alice: Person, anonymous: httpx2.AsyncClient
) -> None:
    limit(rate_limit_login_per_minute=3, trusted_proxies=("127.0.0.1",))
    tries = [("alice", "1.1.1.1"), ("ALICE", "2.2.2.2"), (" alice ", "3.3.3.3"), ("alice", "4.4.4.4")]

    answers = [
        await anonymous.post(
            "/api/auth/login", json={"username": name, "password": PASSWORD}, headers={"X-Forwarded-For": address}
        )
        for name, address in tries
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refused(answers[-1])


async def test_sign_in_tries_are_limited_by_address_whatever_the_name(
    limit: Callable[..., None], anonymous: httpx2.AsyncClient
) -> None:
    limit(rate_limit_login_per_minute=3)

    answers = [
        await anonymous.post("/api/auth/login", json={"username": f"name{n}", "password": "wrong"}) for n in range(4)
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]


@pytest.mark.parametrize(
    ("proxies", "header", "is_shared"),
    [
        ((), "1.1.1.{n}", True),
        (("127.0.0.1",), "1.1.1.{n}", False),
        (("127.0.0.1",), "1.1.1.{n}, 9.9.9.9", True),
        (("127.0.0.1", "9.9.9.9"), "1.1.1.{n}, 9.9.9.9", False),
        (("10.0.0.1",), "1.1.1.{n}", True),
        (("127.0.0.1",), "", True),
    ],
)
async def test_only_trusted_proxies_say_who_is_behind_them(
    limit: Callable[..., None],
    anonymous: httpx2.AsyncClient,
    proxies: tuple[str, ...],
    header: str,
    is_shared: bool,
) -> None:
    limit(rate_limit_anonymous_per_hour=1, trusted_proxies=proxies)

    answers = [await anonymous.get(TASKS, headers={"X-Forwarded-For": header.format(n=n)}) for n in range(2)]

    assert [answer.status_code for answer in answers] == [401, 429 if is_shared else 401]


@pytest.fixture
async def two_workers(settings: Settings, valkey: ValkeyServer) -> AsyncIterator[list[RateLimiter]]:
    shared = {"rate_limit_enabled": True, "rate_limit_anonymous_per_hour": 5, "redis_url": SecretStr(valkey.url)}
    limiters = [RateLimiter(settings.model_copy(update=shared)) for _ in range(2)]
    yield limiters
    for each in limiters:
        await each.close()


async def test_workers_share_a_limit_through_valkey(two_workers: list[RateLimiter]) -> None:
    first, second = two_workers

    standings = [await worker.count(None, "1.1.1.1") for worker in (first, second, first, second, first, second)]

    assert [each.remaining for each in standings if each] == [4, 3, 2, 1, 0, 0]
    assert [each.is_over for each in standings if each] == [False] * 5 + [True]


async def test_each_worker_counts_for_itself_while_valkey_is_away(
    two_workers: list[RateLimiter], valkey: ValkeyServer
) -> None:
    first, second = two_workers
    await first.count(None, "2.2.2.2")
    valkey.kill()

    standings = [await worker.count(None, "2.2.2.2") for worker in (first, first, second)]
    valkey.restart()
    again = await second.count(None, "2.2.2.2")

    assert [each.remaining for each in standings if each] == [4, 3, 4]
    assert again is not None
    assert again.remaining == 4

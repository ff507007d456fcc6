"""What holds for every operation: retries, conflicts, refusals, commits, headers."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from src.api.state import AppState
from src.api.tests.expect import problem, refused_field
from src.conftest import Person
from src.core.errors import Forbidden
from src.database.connection import Database
from src.database.driver import DatabaseUnavailable, RetryTransaction
from src.database.models import IdempotencyKey, Task
from src.database.unit_of_work import UnitOfWork

TASKS = "/api/v2/tasks"


async def count(database: Database, model: Any = Task) -> int:
    async with database.unit_of_work(writes=False) as uow:
        return int(await uow.first(select(func.count()).select_from(model)) or 0)


def breaks(monkeypatch: pytest.MonkeyPatch, error: Exception, *, times: int = 99) -> list[int]:
    """Let the next commits fail, last thing before they would be done."""
    left = [times]
    commit = UnitOfWork.commit

    async def refuse(_: UnitOfWork) -> None:
        if left[0] > 0:
            left[0] -= 1
            raise error

    async def broken(self: UnitOfWork) -> None:
        self.before_commit(refuse)
        await commit(self)

    monkeypatch.setattr(UnitOfWork, "commit", broken)
    return left


async def test_a_repeated_request_gets_the_first_answer(database: Database, alice: Person) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await alice.post(TASKS, json={"title": "Buy oat milk"}, headers=headers)

    again = await alice.post(TASKS, json={"title": "Buy oat milk"}, headers=headers)

    assert (again.status_code, again.content, again.headers["etag"]) == (201, first.content, first.headers["etag"])
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert await count(database) == 1


async def test_a_key_with_another_request_is_refused(alice: Person) -> None:
    headers = {"Idempotency-Key": "once"}
    await alice.post(TASKS, json={"title": "Buy oat milk"}, headers=headers)

    answers = [
        await alice.post(TASKS, json={"title": "Buy soy milk"}, headers=headers),
        await alice.post("/api/v2/projects", json={"name": "Milk"}, headers=headers),
    ]

    for answer in answers:
        refused_field(answer, "Idempotency-Key")


async def test_people_do_not_share_keys(alice: Person, bob: Person) -> None:
    made = [await person.post(TASKS, json={"title": "x"}, headers={"Idempotency-Key": "k"}) for person in (alice, bob)]

    assert made[0].json()["task_id"] != made[1].json()["task_id"]


async def test_a_refused_request_leaves_its_key_free(alice: Person) -> None:
    headers = {"Idempotency-Key": "once"}
    problem(await alice.post(TASKS, json={"title": ""}, headers=headers), 422, "INVALID_INPUT")

    assert (await alice.post(TASKS, json={"title": "Now it has one"}, headers=headers)).status_code == 201


async def test_an_answer_with_a_secret_is_never_repeated(database: Database, alice: Person) -> None:
    headers = {"Idempotency-Key": "once"}
    wanted = {"name": "script", "scopes": ["tasks:read"]}
    first = await alice.post("/api/auth/tokens", json=wanted, headers=headers)

    again = await alice.post("/api/auth/tokens", json=wanted, headers=headers)

    assert problem(again, 409, "CONFLICT")["resource_id"] == first.json()["token_id"]
    assert first.json()["token"] not in again.text
    async with database.unit_of_work(writes=False) as uow:
        kept = await uow.all(select(IdempotencyKey))
    assert [each.body for each in kept] == [None]


async def test_a_socket_ticket_is_never_kept(database: Database, alice: Person) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await alice.post("/api/auth/ws-ticket", headers=headers)

    problem(await alice.post("/api/auth/ws-ticket", headers=headers), 409, "CONFLICT")
    async with database.unit_of_work(writes=False) as uow:
        kept = await uow.all(select(IdempotencyKey))
    assert first.status_code == 201
    assert [each.body for each in kept] == [None]


async def test_fifty_requests_with_one_key_at_once_make_one_task(database: Database, alice: Person) -> None:
    async def post() -> httpx2.Response:
        return await alice.post(TASKS, json={"title": "Buy oat milk"}, headers={"Idempotency-Key": "once"})

    answers = await asyncio.gather(*(post() for _ in range(50)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 49
    assert await count(database) == 1


async def test_a_key_of_the_wrong_length_is_refused(alice: Person) -> None:
    refused_field(
        await alice.post(TASKS, json={"title": "x"}, headers={"Idempotency-Key": "k" * 256}), "Idempotency-Key"
    )


async def test_a_change_goes_through_when_the_version_matches(alice: Person) -> None:
    task = await alice.task()

    for version, tag in enumerate(('"1"', 'W/"2"', "3", "*"), start=2):
        answer = await alice.put(f"{TASKS}/{task['task_id']}", json={"title": "New"}, headers={"If-Match": tag})
        assert (answer.status_code, answer.headers["etag"]) == (200, f'"{version}"')


async def test_a_change_is_refused_when_the_version_has_moved_on(alice: Person) -> None:
    task = await alice.task()
    path = f"{TASKS}/{task['task_id']}"
    await alice.put(path, json={"title": "New"})

    answers = [
        await alice.put(path, json={"title": "Newer"}, headers={"If-Match": '"1"'}),
        await alice.patch(f"{path}/status", json={"status": "done"}, headers={"If-Match": '"1"'}),
    ]

    for answer in answers:
        assert problem(answer, 412, "PRECONDITION_FAILED")["version"] == 2
    assert (await alice.get(path)).headers["etag"] == '"2"'


async def test_an_etag_that_is_none_of_ours_is_refused(alice: Person) -> None:
    path = f"{TASKS}/{(await alice.task())['task_id']}"
    tags: list[Any] = ["one", '"-1"', '""', '"99999999999999999999"', '"¹"'.encode()]

    for tag in tags:
        refused_field(await alice.put(path, json={"title": "New"}, headers={"If-Match": tag}), "If-Match")


async def test_a_commit_that_fails_is_never_answered_as_done(
    database: Database, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = await alice.task()
    path = f"{TASKS}/{task['task_id']}"
    tries: list[Callable[[], Awaitable[httpx2.Response]]] = [
        lambda: alice.post(TASKS, json={"title": "Lost"}),
        lambda: alice.post(TASKS, json={"title": "Lost"}, headers={"Idempotency-Key": "once"}),
        lambda: alice.put(path, json={"title": "Lost"}),
        lambda: alice.patch(f"{path}/status", json={"status": "done"}),
        lambda: alice.delete(path),
    ]
    breaks(monkeypatch, DatabaseUnavailable("The disk is full."))

    answers = [await each() for each in tries]

    for answer in answers:
        problem(answer, 503, "SERVICE_UNAVAILABLE")
        assert int(answer.headers["retry-after"]) > 0
    monkeypatch.undo()
    assert await count(database) == 1
    assert (await alice.get(path)).json()["version"] == 1
    assert await count(database, IdempotencyKey) == 0


async def test_a_crash_at_commit_says_nothing_of_the_inside(
    database: Database, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, ZeroDivisionError("the inside"))

    answer = await alice.post(TASKS, json={"title": "Lost"})

    assert problem(answer, 500, "INTERNAL_ERROR") == {}
    assert "inside" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert await count(database) == 0


async def test_a_transaction_the_database_rolled_back_is_tried_again(
    database: Database, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, RetryTransaction("again"), times=3)

    answer = await alice.post(TASKS, json={"title": "Third time lucky"}, headers={"Idempotency-Key": "once"})

    assert answer.status_code == 201
    assert await count(database) == 1


async def test_a_transaction_is_not_tried_for_ever(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    left = breaks(monkeypatch, RetryTransaction("again"), times=99)

    problem(await alice.post(TASKS, json={"title": "x"}), 503, "SERVICE_UNAVAILABLE")

    assert left == [95]


async def test_a_refusal_undoes_what_was_written_before_it(
    database: Database, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, Forbidden("Not today."))

    problem(await alice.post(TASKS, json={"title": "x"}), 403, "FORBIDDEN")

    assert await count(database) == 0


@pytest.mark.parametrize("path", ["/api/v2/tasks/", "/api/v2/tasks//", "/api/projects", "/api/v1/auth/sessions/"])
async def test_every_spelling_of_a_path_is_answered_without_a_redirect(alice: Person, path: str) -> None:
    answer = await alice.get(path)

    assert answer.status_code == (404 if path == "/api/projects" else 200)


@pytest.mark.parametrize("path", ["/api/auth/profile", "/api/events"])
async def test_version_one_is_another_name(alice: Person, path: str) -> None:
    plain, alias = await alice.get(path), await alice.get(path.replace("/api/", "/api/v1/"))

    assert alias.status_code == 200
    assert alias.json() == plain.json()


async def test_the_alias_is_not_in_the_document(app: FastAPI) -> None:
    ours = [path for path in app.openapi()["paths"] if path.startswith("/api/v1/")]

    assert [path for path in ours if not re.match("/api/v1/(tasks|micro-steps)/", path)] == []


async def test_a_request_id_comes_back_when_it_is_harmless(alice: Person) -> None:
    kept = await alice.get(TASKS, headers={"X-Request-ID": "trace-1.2:3_4"})
    made = [await alice.get(TASKS, headers={"X-Request-ID": bad}) for bad in ("", "a b", "x" * 101, "<script>")]

    assert kept.headers["x-request-id"] == "trace-1.2:3_4"
    assert all(re.fullmatch("[0-9a-f-]{36}", each.headers["x-request-id"]) for each in made)


@pytest.mark.parametrize("path", [TASKS, "/nowhere", "/health", "/docs", "/openapi.json"])
async def test_every_answer_carries_safe_headers(alice: Person, path: str) -> None:
    headers = (await alice.get(path)).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert path == "/docs" or headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/nowhere", "/api/nowhere", "/api", "/api/v2/tasks/a/b/c", "/api/v3/tasks", "/api/v1"]
)
async def test_an_unknown_path_is_a_404(alice: Person, path: str) -> None:
    problem(await alice.get(path), 404, "RESOURCE_NOT_FOUND")


async def test_a_known_path_with_another_method_is_a_405_that_names_those_it_has(alice: Person) -> None:
    known = {("DELETE", TASKS): "GET, POST", ("POST", f"{TASKS}/x"): "DELETE, GET, PUT", ("POST", "/health"): "GET"}

    for (method, path), allowed in known.items():
        answer = await alice.call(method, path)
        problem(answer, 405, "METHOD_NOT_ALLOWED")
        assert answer.headers["allow"] == allowed


async def test_nul_in_the_address_is_refused(alice: Person) -> None:
    for path in (f"{TASKS}/a%00b", f"{TASKS}?q=a%00b", f"{TASKS}/search?q=%00"):
        problem(await alice.get(path), 422, "INVALID_INPUT")


async def test_a_strange_id_is_not_there(alice: Person) -> None:
    for raw in ("%ff", "%ed%a0%80", "%F0%9F%90%B8", "'%22;--", "%2e%2e", "a" * 5000):
        assert (await alice.get(f"{TASKS}/{raw}")).status_code in {404, 422}, raw


async def test_an_unknown_host_is_refused_when_hosts_are_named(app: FastAPI, alice: Person) -> None:
    state: AppState = app.state.platform
    state.settings.allowed_hosts = ("api.example.com",)

    refused_field(await alice.get(TASKS), "Host")
    assert (await alice.get(TASKS, headers={"Host": "api.example.com:8000"})).status_code == 200

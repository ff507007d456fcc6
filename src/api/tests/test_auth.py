"""Accounts, sessions and personal tokens, as a client sees them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import jwt
import pytest
from fastapi import FastAPI

from src.api.state import AppState
from src.api.tests.expect import problem, refused_field
from src.conftest import PASSWORD, SECRET, Person
from src.core.security import AUDIENCE
from src.core.settings import Registration
from src.database.connection import Database

CAROL = {"username": "Carol.C-1", "email": "Carol@Example.com", "password": PASSWORD, "timezone": "Europe/Berlin"}
Clients = Callable[..., httpx2.AsyncClient]


async def sign_in(client: httpx2.AsyncClient, username: str, password: str = PASSWORD) -> httpx2.Response:
    return await client.post("/api/auth/login", json={"username": username, "password": password})


async def mint(person: Person, *scopes: str, **fields: Any) -> dict[str, Any]:
    answer = await person.post("/api/auth/tokens", json={"name": "script", "scopes": list(scopes), **fields})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_registering_signs_in(anonymous: httpx2.AsyncClient, open_client: Clients) -> None:
    answer = await anonymous.post("/api/auth/register", json={**CAROL, "full_name": " Carol "})

    assert answer.status_code == 201
    pair = answer.json()
    assert set(pair) == {"access_token", "refresh_token", "token_type", "expires_in", "user"}
    assert set(pair["user"]) == {"user_id", "username", "email", "full_name", "timezone", "created_at"}
    assert (pair["token_type"], pair["expires_in"]) == ("bearer", 900)
    assert (pair["user"]["username"], pair["user"]["full_name"]) == ("Carol.C-1", "Carol")
    claims = jwt.decode(pair["access_token"], SECRET, algorithms=["HS256"], audience=AUDIENCE)
    assert (claims["sub"], claims["exp"] - claims["iat"]) == (pair["user"]["user_id"], 900)
    client = open_client(pair["access_token"])
    (session,) = (await client.get("/api/auth/sessions")).json()["sessions"]
    assert (session["session_id"], session["is_current"]) == (claims["sid"], True)
    zones = (await client.get("/api/auth/account/export")).json()["tables"]["compass_zones"]
    assert sorted(zone["name"] for zone in zones) == ["Life", "Self", "Work"]


@pytest.mark.parametrize(("field", "value"), [("username", "ALICE"), ("email", "ALICE@example.com")])
async def test_a_taken_name_is_refused_and_named(
    anonymous: httpx2.AsyncClient, alice: Person, field: str, value: str
) -> None:
    answer = await anonymous.post("/api/auth/register", json={**CAROL, field: value})

    assert problem(answer, 409, "DUPLICATE_RESOURCE")["field"] == field


async def test_a_bad_field_is_named(anonymous: httpx2.AsyncClient) -> None:
    bad: list[tuple[str, Any]] = [
        ("username", "ab"), ("username", "a" * 51), ("username", "a b c"), ("username", "käthe"), ("email", "carol"),
        ("email", "a@b"), ("email", "@example.com"), ("email", "a b@example.com"), ("password", "short12"),
        ("password", "x" * 129), ("password", "password"), ("password", "Password1"), ("password", "12345678"),
        ("timezone", "Mars/Base"), ("timezone", "../etc/passwd"), ("is_admin", True), ("plan", "premium"),
    ]  # fmt: skip

    for field, value in bad:
        refused_field(await anonymous.post("/api/auth/register", json={**CAROL, field: value}), f"body.{field}")


async def test_nobody_registers_when_registration_is_closed(app: FastAPI, anonymous: httpx2.AsyncClient) -> None:
    state: AppState = app.state.platform
    state.settings.registration = Registration.CLOSED

    problem(await anonymous.post("/api/auth/register", json=CAROL), 403, "FORBIDDEN")


async def test_a_wrong_name_and_a_wrong_password_are_answered_alike(
    anonymous: httpx2.AsyncClient, alice: Person
) -> None:
    answers = [await sign_in(anonymous, "alice", "wrong-password"), await sign_in(anonymous, "nobody")]

    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].json()["error"]["message"] == answers[1].json()["error"]["message"]
    assert [answer.headers["www-authenticate"] for answer in answers] == ["Bearer", "Bearer"]


async def test_signing_in_starts_another_session(anonymous: httpx2.AsyncClient, alice: Person) -> None:
    answer = await sign_in(anonymous, "Alice@Example.com")

    assert answer.status_code == 200
    sessions = (await alice.get("/api/auth/sessions")).json()["sessions"]
    assert sorted(session["is_current"] for session in sessions) == [False, True]


async def test_refreshing_gives_a_new_pair(alice: Person, anonymous: httpx2.AsyncClient, open_client: Clients) -> None:
    answer = await anonymous.post("/api/auth/refresh", json={"refresh_token": alice.refresh_token})

    assert answer.status_code == 200
    assert answer.json()["refresh_token"] != alice.refresh_token
    assert (await open_client(answer.json()["access_token"]).get("/api/auth/profile")).status_code == 200


async def test_an_access_token_ends_after_fifteen_minutes(database: Database, alice: Person) -> None:
    later = datetime.now(UTC) + timedelta(minutes=15, seconds=1)
    database.clock = lambda: later

    answer = await alice.get("/api/auth/profile")

    problem(answer, 401, "UNAUTHORIZED")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_token_signed_by_somebody_else_is_refused(alice: Person, open_client: Clients) -> None:
    claims = jwt.decode(alice.access_token, SECRET, algorithms=["HS256"], audience=AUDIENCE)
    no_session = {name: value for name, value in claims.items() if name != "sid"}
    for_nobody = {name: value for name, value in claims.items() if name != "aud"}
    forged = [
        jwt.encode(claims, "another-secret-of-more-than-32-characters", algorithm="HS256"),
        jwt.encode(claims, "", algorithm="none"),
        jwt.encode(no_session, SECRET, algorithm="HS256"),
        jwt.encode(for_nobody, SECRET, algorithm="HS256"),
        jwt.encode({**claims, "aud": "another-service"}, SECRET, algorithm="HS256"),
        jwt.encode({**claims, "sub": "somebody-else"}, SECRET, algorithm="HS256"),
        jwt.encode({**claims, "exp": 10**30}, SECRET, algorithm="HS256"),
        alice.access_token + "x",
    ]

    for token in forged:
        problem(await open_client(token).get("/api/auth/profile"), 401, "UNAUTHORIZED")


async def test_logging_out_ends_this_session_at_once(
    alice: Person, anonymous: httpx2.AsyncClient, open_client: Clients
) -> None:
    other = open_client((await sign_in(anonymous, "alice")).json()["access_token"])

    answer = await alice.post("/api/auth/logout")

    assert answer.json() == {"message": "Successfully logged out"}
    problem(await alice.get("/api/auth/profile"), 401, "UNAUTHORIZED")
    assert (await other.get("/api/auth/profile")).status_code == 200
    refreshed = await anonymous.post("/api/auth/refresh", json={"refresh_token": alice.refresh_token})
    problem(refreshed, 401, "UNAUTHORIZED")


async def test_logging_out_everywhere_ends_every_session(
    alice: Person, anonymous: httpx2.AsyncClient, open_client: Clients
) -> None:
    other = open_client((await sign_in(anonymous, "alice")).json()["access_token"])

    await other.post("/api/auth/logout", json={"all": True})

    problem(await alice.get("/api/auth/profile"), 401, "UNAUTHORIZED")


async def test_one_device_can_be_signed_out(alice: Person, anonymous: httpx2.AsyncClient, open_client: Clients) -> None:
    other = open_client((await sign_in(anonymous, "alice")).json()["access_token"])
    sessions = (await alice.get("/api/auth/sessions")).json()["sessions"]
    session_id = next(each["session_id"] for each in sessions if not each["is_current"])

    answers = [await alice.delete(f"/api/auth/sessions/{session_id}") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 404]
    problem(await other.get("/api/auth/profile"), 401, "UNAUTHORIZED")


async def test_the_profile_changes_only_where_it_was_told_to(alice: Person) -> None:
    before = (await alice.get("/api/auth/profile")).json()
    wanted = {"full_name": "Alice A.", "bio": "Hi", "preferences": {"theme": "dark"}, "day_start_hour": 5}

    after = (await alice.put("/api/auth/profile", json=wanted)).json()

    assert after == {**before, **wanted}
    assert (await alice.put("/api/auth/profile", json={"full_name": None})).json() == {**after, "full_name": None}
    assert (await alice.put("/api/auth/profile", json={"timezone": None})).json()["timezone"] == "UTC"


async def test_a_bad_profile_field_is_named(alice: Person) -> None:
    bad: list[tuple[str, Any]] = [
        ("day_start_hour", 7), ("day_start_hour", -1), ("timezone", "Nowhere"), ("avatar_url", "javascript:alert(1)"),
        ("bio", "x" * 2001), ("plan", "premium"), ("is_admin", True), ("username", "bob"), ("email", "x"),
        ("preferences", []),
    ]  # fmt: skip

    for field, value in bad:
        refused_field(await alice.put("/api/auth/profile", json={field: value}), f"body.{field}")


async def test_a_new_zone_moves_the_ends_of_all_day_tasks(alice: Person) -> None:
    task = await alice.task(due_date="2026-12-01")
    await alice.put("/api/auth/profile", json={"timezone": "Pacific/Kiritimati"})

    kept = (await alice.get(f"/api/v2/tasks/{task['task_id']}")).json()
    page = (await alice.get("/api/v2/tasks", params={"due_before": "2026-12-01T10:00:00Z"})).json()

    assert kept["due_date"] == "2026-12-01"
    assert page["total"] == 1


async def test_a_new_password_ends_every_other_session(
    alice: Person, anonymous: httpx2.AsyncClient, open_client: Clients
) -> None:
    other = open_client((await sign_in(anonymous, "alice")).json()["access_token"])
    wanted = {"current_password": PASSWORD, "new_password": "harbour-kettle-plum"}

    assert (await alice.post("/api/auth/password", json=wanted)).status_code == 200

    problem(await other.get("/api/auth/profile"), 401, "UNAUTHORIZED")
    assert (await alice.get("/api/auth/profile")).status_code == 200
    assert (await sign_in(anonymous, "alice")).status_code == 401
    assert (await sign_in(anonymous, "alice", "harbour-kettle-plum")).status_code == 200


async def test_the_wrong_password_changes_nothing(alice: Person, anonymous: httpx2.AsyncClient) -> None:
    wrong = {"current_password": "wrong", "new_password": "harbour-kettle-plum"}

    problem(await alice.post("/api/auth/password", json=wrong), 403, "FORBIDDEN")
    problem(await alice.delete("/api/auth/account", json={"password": "wrong"}), 403, "FORBIDDEN")

    assert (await sign_in(anonymous, "alice")).status_code == 200


async def test_a_personal_token_is_shown_once_and_works_within_its_scopes(alice: Person, open_client: Clients) -> None:
    made = await mint(alice, "tasks:write", "tasks:write", "projects:read")
    script = open_client(made["token"])

    (listed,) = (await alice.get("/api/auth/tokens")).json()["tokens"]

    assert made["token"].startswith("pap_")
    assert made["scopes"] == ["projects:read", "tasks:write"]
    assert (listed["last_four"], "token" in listed) == (made["token"][-4:], False)
    assert (await script.post("/api/v2/tasks", json={"title": "From a script"})).status_code == 201
    assert (await script.get("/api/v2/tasks")).status_code == 200
    assert (await script.get("/api/v2/projects")).status_code == 200
    problem(await script.post("/api/v2/projects", json={"name": "x"}), 403, "FORBIDDEN")
    assert (await alice.get("/api/auth/tokens")).json()["tokens"][0]["last_used_at"] is not None


async def test_a_token_can_neither_mint_tokens_nor_change_the_account(alice: Person, open_client: Clients) -> None:
    script = open_client((await mint(alice, "auth:write"))["token"])
    tries: list[tuple[str, str, Any]] = [
        ("POST", "/api/auth/tokens", {"name": "x", "scopes": ["tasks:read"]}),
        ("PUT", "/api/auth/profile", {"bio": "x"}),
        ("POST", "/api/auth/password", {"current_password": PASSWORD, "new_password": "harbour-kettle-plum"}),
        ("POST", "/api/auth/logout", {}),
        ("DELETE", "/api/auth/account", {"password": PASSWORD}),
        ("DELETE", "/api/auth/sessions/x", None),
        ("DELETE", "/api/auth/tokens/x", None),
        ("GET", "/api/auth/account/export", None),
        ("POST", "/api/auth/ws-ticket", None),
    ]

    for method, path, body in tries:
        problem(await script.request(method, path, json=body), 403, "FORBIDDEN")


async def test_a_revoked_token_and_one_past_its_time_are_refused(
    database: Database, alice: Person, open_client: Clients
) -> None:
    revoked, brief = await mint(alice, "tasks:read"), await mint(alice, "tasks:read", expires_in_days=1)
    clients = [open_client(each["token"]) for each in (revoked, brief)]
    assert [(await client.get("/api/v2/tasks")).status_code for client in clients] == [200, 200]

    ended = await alice.delete(f"/api/auth/tokens/{revoked['token_id']}")
    later = datetime.now(UTC) + timedelta(days=1, seconds=1)
    database.clock = lambda: later

    assert ended.status_code == 204
    for client in clients:
        problem(await client.get("/api/v2/tasks"), 401, "UNAUTHORIZED")


async def test_a_bad_token_request_is_refused(alice: Person) -> None:
    good = {"name": "x", "scopes": ["tasks:read"]}
    bad: list[dict[str, Any]] = [
        {"name": " "}, {"scopes": []}, {"scopes": ["tasks"]}, {"scopes": ["tasks:admin"]}, {"scopes": ["all:read"]},
        {"expires_in_days": 0}, {"expires_in_days": 3651}, {"scopes": ["tasks:read"] * 41},
    ]  # fmt: skip

    for fields in bad:
        problem(await alice.post("/api/auth/tokens", json=good | fields), 422, "INVALID_INPUT")


async def test_an_export_holds_every_row_and_no_secret(alice: Person) -> None:
    token = await mint(alice, "tasks:read")
    await alice.task("Buy oat milk")

    answer = await alice.get("/api/auth/account/export")

    document = answer.json()
    assert set(document) == {"format_version", "exported_at", "user", "tables"}
    assert document["user"]["username"] == "alice"
    assert [task["title"] for task in document["tables"]["tasks"]] == ["Buy oat milk"]
    for secret in (token["token"], alice.refresh_token, "password_hash", "token_hash", "argon2"):
        assert secret not in answer.text

"""A stranger with Alice's ids in hand learns nothing and changes nothing, at any operation there is.

`CALLS` (strangers.py) says for each operation of the OpenAPI document how Bob tries it on Alice's rows. An operation
that is missing there fails the test: whoever adds a route adds its line.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import orjson
import pytest
from fastapi import FastAPI

from src.api.tests.expect import problem
from src.api.tests.strangers import CALLS, WORD
from src.conftest import Person

PLACEHOLDER = re.compile(r"<(\w+)>")
MADE_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7")


@dataclass(frozen=True)
class Operation:
    operation_id: str
    method: str
    path: str
    is_public: bool


def operations(app: FastAPI) -> dict[str, Operation]:
    """Every operation of the document."""
    return {
        described["operationId"]: Operation(
            described["operationId"], method.upper(), path, described.get("security") == []
        )
        for path, item in app.openapi()["paths"].items()
        for method, described in item.items()
    }


def guarded(app: FastAPI) -> Iterator[tuple[str, str]]:
    """`(method, path with made-up ids)` of every operation that needs somebody signed in."""
    for each in operations(app).values():
        if not each.is_public:
            yield each.method, re.sub(r"\{\w+\}", "made-up", each.path)


def filled(template: Any, ids: dict[str, str]) -> Any:
    """`template` with ids in place of `<names>`."""
    if isinstance(template, str):
        return PLACEHOLDER.sub(lambda found: ids[found[1]], template)
    if isinstance(template, dict):
        return {name: filled(value, ids) for name, value in template.items()}
    return [filled(value, ids) for value in template] if isinstance(template, list) else template


async def furnished(alice: Person, bob: Person) -> dict[str, str]:
    """Rows of every kind for Alice, one task for Bob; their ids by name."""
    project = (await alice.post("/api/v2/projects", json={"name": f"{WORD} project"})).json()
    zone_id = (await exported(alice))["compass_zones"][0]["zone_id"]
    where = {"project_id": project["project_id"], "zone_id": zone_id}
    task = await alice.task(f"{WORD} task", description=f"{WORD} text", tags=[WORD], **where)
    child = await alice.task(f"{WORD} child", parent_id=task["task_id"])
    binned = await alice.task(f"{WORD} binned")
    await alice.delete(f"/api/v2/tasks/{binned['task_id']}")
    at = f"/api/v2/tasks/{task['task_id']}"
    step = (await alice.post(f"{at}/micro-steps", json={"description": f"{WORD} step"})).json()
    comment = (await alice.post(f"{at}/comments", json={"content": f"{WORD} comment"})).json()
    await alice.put(f"{at}/dependencies/{child['task_id']}")
    split = (await alice.post(f"/api/v2/tasks/{child['task_id']}/split")).json()["micro_steps"]
    await alice.post(f"/api/v2/micro-steps/{split[-1]['step_id']}/decompose")
    await alice.post(f"/api/v2/micro-steps/{split[0]['step_id']}/feedback", json={"verdict": "just_right"})
    captured = await said(alice, f"{WORD} in the morning; ask Selma to bring {WORD}")
    items = [{"item_id": each["item_id"], "project_hint": f"{WORD} plan"} for each in captured["parsed_items"]]
    await alice.post("/api/capture/save", json={"capture_id": captured["capture_id"], "items": items})
    await alice.post("/api/ritual/complete", json={"focus_task_1_id": task["task_id"]})
    await alice.post("/api/ritual/evening", json={"went_well": f"{WORD} tea", "rest": "move"})
    snapshot = (await alice.post("/api/energy/set", json={"energy_level": 3, "notes": WORD})).json()
    lessons = (await alice.get("/api/capture/lessons")).json()["lessons"]
    room = (await alice.post("/api/focus/rooms", json={"name": WORD})).json()
    reward = (await alice.post("/api/rewards/custom", json={"name": WORD, "cost_xp": 1})).json()
    redemption = (await alice.post(f"/api/rewards/custom/{reward['reward_id']}/redeem")).json()
    pet = (await alice.post("/api/pets", json={"species": "owl", "name": WORD})).json()
    focus = (await alice.post("/api/focus/start", json={"step_id": step["step_id"]})).json()
    await alice.post("/api/focus/interrupt", json={"reason": WORD, "note": f"{WORD} note"})
    delegated = await handed_over(alice)
    token = (await alice.post("/api/auth/tokens", json={"name": WORD, "scopes": ["tasks:read"]})).json()
    steps = [{"description": f"{WORD} step", "estimated_minutes": 12}]
    template = {"name": f"{WORD} template", "category": "Work", "steps": steps}
    kept = (await alice.post("/api/templates", json=template)).json()
    await alice.post(f"/api/templates/{kept['template_id']}/apply")
    shared = {"name": "Pack", "category": "Work", "steps": [{"description": "Go"}], "is_public": True}
    given = (await alice.post("/api/templates", json=shared)).json()
    session = (await alice.get("/api/auth/sessions")).json()["sessions"][0]
    return {
        "alice": alice.user_id,
        "alice_project": project["project_id"],
        "alice_zone": zone_id,
        "alice_task": task["task_id"],
        "alice_child": child["task_id"],
        "alice_binned": binned["task_id"],
        "alice_step": step["step_id"],
        "alice_comment": comment["comment_id"],
        "alice_decomposed": split[-1]["step_id"],
        "alice_capture": captured["capture_id"],
        "alice_item": items[0]["item_id"],
        "alice_snapshot": snapshot["snapshot_id"],
        "alice_lesson": lessons[0]["lesson_id"],
        "bob_capture": (await said(bob, "water the plants"))["capture_id"],
        "alice_pet": pet["pet_id"],
        "alice_reward": reward["reward_id"],
        "alice_redemption": redemption["redemption_id"],
        "alice_room": room["room_id"],
        "alice_focus": focus["session_id"],
        "alice_template": kept["template_id"],
        "alice_template_step": kept["steps"][0]["step_id"],
        "alice_shared": given["template_id"],
        "alice_code": given["share_code"],
        "alice_token": token["token_id"],
        "alice_sweep": (await exported(alice))["task_sweeps"][0]["sweep_id"],
        "alice_session": session["session_id"],
        **delegated,
        "bob_task": (await bob.task("Bob's own"))["task_id"],
    }


async def handed_over(alice: Person) -> dict[str, str]:
    """An agent of Alice's with an assignment, a remark and a file of it."""
    at = "/api/delegation"
    await alice.post(f"{at}/agents/register", json={"agent_id": f"{WORD}-agent", "agent_type": WORD})
    task = await alice.task(f"{WORD} letter")
    wanted = {"task_id": task["task_id"], "delegation_mode": "do_with_me", "agent_id": f"{WORD}-agent"}
    made = (await alice.post(f"{at}/delegate", json={**wanted, "instructions": WORD})).json()["assignment"]
    on_it = f"{at}/assignments/{made['assignment_id']}"
    await alice.post(f"{on_it}/accept")
    await alice.post(f"{on_it}/comments", json={"content": WORD})
    file = await alice.post(f"{on_it}/evidence", params={"file_name": f"{WORD}.txt"}, content=WORD.encode())
    return {"alice_assignment": made["assignment_id"], "alice_evidence": file.json()["evidence_id"]}


async def said(person: Person, text: str) -> dict[str, Any]:
    answer = await person.post("/api/capture", json={"text": text})
    assert answer.status_code == 200, answer.text
    captured: dict[str, Any] = answer.json()
    return captured


async def exported(person: Person) -> dict[str, Any]:
    answer = await person.get("/api/auth/account/export")
    assert answer.status_code == 200, answer.text
    tables: dict[str, Any] = answer.json()["tables"]
    return tables


def ids_within(tables: dict[str, Any]) -> set[str]:
    """Every id that an export holds. What anybody can unlock has names, not ids."""
    rows = [row for table in tables.values() for row in table]
    found = {value for row in rows for name, value in row.items() if name.endswith("_id") and isinstance(value, str)}
    return {value for value in found if MADE_ID.search(value)}


async def test_every_operation_says_how_a_stranger_would_try_it(app: FastAPI) -> None:
    assert {each.operation_id for each in CALLS} == set(operations(app))


async def test_a_stranger_learns_nothing_and_changes_nothing(
    app: FastAPI, alice: Person, bob: Person, enter: Callable[..., Any]
) -> None:
    ids = await furnished(alice, bob)
    known = operations(app)
    before = await exported(alice)
    secrets = ids_within(before) | {WORD}

    for number, call in enumerate(CALLS):
        caller: Person = await enter(f"stranger{number}") if call.by_somebody_new else bob
        operation = known[call.operation_id]
        path = operation.path.format_map(filled(call.path, ids))
        query, body = filled(call.query, ids), filled(call.json, ids)
        answer = await caller.call(operation.method, path, params=query, **({} if body is None else {"json": body}))

        assert answer.status_code == call.status, (call, answer.text)
        sent = path + str(query) + orjson.dumps(body).decode()
        told = {secret for secret in secrets if secret in answer.text and secret not in sent}
        assert not told, (call, answer.text)

    assert await exported(alice) == before


async def test_a_stranger_finds_no_row_in_lists(alice: Person, bob: Person) -> None:
    ids = await furnished(alice, bob)
    queries = [call for call in CALLS if call.operation_id in {"list_tasks", "search_tasks"} and call.query]

    for call in queries:
        path = "/api/v2/tasks/search" if call.operation_id == "search_tasks" else "/api/v2/tasks"
        answer = await bob.get(path, params=filled(call.query, ids))
        assert answer.status_code == 403 or answer.json()["total"] == 0, call


async def test_changes_to_many_name_a_strangers_tasks_as_missing(alice: Person, bob: Person) -> None:
    ids = await furnished(alice, bob)
    mine, theirs = ids["bob_task"], ids["alice_task"]

    answer = await bob.patch("/api/v2/tasks/bulk", json={"task_ids": [theirs, mine], "updates": {"priority": "high"}})

    assert answer.status_code == 200
    assert answer.json()["successful_ids"] == [mine]
    assert answer.json()["errors"] == {theirs: f"Task with ID '{theirs}' not found"}


@pytest.mark.parametrize("header", [None, "Bearer garbage", "Bearer pap_garbage", "Basic YTpi", "Bearer a.b.c"])
async def test_nobody_gets_in_without_a_token(app: FastAPI, anonymous: httpx2.AsyncClient, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}

    for method, path in guarded(app):
        answer = await anonymous.request(method, path, headers=headers)

        problem(answer, 401, "UNAUTHORIZED")
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_personal_token_reaches_only_what_its_scopes_name(
    app: FastAPI, alice: Person, open_client: Callable[..., httpx2.AsyncClient]
) -> None:
    clients = {}
    for scope in ("tasks:read", "events:read"):
        made = await alice.post("/api/auth/tokens", json={"name": scope, "scopes": [scope]})
        clients[scope] = open_client(made.json()["token"])

    for method, path in guarded(app):
        wrong = "tasks:read" if path.startswith("/api/events") else "events:read"
        answer = await clients[wrong].request(method, path)

        assert problem(answer, 403, "FORBIDDEN")["scope"]
        if method != "GET":
            problem(await clients["tasks:read"].request(method, path), 403, "FORBIDDEN")


async def test_another_user_named_beside_the_request_is_refused(app: FastAPI, alice: Person, bob: Person) -> None:
    for method, path in guarded(app):
        for named in ({"headers": {"X-User-ID": alice.user_id}}, {"params": {"user_id": alice.user_id}}):
            problem(await bob.call(method, path, **named), 403, "FORBIDDEN")


async def test_older_clients_may_name_themselves(alice: Person) -> None:
    answer = await alice.get("/api/v2/projects", params={"user_id": alice.user_id, "limit": 1})

    assert answer.status_code == 200

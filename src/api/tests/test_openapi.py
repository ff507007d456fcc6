"""The OpenAPI document: what client generators and people read."""

import re
from collections.abc import Iterator
from typing import Any

import httpx2
import jsonschema_rs
import pytest
from fastapi import FastAPI
from schemathesis.core.result import Ok
from schemathesis.openapi import from_dict as read_by_a_generator

SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
METHODS = {"get", "put", "post", "patch", "delete"}
PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


@pytest.fixture(scope="module")
def document(shared_app: FastAPI) -> dict[str, Any]:
    return shared_app.openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """`(method, path, operation)` of every operation."""
    for path, item in document["paths"].items():
        assert set(item) <= METHODS, path
        for method, operation in item.items():
            yield method, path, operation


def walked(value: Any, place: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object within `value`, with where it is."""
    if isinstance(value, dict):
        yield place, value
        for name, each in value.items():
            yield from walked(each, f"{place}/{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from walked(each, f"{place}/{number}")


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert set(document["components"]["securitySchemes"]) == {"bearer"}
    assert document["security"] == [{"bearer": []}]


def test_a_client_generator_reads_every_operation(document: dict[str, Any]) -> None:
    schema = read_by_a_generator(document)

    read = list(schema.get_all_operations())

    assert [each for each in read if not isinstance(each, Ok)] == []
    assert len(read) == len(list(operations(document)))


def test_every_schema_is_a_valid_json_schema(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}), name


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    used = {part["$ref"] for _, part in walked(document) if isinstance(part.get("$ref"), str)}

    assert used <= known
    assert known <= used, "schemas that nothing uses"


def test_operation_ids_are_unique_and_snake_case(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]

    assert len(ids) == len(set(ids))
    assert [each for each in ids if not SNAKE_CASE.fullmatch(each)] == []


def test_operation_ids_of_the_first_modules_stay(document: dict[str, Any]) -> None:
    """Generated clients call them by these names: a change here breaks those clients."""
    ids = {operation["operationId"] for _, _, operation in operations(document)}

    assert ids >= {
        "register", "login", "refresh", "logout", "get_profile", "update_profile", "change_password", "list_sessions",
        "end_session", "create_token", "list_tokens", "revoke_token", "create_socket_ticket", "delete_account",
        "export_account", "create_task", "list_tasks", "search_tasks", "task_stats", "update_tasks", "get_task",
        "update_task", "set_task_status", "delete_task", "restore_task", "get_task_tree", "list_micro_steps",
        "add_micro_step", "list_comments", "add_comment", "update_comment", "delete_comment", "add_dependency",
        "remove_dependency", "complete_micro_step", "uncomplete_micro_step", "create_project", "list_projects",
        "get_project", "update_project", "delete_project", "project_analytics", "list_events", "welcome", "health",
        "ready", "metrics",
    }  # fmt: skip


def test_every_operation_says_what_it_is_for(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}

    for method, path, operation in operations(document):
        assert operation.get("summary"), (method, path)
        assert len(operation.get("description", "")) > 10, (method, path)
        assert operation["description"].strip()[-1] in ".)`", (method, path)
        assert len(operation["tags"]) == 1, (method, path)
        assert operation["tags"][0] in tags, (method, path)


def test_every_refusal_is_a_problem_document(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        refusals = {code: each for code, each in operation["responses"].items() if code >= "400"}
        for code, answer in refusals.items():
            assert answer["content"] == {"application/problem+json": PROBLEM}, (method, path, code)
            assert answer["description"], (method, path, code)
        wanted = {"422", "503"} if not path.startswith("/api/") else {"401", "403", "404", "405", "413", "422", "429"}
        assert wanted <= set(refusals), (method, path)
        assert {code for code in ("429", "503") if "Retry-After" in refusals.get(code, {}).get("headers", {})} >= (
            wanted & {"429", "503"}
        )


OR_NOTHING = "/assignments/claim"
"""Answers 204 when nothing waits."""
TAKES_A_FILE = "/evidence"


def test_every_success_is_described(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        good = {code: each for code, each in operation["responses"].items() if code < "300"}
        assert len(good) == 1 or path.endswith(OR_NOTHING), (method, path)
        for code, answer in good.items():
            assert code in {"200", "201", "204"}, (method, path)
            assert ("content" in answer) == (code != "204"), (method, path)
            for content in answer.get("content", {}).values():
                assert content["schema"], (method, path)


def test_writes_that_can_be_repeated_take_a_key(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        takes_one = "Idempotency-Key" in [each["name"] for each in operation.get("parameters", [])]
        is_public = operation.get("security") == []
        assert takes_one == (method in {"post", "patch"} and not is_public), (method, path)


def test_only_signing_in_and_the_service_are_public(document: dict[str, Any]) -> None:
    public = {path for _, path, operation in operations(document) if operation.get("security") == []}

    assert public == {
        "/api/auth/register",
        "/api/auth/login",
        "/api/auth/refresh",
        "/",
        "/health",
        "/ready",
        "/metrics",
    }


def test_null_stands_only_beside_one_other_type(document: dict[str, Any]) -> None:
    for place, part in walked(document):
        options = part.get("anyOf")
        if not isinstance(options, list) or {"type": "null"} not in options:
            continue
        others = [each for each in options if each != {"type": "null"}]
        assert len(others) == 1, place
        assert others[0], f"{place}: null or anything at all"


def test_bodies_refuse_unknown_fields(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        body = operation.get("requestBody")
        if body is None:
            continue
        if path.endswith(TAKES_A_FILE):
            assert set(body["content"]) == {"*/*"}
            continue
        assert set(body["content"]) == {"application/json"}, (method, path)
        schema = body["content"]["application/json"]["schema"]
        options = [schema] if "$ref" in schema else schema["anyOf"]
        for name in [each["$ref"].rpartition("/")[2] for each in options if "$ref" in each]:
            assert document["components"]["schemas"][name]["additionalProperties"] is False, (method, path)


def test_path_parameters_are_named_after_their_row(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        declared = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
        assert declared == set(re.findall(r"\{(\w+)\}", path)), (method, path)
        assert all(name.endswith(("_id", "_code")) for name in declared), (method, path)


def test_the_inside_stays_inside(document: dict[str, Any]) -> None:
    text = str(document)

    for word in ("x-secret-of", "HTTPValidationError", "password_hash", "search_words", "title_key"):
        assert word not in text


async def test_the_document_is_served_as_it_is(anonymous: httpx2.AsyncClient, document: dict[str, Any]) -> None:
    assert (await anonymous.get("/openapi.json")).json() == document


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
async def test_the_pages_load_nothing_from_elsewhere(anonymous: httpx2.AsyncClient, page: str) -> None:
    answer = await anonymous.get(page)

    assert answer.status_code == 200
    sources = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert sources
    for source in sources:
        assert source.startswith("/"), source
        assert (await anonymous.get(source)).status_code == 200, source

"""What every refusal has in common."""

from typing import Any

import httpx2


def problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """Assert that `answer` is a whole problem document; its `error.details`."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert set(document) == {"type", "title", "status", "detail", "instance", "request_id", "error"}
    assert document["type"] == f"/problems/{code.lower().replace('_', '-')}"
    assert document["status"] == status
    assert document["request_id"] == answer.headers["x-request-id"]
    error: dict[str, Any] = document["error"]
    assert set(error) == {"code", "message", "details", "timestamp"}
    assert error["code"] == code
    assert error["message"] == document["detail"]
    assert error["timestamp"].endswith("Z")
    details: dict[str, Any] = error["details"]
    return details


def refused_field(answer: httpx2.Response, location: str) -> None:
    """Assert a 422 that names `location` among its fields."""
    fields = problem(answer, 422, "INVALID_INPUT")["fields"]
    assert location in [field["location"] for field in fields], fields

"""The error answers that every operation declares."""

from typing import Any

PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}


def _declared(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/problem+json": {"schema": PROBLEM_REF}}}


ERRORS: dict[int | str, dict[str, Any]] = {
    400: _declared("The request could not be understood."),
    401: _declared("No valid token came with the request."),
    403: _declared("Signed in, and not allowed."),
    404: _declared("Not there, or somebody else's."),
    405: _declared("This address does not answer this method."),
    409: _declared("The present state of the row, or an unfinished request, stands against it."),
    412: _declared("`If-Match` names a version that is no longer the current one."),
    413: _declared("The body is larger than this server accepts."),
    422: _declared("A field is not valid; `error.details.fields` names each."),
    429: _declared("Too many requests; `Retry-After` says how long to wait, in seconds."),
    500: _declared("Something went wrong on the server's side."),
    503: _declared("The database is not available for a moment; `Retry-After` says how long to wait."),
}

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem document, with the platform's own envelope in `error`.",
    "required": ["type", "title", "status", "detail", "instance", "request_id", "error"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/resource-not-found"]},
        "title": {"type": "string", "examples": ["Resource not found"]},
        "status": {"type": "integer", "examples": [404]},
        "detail": {"type": "string", "examples": ["Task with ID 'x' not found"]},
        "instance": {"type": "string", "examples": ["/api/v2/tasks/x"]},
        "request_id": {"type": "string"},
        "error": {
            "type": "object",
            "required": ["code", "message", "details", "timestamp"],
            "properties": {
                "code": {
                    "type": "string",
                    "enum": [
                        "INVALID_INPUT", "UNAUTHORIZED", "FORBIDDEN", "RESOURCE_NOT_FOUND", "METHOD_NOT_ALLOWED",
                        "CONFLICT", "DUPLICATE_RESOURCE", "RESYNC_REQUIRED", "PRECONDITION_FAILED",
                        "PAYLOAD_TOO_LARGE", "RATE_LIMIT_EXCEEDED", "INTERNAL_ERROR", "SERVICE_UNAVAILABLE",
                    ],
                },
                "message": {"type": "string"},
                "details": {"type": "object", "additionalProperties": True},
                "timestamp": {"type": "string", "format": "date-time"},
            },
        },
    },
}  # fmt: skip

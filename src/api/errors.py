"""Errors as problem documents (RFC 9457). The one place that knows which HTTP status a category of error has."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from src.core.clock import utc_now
from src.core.errors import (
    Conflict,
    Duplicate,
    Forbidden,
    Gone,
    NotFound,
    PlatformError,
    PreconditionFailed,
    RuleBroken,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from src.database.types import instant_text

MEDIA_TYPE = "application/problem+json"
CATEGORIES: Sequence[tuple[type[PlatformError], int]] = (
    (NotFound, 404),
    (Duplicate, 409),
    (Conflict, 409),
    (PreconditionFailed, 412),
    (RuleBroken, 422),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (Gone, 410),
    (TooLarge, 413),
    (TooMany, 429),
    (Unavailable, 503),
)
BY_STATUS: Mapping[int, tuple[str, str]] = {
    400: ("INVALID_INPUT", "The request could not be understood."),
    404: ("RESOURCE_NOT_FOUND", "There is nothing at this address."),
    405: ("METHOD_NOT_ALLOWED", "This address does not answer this method."),
    413: ("PAYLOAD_TOO_LARGE", "The body is larger than this server accepts."),
    500: ("INTERNAL_ERROR", "Something went wrong on our side. It has been noted."),
}
TITLES: Mapping[str, str] = {
    "INVALID_INPUT": "Invalid input",
    "UNAUTHORIZED": "Not signed in",
    "FORBIDDEN": "Not allowed",
    "RESOURCE_NOT_FOUND": "Resource not found",
    "METHOD_NOT_ALLOWED": "Method not allowed",
    "CONFLICT": "Conflict",
    "DUPLICATE_RESOURCE": "Already there",
    "RESYNC_REQUIRED": "Read everything anew",
    "PRECONDITION_FAILED": "Changed meanwhile",
    "PAYLOAD_TOO_LARGE": "Too large",
    "RATE_LIMIT_EXCEEDED": "Too many requests",
    "INTERNAL_ERROR": "Internal error",
    "SERVICE_UNAVAILABLE": "Unavailable for a moment",
}


def problem(
    scope: Scope,
    *,
    status: int,
    code: str,
    message: str,
    details: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document."""
    document = {
        "type": f"/problems/{code.lower().replace('_', '-')}",
        "title": TITLES[code],
        "status": status,
        "detail": message,
        "instance": scope.get("path", ""),
        "request_id": scope.get("request_id", ""),
        "error": {
            "code": code,
            "message": message,
            "details": details or {},
            "timestamp": instant_text(utc_now()),
        },
    }
    body = orjson.dumps(document, default=str)
    return Response(body, status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def platform_problem(scope: Scope, error: PlatformError) -> Response:
    """The problem document of one of the platform's own errors."""
    status = next(status for kind, status in CATEGORIES if isinstance(error, kind))
    headers: dict[str, str] = {}
    details = dict(error.details)
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooMany | Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, RuleBroken):
        field = {"location": error.field or "body", "message": error.message, "type": type(error).__name__}
        details["fields"] = [field]
    return problem(scope, status=status, code=error.code, message=error.message, details=details, headers=headers)


def validation_problem(scope: Scope, errors: Sequence[Any]) -> Response:
    """422 that names each field; values are never repeated, they may be secrets."""
    fields = [
        {
            "location": _location(error),
            "message": _sentence(error),
            "type": error.get("type", "invalid"),
        }
        for error in errors[:50]
    ]
    first = fields[0] if fields else {"location": "body", "message": "is not valid"}
    message = f"{first['location']}: {first['message']}"
    return problem(scope, status=422, code="INVALID_INPUT", message=message, details={"fields": fields})


def _location(error: Mapping[str, Any]) -> str:
    """`body.title`, `query.limit` …; of unreadable JSON just `body`."""
    parts = error.get("loc", ())
    return ".".join(str(part) for part in (parts[:1] if error.get("type") == "json_invalid" else parts))


def _sentence(error: Mapping[str, Any]) -> str:
    """Pydantic's message, or the reason a JSON body could not be read."""
    if error.get("type") == "json_invalid":
        return f"The body is not valid JSON: {error.get('ctx', {}).get('error', 'it cannot be read')}"
    return str(error.get("msg", "is not valid")).removeprefix("Value error, ")


def http_problem(scope: Scope, error: HTTPException) -> Response:
    """The problem document of an error the framework raises (unknown path, wrong method)."""
    status = error.status_code if error.status_code in BY_STATUS else 400
    code, message = BY_STATUS[status]
    return problem(scope, status=status, code=code, message=message, headers=error.headers)


def install(app: FastAPI) -> None:
    """Answer every error of `app` with a problem document."""

    async def on_platform_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, PlatformError)
        return platform_problem(request.scope, error)

    async def on_validation_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return validation_problem(request.scope, error.errors())

    async def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return http_problem(request.scope, error)

    app.add_exception_handler(PlatformError, on_platform_error)
    app.add_exception_handler(RequestValidationError, on_validation_error)
    app.add_exception_handler(HTTPException, on_http_error)

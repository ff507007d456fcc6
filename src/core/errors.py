"""What can go wrong, in a few categories.

Services raise subclasses that read as a fact (`AlreadyClaimed`); `api/errors.py` alone knows which HTTP status and
which problem document each category becomes. `message` is shown to people: it says what happened and what helps.
"""

from collections.abc import Mapping


class PlatformError(Exception):
    """The root of everything the platform refuses on purpose. `code` is what clients know a category by."""

    code = "INTERNAL_ERROR"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, object] = details


class NotFound(PlatformError):
    """The row does not exist, or belongs to somebody else: both look the same."""

    code = "RESOURCE_NOT_FOUND"

    def __init__(self, resource_type: str, resource_id: str) -> None:
        name = resource_type.replace("_", " ").capitalize()
        super().__init__(
            f"{name} with ID '{resource_id}' not found", resource_type=resource_type, resource_id=resource_id
        )


class Conflict(PlatformError):
    """The request is fine, the present state of the row is not."""

    code = "CONFLICT"


class Duplicate(Conflict):
    """Something with the same unique value is there already."""

    code = "DUPLICATE_RESOURCE"


class PreconditionFailed(PlatformError):
    """`If-Match` names a version that is no longer the current one."""

    code = "PRECONDITION_FAILED"


class RuleBroken(PlatformError):
    """The input is well formed and still against a rule. `field` names the place when there is one."""

    code = "INVALID_INPUT"

    def __init__(self, message: str, *, field: str | None = None, **details: object) -> None:
        super().__init__(message, **details)
        self.field = field


class Forbidden(PlatformError):
    """Signed in, and not allowed."""

    code = "FORBIDDEN"


class Unauthenticated(PlatformError):
    """No valid token."""

    code = "UNAUTHORIZED"


class TooMany(PlatformError):
    """A rate limit is used up. `retry_after` is in whole seconds."""

    code = "RATE_LIMIT_EXCEEDED"

    def __init__(self, message: str, *, retry_after: int, **details: object) -> None:
        super().__init__(message, **details)
        self.retry_after = retry_after


class TooLarge(PlatformError):
    """The body is over the limit."""

    code = "PAYLOAD_TOO_LARGE"


class Gone(PlatformError):
    """What was asked for is no longer kept."""

    code = "RESYNC_REQUIRED"


class Unavailable(PlatformError):
    """A part the server needs (the database) does not answer now. `retry_after` is in whole seconds."""

    code = "SERVICE_UNAVAILABLE"

    def __init__(self, message: str, *, retry_after: int = 2, **details: object) -> None:
        super().__init__(message, **details)
        self.retry_after = retry_after


class StartRefused(PlatformError):
    """The server or a command cannot start: one sentence for the person at the terminal, exit code 1."""

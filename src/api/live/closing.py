"""Why a socket is closed: the codes of the contract."""

from enum import IntEnum

import orjson


class CloseCode(IntEnum):
    GOING_AWAY = 1001
    TOO_LARGE = 1009
    TRY_AGAIN_LATER = 1013
    INVALID_INPUT = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    TOO_SLOW = 4408
    TOO_MANY_SOCKETS = 4409
    RESYNC_REQUIRED = 4410
    RATE_LIMITED = 4429


class Closing(Exception):
    """The socket has to end. With `error_code`, an error frame tells the client before the close does."""

    def __init__(self, code: CloseCode, reason: str, *, error_code: str | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.error_code = error_code


def error_frame(code: str, message: str) -> str:
    """`{"type": "error", "code", "message"}`."""
    return orjson.dumps({"type": "error", "code": code, "message": message}).decode()

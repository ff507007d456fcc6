"""Opaque cursors: where a page ended, in the order it was read in."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

import orjson

from src.core.errors import RuleBroken


class BadCursor(RuleBroken):
    """Not a cursor of this list in this order."""


def write_cursor(sort: str, value: object, key: str) -> str:
    """A cursor that continues after the row with this sort value and key."""
    return base64.urlsafe_b64encode(orjson.dumps([sort, value, key])).rstrip(b"=").decode()


def read_cursor(cursor: str, sort: str) -> tuple[Any, str]:
    """`(value, key)` of the row to continue after.

    Raises:
        BadCursor: it was not made by `write_cursor` for this `sort`.
    """
    refusal = BadCursor("The cursor does not belong to this list and order; begin again without it.", field="cursor")
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        made_for, value, key = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if made_for != sort or not isinstance(key, str) or "\x00" in key:
            raise refusal
        return _typed(sort.removeprefix("-"), value), key
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise refusal from error


def _typed(column: str, value: object) -> Any:
    """The value as the column's type; anything else is a `ValueError`."""
    if column == "priority" and type(value) is int and 1 <= value <= 4:
        return value
    if isinstance(value, str) and column == "title" and "\x00" not in value:
        return value
    if isinstance(value, str) and column in {"created_at", "updated_at", "due_date"}:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    raise ValueError(f"not a value of {column}")

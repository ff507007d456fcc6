"""Reading JSON bodies: one rule for every endpoint.

Strings come out in NFC without NUL; numbers fit 64 bits; nesting is bounded. Whatever breaks a rule is answered 422.
"""

import json
import re
from typing import Any

import orjson
from starlette.requests import Request

from src.core.text import TextRefused, clean_text

MAX_DEPTH = 64
MAX_INTEGER = 2**63 - 1
MIN_INTEGER = -(2**63)
LONG_NUMBER = re.compile(rb"[0-9]{19}")


class JsonRequest(Request):
    """A request whose `json()` follows the platform's rules."""

    async def json(self) -> Any:
        if not hasattr(self, "_clean_json"):
            self._clean_json = read_json(await self.body())
        return self._clean_json


def read_json(body: bytes) -> Any:
    """The value of a JSON body.

    Raises:
        json.JSONDecodeError: not JSON, or against a rule above; the message says which.
    """
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise json.JSONDecodeError(error.msg, "", error.pos) from None
    if LONG_NUMBER.search(body):
        _refuse_long_integers(body)
    return _clean(value, 0)


def _refuse_long_integers(body: bytes) -> None:
    """orjson reads integers past 64 bits as floats: look again at how they were written."""

    def bounded(digits: str) -> int:
        if len(digits) > 20 or not MIN_INTEGER <= int(digits) <= MAX_INTEGER:
            raise json.JSONDecodeError("integers must fit 64 bits", "", 0)
        return int(digits)

    try:
        json.loads(body, parse_int=bounded)
    except RecursionError:
        raise json.JSONDecodeError("nesting is too deep", "", 0) from None


def _clean(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        try:
            return clean_text(value)
        except TextRefused as refused:
            raise json.JSONDecodeError(f"text {refused}", "", 0) from None
    if isinstance(value, dict | list) and depth >= MAX_DEPTH:
        raise json.JSONDecodeError("nesting is too deep", "", 0)
    if isinstance(value, dict):
        return {_clean(key, depth): _clean(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each, depth + 1) for each in value]
    return value

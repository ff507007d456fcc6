"""What clients send over a socket."""

from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from src.api.live.closing import CloseCode, Closing

MAX_MESSAGE_BYTES = 64 * 1024
MAX_TYPES = 100
MAX_TYPE_LENGTH = 100


class NotUnderstood(Exception):
    """A message that is answered with an error frame; the socket stays open."""


async def next_text(websocket: WebSocket) -> str | None:
    """The next message's text; None for a binary one.

    Raises:
        WebSocketDisconnect: the client has left.
        Closing: the message is too large.
    """
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code") or 1006)
    text: str | None = message.get("text")
    size = len(message.get("bytes") or b"") if text is None else len(text)
    if text is not None and MAX_MESSAGE_BYTES // 4 < size <= MAX_MESSAGE_BYTES:
        size = len(text.encode())
    if size > MAX_MESSAGE_BYTES:
        raise Closing(CloseCode.TOO_LARGE, "A message may have at most 64 KiB.")
    return text


def parsed(text: str | None) -> dict[str, Any]:
    """A message as an object that has a `type`.

    Raises:
        NotUnderstood: it is none.
    """
    if text is None:
        raise NotUnderstood("Send JSON as text, not binary.")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise NotUnderstood("That is not valid JSON.") from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise NotUnderstood('Send an object with a `type`, for example {"type": "ping"}.')
    return message


def wanted_types(message: dict[str, Any]) -> list[str]:
    """The event types of a `subscribe` message.

    Raises:
        NotUnderstood: `types` is not a list of names.
    """
    types = message.get("types")
    if not isinstance(types, list) or not all(isinstance(each, str) for each in types):
        raise NotUnderstood('`types` is a list of event types, for example ["task_update"]; an empty one means all.')
    if len(types) > MAX_TYPES or any(len(each) > MAX_TYPE_LENGTH for each in types):
        raise NotUnderstood(f"At most {MAX_TYPES} types of at most {MAX_TYPE_LENGTH} characters.")
    return list(dict.fromkeys(types))

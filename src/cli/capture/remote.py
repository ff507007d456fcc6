"""Captures on a running server, through its API. With the standard library alone: no client library is needed."""

import http.client
import json
import os
import ssl
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from src.cli.capture.places import Answer
from src.cli.capture.words import clean
from src.core.errors import PlatformError, RuleBroken, StartRefused

AT = "/api/capture"
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 75.0
"""A model behind the server may be given 60 seconds (AI_TIMEOUT_SECONDS)."""
PAUSE_SECONDS = 0.5
LARGEST_ANSWER = 32 * 1024 * 1024
TRIES = 3
MOMENTARY = frozenset({500, 502, 503, 504})


class _NotAnswered(Exception):
    """The request may have arrived; its answer did not. The same request, with its key, can be sent again."""


@contextmanager
def remote_place(address: str, token_file: Path | None) -> "Iterator[RemotePlace]":
    """The captures of whose token it is.

    Raises:
        StartRefused: the address or the token cannot be one.
    """
    yield RemotePlace(checked_address(address), read_token(token_file))


def checked_address(address: str) -> SplitResult:
    """The parts of a server's address."""
    try:
        parts = urlsplit(address.strip().rstrip("/"))
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or True)
        is_address = is_address and address.isascii() and clean(address) == address and " " not in address.strip()
    except ValueError:
        is_address = False
    if not is_address or parts.query or parts.fragment or "@" in parts.netloc:
        raise StartRefused("The server's address must look like http://127.0.0.1:8000 or https://tasks.example.com.")
    return parts


def read_token(file: Path | None) -> str:
    """The token in the file, else the one in PROXY_AGENT_TOKEN."""
    if file is None:
        token, where = os.environ.get("PROXY_AGENT_TOKEN", "").strip(), "PROXY_AGENT_TOKEN"
        if not token:
            raise StartRefused("A server wants to know who you are: name --token-file, or set PROXY_AGENT_TOKEN.")
    else:
        where = clean(str(file))
        try:
            with file.open(encoding="utf-8") as opened:
                token = opened.read(4096).strip()
        except (OSError, UnicodeDecodeError) as refused:
            why = refused.strerror if isinstance(refused, OSError) else "it is not text"
            raise StartRefused(f"The token file {where} cannot be read: {why}.") from refused
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise StartRefused(f"What is in {where} is not a token: it must be one word on one line.")
    return token


class RemotePlace:
    """Captures of one person, on their server."""

    def __init__(self, address: SplitResult, token: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self.address = address
        self.where = f"{address.scheme}://{address.netloc}{address.path}"
        self.answer_seconds = answer_seconds
        self.kept: str | None = None
        self._token = token

    def capture(self, text: str) -> Answer:
        answer = self._post("", {"text": text})
        if not isinstance(answer.get("capture_id"), str) or "parsed_items" not in answer:
            raise self._is_something_else(200)
        self.kept = clean(answer["capture_id"])
        return answer

    def clarify(self, capture_id: str, answers: Sequence[Mapping[str, str]]) -> Answer:
        return self._post("/clarify", {"capture_id": capture_id, "answers": list(answers)})

    def save(self, capture_id: str) -> Answer:
        return self._post("/save", {"capture_id": capture_id})

    def undo(self, capture_id: str) -> Answer:
        return self._post(f"/{quote(capture_id, safe='')}/undo", {})

    def newest(self) -> Answer | None:
        found: list[Answer] = self._call("GET", "?limit=1", None).get("captures", [])
        return next(iter(found), None)

    def _post(self, path: str, body: Mapping[str, Any]) -> Answer:
        return self._call("POST", path, json.dumps(body).encode())

    def _call(self, method: str, path: str, body: bytes | None) -> Answer:
        """The answer of one operation; asked again, with the same key, when it did not come."""
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        for attempt in range(1, TRIES + 1):
            try:
                status, answered, read = self._exchange(method, AT + path, body, headers)
            except _NotAnswered as lost:
                if attempt == TRIES:
                    raise StartRefused(f"{self._lost(AT + path, method)} ({lost}).") from lost
            else:
                if status not in MOMENTARY or attempt == TRIES:
                    return self._answer(status, answered, read)
            sleep(PAUSE_SECONDS)
        raise AssertionError("unreachable")

    def _lost(self, path: str, method: str) -> str:
        may_be_kept = "; the thought may be kept all the same" if method == "POST" and path == AT else ""
        return f"{self.where} took the request and did not answer it{may_be_kept}"

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers (names in lower case) and body."""
        connection = self._connected()
        try:
            connection.sock.settimeout(self.answer_seconds)
            connection.request(method, self.address.path + path, body, dict(headers))
            answer = connection.getresponse()
            read = answer.read(LARGEST_ANSWER)
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, read
        except TimeoutError as late:
            raise StartRefused(f"{self._lost(path, method)} (after {self.answer_seconds:g} seconds).") from late
        except (OSError, http.client.HTTPException) as broken:
            raise _NotAnswered(clean(str(broken)) or type(broken).__name__) from broken
        finally:
            connection.close()

    def _connected(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self.address.scheme == "https" else http.client.HTTPConnection
        connection = kind(self.address.hostname or "", self.address.port, timeout=CONNECT_SECONDS)
        try:
            connection.connect()
        except ssl.SSLError as refused:
            connection.close()
            reason = getattr(refused, "verify_message", "") or refused.reason or "TLS failed"
            raise StartRefused(f"{self.where} cannot be trusted: {clean(reason)}.") from refused
        except (OSError, UnicodeError) as refused:
            connection.close()
            reason = getattr(refused, "strerror", None) or "no answer"
            raise StartRefused(
                f"{self.where} cannot be reached ({clean(reason)}): start it, or check the address."
            ) from refused
        return connection

    def _answer(self, status: int, headers: Mapping[str, str], read: bytes) -> Answer:
        try:
            answer = json.loads(read)
        except ValueError:
            answer = None
        if status == 200 and isinstance(answer, dict):
            return answer
        raise self._refusal(status, headers, answer)

    def _refusal(self, status: int, headers: Mapping[str, str], answer: object) -> PlatformError:
        """What a problem document says, for the person at the terminal."""
        if 300 <= status < 400:
            return StartRefused(
                f"{self.where} points to {clean(headers.get('location', 'another address'))}: use that."
            )
        error = answer.get("error") if isinstance(answer, dict) else None
        if not isinstance(error, dict) or not isinstance(error.get("message"), str):
            return self._is_something_else(status)
        said = clean(error["message"]).strip().rstrip(".")
        if status == 422:
            return RuleBroken(f"{said}.")
        if status == 401:
            return StartRefused(
                f"{self.where} does not know this token, or it has ended: make a new one for capture:write."
            )
        wait = headers.get("retry-after", "")
        again = f"; try again in {wait} seconds" if wait.isdecimal() and wait.isascii() else ""
        return StartRefused(f"{self.where} answered: {said}{again}.")

    def _is_something_else(self, status: int) -> StartRefused:
        return StartRefused(
            f"{self.where} does not answer like a Proxy Agent Platform (HTTP {status}): check --server."
        )

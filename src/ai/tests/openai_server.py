"""A server on loopback that speaks OpenAI's chat completions (and says what others would), as a test tells it to."""

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

WHOLE_SECONDS = 10.0
"""How long a test waits for what must happen; only a broken test ever waits that long."""


@dataclass(frozen=True)
class Answer:
    """What is sent back. `cut_after` hangs up in the middle, `is_silent` stops there and never says more."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    repeated: int = 1
    is_silent: bool = False


def said(content: object) -> Answer:
    """A completion whose message is `content`, as JSON unless it is text."""
    text = content if isinstance(content, str) else json.dumps(content, default=str)
    message = {"role": "assistant", "content": text}
    completion = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "test-model",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20},
    }
    return Answer(json.dumps(completion).encode())


def said_by_anthropic(content: object) -> Answer:
    """The same from Anthropic's messages endpoint."""
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "test-model",
        "content": [{"type": "text", "text": json.dumps(content, default=str)}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 10},
    }
    return Answer(json.dumps(message).encode())


def said_by_google(content: object) -> Answer:
    """The same from Google's generateContent."""
    parts = [{"text": json.dumps(content, default=str)}]
    generated = {
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 10, "totalTokenCount": 20},
        "modelVersion": "test-model",
    }
    return Answer(json.dumps(generated).encode())


def failed(status: int, **headers: str) -> Answer:
    error = {"error": {"message": "not now", "type": "server_error", "code": None, "param": None}}
    return Answer(json.dumps(error).encode(), status, headers)


SILENT = Answer(is_silent=True)


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        decoded: dict[str, Any] = json.loads(self.body)
        return decoded

    def message(self, role: str) -> str:
        """The text of the only message of `role`."""
        (content,) = [each["content"] for each in self.json["messages"] if each["role"] == role]
        return content if isinstance(content, str) else "".join(part["text"] for part in content)


class OpenAIServer:
    """Gives `answers` in order, then the last one again. Counts what reached it."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = deque(answers)
        self.asked: list[Asked] = []
        self.connection_count = 0
        self.sent_bytes = 0
        self.arrived = asyncio.Event()
        self.left = asyncio.Event()
        """Set when somebody hung up while they were waiting for a silent answer."""
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("The server is not running.")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        self.connection_count += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            self._connections.discard(task)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether the connection stays."""
        self.asked.append(await _read(reader))
        self.arrived.set()
        answer = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        if answer.body or not answer.is_silent:
            await self._send(answer, writer)
        if answer.is_silent:
            await reader.read(1)
            self.left.set()
        return not answer.is_silent and answer.cut_after is None and answer.headers.get("content-length") != ""

    async def _send(self, answer: Answer, writer: asyncio.StreamWriter) -> None:
        length = len(answer.body) * answer.repeated
        headers = {"content-type": "application/json", "content-length": str(length), **answer.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
        writer.write(f"HTTP/1.1 {answer.status} Answer\r\n{head}\r\n".encode())
        for _ in range(answer.repeated):
            writer.write(answer.body[: answer.cut_after])
            await writer.drain()
            self.sent_bytes += len(answer.body)


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    request, *lines = head.rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(request.split(" ")[1], headers, body)


@contextlib.asynccontextmanager
async def answering(*answers: Answer) -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer(*answers) as server:
        yield server

"""A small load generator: keep-alive connections that each send the next request when the last is answered."""

import asyncio
import itertools
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

DONE = orjson.dumps({"status": "done"})


@dataclass(frozen=True, slots=True)
class Measured:
    """Requests a second, and latencies in milliseconds."""

    per_second: float
    p50_ms: float
    p99_ms: float


def request(method: str, path: str, token: str, body: bytes | None = None) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
    if body is not None:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + (body or b"")


def requests(kind: str, token: str, task_ids: list[str]) -> Iterator[bytes]:
    """An endless run of requests of one kind over the given tasks."""
    for number in itertools.count():
        task_id = task_ids[(number * 7919) % len(task_ids)]
        if kind == "list":
            yield request("GET", f"/api/v2/tasks?limit=50&offset={(number * 50) % 5000}", token)
        elif kind == "get":
            yield request("GET", f"/api/v2/tasks/{task_id}", token)
        elif kind == "create":
            yield request("POST", "/api/v2/tasks", token, orjson.dumps({"title": f"Bench task {number}"}))
        elif kind == "complete":
            yield request("PATCH", f"/api/v2/tasks/{task_id}/status", token, DONE)
        else:
            status = "in_progress" if (number // len(task_ids)) % 2 == 0 else "todo"
            yield request("PATCH", f"/api/v2/tasks/{task_id}/status", token, orjson.dumps({"status": status}))


async def one_connection(port: int, todo: Iterator[bytes], until: float, latencies: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        begun = time.perf_counter()
        writer.write(next(todo))
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        body = await reader.readexactly(length)
        if status >= 300:
            sys.exit(f"the server answered {status}: {body[:300]!r}")
        latencies.append(time.perf_counter() - begun)
    writer.close()


async def measure(port: int, kind: str, token: str, task_ids: list[str], *, seconds: float, clients: int) -> Measured:
    """Load a server for `seconds`, after a short warm-up."""
    todo = requests(kind, token, task_ids)
    for span in (0.3, seconds):
        latencies: list[float] = []
        begun = time.perf_counter()
        until = begun + span
        await asyncio.gather(*(one_connection(port, todo, until, latencies) for _ in range(clients)))
        took = time.perf_counter() - begun
    ordered = sorted(latencies)
    return Measured(
        per_second=len(ordered) / took,
        p50_ms=statistics.median(ordered) * 1000,
        p99_ms=ordered[int(len(ordered) * 0.99)] * 1000,
    )

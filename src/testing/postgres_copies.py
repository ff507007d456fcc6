"""Copies of one template database, made by a thread while tests run: nobody waits for the next one.

Making a copy takes 50 ms and dropping it 15; the suite does so two thousand times, on a machine whose second core has
nothing else to do meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count

from src.testing.postgres import PostgresServer

AHEAD = 2
Copy = tuple[str, str]
"""`(name, URL)`."""


class PostgresCopies:
    """The next copies of `template`."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server = server
        self._template = template
        self._numbers = count(1)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="postgres-copies")
        self._ready: list[Future[Copy]] = [self._thread.submit(self._make) for _ in range(AHEAD)]

    def _make(self) -> Copy:
        name = f"test_{next(self._numbers)}"
        return name, self._server.create_database(name, template=self._template)

    @contextmanager
    def one(self) -> Iterator[str]:
        """The URL of a fresh copy, which is dropped at the end of the block, without anybody waiting for that."""
        name, url = self._ready.pop(0).result()
        self._ready.append(self._thread.submit(self._make))
        yield url
        self._thread.submit(self._server.drop_database, name)

    def close(self) -> None:
        """Wait for what was begun. The server drops what is left when it is closed."""
        self._thread.shutdown(wait=True, cancel_futures=True)

"""Databases for tests that ask for a fresh one: copies of one template, emptied and used again.

Making a copy takes 50 to 200 ms of one core, and the suite asks two thousand times. Emptying one takes 10, and happens
in a thread while the next test runs. A copy whose schema a test has changed, or that somebody still holds, is dropped
instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count

import asyncpg

from src.testing.postgres import PostgresServer

AHEAD = 2
Copy = tuple[str, str]
"""`(name, URL)`."""
FINGERPRINT = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
    SELECT attrelid::regclass::text || attname || ' ' || format_type(atttypid, atttypmod) || attnotnull::text
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0
    UNION ALL SELECT conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS everything (line)
"""
EMPTY = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL lock_timeout = '3s';
    SET LOCAL session_replication_role = replica;  -- no foreign keys, no triggers
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$
"""


class PostgresCopies:
    """The next databases. The template must hold no rows but those of `alembic_version`."""

    def __init__(self, server: PostgresServer, template: str, *, prefix: str = "test") -> None:
        self._server = server
        self._prefix = prefix
        self._template = template
        self._numbers = count(1)
        self._fingerprint: str | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="postgres-copies")
        self._ready: list[Future[Copy]] = [self._thread.submit(self._make) for _ in range(AHEAD)]

    @contextmanager
    def one(self) -> Iterator[str]:
        """The URL of an empty database, for as long as the block lasts."""
        copy = self._ready.pop(0).result()
        try:
            yield copy[1]
        finally:
            self._ready.append(self._thread.submit(self._again, copy))

    def close(self) -> None:
        """Drop what nobody has."""
        for copy in self._ready:
            self._server.drop_database(copy.result()[0])
        self._thread.shutdown(wait=True)

    def _make(self) -> Copy:
        name = f"{self._prefix}_{next(self._numbers)}"
        url = self._server.create_database(name, template=self._template)
        if self._fingerprint is None:
            self._fingerprint = asyncio.run(_fingerprint(url))
        return name, url

    def _again(self, copy: Copy) -> Copy:
        """The same database, empty; or another one when it is not what it was."""
        name, url = copy
        if asyncio.run(_emptied(url)) == self._fingerprint:
            return copy
        self._server.drop_database(name)
        return self._make()


async def _fingerprint(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.fetchval(FINGERPRINT))
    finally:
        await connection.close()


async def _emptied(url: str) -> str | None:
    """Delete every row; what the schema is then, or None when it could not be done."""
    try:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(EMPTY)
            return str(await connection.fetchval(FINGERPRINT))
        finally:
            await connection.close()
    except (asyncpg.PostgresError, OSError):
        return None

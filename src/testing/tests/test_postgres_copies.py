"""Databases that are used again: nothing of one test is there in the next."""

from collections.abc import Iterator

import asyncpg
import pytest

from src.testing.postgres import PostgresServer
from src.testing.postgres_copies import AHEAD, PostgresCopies


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def rooms_in(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM focus_rooms"))
    finally:
        await connection.close()


@pytest.fixture
def copies(postgres: PostgresServer, postgres_template: str) -> Iterator[PostgresCopies]:
    made = PostgresCopies(postgres, postgres_template, prefix="again")
    yield made
    made.close()


async def test_a_database_comes_back_empty(copies: PostgresCopies) -> None:
    seen = []
    for _ in range(AHEAD + 2):
        with copies.one() as url:
            seen.append(url)
            assert await rooms_in(url) == 0
            await execute(
                url,
                "SET session_replication_role = replica; INSERT INTO focus_rooms"
                " (room_id, user_id, name, code, created_at, ends_at) VALUES ('1', '1', 'x', 'x', now(), now())",
            )
            assert await rooms_in(url) == 1

    assert len(set(seen)) == AHEAD


@pytest.mark.parametrize("change", ["DROP TABLE focus_rooms CASCADE", "ALTER TABLE users ADD COLUMN more text"])
async def test_one_whose_schema_was_changed_does_not_come_back(copies: PostgresCopies, change: str) -> None:
    with copies.one() as changed:
        await execute(changed, change)

    later = []
    for _ in range(AHEAD + 1):
        with copies.one() as url:
            later.append(url)
            assert await rooms_in(url) == 0

    assert changed not in later


async def test_one_that_somebody_still_holds_does_not_come_back(copies: PostgresCopies) -> None:
    with copies.one() as held:
        connection = await asyncpg.connect(held)
        await connection.execute("BEGIN; LOCK TABLE users IN EXCLUSIVE MODE")

    later = []
    for _ in range(AHEAD + 1):
        with copies.one() as url:
            later.append(url)
    connection.terminate()

    assert held not in later

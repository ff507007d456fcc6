from collections.abc import Iterator
from pathlib import Path

import pytest

from src.cli.tests.conftest import Terminal
from src.database.connection import Database
from src.database.schema import head
from src.testing.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that nobody has migrated yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    yield server.create_database("cli_db")
    server.drop_database("cli_db")


def test_schema_goes_up_and_down_again(terminal: Terminal, empty_url: str) -> None:
    terminal.exported["DATABASE_URL"] = empty_url

    assert terminal.says("db", "current").startswith("no tables yet")
    assert head() in terminal.says("db", "upgrade")
    assert terminal.says("db", "current") == f"{head()} (up to date)\n"
    assert head() in terminal.says("db", "upgrade")
    assert "no tables" in terminal.says("db", "downgrade", "base")
    assert terminal.says("db", "current").startswith("no tables yet")
    terminal.says("db", "upgrade")
    terminal.says("db", "downgrade", "-1")
    assert "up to date" not in terminal.says("db", "current")


def test_revision_that_does_not_exist_is_refused(terminal: Terminal, empty_url: str) -> None:
    terminal.exported["DATABASE_URL"] = empty_url
    terminal.says("db", "upgrade")

    assert "'9999' is not a revision" in terminal.refuses("db", "downgrade", "9999")
    assert "'nonsense' is not a revision" in terminal.refuses("db", "upgrade", "nonsense")


def test_check_is_content_with_a_fresh_database(terminal: Terminal, database_url: str) -> None:
    ended = terminal.run("db", "check", DATABASE_URL=database_url)

    assert ended.returncode == 0, ended
    assert "adds up" in ended.stdout
    assert ended.stderr == ""


def test_check_says_when_the_schema_is_not_the_newest(terminal: Terminal, empty_url: str) -> None:
    ended = terminal.run("db", "check", DATABASE_URL=empty_url)

    assert ended.returncode == 1
    assert f"the newest is {head()}" in ended.stdout


async def execute(database: Database, sql: str) -> None:
    """What no service would do."""
    async with database.unit_of_work() as uow:
        await (await uow.connection()).execute(sql, ())


async def test_check_names_a_column_that_should_not_be_there(
    terminal: Terminal, database: Database, database_url: str
) -> None:
    await execute(database, "ALTER TABLE projects ADD COLUMN stray TEXT")

    ended = terminal.run("db", "check", DATABASE_URL=database_url)

    assert ended.returncode == 1
    assert "stray" in ended.stdout
    assert "Traceback" not in ended.stderr


@pytest.mark.leaves_faults("what the command has to find")
async def test_check_names_the_person_whose_xp_does_not_add_up(
    terminal: Terminal, database: Database, database_url: str
) -> None:
    terminal.exported["DATABASE_URL"] = database_url
    made = terminal.says(
        "users", "create", "--username", "alice", "--email", "a@example.com", "--password-stdin",
        stdin="plum-kettle-harbour\n",
    )  # fmt: skip
    await execute(database, "UPDATE xp_totals SET total = 41")

    ended = terminal.run("db", "check")

    assert ended.returncode == 1
    user_id = made.rpartition("(")[2].split(")")[0]
    assert f"The XP of user {user_id} is kept as 41, and the ledger adds up to 0." in ended.stdout


@pytest.mark.leaves_faults("what the command has to find")
async def test_the_doctor_says_that_everything_adds_up_or_what_does_not(
    terminal: Terminal, database: Database, database_url: str
) -> None:
    terminal.exported["DATABASE_URL"] = database_url
    terminal.says(
        "users", "create", "--username", "alice", "--email", "a@example.com", "--password-stdin",
        stdin="plum-kettle-harbour\n",
    )  # fmt: skip
    assert "Everything adds up" in terminal.says("doctor")
    await execute(database, "UPDATE xp_totals SET spent = 5")

    ended = terminal.run("doctor", "--json")

    assert ended.returncode == 1
    assert "what was spent is not the sum of the redemptions" in ended.stdout

"""`proxy-agent db …`: the schema, and whether what is stored adds up."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from src.core.errors import StartRefused

if TYPE_CHECKING:
    from src.database.connection import Database

app = typer.Typer(help="Bring the database up to date, and check it.", no_args_is_help=True)


@app.command()
def upgrade(revision: Annotated[str, typer.Argument(help="Where to; everything by default.")] = "head") -> None:
    """Bring the schema up to date."""
    from src.database import schema

    url = _url()
    with _known_revision(revision):
        schema.upgrade(url, revision)
    print(f"The database is at revision {schema.current(url)}.")


@app.command(context_settings={"ignore_unknown_options": True})  # `-1` is one step back
def downgrade(
    revision: Annotated[str, typer.Argument(help="Where to: a revision, `-1`, or `base` for nothing.")],
) -> None:
    """Take the schema back. What only the newer revisions store is lost."""
    from src.database import schema

    url = _url()
    with _known_revision(revision):
        schema.downgrade(url, revision)
    found = schema.current(url)
    print(f"The database is at revision {found}." if found else "The database has no tables of the platform any more.")


@app.command()
def current() -> None:
    """Say which revision the database is at."""
    from src.database import schema

    found, head = schema.current(_url()), schema.head()
    note = "up to date" if found == head else f"the newest is {head}: run `proxy-agent db upgrade`"
    print(f"{found or 'no tables yet'} ({note})")


@app.command()
def check() -> None:
    """Check that the schema is the newest and what the code expects, and that XP totals are their ledgers' sums.

    Says each difference on a line of its own and exits with code 1 when there is one.
    """
    found = list(_wrong(_url()))
    for line in found:
        print(line)
    if found:
        raise typer.Exit(1)
    print("The database is up to date, as the code expects it, and its XP adds up.")


def _url() -> str:
    from src.cli.context import read_settings

    return read_settings().resolved_database_url


@contextmanager
def _known_revision(revision: str) -> Iterator[None]:
    from alembic.util import CommandError

    try:
        yield
    except CommandError as refused:
        raise StartRefused(f"'{revision}' is not a revision that can be reached from here: {refused}.") from refused


def _wrong(url: str) -> Iterator[str]:
    from src.database import schema

    found, head = schema.current(url), schema.head()
    if found != head:
        yield f"The schema is at {found or 'no revision'}, the newest is {head}: run `proxy-agent db upgrade`."
        return
    with warnings.catch_warnings():
        # Alembic says of each index it cannot compare that it cannot: nothing to do about it here.
        warnings.filterwarnings("ignore", message="autogenerate skipping", category=UserWarning)
        differences = schema.differences(url)
    for difference in differences:
        yield f"The schema differs from the code: {_readable(difference)}."
    for user_id, total, summed in _drifted():
        yield f"The XP of user {user_id} is kept as {total}, and the ledger adds up to {summed}."


def _readable(difference: Any) -> str:
    """Alembic's `("add_column", None, "tasks", Column(…))` as words; a list of such for changes of one column."""
    if isinstance(difference, list):
        return ", ".join(map(_readable, difference))
    what, *about = difference
    names = [str(getattr(part, "name", part)) for part in about if part is not None and not isinstance(part, dict)]
    return f"{what.replace('_', ' ')} {' '.join(names)}"


def _drifted() -> list[tuple[str, int, int]]:
    from src.cli.context import with_database
    from src.repositories.xp import DRIFTED

    async def work(database: "Database") -> list[tuple[str, int, int]]:
        async with database.unit_of_work(writes=False) as uow:
            return [tuple(row) for row in await uow.rows(DRIFTED)]  # type: ignore[misc]  # a row of three columns

    return with_database(work)

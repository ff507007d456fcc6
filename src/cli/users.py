"""`proxy-agent users …`: accounts, from the operator's side."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from src.core.errors import StartRefused

if TYPE_CHECKING:
    from src.database.connection import Database
    from src.database.models import User
    from src.database.unit_of_work import UnitOfWork
    from src.schemas.auth import Registration

app = typer.Typer(help="Make, list, disable and enable accounts.", no_args_is_help=True)
MUST_BE = {
    "username": "must be 3 to 50 letters, digits, `_`, `.` and `-`",
    "email": "must be an e-mail address such as alice@example.com",
}
Name = Annotated[str, typer.Argument(help="Username or e-mail.")]


@app.command()
def create(
    username: Annotated[str, typer.Option(help="3-50 letters, digits, `_`, `.` and `-`.")],
    email: Annotated[str, typer.Option()],
    *,
    password: Annotated[str | None, typer.Option(help="Others on this machine can see it: better let it ask.")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")] = False,
    timezone: Annotated[str | None, typer.Option(help="IANA zone, for example Europe/Berlin.")] = None,
    admin: Annotated[bool, typer.Option("--admin", help="May grant XP and see the server's state.")] = False,
    premium: Annotated[bool, typer.Option("--premium", help="Plan `premium`.")] = False,
) -> None:
    """Make an account, also while registration is closed."""
    wanted = registration(username, email, _password(password, from_stdin=password_stdin), timezone=timezone)
    made = register(wanted, is_admin=admin, plan="premium" if premium else "free")
    print(f"{made.username} can sign in now ({made.user_id}).")


@app.command("list")
def list_() -> None:
    """List everybody, oldest account first."""
    from rich.console import Console
    from rich.table import Table

    from src.cli.context import with_database

    everybody = with_database(_everybody)
    table = Table("username", "e-mail", "plan", "admin", "active", "since", "user_id", box=None, pad_edge=False)
    for each in everybody:
        since = each.created_at.strftime("%Y-%m-%d")
        table.add_row(
            each.username, each.email, each.plan, _yes(each.is_admin), _yes(each.is_active), since, each.user_id
        )
    # Into a pipe nothing is cut off: names are for scripts there.
    Console(width=None if sys.stdout.isatty() else 1000, markup=False, highlight=False).print(table)


@app.command()
def disable(name: Name) -> None:
    """Let somebody sign in no more, and end every session they have. Their rows stay."""
    print(f"{_set_active(name, is_active=False)} cannot sign in any more; every session has ended.")


@app.command()
def enable(name: Name) -> None:
    """Let somebody sign in again."""
    print(f"{_set_active(name, is_active=True)} can sign in again.")


def registration(username: str, email: str, password: str, *, timezone: str | None = None) -> "Registration":
    """A checked registration.

    Raises:
        StartRefused: something in it is not allowed; says what.
    """
    from pydantic import ValidationError

    from src.cli.context import said
    from src.schemas.auth import Registration

    try:
        return Registration(username=username, email=email, password=password, timezone=timezone)
    except ValidationError as refused:
        wrong = "; ".join(f"{field} {MUST_BE.get(field, text)}" for field, text in said(refused))
        raise StartRefused(f"{wrong}.") from refused


def register(wanted: "Registration", *, is_admin: bool = False, plan: str = "free") -> "User":
    """Make the account in the configured database."""
    from src.cli.context import read_settings, with_database
    from src.services.accounts import AccountService

    async def work(database: "Database") -> "User":
        async with database.unit_of_work(actor="operator") as uow:
            # Nothing here signs a token, so no secret is needed.
            return await AccountService(uow, read_settings(), "").register(wanted, is_admin=is_admin, plan=plan)

    return with_database(work)


def _password(given: str | None, *, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise StartRefused("There is no terminal to ask for the password: use --password-stdin.")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


async def _everybody(database: "Database") -> "list[User]":
    from src.repositories.users import UserRepository

    async with database.unit_of_work(writes=False) as uow:
        return await UserRepository(uow).everybody()


def _set_active(name: str, *, is_active: bool) -> str:
    """The username of whom it was done to."""
    from src.cli.context import with_database

    async def work(database: "Database") -> str:
        async with database.unit_of_work() as uow:
            return await _switch(uow, name, is_active=is_active)

    return with_database(work)


async def _switch(uow: "UnitOfWork", name: str, *, is_active: bool) -> str:
    from src.repositories.sessions import SessionRepository
    from src.repositories.users import ProfileRepository, UserRepository
    from src.services.accounts import ended
    from src.services.audit import record

    user = await UserRepository(uow).by_name_or_email(name)
    if user is None:
        raise StartRefused(f"There is no account with the name or e-mail '{name}'.")
    uow.act_for(user.user_id, actor="operator")
    await ProfileRepository(uow).change(user.user_id, {"is_active": is_active})
    if not is_active:
        await SessionRepository(uow).revoke_all()
        ended(uow, "all")
    await record(uow, "enabled" if is_active else "disabled")
    return user.username


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"

"""`proxy-agent seed --demo`: an account that looks lived in."""

from typing import TYPE_CHECKING, Annotated

import typer

from src.core.errors import Duplicate, StartRefused

if TYPE_CHECKING:
    from src.cli.demo import Lived

ZONE = "Europe/Berlin"


def seed(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="A month of one person's tasks.")] = False,
    username: Annotated[str, typer.Option(help="Whose.")] = "demo",
    password: Annotated[str, typer.Option(help="To sign in with.")] = "plum-kettle-harbour",  # noqa: S107 a demo's
    timezone: Annotated[str, typer.Option(help="IANA zone of the person's days.")] = ZONE,
) -> None:
    """Fill the database with something to look at. Never touches an account that is there already."""
    if not demo:
        raise StartRefused("Say what to make: `proxy-agent seed --demo`.")
    lived = _live_a_month(username, password, timezone)
    print(
        f"{username} has lived a month: {lived.task_count} tasks in {lived.project_count} projects, "
        f"{lived.completed_count} of them done, {lived.xp_total} XP. Sign in as '{username}' with the password "
        f"'{password}'."
    )


def _live_a_month(username: str, password: str, timezone: str) -> "Lived":
    import asyncio

    from src.cli.context import check_schema, read_settings
    from src.cli.demo import DemoMonth
    from src.cli.users import registration

    settings = read_settings()
    wanted = registration(username, f"{username}@example.com", password, timezone=timezone)
    check_schema(settings)
    try:
        return asyncio.run(DemoMonth(settings, wanted).live())
    except Duplicate as refused:
        raise StartRefused(
            f"There is an account named '{username}' (or with its e-mail) already: choose another name with --username."
        ) from refused

"""`proxy-agent seed`: an account that looks lived in, and the platform's own roadmap for agents to work on."""

from typing import TYPE_CHECKING, Annotated

import typer

from src.core.errors import Duplicate, StartRefused

if TYPE_CHECKING:
    from src.cli.demo import Lived

ZONE = "Europe/Berlin"


def seed(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="A month of one person's tasks.")] = False,
    roadmap: Annotated[
        bool, typer.Option("--roadmap", help="The platform's own roadmap, as tasks that agents can claim.")
    ] = False,
    username: Annotated[str, typer.Option(help="Whose.")] = "demo",
    password: Annotated[str, typer.Option(help="To sign in with.")] = "plum-kettle-harbour",  # noqa: S107 a demo's
    timezone: Annotated[str, typer.Option(help="IANA zone of the person's days.")] = ZONE,
) -> None:
    """Fill the database with something to look at.

    `--demo` never touches an account that is there already. `--roadmap` adds one project to the account, once, and
    makes the account when there is none.
    """
    if not (demo or roadmap):
        raise StartRefused("Say what to make: `proxy-agent seed --demo` or `proxy-agent seed --roadmap`.")
    if demo:
        _say_month(username, password, timezone)
    if roadmap:
        _say_roadmap(username, password, timezone)


def _say_month(username: str, password: str, timezone: str) -> None:
    lived = _live_a_month(username, password, timezone)
    print(
        f"{username} has lived a month: {lived.task_count} tasks in {lived.project_count} projects, "
        f"{lived.completed_count} of them done, {lived.xp_total} XP. Sign in as '{username}' with the password "
        f"'{password}'."
    )


def _say_roadmap(username: str, password: str, timezone: str) -> None:
    from functools import partial

    from src.cli.context import read_settings, with_database
    from src.cli.roadmap import PROJECT, lay_roadmap
    from src.cli.users import registration

    wanted = registration(username, f"{username}@example.com", password, timezone=timezone)
    laid = with_database(partial(lay_roadmap, settings=read_settings(), wanted=wanted))
    if laid.task_count == 0:
        print(f"{username} has the project '{PROJECT}' already: nothing was changed.")
        return
    print(
        f"{username} has {laid.task_count} tasks with {laid.step_count} steps in the project '{PROJECT}'. They wait "
        "for agents of the types backend-tdd and frontend-storybook: see docs/agents.md."
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

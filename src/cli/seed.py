"""`proxy-agent seed --demo`: an account that looks lived in."""

from typing import Annotated

import typer

from src.core.errors import StartRefused


def seed(
    demo: Annotated[bool, typer.Option("--demo", help="A month of one person's tasks.")] = False,
    username: Annotated[str, typer.Option(help="Whose.")] = "demo",
    password: Annotated[str, typer.Option(help="To sign in with.")] = "plum-kettle-harbour",  # noqa: S107 a demo's
) -> None:
    """Fill the database with something to look at. Never touches an account that is there already."""
    if not demo:
        raise StartRefused("Say what to make: `proxy-agent seed --demo`.")
    raise StartRefused("not yet")

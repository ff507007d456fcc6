"""The command `proxy-agent`. Whatever it refuses, it says in one sentence on stderr, and exits with code 1.

Commands import what they need when they run: `proxy-agent version` loads no web framework and no database.
"""

import sys
from typing import Annotated

import typer

from src.cli import capture, db, doctor, mcp, serve, simulate, users
from src.cli import seed as seeding
from src.core.errors import PlatformError

app = typer.Typer(
    name="proxy-agent",
    help="Run and look after the Proxy Agent Platform. Settings come from the environment and `.env`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("serve")(serve.serve)
app.add_typer(db.app, name="db")
app.add_typer(users.app, name="users")
app.command("seed")(seeding.seed)
app.command("capture")(capture.capture)
app.command("mcp")(mcp.mcp)
app.command("doctor")(doctor.doctor)
app.command("simulate")(simulate.simulate)


@app.command()
def version() -> None:
    """Say which version this is."""
    from importlib.metadata import version as version_of

    print(version_of("proxy-agent-platform"))


@app.command()
def parse(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line, in and out.")] = False,
) -> None:
    """Read dumps from stdin and answer the items in them, as capture would find them."""
    if not jsonl:
        raise typer.BadParameter("say --jsonl: one JSON object with id, text, now and timezone a line.")
    from src.cli.parse import parse_jsonl

    parse_jsonl(sys.stdin, sys.stdout)


def main() -> None:
    """Run the command line and leave the process."""
    try:
        app()
    except PlatformError as refused:
        print(" ".join(refused.message.split()), file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

"""`proxy-agent mcp`: the tools over stdin and stdout, for a client on this machine that starts it itself."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from src.core.errors import StartRefused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from src.core.principal import Principal
    from src.core.settings import Settings
    from src.database.connection import Database

TOKEN = "PROXY_AGENT_TOKEN"  # noqa: S105 the name of a variable


def mcp(
    user: Annotated[str, typer.Option(help="Work as this person (username or e-mail), without a token.")] = "",
) -> None:
    """Serve MCP over stdin and stdout, on the local database. Who asks: the token in PROXY_AGENT_TOKEN, or --user."""
    from importlib.util import find_spec

    from src.cli.context import read_settings, with_database
    from src.core.logging import configure

    token = os.environ.get(TOKEN, "").strip()
    if bool(token) == bool(user):
        raise StartRefused(
            f"Say who asks: set {TOKEN} to a personal token or an agent's, or name a person with --user; not both."
        )
    if find_spec("mcp") is None:
        raise StartRefused("The library for MCP is not installed: install `proxy-agent-platform[mcp]`.")
    settings = read_settings()
    configure(settings)  # to stderr: stdout belongs to the protocol
    with_database(lambda database: _serve(settings, database, token, user))


async def _serve(settings: "Settings", database: "Database", token: str, user: str) -> None:
    from src.ai import provider_for
    from src.mcp_server import stdio
    from src.mcp_server.visits import Workplace

    who = await _by_token(settings, database, token) if token else await _by_name(database, user)
    provider = provider_for(settings)
    try:
        await stdio.serve(Workplace(database, provider, settings.agent_lease_seconds), who)
    finally:
        await provider.close()


async def _by_token(settings: "Settings", database: "Database", token: str) -> "Callable[[], Awaitable[Principal]]":
    """Whose token it is, looked up again every few seconds: one that was revoked opens nothing more.

    Raises:
        StartRefused: it is not valid now.
    """
    from src.core.errors import Unauthenticated
    from src.core.security import load_or_make_secret
    from src.services.identity import IdentityService

    secret = settings.secret_key.get_secret_value() or load_or_make_secret(settings.data_dir)
    identity = IdentityService(database, secret)
    try:
        await identity.authenticate(token)
    except Unauthenticated as refused:
        raise StartRefused(f"{TOKEN}: {refused.message}") from refused
    return lambda: identity.authenticate(token)


async def _by_name(database: "Database", name: str) -> "Callable[[], Awaitable[Principal]]":
    """The person at this machine, who may do everything; asked for each time, so that `users disable` counts."""
    from datetime import timedelta

    from src.cli.capture.local import owner_named
    from src.core.principal import Principal, PrincipalKind

    async def person() -> Principal:
        owner = await owner_named(database, name)
        return Principal(
            user_id=owner.user_id,
            kind=PrincipalKind.SESSION,
            credential_id="local",
            plan=owner.plan,
            is_admin=False,
            expires_at=database.clock() + timedelta(days=1),
        )

    await person()
    return person

"""`proxy-agent simulate`: somebody lives days through the HTTP API; what the dashboard says each morning is printed."""

from typing import Annotated

import typer


def simulate(
    *,
    days: Annotated[int, typer.Option(min=1, max=60, help="How many days.")] = 14,
    seed: Annotated[int, typer.Option(help="The same seed lives the same days.")] = 1,
) -> None:
    """Live days on a throw-away server of its own: mornings, thoughts, focus, evenings, a journey, some days away.

    Nothing of yours is touched. The clock is simulated; the server, its database and the requests are real.
    """
    from src.cli.simulate.life import Life
    from src.cli.simulate.server import simulated_server

    with simulated_server() as server:
        for line in Life(server, days=days, seed=seed).lived():
            print(line)

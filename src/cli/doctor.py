"""`proxy-agent doctor`: whether what is kept adds up."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from src.services.doctor import Finding


def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One object, for machines.")] = False,
) -> None:
    """Recompute totals, spending, pets, pay and counters from the ledger and the log; exit 1 on any difference."""
    from src.cli.context import with_database
    from src.services.doctor import checks, examine

    found = with_database(examine)
    if as_json:
        print(json.dumps({"checks": checks(), "findings": [asdict(each) for each in found]}, indent=2))
    else:
        for line in _said(found, len(checks())):
            print(line)
    if found:
        raise typer.Exit(1)


def _said(found: "list[Finding]", check_count: int) -> list[str]:
    if not found:
        return [f"Everything adds up: {check_count} checks."]
    return [f"{each.user_id}: {each.what} ({each.rows})" for each in found]

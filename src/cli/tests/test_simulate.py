"""Somebody lives a fortnight through the HTTP API."""

import pytest

from src.cli.simulate.life import ABSENT_DAYS, Life
from src.cli.simulate.server import simulated_server


def lived(*, days: int, seed: int) -> list[str]:
    """The lines of a transcript."""
    with simulated_server() as server:
        return "\n".join(Life(server, days=days, seed=seed).lived()).split("\n")


@pytest.fixture(scope="module")
def fortnight() -> list[str]:
    return lived(days=14, seed=1)


def days_of(lines: list[str]) -> list[list[str]]:
    """The lines of each day."""
    found: list[list[str]] = []
    for line in lines:
        if line.startswith("Day "):
            found.append([])
        if found:
            found[-1].append(line)
    return found


def test_every_morning_has_a_dashboard_and_one_thing(fortnight: list[str]) -> None:
    days = days_of(fortnight)

    assert len(days) == 14
    for number, day in enumerate(days):
        if number in ABSENT_DAYS:
            assert day[0].endswith("(away)")
        else:
            assert any(line.startswith("  - ") for line in day), day
            assert any(line.startswith("  Just one thing: ") for line in day), day
            assert any(line.startswith("  Ritual: ") for line in day), day


def test_coming_back_shows_three_things_at_most_and_a_kind_word(fortnight: list[str]) -> None:
    back = days_of(fortnight)[max(ABSENT_DAYS) + 1]

    assert 1 <= sum(line.startswith("  - ") for line in back) <= 3
    assert "Good to see you again" in back[1]
    assert any(line.startswith("  Fresh start: ") for line in back)
    assert any("(glad)" in line for line in back)


def test_what_was_done_adds_up(fortnight: list[str]) -> None:
    assert fortnight[-1] == "The ledger adds up and the event log has no gaps: yes."
    assert "this person usually takes 1." in fortnight[-2]


def test_the_same_seed_lives_the_same_days_and_another_one_others() -> None:
    assert lived(days=3, seed=7) == lived(days=3, seed=7) != lived(days=3, seed=8)

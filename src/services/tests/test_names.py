"""Finding the name that somebody meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.services.names import meant_name, possible_names

NAMES = ("Work", "Household", "Café", "Max", "Website", "Garden", "Ward")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("work", "Work"), ("WORK", "Work"), ("cafe", "Café"), ("Wrok", "Work"), ("houshold", "Household"),
        ("hosehodl", "Household"), ("Mia", None), ("mx", None), ("web", None), ("something", None), ("", None),
        ("wark", None),
    ],
)  # fmt: skip
def test_a_slip_is_forgiven_and_a_guess_is_not_made(written: str, meant: str | None) -> None:
    assert meant_name(written, NAMES) == meant


def test_names_a_little_further_off_are_worth_asking_about() -> None:
    assert possible_names("web", NAMES) == ["Website"]
    assert possible_names("wark", NAMES) == ["Ward", "Work"]
    assert possible_names("something", NAMES) == []


@given(st.text(max_size=20), st.lists(st.text(min_size=1, max_size=20), max_size=10))
def test_only_names_that_are_there_are_found(written: str, names: list[str]) -> None:
    found = meant_name(written, names)

    assert found is None or found in names
    assert set(possible_names(written, names)) <= set(names)
    for name in names:
        assert meant_name(name, [name]) == name

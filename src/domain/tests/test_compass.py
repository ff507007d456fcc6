"""Rules about compass zones."""

import pytest

from src.domain.compass import LAST_PLACE, name_key, place_after


@pytest.mark.parametrize("name", ["Front Garden", "  front   GARDEN ", "FRONT\tgarden"])
def test_names_that_look_alike_are_one(name: str) -> None:
    assert name_key(name) == "front garden"


def test_letter_case_is_folded_in_every_script() -> None:
    assert name_key("STRASSE") == name_key("Straße")
    assert name_key("ΣΠΊΤΙ") == name_key("σπίτι")


def test_a_new_zone_comes_last_and_never_past_the_last_place() -> None:
    assert place_after(3) == 4
    assert place_after(LAST_PLACE) == LAST_PLACE

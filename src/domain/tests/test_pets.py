"""Pets grow with efforts alone, and wait without losing anything."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain import pets
from src.domain.pets import Mood, Needs, Species

needs = st.builds(Needs, st.floats(0, 100), st.floats(0, 100))
whiles = st.timedeltas(timedelta(0), timedelta(days=4000))


@pytest.mark.parametrize(
    ("xp", "level"), [(0, 1), (199, 1), (200, 2), (1249, 4), (1250, 5), (4999, 9), (5000, 10), (10**9, 10)]
)
def test_levels_are_reached_at_fifty_times_their_square(xp: int, level: int) -> None:
    assert pets.level_of(xp) == level


@given(st.integers(0, 10_000))
def test_what_is_missing_reaches_the_next_level_and_not_a_point_less(xp: int) -> None:
    missing = pets.xp_to_next_level(xp)

    if pets.level_of(xp) == pets.HIGHEST_LEVEL:
        assert missing == 0
    else:
        assert pets.level_of(xp + missing) == pets.level_of(xp) + 1
        assert pets.level_of(xp + missing - 1) == pets.level_of(xp)


@given(needs, whiles, whiles)
def test_needs_sink_evenly_and_never_under_ten(at_first: Needs, first: timedelta, then: timedelta) -> None:
    at_once, in_two = at_first.after(first + then), at_first.after(first).after(then)

    for begun, whole, parts in zip(_both(at_first), _both(at_once), _both(in_two), strict=True):
        assert whole == pytest.approx(parts, abs=1e-6)
        assert min(begun, 10) <= whole <= begun


def _both(needs: Needs) -> tuple[float, float]:
    return needs.fullness, needs.happiness


@given(needs, st.floats(0, 200), st.floats(0, 200))
def test_what_a_meal_gave_can_be_taken_back_exactly(before: Needs, fullness: float, happiness: float) -> None:
    after = before.with_gains(fullness=fullness, happiness=happiness)

    back = after.with_gains(fullness=before.fullness - after.fullness, happiness=before.happiness - after.happiness)

    assert _both(back) == pytest.approx(_both(before), abs=1e-9)
    assert 0 <= min(_both(after)) <= max(_both(after)) <= 100


@given(needs, whiles)
def test_after_three_days_a_pet_is_glad_whatever_its_needs(now: Needs, away: timedelta) -> None:
    assert (pets.mood_of(now, away) is Mood.GLAD) == (away >= timedelta(days=3))


def test_a_pet_that_is_full_and_happy_plays_and_one_that_is_neither_sleeps() -> None:
    assert pets.mood_of(Needs(80, 80), timedelta(0)) is Mood.PLAYFUL
    assert pets.mood_of(Needs(80, 20), timedelta(0)) is Mood.CONTENT
    assert pets.mood_of(Needs(20, 80), timedelta(0)) is Mood.CONTENT
    assert pets.mood_of(Needs(20, 40), timedelta(0)) is Mood.DREAMY
    assert pets.mood_of(Needs(10, 10), timedelta(0)) is Mood.SLEEPY


def test_stages_come_one_after_the_other() -> None:
    assert [pets.next_stage(1, level) for level in (4, 5, 10)] == [None, 2, 2]
    assert [pets.next_stage(2, level) for level in (9, 10)] == [None, 3]
    assert pets.next_stage(3, 10) is None


@pytest.mark.parametrize("species", Species)
def test_every_species_has_three_stages_and_something_to_say_in_every_mood(species: Species) -> None:
    card = pets.cards()[species]

    assert len(card.stages) == len(card.emoji) == 3
    assert set(card.lines) == set(Mood)
    for lines in card.lines.values():
        assert len(set(lines)) >= 3
        assert all(5 <= len(line) <= 80 for line in lines)


@given(st.sampled_from(Species), st.sampled_from(Mood), st.integers(0, 10**9))
def test_lines_take_turns(species: Species, mood: Mood, turn: int) -> None:
    assert pets.line_of(species, mood, turn) != pets.line_of(species, mood, turn + 1)


def test_no_line_begs_or_counts_days() -> None:
    lines = [line.casefold() for card in pets.cards().values() for said in card.lines.values() for line in said]

    for begging in ("hungry", "starv", "feed me", "please", "miss you", "alone", "lonely", "days", "where were"):
        assert [line for line in lines if begging in line] == []

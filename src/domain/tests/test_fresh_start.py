"""What of the stale is put away in one go, and how it is told."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from src.domain.fresh_start import Whole, resting_words, that_fit

MONDAY = date(2026, 11, 23)
wholes = st.lists(
    st.builds(Whole, top=st.just("top"), parts=st.lists(st.just("part"), max_size=6), is_alive=st.booleans()),
    max_size=20,
)


@given(wholes, st.integers(1, 30))
def test_whole_things_go_in_order_as_many_as_fit(things: list[Whole[str]], most: int) -> None:
    chosen, more_left = that_fit(things, most)

    stale = [thing for thing in things if not thing.is_alive]
    assert chosen == stale[: len(chosen)]
    assert more_left == (len(chosen) < len(stale))
    assert bool(chosen) == bool(stale)
    size = sum(len(thing.tasks) for thing in chosen)
    assert size <= most or len(chosen) == 1
    if more_left:
        assert size + len(stale[len(chosen)].tasks) > most


def test_a_date_that_has_passed_is_no_reproach() -> None:
    planned = resting_words(due=MONDAY - timedelta(days=20), touched=MONDAY, today=MONDAY)
    rested = resting_words(due=None, touched=MONDAY - timedelta(days=40), today=MONDAY)

    assert (planned, rested) == ("It was planned for 3 November.", "It has rested since 14 October.")

"""Rules about what a phone did, and about what it shows."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.mobile import done_at, greeting, said_at, short

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(INSTANTS)
def test_things_are_done_within_two_days_and_never_ahead(occurred_at: datetime) -> None:
    moment = done_at(occurred_at, NOW, back=timedelta(hours=48))

    assert NOW - timedelta(hours=48) <= moment <= NOW
    assert moment == occurred_at or not NOW - timedelta(hours=48) <= occurred_at <= NOW


@given(INSTANTS, INSTANTS)
def test_what_was_done_first_stays_first(one: datetime, other: datetime) -> None:
    first, second = (done_at(each, NOW, back=timedelta(hours=48)) for each in sorted([one, other]))

    assert first <= second


@given(INSTANTS | st.none())
def test_a_clock_that_cannot_be_right_is_not_believed(occurred_at: datetime | None) -> None:
    moment = said_at(occurred_at, NOW)

    is_believed = occurred_at is not None and timedelta(0) <= NOW - occurred_at <= timedelta(days=30)
    assert moment == (occurred_at if is_believed else NOW)


@pytest.mark.parametrize(
    ("hour", "expected"),
    [(4, "Hello"), (5, "Good morning"), (11, "Good morning"), (12, "Good afternoon"), (16, "Good afternoon"),
     (17, "Good evening"), (20, "Good evening"), (21, "Hello"), (0, "Hello")],
)  # fmt: skip
def test_a_screen_greets_by_the_wall_clock(hour: int, expected: str) -> None:
    assert greeting(NOW.replace(hour=hour), "Alice") == f"{expected}, Alice."


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(10, 1200))
def test_texts_are_as_short_as_wanted_and_begin_as_they_were(text: str, most: int) -> None:
    shown = short(text, most)

    assert len(json.dumps(shown, ensure_ascii=False).encode()) <= max(most, 5)
    assert shown == text or text.startswith(shown.removesuffix("…"))

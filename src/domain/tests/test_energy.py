"""What notes about energy have in common, and what is made of it in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.day_rules import DayRule, Days
from src.domain.energy import TimeOfDay, label_of, notes_of, patterns_of, recommendations, summary, time_of_day
from src.domain.energy.patterns import Patterns
from src.domain.tests.zones import zones

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
UTC_DAYS = Days(ZoneInfo("UTC"), 4)


def patterns(*recorded: tuple[int, float, int], days: Days = UTC_DAYS) -> Patterns:
    """Of notes given as (day, hour of that day, level)."""
    moments = sorted((MONDAY + number * DAY + hour * HOUR, level) for number, hour, level in recorded)
    return patterns_of(list(notes_of(moments, days)))


def every_day(number: int, *at: tuple[float, int]) -> list[tuple[int, float, int]]:
    return [(day, hour, level) for day in range(number) for hour, level in at]


@pytest.mark.parametrize(("level", "label"), [(1, "low"), (2, "medium"), (3, "high")])
def test_levels_have_words(level: int, label: str) -> None:
    assert label_of(level) == label


@pytest.mark.parametrize(
    ("hour", "part"),
    [(4, "night"), (5, "morning"), (11, "morning"), (12, "afternoon"), (16, "afternoon"),
     (17, "evening"), (20, "evening"), (21, "night"), (0, "night")],
)  # fmt: skip
def test_the_day_has_four_parts(hour: int, part: str) -> None:
    assert time_of_day(datetime(2026, 11, 23, hour, 59)) == part


def test_nothing_is_known_without_notes() -> None:
    found = patterns()

    assert found.overall is None
    assert found.best_time_of_day is None
    assert recommendations(found) == []
    assert summary(found) == "With 5 more notes and notes on 3 more days your patterns begin to show."


def test_figures_are_told_by_hour_part_and_weekday() -> None:
    found = patterns((0, 9, 3), (0, 9.5, 2), (1, 14, 1), (2, 22, 2))

    assert found.overall is not None
    assert (found.overall.level, found.overall.count, found.overall.day_count) == (2.0, 4, 3)
    assert (found.low_count, found.high_count) == (1, 1)
    assert {hour: each.level for hour, each in found.by_hour.items()} == {9: 2.5, 14: 1.0, 22: 2.0}
    assert [(name, each.count) for name, each in found.by_weekday.items()] == [
        ("monday", 2), ("tuesday", 1), ("wednesday", 1),
    ]  # fmt: skip
    assert list(found.by_time_of_day) == ["morning", "afternoon", "night"]


def test_a_note_after_midnight_belongs_to_the_day_before() -> None:
    assert list(patterns((1, 2, 1)).by_weekday) == ["monday"]


def test_a_note_is_placed_where_the_person_was() -> None:
    moved_at = MONDAY + 3 * DAY
    days = Days(ZoneInfo("Asia/Tokyo"), 4, past=((moved_at, DayRule(ZoneInfo("UTC"), 4)),))

    found = patterns((1, 9, 3), (5, 9, 3), days=days)

    assert list(found.by_hour) == [9, 18]


def test_no_time_of_day_is_best_of_four_notes_or_on_two_days() -> None:
    assert patterns(*every_day(2, (9, 3), (9.5, 3), (15, 1), (15.5, 1))).best_time_of_day is None
    assert patterns((0, 9, 3), (1, 9, 3), (2, 9, 3), (2, 15, 1)).best_time_of_day is None


def test_the_best_time_of_day_is_told_once_there_is_something_to_compare() -> None:
    assert patterns(*every_day(3, (9, 3), (15, 1))).best_time_of_day == TimeOfDay.MORNING
    assert patterns(*every_day(5, (9, 3))).best_time_of_day is None
    assert patterns(*every_day(5, (9, 2), (15, 2))).best_time_of_day is None


def test_recommendations_quote_the_persons_own_numbers() -> None:
    found = patterns(*every_day(5, (9, 3), (10, 3), (14, 1), (18, 2)))

    assert recommendations(found) == [
        "Between 9 and 11 you were at 3.0 on average (10 notes): a good place for what asks most of you.",
        "Between 13 and 15 you were at 1.0 on average (5 notes): easy things and breaks fit there.",
    ]
    assert summary(found) == "You were at 2.3 of 3 on average (20 notes on 5 days)."


def test_nothing_is_recommended_when_every_hour_is_alike() -> None:
    assert recommendations(patterns(*every_day(20, (9, 2), (14, 2), (20, 2)))) == []


def test_nothing_is_recommended_on_four_notes_of_an_hour() -> None:
    assert recommendations(patterns(*every_day(4, (9, 3), (15, 1)))) == []


def test_a_weekday_is_spoken_of_after_three_weeks() -> None:
    weeks = [(day, hour, 3 if day % 7 == 1 else 1) for day in range(21) for hour in (9, 20)]

    assert recommendations(patterns(*weeks)) == [
        "On Tuesdays you were at 3.0 on average (6 notes): yours for bigger things."
    ]
    assert recommendations(patterns(*[each for each in weeks if each[0] < 14])) == []


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ([(0, 9, 2)] * 5, "With notes on 2 more days your patterns begin to show."),
        ([(0, 9, 2), (1, 9, 2), (2, 9, 2), (3, 9, 2)], "With 1 more note your patterns begin to show."),
        ([(0, 9, 2), (1, 9, 2)], "With 3 more notes and notes on 1 more day your patterns begin to show."),
    ],
)
def test_a_summary_says_what_it_takes(recorded: list[tuple[int, float, int]], told: str) -> None:
    assert summary(patterns(*recorded)) == told


@given(
    st.lists(st.tuples(st.integers(0, 500), st.floats(0, 24), st.integers(1, 3)), max_size=40),
    zones,
    st.integers(0, 6),
)
def test_every_note_is_counted_once_everywhere(
    recorded: list[tuple[int, float, int]], zone: ZoneInfo, day_start_hour: int
) -> None:
    days = Days(zone, day_start_hour)

    found = patterns(*recorded, days=days)

    for parts in (found.by_hour, found.by_time_of_day, found.by_weekday):
        assert sum(each.count for each in parts.values()) == len(recorded)
    assert all(1 <= each.level <= 3 for each in found.by_hour.values())
    assert len(recommendations(found)) <= 3


@given(st.lists(st.floats(0, 24 * 500), max_size=40), zones, st.integers(0, 6))
def test_a_note_lies_on_the_day_of_its_moment(hours: list[float], zone: ZoneInfo, day_start_hour: int) -> None:
    days = Days(zone, day_start_hour)
    moments = sorted(MONDAY + each * HOUR for each in hours)

    placed = list(notes_of([(moment, 2) for moment in moments], days))

    assert [note.day for note in placed] == [days.of(moment) for moment in moments]
    assert [note.local for note in placed] == [days.local(moment) for moment in moments]

"""What can be unlocked, and counters that say what the ledger says."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.achievements import CATALOGUE, THEMES, Counts, Criterion, Effort
from src.domain.achievements.criteria import EFFORTS, criterion_from

MONDAY = date(2026, 11, 23)
efforts = st.builds(
    Effort,
    source=st.sampled_from(sorted(EFFORTS)),
    sign=st.just(1),
    local_day=st.integers(0, 9).map(lambda number: MONDAY + timedelta(days=number)),
    hour=st.integers(0, 23),
    minutes=st.none() | st.floats(1, 400),
)


def taken_back(effort: Effort) -> Effort:
    return Effort(effort.source, -1, effort.local_day, effort.hour, effort.minutes)


def counted(done: Sequence[Effort]) -> Counts:
    return Counts.of(CATALOGUE.version, done, CATALOGUE.criteria)


def test_there_are_fifty_achievements_and_twenty_badges() -> None:
    assert len(CATALOGUE.achievements) == 50
    assert len(CATALOGUE.badges) == 20
    keys = [each.key for each in (*CATALOGUE.achievements, *CATALOGUE.badges)]
    names = [each.name for each in CATALOGUE.achievements]
    assert len(set(keys)) == 70
    assert len(set(names)) == 50
    assert all(each.description.endswith(".") and each.icon for each in CATALOGUE.achievements)
    assert all(each.xp_reward > 0 for each in CATALOGUE.achievements)


@pytest.mark.parametrize(
    ("name", "criterion", "xp"),
    [
        ("First Task", Criterion("count_of", "task", 1), 100),
        ("Task Master", Criterion("count_of", "task", 10), 500),
        ("Focus Warrior", Criterion("count_of", "focus", 5), 300),
        ("Week Warrior", Criterion("streak_of", "days", 7), 750),
        ("Early Bird", Criterion("count_of", "task", 1, within_hours=(4, 9)), 200),
    ],
)
def test_the_first_five_are_those_of_the_contract(name: str, criterion: Criterion, xp: int) -> None:
    (found,) = [each for each in CATALOGUE.achievements if each.name == name]

    assert (found.criterion, found.xp_reward) == (criterion, xp)


def test_badges_of_the_contract_are_there() -> None:
    assert {each.key for each in CATALOGUE.badges} >= {
        "3-day-streak", "7-day-streak", "30-day-streak", "10-steps", "100-steps", "500-steps", "morning-warrior",
        "night-owl", "quick-win-master", "marathon-runner", "pet-whisperer", "evolution-master",
    }  # fmt: skip


def test_themes_come_with_levels() -> None:
    assert [(each.key, each.level) for each in THEMES[:2]] == [("solarized", 1), ("neon-nights", 5)]
    assert [each.level for each in THEMES] == [1, 5, 10, 20, 30]


@given(st.lists(efforts, max_size=40))
def test_counters_are_what_counting_by_hand_gives(done: list[Effort]) -> None:
    counts = counted(done)

    for criterion in CATALOGUE.criteria:
        if criterion.kind == "count_of":
            by_hand = sum(
                each.source == criterion.of and criterion.counts(hour=each.hour, minutes=each.minutes) for each in done
            )
            assert counts.value(criterion) == by_hand


@given(st.lists(efforts, max_size=20), st.lists(efforts, max_size=10), st.randoms())
def test_what_is_taken_back_leaves_no_trace_in_totals(kept: list[Effort], undone: list[Effort], chance: Any) -> None:
    mixed = [*kept, *undone]
    chance.shuffle(mixed)

    counts = counted([*mixed, *(taken_back(each) for each in undone)])

    moved = {key: value for key, value in counts.totals.items() if value}
    assert moved == {key: value for key, value in counted(kept).totals.items() if value}


@given(st.lists(efforts, max_size=40))
def test_counters_survive_being_stored(done: list[Effort]) -> None:
    counts = counted(done)

    assert Counts.read(counts.stored()) == counts


@given(st.lists(efforts.map(lambda each: Effort("task", 1, each.local_day, each.hour)), max_size=40))
def test_most_on_one_day_is_found_when_days_come_in_order(done: list[Effort]) -> None:
    in_order = sorted(done, key=lambda each: each.local_day)
    most = max((sum(each.local_day == day for each in done) for day in {each.local_day for each in done}), default=0)

    assert counted(in_order).value(Criterion("in_one_day", "task", 1)) == most


@given(st.lists(st.integers(0, 100), min_size=1))
def test_heights_never_sink(heights: list[int]) -> None:
    counts = Counts("x")

    for height in heights:
        counts.reach("streak_of:days", height)

    assert counts.value(Criterion("streak_of", "days", 7)) == max(heights)


@pytest.mark.parametrize(
    "row",
    [{}, {"count_of": "task", "streak_of": "days"}, {"count_of": "cake"}, {"reached": "the moon"}],
)
def test_an_entry_with_a_criterion_that_nobody_understands_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"one criterion|knows"):
        criterion_from({**row, "at_least": 1})


@pytest.mark.parametrize(
    ("hour", "minutes", "counts"), [(4, None, True), (8, None, True), (9, None, False), (3, None, False)]
)
def test_hours_begin_inside_and_end_outside(hour: int, minutes: float | None, counts: bool) -> None:
    early = Criterion("count_of", "task", 1, within_hours=(4, 9))

    assert early.counts(hour=hour, minutes=minutes) is counts


def test_an_unknown_length_is_neither_short_nor_long() -> None:
    short, long = Criterion("count_of", "task", 1, None, 15), Criterion("count_of", "task", 1, None, None, 120)

    assert [short.counts(hour=1, minutes=each) for each in (None, 14.9, 15)] == [False, True, False]
    assert [long.counts(hour=1, minutes=each) for each in (None, 120, 121)] == [False, False, True]

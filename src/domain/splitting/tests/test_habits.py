from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.splitting import KindHabit, StepHabits, StepSample, Verdict, learn, split
from src.domain.splitting.habits import PACE_BOUNDS, SIZE_BOUNDS

VERDICTS = st.none() | st.sampled_from(Verdict)
MINUTES = st.none() | st.floats() | st.integers(-5, 600)
SAMPLES = st.builds(
    StepSample,
    kind=st.sampled_from(["call", "clean", "nonsense", ""]),
    verdict=VERDICTS,
    planned_minutes=MINUTES,
    actual_minutes=MINUTES,
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["call", "clean", "size", "pace", "sample_count", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


def lived(samples: Sequence[StepSample]) -> StepHabits:
    habits = StepHabits()
    for sample in samples:
        habits = learn(habits, sample)
    return habits


def cleaning(verdict: Verdict, *, planned: float | None = None, actual: float | None = None) -> StepSample:
    return StepSample("clean", verdict, planned, actual)


def test_nothing_changes_before_five_samples() -> None:
    four = lived([cleaning(Verdict.TOO_LARGE, planned=5, actual=15)] * 4)

    assert split("clean kitchen", habits=four) == split("clean kitchen")


def test_too_large_steps_become_smaller_and_are_explained() -> None:
    before = split("clean kitchen")

    after = split("clean kitchen", habits=lived([cleaning(Verdict.TOO_LARGE)] * 5))

    assert max(s.estimated_minutes for s in after.steps) < max(s.estimated_minutes for s in before.steps)
    assert "Smaller steps suit you for cleaning (5 steps so far)" in after.reasoning


def test_too_small_steps_become_larger_within_the_cap() -> None:
    before = split("clean kitchen", max_minutes_per_step=8)

    after = split("clean kitchen", max_minutes_per_step=8, habits=lived([cleaning(Verdict.TOO_SMALL)] * 6))

    assert after.total_minutes / len(after.steps) > before.total_minutes / len(before.steps)
    assert max(step.estimated_minutes for step in after.steps) <= 8
    assert "Bigger steps suit you" in after.reasoning


def test_measured_minutes_move_the_estimates() -> None:
    slow = lived([cleaning(Verdict.JUST_RIGHT, planned=3, actual=6)] * 5)
    quick = lived([cleaning(Verdict.JUST_RIGHT, planned=4, actual=2)] * 5)

    usual = split("clean kitchen", max_minutes_per_step=10)
    longer = split("clean kitchen", max_minutes_per_step=10, habits=slow)
    shorter = split("clean kitchen", max_minutes_per_step=10, habits=quick)

    assert shorter.total_minutes < usual.total_minutes < longer.total_minutes
    assert "2.0 times" in longer.reasoning
    assert slow.by_kind["clean"].pace == pytest.approx(2.0)


def test_one_kind_teaches_nothing_about_another() -> None:
    habits = lived([cleaning(Verdict.ABANDONED)] * 9)

    assert split("call mum", habits=habits) == split("call mum")


@given(st.lists(SAMPLES, max_size=40))
def test_habits_are_bounded_and_survive_json(samples: list[StepSample]) -> None:
    habits = lived(samples)

    assert StepHabits.from_dict(json.loads(json.dumps(habits.as_dict()))) == habits
    for habit in habits.by_kind.values():
        assert SIZE_BOUNDS[0] <= habit.size <= SIZE_BOUNDS[1]
        assert PACE_BOUNDS[0] <= habit.pace <= PACE_BOUNDS[1]
    assert sum(habit.sample_count for habit in habits.by_kind.values()) == len(samples)


@given(st.lists(SAMPLES, max_size=20))
def test_each_verdict_moves_the_size_one_way_only(samples: list[StepSample]) -> None:
    before = lived(samples)
    size = before.by_kind.get("clean", KindHabit()).size

    assert learn(before, cleaning(Verdict.TOO_LARGE)).by_kind["clean"].size <= size
    assert learn(before, cleaning(Verdict.ABANDONED)).by_kind["clean"].size <= size
    assert learn(before, cleaning(Verdict.JUST_RIGHT)).by_kind["clean"].size == size
    assert learn(before, cleaning(Verdict.TOO_SMALL)).by_kind["clean"].size >= size


@given(JSON)
def test_garbage_is_read_as_what_can_be_read(stored: Any) -> None:
    habits = StepHabits.from_dict(stored)

    for title in ("call mum", "clean kitchen"):
        assert all(1 <= step.estimated_minutes <= 5 for step in split(title, habits=habits).steps)

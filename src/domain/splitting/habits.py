"""What a person's own steps teach: the size of step that suits them and how long things take them, per kind of task."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .lexicon import kinds

SAMPLES_NEEDED = 5
SIZE_BOUNDS = (0.4, 1.6)
PACE_BOUNDS = (0.5, 3.0)
# One measured step moves the pace by a fifth of its distance, in logarithms (exponential smoothing, Brown 1956).
# Five alike samples therefore carry it all the way, which is when it is first used; from then on the planned minutes
# already contain it, and it rests where planned and measured agree.
PACE_WEIGHT = 1 / SAMPLES_NEEDED


class Verdict(StrEnum):
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    JUST_RIGHT = "just_right"
    ABANDONED = "abandoned"


# Weighted staircase (Kaernbach 1991): too large a step costs more than one that is too small, so it weighs more.
SIZE_FACTORS = {Verdict.TOO_LARGE: 0.84, Verdict.ABANDONED: 0.92, Verdict.TOO_SMALL: 1.12, Verdict.JUST_RIGHT: 1.0}


@dataclass(frozen=True, slots=True)
class StepSample:
    """One lived step of a kind: what the person said about its size, and its minutes when they were measured."""

    kind: str
    verdict: Verdict | None = None
    planned_minutes: float | None = None
    actual_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class KindHabit:
    """`size` multiplies the length of steps, `pace` the minutes expected for the same work; 1 is the pattern's own."""

    sample_count: int = 0
    size: float = 1.0
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class StepHabits:
    """What was learned so far, by kind of task."""

    by_kind: Mapping[str, KindHabit] = field(default_factory=dict)

    def learned(self, kind: str) -> KindHabit | None:
        """The habit for `kind` once it rests on at least five samples."""
        habit = self.by_kind.get(kind)
        return habit if habit and habit.sample_count >= SAMPLES_NEEDED else None

    def as_dict(self) -> dict[str, Any]:
        return {
            kind: {"sample_count": habit.sample_count, "size": habit.size, "pace": habit.pace}
            for kind, habit in sorted(self.by_kind.items())
        }

    @classmethod
    def from_dict(cls, stored: object) -> StepHabits:
        """The habits in `stored`; whatever cannot be read in it is left out, never an error."""
        if not isinstance(stored, Mapping):
            return cls()
        rows = {kind: row for kind, row in stored.items() if kind in kinds() and isinstance(row, Mapping)}
        return cls({kind: _habit(row) for kind, row in rows.items()})


def learn(habits: StepHabits | None, sample: StepSample) -> StepHabits:
    """`habits` moved by one sample. Samples of unknown kinds count as `general`; odd numbers teach nothing."""
    before = habits or StepHabits()
    kind = sample.kind if sample.kind in kinds() else "general"
    habit = before.by_kind.get(kind, KindHabit())
    factor = SIZE_FACTORS.get(sample.verdict, 1.0) if sample.verdict else 1.0
    moved = KindHabit(
        sample_count=habit.sample_count + 1,
        size=_bounded(habit.size * factor, SIZE_BOUNDS),
        pace=_bounded(habit.pace * _taken_to_planned(sample) ** PACE_WEIGHT, PACE_BOUNDS),
    )
    return StepHabits({**before.by_kind, kind: moved})


def _taken_to_planned(sample: StepSample) -> float:
    """Measured over planned minutes, between a quarter and four; 1 when one of them is missing or senseless."""
    planned, actual = _number(sample.planned_minutes, 0.0), _number(sample.actual_minutes, 0.0)
    if planned <= 0 or actual <= 0:
        return 1.0
    return min(4.0, max(0.25, actual / planned))


def _habit(row: Mapping[Any, Any]) -> KindHabit:
    return KindHabit(
        sample_count=int(max(0.0, min(_number(row.get("sample_count"), 0.0), 1e9))),
        size=_bounded(_number(row.get("size"), 1.0), SIZE_BOUNDS),
        pace=_bounded(_number(row.get("pace"), 1.0), PACE_BOUNDS),
    )


def _number(value: object, otherwise: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return otherwise
    try:
        number = float(value)
    except OverflowError:
        return otherwise
    return number if math.isfinite(number) else otherwise


def _bounded(value: float, bounds: tuple[float, float]) -> float:
    low, high = bounds
    return round(min(high, max(low, value)), 6)

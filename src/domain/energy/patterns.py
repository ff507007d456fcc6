"""What notes about energy have in common: by hour, by part of the day, by weekday. Nothing is claimed of a few."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TypeVar

from src.domain.day_rules import Days
from src.domain.energy.levels import HIGH, LOW, TimeOfDay, time_of_day
from src.domain.rounding import half_up

K = TypeVar("K", bound=Hashable)

ENOUGH_NOTES = 5
ENOUGH_DAYS = 3
"""What it takes before a pattern is spoken of: two bad afternoons are no pattern."""
ENOUGH_IN_A_PART = 3
"""Notes in a part of the day before it is compared with others."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Note:
    """A level that somebody wrote down: by their wall clock then, on their own day."""

    level: int
    local: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Average:
    """The mean level of `count` notes, on the days in `days`. Two of them add up."""

    total: int
    count: int
    days: frozenset[date]

    def __add__(self, other: "Average") -> "Average":
        return Average(self.total + other.total, self.count + other.count, self.days | other.days)

    @property
    def day_count(self) -> int:
        return len(self.days)

    @property
    def exact(self) -> Fraction:
        return Fraction(self.total, self.count)

    @property
    def level(self) -> float:
        """1.0 to 3.0, two decimals, halves upwards."""
        return half_up(self.exact * 100) / 100


@dataclass(frozen=True, slots=True)
class Patterns:
    """Figures over notes. `best_time_of_day` is None while there is too little to compare, or nothing to choose."""

    overall: Average | None
    low_count: int
    high_count: int
    by_hour: Mapping[int, Average]
    by_time_of_day: Mapping[TimeOfDay, Average]
    by_weekday: Mapping[str, Average]
    best_time_of_day: TimeOfDay | None

    @property
    def missing_notes(self) -> int:
        """Notes until a pattern may be spoken of."""
        return max(ENOUGH_NOTES - (self.overall.count if self.overall else 0), 0)

    @property
    def missing_days(self) -> int:
        """Further days with a note until a pattern may be spoken of."""
        return max(ENOUGH_DAYS - (self.overall.day_count if self.overall else 0), 0)

    @property
    def has_enough(self) -> bool:
        return not self.missing_notes and not self.missing_days


def notes_of(recorded: Sequence[tuple[datetime, int]], days: Days) -> Iterator[Note]:
    """`(instant, level)` in the order of time, placed on the person's wall clock and days.

    The end of a day is worked out once for all notes of the day: it costs more than everything else about a note.
    """
    day, over = date.min, None
    for moment, level in recorded:
        if over is None or moment >= over:
            day = days.of(moment)
            over = days.end(day)
        yield Note(level, days.local(moment), day)


def patterns_of(notes: Sequence[Note]) -> Patterns:
    """What the notes have in common; each counts the same."""
    overall = average_by(notes, lambda _: None).get(None)
    parts = average_by(notes, lambda note: time_of_day(note.local))
    is_enough = overall is not None and overall.count >= ENOUGH_NOTES and overall.day_count >= ENOUGH_DAYS
    return Patterns(
        overall=overall,
        low_count=sum(note.level == LOW for note in notes),
        high_count=sum(note.level == HIGH for note in notes),
        by_hour=dict(sorted(average_by(notes, lambda note: note.local.hour).items())),
        by_time_of_day={part: parts[part] for part in TimeOfDay if part in parts},
        by_weekday=_by_weekday(notes),
        best_time_of_day=_best(parts) if is_enough else None,
    )


def average_by(notes: Iterable[Note], key_of: Callable[[Note], K]) -> dict[K, Average]:
    """Averages of the notes that share a key."""
    grouped: dict[K, list[Note]] = {}
    for note in notes:
        grouped.setdefault(key_of(note), []).append(note)
    return {
        key: Average(sum(note.level for note in group), len(group), frozenset(note.day for note in group))
        for key, group in grouped.items()
    }


def _by_weekday(notes: Sequence[Note]) -> dict[str, Average]:
    found = average_by(notes, lambda note: note.day.weekday())
    return {WEEKDAYS[number]: found[number] for number in sorted(found)}


def _best(parts: Mapping[TimeOfDay, Average]) -> TimeOfDay | None:
    """The part with the highest mean, when at least two have enough notes and one stands out."""
    known = {part: average.exact for part, average in parts.items() if average.count >= ENOUGH_IN_A_PART}
    highest = [part for part, mean in known.items() if mean == max(known.values())]
    return highest[0] if len(known) > 1 and len(highest) == 1 else None

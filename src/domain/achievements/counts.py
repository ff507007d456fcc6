"""Counters of a person's efforts: one small object, kept beside the XP total by the same transactions.

Counters follow from the ledger and can be made anew from it (`Counts.of`), so they cannot say anything else; heights
(longest streak, highest level) only ever grow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from src.domain.achievements.criteria import Criterion

DAYS_KEPT = 4
"""Efforts may be dated back 48 hours and taken back later: counts of single days are kept this long; what was most on
one day stays in `most`."""


@dataclass(frozen=True, slots=True)
class Effort:
    """A row of the ledger as counters see it. `sign` is -1 when it is taken back."""

    source: str
    sign: int
    local_day: date
    hour: int
    minutes: float | None = None


@dataclass(slots=True)
class Counts:
    """`totals` by counter, `days` by own day and kind of effort, `heights` that were reached.

    `done` is what they have unlocked, `catalogue` the version of the criteria they were made for.
    """

    catalogue: str
    totals: dict[str, int] = field(default_factory=dict)
    days: dict[str, dict[str, int]] = field(default_factory=dict)
    heights: dict[str, int] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, catalogue: str, efforts: Iterable[Effort], criteria: Sequence[Criterion]) -> Self:
        """The counters of a whole ledger, oldest row first."""
        made = cls(catalogue)
        for effort in efforts:
            made.add(effort, criteria)
        return made

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            catalogue=stored.get("catalogue", ""),
            totals=dict(stored.get("totals", {})),
            days={day: dict(counted) for day, counted in stored.get("days", {}).items()},
            heights=dict(stored.get("heights", {})),
            done=set(stored.get("done", ())),
        )

    def stored(self) -> dict[str, Any]:
        return {
            "catalogue": self.catalogue,
            "totals": self.totals,
            "days": self.days,
            "heights": self.heights,
            "done": sorted(self.done),
        }

    def add(self, effort: Effort, criteria: Sequence[Criterion]) -> None:
        """Count an effort, or take it back, at every counter that some criterion asks for."""
        for key in {each.key for each in criteria if _touches(each, effort)}:
            self._move(key, effort.sign)
        if any(each.kind == "in_one_day" and each.of == effort.source for each in criteria):
            counted = self.days.setdefault(effort.local_day.isoformat(), {})
            counted[effort.source] = counted.get(effort.source, 0) + effort.sign
            self.reach(f"in_one_day:{effort.source}", counted[effort.source])
            for day in sorted(self.days)[:-DAYS_KEPT]:
                del self.days[day]
        if effort.source == "focus" and effort.minutes:
            self._move("total_of:focus_minutes", effort.sign * round(effort.minutes))

    def reach(self, key: str, height: int) -> None:
        """Remember a height, if it is the highest so far."""
        if height > self.heights.get(key, 0):
            self.heights[key] = height

    def value(self, criterion: Criterion) -> int:
        """How far the counter of a criterion has come."""
        return max(self.totals.get(criterion.key, 0), self.heights.get(criterion.key, 0), 0)

    def _move(self, key: str, by: int) -> None:
        self.totals[key] = self.totals.get(key, 0) + by


def _touches(criterion: Criterion, effort: Effort) -> bool:
    return (
        criterion.kind == "count_of"
        and criterion.of == effort.source
        and criterion.counts(hour=effort.hour, minutes=effort.minutes)
    )

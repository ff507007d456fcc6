"""The vocabulary of criteria. Each names one counter (`key`) and how far it has to come (`at_least`).

    count_of = "task"                               efforts of a kind, all time
    count_of = "task", within_hours = [4, 9]        … whose wall clock showed from 4:00 up to, not including, 9:00
    count_of = "task", shorter_than_minutes = 15    … that took less than that (by measured hours, else by estimate)
    count_of = "task", longer_than_minutes = 120    … that took more
    in_one_day = "micro_step"                       most efforts of a kind on one own day
    total_of = "focus_minutes"                      a running total: focus_minutes or xp
    streak_of = "days"                              the longest streak
    reached = "level"                               the highest level, pet_level, pet_stage …

Kinds of effort are the sources of the XP ledger: task, micro_step, focus, energy, ritual, capture, save, assignment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EFFORTS = frozenset({"task", "micro_step", "focus", "energy", "ritual", "capture", "save", "assignment"})
TOTALS = frozenset({"focus_minutes", "xp"})
STREAKS = frozenset({"days"})
HEIGHTS = frozenset({"level", "pet_level", "pet_stage", "boxes_opened", "streak_milestones"})


@dataclass(frozen=True, slots=True)
class Criterion:
    """When something is unlocked: when the counter called `key` has come to `at_least`."""

    kind: str
    of: str
    at_least: int
    within_hours: tuple[int, int] | None = None
    shorter_than_minutes: int | None = None
    longer_than_minutes: int | None = None

    @property
    def key(self) -> str:
        """Name of its counter: criteria that count the same share one."""
        parts = [self.kind, self.of]
        if self.within_hours:
            parts.append("{}-{}h".format(*self.within_hours))
        if self.shorter_than_minutes is not None:
            parts.append(f"<{self.shorter_than_minutes}m")
        if self.longer_than_minutes is not None:
            parts.append(f">{self.longer_than_minutes}m")
        return ":".join(parts)

    def counts(self, *, hour: int, minutes: float | None) -> bool:
        """Whether an effort at that hour of the wall clock, of that length, counts. Unknown length never does."""
        if self.within_hours and not self.within_hours[0] <= hour < self.within_hours[1]:
            return False
        if self.shorter_than_minutes is not None and (minutes is None or minutes >= self.shorter_than_minutes):
            return False
        return self.longer_than_minutes is None or (minutes is not None and minutes > self.longer_than_minutes)


KINDS: Mapping[str, frozenset[str]] = {
    "count_of": EFFORTS,
    "in_one_day": EFFORTS,
    "total_of": TOTALS,
    "streak_of": STREAKS,
    "reached": HEIGHTS,
}


def criterion_from(row: Mapping[str, Any]) -> Criterion:
    """The criterion of an entry in a data file.

    Raises ValueError for one that says none, several, or something unknown.
    """
    named = [kind for kind in KINDS if kind in row]
    if len(named) != 1:
        raise ValueError(f"an entry has one criterion, this one {named}: {row}")
    kind = named[0]
    if row[kind] not in KINDS[kind]:
        raise ValueError(f"{kind} knows {sorted(KINDS[kind])}, not {row[kind]!r}")
    hours = row.get("within_hours")
    return Criterion(
        kind=kind,
        of=row[kind],
        at_least=row["at_least"],
        within_hours=(hours[0], hours[1]) if hours else None,
        shorter_than_minutes=row.get("shorter_than_minutes"),
        longer_than_minutes=row.get("longer_than_minutes"),
    )

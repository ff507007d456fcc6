"""What somebody's focus tells about them. Pure; it claims nothing before there is enough to claim it from."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import TypeVar

from src.domain.days import DAY
from src.domain.focus import minutes_of

LEAST_SESSIONS = 10
"""Sessions with paid work before a best hour or weekday is named."""
LEAST_IN_BEST = 3
"""Sessions that an hour or weekday has at least to be the best."""
LEAST_SECONDS = 300
MOST_REASONS = 20
UNSPECIFIED = "unspecified"
OTHER = "other"

K = TypeVar("K", int, "Weekday")


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class Focused:
    """A session that has ended: when it began on the person's own clock and in their own days, and how much it was."""

    began_at: datetime
    day: date
    seconds: int


def best_hour(sessions: Iterable[Focused]) -> int | None:
    """The hour (0-23) in which the sessions began that gave most focused time; None before there are enough."""
    return _best(sessions, lambda session: session.began_at.hour)


def best_weekday(sessions: Iterable[Focused]) -> Weekday | None:
    """The weekday with most focused time; None before there are enough sessions."""
    return _best(sessions, lambda session: WEEK[session.day.weekday()])


def _best(sessions: Iterable[Focused], key: Callable[[Focused], K]) -> K | None:
    """Of equal ones the one with more sessions, then the first."""
    counts: dict[K, int] = defaultdict(int)
    seconds: dict[K, int] = defaultdict(int)
    for session in sessions:
        if session.seconds >= LEAST_SECONDS:
            counts[key(session)] += 1
            seconds[key(session)] += session.seconds
    if sum(counts.values()) < LEAST_SESSIONS:
        return None
    known = sorted(each for each, count in counts.items() if count >= LEAST_IN_BEST)
    return max(known, key=lambda each: (seconds[each], counts[each]), default=None)


def minutes_by_day(sessions: Iterable[Focused], first: date, last: date) -> dict[date, float]:
    """Focused minutes of each day from `first` to `last`, every day present."""
    seconds: Counter[date] = Counter()
    for session in sessions:
        seconds[session.day] += session.seconds
    days = (first + number * DAY for number in range((last - first).days + 1))
    return {day: minutes_of(timedelta(seconds=seconds[day])) for day in days}


def tally_reasons(reasons: Iterable[str | None], *, without_a_word: int = 0) -> dict[str, int]:
    """How often each reason came, letter case aside, the most frequent first: at most 20, the rest as `other`.

    No reason given counts as `unspecified`, and so do `without_a_word` interruptions that were only counted.
    """
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for reason in reasons:
        words = reason or UNSPECIFIED
        counts[spelled.setdefault(words.casefold(), words)] += 1
    if without_a_word:
        counts[spelled.get(UNSPECIFIED, UNSPECIFIED)] += without_a_word
    ranked = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
    tally = dict(ranked[:MOST_REASONS])
    rest = sum(count for _, count in ranked[MOST_REASONS:])
    if rest:
        tally[OTHER] = tally.get(OTHER, 0) + rest
    return tally


def suggested_reasons(own: Sequence[str], usual: Sequence[str], *, most: int) -> list[str]:
    """Reasons to tap: the person's own, the most frequent first, then the usual ones that are not among them."""
    mine = [reason for reason in tally_reasons(own) if reason != OTHER]
    known = {reason.casefold() for reason in mine}
    return [*mine, *(reason for reason in usual if reason.casefold() not in known)][:most]


def resumption_lag_seconds(returns: Sequence[tuple[datetime, datetime]]) -> int | None:
    """Median of the time from an interruption to being back at it; None when nobody has said that they are back."""
    if not returns:
        return None
    return round(median((back - gone).total_seconds() for gone, back in returns))

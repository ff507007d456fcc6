"""Rules about mornings: when they usually are, on which weekday most gets done, and how long they have been going."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from fractions import Fraction

from src.domain.rounding import half_up
from src.domain.streaks import Pause, Streak, streak

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LEAST_DONE_FOR_A_WEEKDAY = 5
"""Fewer say nothing about a week."""

HOUR_SECONDS = 3600
DAY_SECONDS = 24 * HOUR_SECONDS


def usual_time(walls: Iterable[datetime], *, day_start_hour: int) -> time | None:
    """The average time of day of wall-clock times, to the second; None without any.

    Times lie on a circle: the mean of 23:50 and 00:10 is midnight, not noon. The circle is cut where the times then lie
    closest together (least variance), and their arithmetic mean is taken: the intrinsic mean of Hotz and Huckemann,
    "Intrinsic means on the circle" (2015). Of cuts that are as good, the one at the start of the day wins.
    """
    seconds = sorted(_seconds_into_day(wall, day_start_hour) for wall in walls)
    if not seconds:
        return None
    count, total, squares = len(seconds), sum(seconds), sum(each * each for each in seconds)
    best = (count * squares - total * total, total)
    for earliest in seconds[:-1]:
        # Cut after the earliest: it then belongs to the end of the circle.
        total += DAY_SECONDS
        squares += (earliest + DAY_SECONDS) ** 2 - earliest**2
        best = min(best, (count * squares - total * total, total))
    mean = (half_up(Fraction(best[1], count)) + day_start_hour * HOUR_SECONDS) % DAY_SECONDS
    return time(mean // HOUR_SECONDS, mean // 60 % 60, mean % 60)


def _seconds_into_day(wall: datetime, day_start_hour: int) -> int:
    seconds = (wall.hour - day_start_hour) * HOUR_SECONDS + wall.minute * 60 + wall.second
    return seconds % DAY_SECONDS


def most_productive_weekday(days: Iterable[date]) -> str | None:
    """The weekday on which most of `days` (one for each thing done) fall; None while there are fewer than five, or when
    two weekdays share the first place: then nothing is claimed."""
    counts = Counter(day.weekday() for day in days)
    leading = [weekday for weekday, count in counts.items() if count == max(counts.values())]
    if counts.total() < LEAST_DONE_FOR_A_WEEKDAY or len(leading) != 1:
        return None
    return WEEKDAYS[leading[0]]


def ritual_streak(
    mornings: Collection[date], today: date, *, resting: Iterable[date] = (), pauses: Sequence[Pause] = ()
) -> Streak:
    """How long mornings have been going on `today`. Skipped mornings and dates that travel left out are `resting`: like
    the person's own pauses, they are never held against anybody."""
    return streak(mornings, today, pauses=[*pauses, *((day, day) for day in resting)])

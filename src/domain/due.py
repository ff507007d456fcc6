"""When something is due: on a day, or at a moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from src.domain.days import day_end, instant, local_time

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """`on` is the calendar day of something due all day, None for something due at a moment.
    `at` is the UTC instant to sort and compare by: all day, the last microsecond of that day."""

    on: date | None
    at: datetime

    @property
    def value(self) -> date | datetime:
        """The due date in the form it was given in."""
        return self.at if self.on is None else self.on


def due_of(value: date | datetime, zone: ZoneInfo) -> Due:
    """The due date that `value` says: a date is due until midnight ends it in `zone`, an aware moment at that moment.

    Raises ValueError for a moment without an offset: it would mean another instant to everybody.
    """
    if not isinstance(value, datetime):
        return Due(on=value, at=day_end(value, zone) - MOMENT)
    if value.utcoffset() is None:
        raise ValueError("A due moment needs its offset from UTC.")
    return Due(on=None, at=value.astimezone(UTC))


def moved_to(day: date, due: date | datetime | None, zone: ZoneInfo) -> date | datetime:
    """`due` on another day. What is due at a moment keeps its time of day, forward out of a gap; all else is due all
    day."""
    if not isinstance(due, datetime):
        return day
    return instant(datetime.combine(day, local_time(due, zone).time()), zone)

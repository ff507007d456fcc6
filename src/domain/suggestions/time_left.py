"""How much of a person's day is left for doing things."""

from datetime import datetime, time, timedelta

from src.domain.day_rules import Days

EVENING_HOUR = 22
LEAST = 30
MINUTE = timedelta(minutes=1)


def minutes_left(now: datetime, days: Days) -> int:
    """Minutes until ten in the evening, or until the person's day ends if that comes first; never under 30.

    Somebody who asks at night gets half an hour: enough for something small.
    """
    local, day = days.local(now), days.of(now)
    if local.date() != day:
        return LEAST
    evening = datetime.combine(day, time(EVENING_HOUR))
    return max(LEAST, min(evening - local.replace(tzinfo=None), days.end(day) - now) // MINUTE)

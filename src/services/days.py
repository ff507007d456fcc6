"""The owner's own days: zone, day start and what they were before, read in the transaction that needs them."""

from datetime import timedelta
from typing import Any

from src.database.models import User
from src.database.unit_of_work import UnitOfWork
from src.domain.day_rules import DayRule, Days
from src.domain.days import zone_or_utc
from src.domain.rounding import exact, one_decimal
from src.repositories.days import DayRuleRepository

__all__ = ["Days", "day_now", "days_of_owner", "remember_day_rule"]

KEPT = timedelta(days=800)
"""Rules that ended longer ago are not read: rows so far back keep their day. A date that travel left out before then
takes a reserve of its week, like any other without a completion."""
HOUR = timedelta(hours=1)


class _Known:
    """The days that a unit of work has read, by owner: one completion asks for them at several places."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.days: dict[str, Days] = {}


async def days_of_owner(uow: UnitOfWork) -> Days:
    """How the owner's time is divided, in one query for the whole unit of work."""
    known = uow.shared(_Known).days
    if uow.owner_id not in known:
        known[uow.owner_id] = await _read(uow)
    return known[uow.owner_id]


async def _read(uow: UnitOfWork) -> Days:
    current, past = await DayRuleRepository(uow).everything(since=uow.now() - KEPT)
    return Days(
        zone=zone_or_utc(current[0]),
        day_start_hour=current[1],
        past=tuple((until_at, DayRule(zone_or_utc(timezone), hour)) for until_at, timezone, hour in past),
    )


async def day_now(uow: UnitOfWork) -> dict[str, Any]:
    """The owner's own day that it is now, and how far it has gone."""
    now, days = uow.now(), await days_of_owner(uow)
    today = days.of(now)
    ends_at = days.end(today)
    return {
        "date": today,
        "began_at": days.begin(today),
        "ends_at": ends_at,
        "timezone": days.zone.key,
        "day_start_hour": days.day_start_hour,
        "elapsed_percent": one_decimal(100 * exact(days.fraction(now))),
        "hours_left": round((ends_at - now) / HOUR, 2),
    }


async def remember_day_rule(uow: UnitOfWork, before: User) -> None:
    """Keep the zone and day start that `before` had, now that they change.

    Until the first effort is in the ledger nothing hangs on them: then the new ones hold from the beginning, so that
    somebody who sets their zone after registering has no day that begins in the wrong place.
    """
    uow.shared(_Known).days.clear()
    rules = DayRuleRepository(uow)
    if await rules.has_efforts():
        await rules.keep(before.timezone, before.day_start_hour)
    else:
        await rules.forget()

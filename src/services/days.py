"""The owner's own days: zone, day start and today, read in the transaction that needs them."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from src.database.unit_of_work import UnitOfWork
from src.domain.days import local_day, zone_or_utc
from src.repositories.users import ProfileRepository


@dataclass(frozen=True, slots=True)
class Days:
    """How one person's time is divided. Due dates go by the calendar, efforts by the person's own day start."""

    zone: ZoneInfo
    day_start_hour: int

    def of(self, moment: datetime) -> date:
        """The person's own day of an effort."""
        return local_day(moment, self.zone, self.day_start_hour)

    def calendar_day(self, moment: datetime) -> date:
        """The calendar date at `moment`: what due dates are compared with."""
        return local_day(moment, self.zone)


async def days_of_owner(uow: UnitOfWork) -> Days:
    me = await ProfileRepository(uow).me()
    return Days(zone_or_utc(me.timezone), me.day_start_hour)

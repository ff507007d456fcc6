"""Queries of how a person's days are and were divided."""

from datetime import datetime

from sqlalchemy import and_, bindparam, select

from src.database.models import PastDayRule, User, XpEntry
from src.repositories.base import OWNER_ID, OwnedRepository, owned_delete

# One query for both: every use case that asks for days pays for it.
EVERYTHING = (
    select(
        User.timezone.label("timezone_now"),
        User.day_start_hour.label("day_start_hour_now"),
        PastDayRule.until_at,
        PastDayRule.timezone,
        PastDayRule.day_start_hour,
    )
    .outerjoin(PastDayRule, and_(PastDayRule.user_id == User.user_id, PastDayRule.until_at > bindparam("since")))
    .where(User.user_id == OWNER_ID)
    .order_by(PastDayRule.until_at)
)
ANY_EFFORT = select(XpEntry.entry_id).where(XpEntry.user_id == OWNER_ID).limit(1)
FORGET = owned_delete(PastDayRule)

PastRule = tuple[datetime, str, int]


class DayRuleRepository(OwnedRepository[PastDayRule]):
    """Zones and day starts of the owner."""

    async def everything(self, *, since: datetime) -> tuple[tuple[str, int], list[PastRule]]:
        """`((zone, day start) now, [(until, zone, day start) before])`, ended after `since`, oldest first."""
        rows = await self.uow.rows(EVERYTHING, since=since)
        assert rows, "the owner is there"
        past = [(until_at, timezone, hour) for _, _, until_at, timezone, hour in rows if until_at is not None]
        return (rows[0][0], rows[0][1]), past

    async def has_efforts(self) -> bool:
        return await self.uow.first(ANY_EFFORT) is not None

    async def keep(self, timezone: str, day_start_hour: int) -> None:
        """Write down what was in force until now."""
        rule = PastDayRule(
            user_id=self.owner_id, until_at=self.uow.now(), timezone=timezone, day_start_hour=day_start_hour
        )
        await self.uow.add_new(rule)

    async def forget(self) -> None:
        await self.uow.run(FORGET)

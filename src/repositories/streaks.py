"""Queries of what streaks are computed from."""

from datetime import date

from sqlalchemy import CompoundSelect, bindparam, cast, func, literal, null, or_, select, union_all, update

from src.database.models import StreakMilestone, StreakPause, StreakReserve, XpEntry
from src.database.types import LocalDate
from src.domain.streaks import Pause
from src.repositories.base import OWNER_ID, OwnedRepository
from src.repositories.xp import COMPLETION_SOURCES, REVERSALS, SIGNED

NO_DATE = cast(null(), LocalDate)
_days = (
    select(literal("day").label("kind"), XpEntry.local_day.label("first_date"), NO_DATE.label("last_date"))
    .where(
        XpEntry.user_id == OWNER_ID,
        or_(*(XpEntry.source == source for source in (*COMPLETION_SOURCES, *REVERSALS))),
    )
    .group_by(XpEntry.local_day)
    .having(func.sum(SIGNED) > 0)
)
_pauses = select(literal("pause"), StreakPause.first_date, StreakPause.last_date).where(StreakPause.user_id == OWNER_ID)
_reserves = select(literal("reserve"), StreakReserve.earned_date, NO_DATE).where(StreakReserve.user_id == OWNER_ID)
FACTS: CompoundSelect[str, date, date | None] = union_all(_days, _pauses, _reserves)
FACTS_OF_ZONE: CompoundSelect[str, date, date | None] = union_all(
    _days.where(XpEntry.zone_id == bindparam("zone_id")), _pauses, _reserves
)
MILESTONE_AGAIN = (
    update(StreakMilestone)
    .where(
        StreakMilestone.user_id == OWNER_ID,
        StreakMilestone.days == bindparam("length"),
        StreakMilestone.reached_date < bindparam("began_on"),
    )
    .values(reached_date=bindparam("on"), reached_at=bindparam("now"))
)


class StreakRepository(OwnedRepository[StreakMilestone]):
    """Days with a completion, pauses, earned reserves, and milestones that were celebrated."""

    async def facts(self, *, zone_id: str | None = None) -> tuple[set[date], list[Pause], list[date]]:
        """`(days with a completion, pauses, days on which a reserve was earned)`, in one query."""
        rows = await (self.uow.rows(FACTS) if zone_id is None else self.uow.rows(FACTS_OF_ZONE, zone_id=zone_id))
        return (
            {first for kind, first, _ in rows if kind == "day"},
            [(first, last) for kind, first, last in rows if kind == "pause"],
            [first for kind, first, _ in rows if kind == "reserve"],
        )

    async def reach(self, length: int, *, began_on: date, on: date) -> bool:
        """The guard of celebrations: whether the streak that began on that day comes to `length` for the first time."""
        reached = StreakMilestone(user_id=self.owner_id, days=length, reached_date=on, reached_at=self.uow.now())
        if await self.uow.add_new(reached):
            return True
        return await self.uow.run(MILESTONE_AGAIN, length=length, began_on=began_on, on=on) == 1

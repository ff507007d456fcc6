"""Queries of compass zones: what they are, what lies in them, and what was done for them."""

from datetime import date

from sqlalchemy import case, func, or_, select

from src.database.models import CompassZone, Task, XpEntry
from src.domain.tasks import TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository, owned
from src.repositories.xp import COMPLETION_SOURCES, REVERSALS, SIGNED

EVERY_ZONE = owned(CompassZone).order_by(
    CompassZone.is_active.desc(), CompassZone.sort_order, CompassZone.created_at, CompassZone.zone_id
)
ACTIVE_COUNT = (
    select(func.count()).select_from(CompassZone).where(CompassZone.user_id == OWNER_ID, CompassZone.is_active)
)
LAST_PLACE = select(func.max(CompassZone.sort_order)).where(CompassZone.user_id == OWNER_ID)
TASKS_OF_ZONES = (
    select(
        Task.zone_id,
        func.count().label("total"),
        func.sum(case((Task.status == TaskStatus.DONE, 1), else_=0)).label("done"),
    )
    .where(Task.user_id == OWNER_ID, Task.zone_id.is_not(None), Task.deleted_at.is_(None))
    .group_by(Task.zone_id)
)
XP_OF_ZONES = (
    select(XpEntry.zone_id, func.sum(XpEntry.amount).label("xp"))
    .where(XpEntry.user_id == OWNER_ID, XpEntry.zone_id.is_not(None))
    .group_by(XpEntry.zone_id)
)
DAYS_OF_ZONES = (
    select(XpEntry.zone_id, XpEntry.local_day)
    .where(
        XpEntry.user_id == OWNER_ID,
        XpEntry.zone_id.is_not(None),
        or_(*(XpEntry.source == source for source in (*COMPLETION_SOURCES, *REVERSALS))),
    )
    .group_by(XpEntry.zone_id, XpEntry.local_day)
    .having(func.sum(SIGNED) > 0)
)


class ZoneRepository(OwnedRepository[CompassZone]):
    """Parts of the owner's life."""

    async def every(self) -> list[CompassZone]:
        """All of them: those in use first, each in its place."""
        return await self.uow.all(EVERY_ZONE)

    async def active_count(self) -> int:
        return await self.uow.first(ACTIVE_COUNT) or 0

    async def last_place(self) -> int:
        """The highest `sort_order`; 0 without zones."""
        return await self.uow.first(LAST_PLACE) or 0

    async def task_counts(self) -> dict[str, tuple[int, int]]:
        """`(tasks, completed tasks)` of each zone that has any, the bin left out."""
        return {zone_id: (total, done) for zone_id, total, done in await self.uow.rows(TASKS_OF_ZONES) if zone_id}

    async def xp(self) -> dict[str, int]:
        """What was earned for each zone, as efforts said then."""
        return {zone_id: int(xp) for zone_id, xp in await self.uow.rows(XP_OF_ZONES) if zone_id}

    async def completion_days(self) -> dict[str, set[date]]:
        """Own days with a completion for each zone."""
        found: dict[str, set[date]] = {}
        for zone_id, day in await self.uow.rows(DAYS_OF_ZONES):
            if zone_id:
                found.setdefault(zone_id, set()).add(day)
        return found

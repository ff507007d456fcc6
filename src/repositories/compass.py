"""Queries of compass zones: what they are, what lies in them, and what was done for them."""

from dataclasses import dataclass, field
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
IS_COMPLETION = or_(*(XpEntry.source == source for source in (*COMPLETION_SOURCES, *REVERSALS)))
EFFORTS_OF_ZONES = (
    select(
        XpEntry.zone_id,
        XpEntry.local_day,
        func.sum(XpEntry.amount).label("xp"),
        func.sum(case((IS_COMPLETION, SIGNED), else_=0)).label("completions"),
    )
    .where(XpEntry.user_id == OWNER_ID, XpEntry.zone_id.is_not(None))
    .group_by(XpEntry.zone_id, XpEntry.local_day)
)


@dataclass
class ZoneEfforts:
    """What was done for one zone: XP in all, and own days with a completion."""

    xp: int = 0
    days: set[date] = field(default_factory=set)


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

    async def efforts(self) -> dict[str, ZoneEfforts]:
        """What was done for each zone, as the efforts said then."""
        found: dict[str, ZoneEfforts] = {}
        for zone_id, day, xp, completions in await self.uow.rows(EFFORTS_OF_ZONES):
            assert zone_id is not None, "the statement leaves out what was for no zone"
            of_zone = found.setdefault(zone_id, ZoneEfforts())
            of_zone.xp += int(xp)
            if completions > 0:
                of_zone.days.add(day)
        return found

"""What is known about a person at a moment, as far as it decides what to suggest."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, or_, select

from src.database.models import CompassZone, EnergySnapshot, EventRecord, User, XpEntry
from src.domain.suggestions import ZoneAttention
from src.repositories.base import OWNER_ID, OwnedRepository

ENERGY_TODAY = (
    select(EnergySnapshot.energy_level)
    .where(EnergySnapshot.user_id == OWNER_ID, EnergySnapshot.recorded_at >= bindparam("day_began_at"))
    .order_by(EnergySnapshot.recorded_at.desc(), EnergySnapshot.snapshot_id.desc())
    .limit(1)
    .scalar_subquery()
)
# By number, newest first: only today's events are passed on the way. What agents and the server did is no sign of life.
LAST_SEEN = (
    select(EventRecord.occurred_at)
    .where(
        EventRecord.user_id == OWNER_ID,
        EventRecord.occurred_at < bindparam("day_began_at"),
        or_(EventRecord.actor.startswith("user:"), EventRecord.actor.startswith("token:")),
    )
    .order_by(EventRecord.seq.desc())
    .limit(1)
    .scalar_subquery()
)
PRESENCE = select(
    ENERGY_TODAY.label("energy_level"), func.coalesce(LAST_SEEN, User.created_at).label("last_seen_at")
).where(User.user_id == OWNER_ID)
ZONES = (
    select(
        CompassZone.zone_id,
        CompassZone.name,
        func.coalesce(func.sum(XpEntry.amount), 0).label("xp"),
        func.max(XpEntry.earned_at).label("last_at"),
    )
    .outerjoin(
        XpEntry,
        and_(
            XpEntry.user_id == CompassZone.user_id,
            XpEntry.zone_id == CompassZone.zone_id,
            XpEntry.local_day >= bindparam("since_day"),
        ),
    )
    .where(CompassZone.user_id == OWNER_ID, CompassZone.is_active)
    .group_by(CompassZone.zone_id, CompassZone.name, CompassZone.sort_order)
    .order_by(CompassZone.sort_order, CompassZone.zone_id)
)


@dataclass(frozen=True, slots=True)
class Presence:
    """How somebody is, and when there was a sign of them."""

    energy_level: int | None
    """What they told of this day: 1 low to 3 high."""
    last_seen_at: datetime | None = None
    """Last sign of them before this day; of somebody new, when they registered."""


class SituationRepository(OwnedRepository[User]):
    """The owner's energy, presence and balance."""

    async def presence(self, *, day_began_at: datetime) -> Presence:
        """How the owner is on the day that began then."""
        rows = await self.uow.rows(PRESENCE, day_began_at=day_began_at)
        return Presence(*rows[0])

    async def zones(self, *, since_day: date) -> list[tuple[ZoneAttention, datetime | None]]:
        """Parts of life with the XP of efforts since that day, and when the last of them was."""
        rows = await self.uow.rows(ZONES, since_day=since_day)
        return [(ZoneAttention(zone_id, name, xp), last_at) for zone_id, name, xp, last_at in rows]

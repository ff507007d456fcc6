"""Queries of the XP ledger."""

from sqlalchemy import bindparam, case, func, select, update

from src.database.models import XpEntry, XpTotal
from src.repositories.base import OWNER_ID, OwnedRepository

COMPLETION_SOURCES = ("task", "micro_step")
REVERSAL = "_reversal"
REVERSALS = tuple(source + REVERSAL for source in COMPLETION_SOURCES)

ADD_TO_TOTAL = (
    update(XpTotal)
    .where(XpTotal.user_id == OWNER_ID)
    .values(total=XpTotal.total + bindparam("amount"))
    .returning(XpTotal.total)
)
TOTAL = select(XpTotal.total).where(XpTotal.user_id == OWNER_ID)
FIRST_AT_LEVEL = (
    update(XpTotal)
    .where(XpTotal.user_id == OWNER_ID, XpTotal.highest_level < bindparam("level"))
    .values(highest_level=bindparam("level"))
)
AWARD = select(XpEntry).where(
    XpEntry.user_id == OWNER_ID, XpEntry.source == bindparam("source"), XpEntry.source_id == bindparam("source_id")
)
SIGNED = case((XpEntry.source.endswith(REVERSAL), -1), else_=1)
DRIFTED = (
    select(XpTotal.user_id, XpTotal.total, func.coalesce(func.sum(XpEntry.amount), 0).label("summed"))
    .outerjoin(XpEntry, XpEntry.user_id == XpTotal.user_id)
    .group_by(XpTotal.user_id, XpTotal.total)
    .having(XpTotal.total != func.coalesce(func.sum(XpEntry.amount), 0))
)


class XpRepository(OwnedRepository[XpEntry]):
    """The owner's ledger."""

    async def enter(self, entry: XpEntry) -> int | None:
        """Write a ledger row and move the total; the new total, or None when the row was there already."""
        if not await self.uow.add_new(entry):
            return None
        return await self.uow.first(ADD_TO_TOTAL, amount=entry.amount)

    async def total(self) -> int:
        return await self.uow.first(TOTAL) or 0

    async def first_at(self, level: int) -> bool:
        """The guard of a level's celebration: whether the owner is there for the first time."""
        return await self.uow.run(FIRST_AT_LEVEL, level=level) == 1

    async def award(self, source: str, source_id: str) -> XpEntry | None:
        return await self.uow.first(AWARD, source=source, source_id=source_id)

"""What somebody earned, for the tests of efforts: achievements come on top, and are told apart here."""

from sqlalchemy import func, select

from src.database.models import XpEntry
from src.database.unit_of_work import UnitOfWork
from src.repositories.base import OWNER_ID
from src.repositories.xp import DRIFTED, XpRepository

OF_ACHIEVEMENTS = select(func.coalesce(func.sum(XpEntry.amount), 0)).where(
    XpEntry.user_id == OWNER_ID, XpEntry.source == "achievement"
)


async def earned_by_efforts(uow: UnitOfWork) -> int:
    """The person's running total, which must be the ledger's sum, without what achievements paid."""
    assert await uow.rows(DRIFTED) == []
    return await XpRepository(uow).total() - int(await uow.first(OF_ACHIEVEMENTS) or 0)

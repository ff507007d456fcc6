"""Offline operations that do not fit what is there any more."""

from typing import Any

from src.core.errors import Conflict
from src.database.unit_of_work import UnitOfWork
from src.domain.mobile import CONFLICT_SENTENCES, ConflictReason, Outcome
from src.repositories.mobile_sync import SyncOperationRepository

Json = dict[str, Any]


class NoLongerFits(Conflict):
    """What the phone knew has changed meanwhile; `reason` names how."""

    def __init__(self, reason: ConflictReason) -> None:
        super().__init__(CONFLICT_SENTENCES[reason])
        self.reason = reason


async def followed(uow: UnitOfWork, client_id: str) -> Json:
    """What an earlier operation made or changed.

    Raises:
        NoLongerFits: it was not applied.
    """
    earlier = await SyncOperationRepository(uow).named(client_id)
    if earlier is None or earlier.result.get("outcome") != Outcome.APPLIED:
        raise NoLongerFits(ConflictReason.EARLIER_NOT_APPLIED)
    result: Json = earlier.result["result"]
    return result

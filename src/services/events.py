"""Reading the event log."""

from typing import Any

from src.core.errors import Gone, RuleBroken
from src.database.unit_of_work import UnitOfWork
from src.repositories.events import EventRepository


class ResyncRequired(Gone):
    """The events asked for are no longer kept: read everything anew and go on from `latest_seq`."""


class AheadOfLog(RuleBroken):
    """`since` names a number that was not given out yet."""


class EventService:
    """The owner's log, from a number on."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.events = EventRepository(uow)

    async def since(self, seq: int, *, limit: int) -> dict[str, Any]:
        """Events after `seq`, in order.

        Raises:
            ResyncRequired: some of them are no longer kept.
        """
        pruned, latest = await self.events.kept_range()
        self.check(seq, pruned, latest)
        found = await self.events.since(seq, limit=limit)
        last = found[-1]["seq"] if found else seq
        return {"events": found, "latest_seq": max(latest, last), "has_more": last < latest}

    @staticmethod
    def check(seq: int, pruned: int, latest: int) -> None:
        """Refuse to continue from a number whose successors are gone, or that was never given out."""
        if seq < pruned:
            raise ResyncRequired(
                "Events that old are no longer kept. Read everything anew, then continue from latest_seq.",
                latest_seq=latest,
                oldest_seq=pruned + 1,
            )
        if seq > latest:
            raise AheadOfLog(f"The log ends at {latest}.", field="since", latest_seq=latest)

"""What to suggest next, read and ranked for whoever shows it: the secretary, the morning ritual, a phone."""

from datetime import datetime, timedelta

from src.database.unit_of_work import UnitOfWork
from src.domain.days import DAY
from src.domain.suggestions import Candidate, Situation, Suggestion, ZoneAttention, minutes_left, ranked, startable
from src.repositories.candidates import CandidateRepository
from src.repositories.situations import Presence, SituationRepository
from src.services.days import Days, days_of_owner

SKIPS_COUNT = timedelta(days=14)
WEEK = timedelta(days=6)
"""With today, seven days."""
JUST_NOW = timedelta(hours=2)


class SuggestionService:
    """Ranked suggestions of one owner. Everything a caller has read already can be passed in."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.candidates = CandidateRepository(uow)
        self.situations = SituationRepository(uow)

    async def ranked(
        self, limit: int, *, situation: Situation | None = None, only_for_now: bool = False
    ) -> list[Suggestion]:
        """The best `limit` tasks, best first; two queries when the situation is given, five otherwise.

        With `only_for_now` without what asks for much more energy than there is, and what was just passed over.
        """
        situation = situation or await self.situation()
        found = await self.startable(situation)
        return ranked(startable(found, situation) if only_for_now else found, situation)[:limit]

    async def startable(self, situation: Situation) -> list[Candidate]:
        """Every task near enough to be suggested. Two queries."""
        now, days = situation.now, situation.days
        return await self.candidates.startable(
            calendar_day=days.calendar_day(now), yesterday=days.of(now) - DAY, skips_since=now - SKIPS_COUNT
        )

    async def situation(self, *, days: Days | None = None, presence: Presence | None = None) -> Situation:
        """What is known about the owner now. Three queries, one less for each argument given."""
        now = self.uow.now()
        days = days or await days_of_owner(self.uow)
        presence = presence or await self.situations.presence(day_began_at=days.begin(days.of(now)))
        zones = await self.situations.zones(since_day=days.of(now) - WEEK)
        return Situation(
            now=now,
            days=days,
            energy_level=presence.energy_level,
            minutes_left=minutes_left(now, days),
            zones=tuple(zone for zone, _ in zones),
            last_zone_id=_last_zone(zones, now),
            last_seen_at=presence.last_seen_at,
        )


def _last_zone(zones: list[tuple[ZoneAttention, datetime | None]], now: datetime) -> str | None:
    """The part of life of the latest effort, unless that is a while ago."""
    last = max(((at, zone.zone_id) for zone, at in zones if at is not None), default=None)
    return last[1] if last is not None and now - last[0] <= JUST_NOW else None

"""What to suggest next, read and ranked for whoever shows it: the secretary, the morning ritual, a phone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypedDict

from src.database.unit_of_work import UnitOfWork
from src.domain.days import DAY
from src.domain.estimates import Ratios
from src.domain.suggestions import (
    LEAST_MINUTES,
    Candidate,
    Situation,
    Suggestion,
    ZoneAttention,
    minutes_left,
    ranked,
    startable,
)
from src.repositories.candidates import CandidateRepository
from src.repositories.situations import Presence, SituationRepository
from src.services.days import Days, days_of_owner
from src.services.estimates import EstimateService

SKIPS_COUNT = timedelta(days=14)
REST_OF_WEEK = timedelta(days=6)
"""With today, seven days."""
JUST_NOW = timedelta(hours=2)
CLOSER = 40
"""So many are weighed by learned estimates, too."""


class Lately(TypedDict):
    """From when on picks and skips are read."""

    yesterday: date
    skips_since: datetime


class SuggestionService:
    """Ranked suggestions of one owner. Everything a caller has read already can be passed in."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.candidates = CandidateRepository(uow)
        self.situations = SituationRepository(uow)
        self.estimates = EstimateService(uow)

    async def ranked(
        self, limit: int, *, situation: Situation | None = None, only_for_now: bool = False
    ) -> list[Suggestion]:
        """The best `limit` tasks, best first; two queries when the situation is given, five otherwise.

        With `only_for_now` without what asks for much more energy than there is, and what was just passed over.
        """
        situation = situation or await self.situation()
        found = await self.startable(situation)
        return (await self.ranking(startable(found, situation) if only_for_now else found, situation))[:limit]

    async def startable(self, situation: Situation) -> list[Candidate]:
        """Every task near enough to be suggested. One query."""
        return await self.candidates.startable(
            calendar_day=situation.days.calendar_day(situation.now), **_lately(situation)
        )

    async def ranking(self, candidates: Iterable[Candidate], situation: Situation) -> list[Suggestion]:
        """All of them, best first. The first forty are weighed by how long they are likely to take. One query."""
        coarse = ranked(candidates, situation)
        if not any(each.candidate.estimated_hours for each in coarse[:CLOSER]):
            return coarse
        ratios = await self.estimates.ratios()
        return ranked((estimated(each.candidate, ratios) for each in coarse[:CLOSER]), situation) + coarse[CLOSER:]

    async def one(self, task_id: str, situation: Situation) -> Candidate | None:
        """One task, whether it can be started or not; None when it is not there. One query."""
        return await self.candidates.one(task_id, **_lately(situation))

    async def situation(self, *, days: Days | None = None, presence: Presence | None = None) -> Situation:
        """What is known about the owner now. Three queries, one less for each argument given."""
        now = self.uow.now()
        days = days or await days_of_owner(self.uow)
        presence = presence or await self.situations.presence(day_began_at=days.begin(days.of(now)))
        zones = await self.situations.zones(since_day=days.of(now) - REST_OF_WEEK)
        return Situation(
            now=now,
            days=days,
            energy_level=presence.energy_level,
            minutes_left=minutes_left(now, days),
            zones=tuple(zone for zone, _ in zones),
            last_zone_id=_last_zone(zones, now),
            last_seen_at=presence.last_seen_at,
        )


def _lately(situation: Situation) -> Lately:
    return {
        "yesterday": situation.days.of(situation.now) - DAY,
        "skips_since": situation.now - SKIPS_COUNT,
    }


def estimated(candidate: Candidate, ratios: Ratios) -> Candidate:
    """The task with what is likely left of it, as its owner's finished tasks say; as it is when it is past that."""
    found = ratios.for_task(candidate.estimated_hours, candidate.tags)
    done = round(candidate.actual_hours * 60)
    if found is None or found.high_minutes <= done:
        return candidate
    left = [max(LEAST_MINUTES, minutes - done) for minutes in (found.low_minutes, found.high_minutes)]
    return replace(candidate, likely_minutes=(left[0], left[1]))


def _last_zone(zones: list[tuple[ZoneAttention, datetime | None]], now: datetime) -> str | None:
    """The part of life of the latest effort, unless that is a while ago."""
    last = max(((at, zone.zone_id) for zone, at in zones if at is not None), default=None)
    return last[1] if last is not None and now - last[0] <= JUST_NOW else None

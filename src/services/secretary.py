"""The dashboard: what matters now, on one page."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from src.database.types import instant_text
from src.database.unit_of_work import UnitOfWork
from src.domain.days import day_end, day_start
from src.domain.energy import label_of
from src.domain.suggestions import Candidate, Situation, Suggestion, is_for_now, session_for
from src.domain.suggestions.advice import ENOUGH
from src.domain.suggestions.weights import USUAL_ENERGY
from src.repositories.mobile import Glance, MobileRepository
from src.repositories.secretary import Bottleneck, SecretaryRepository
from src.repositories.situations import Presence
from src.services.achievements import AchievementService
from src.services.days import Days, days_of_owner
from src.services.focus import status_of
from src.services.just_one_thing import DAYS_AWAY, advised, welcome_back
from src.services.pets import PetService
from src.services.ritual import morning_of
from src.services.suggestions import SuggestionService

MOST_PRIORITIES = 5
FEW_PRIORITIES = 3
"""On the day somebody comes back."""
MOST_BOTTLENECKS = 5
MOST_ACHIEVEMENTS = 3
HOUR = timedelta(hours=1)


class SecretaryService:
    """Reads the dashboard."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.secretary = SecretaryRepository(uow)
        self.mobile = MobileRepository(uow)
        self.suggestions = SuggestionService(uow)
        self.pets = PetService(uow)
        self.achievements = AchievementService(uow)

    async def dashboard(self) -> dict[str, Any]:
        """Everything on it, in at most eight queries, whatever there is."""
        days, now = await days_of_owner(self.uow), self.uow.now()
        today = days.of(now)
        glance = await self.mobile.glance(day=today, day_began_at=days.begin(today))
        energy = energy_of(glance, days, now)
        presence = Presence(energy["energy_level"] if energy["is_known"] else None, glance.last_seen_at)
        situation = await self.suggestions.situation(days=days, presence=presence)
        near = await self.suggestions.startable(situation)
        ranking = await self.suggestions.ranking(near, situation)
        is_back = situation.days_away >= DAYS_AWAY
        overdue_count, due_today_count = await self._due_counts(days, now)
        session = status_of(glance.session, now, glance.focus_title) if glance.session else None
        return {
            "priorities": [_priority(each) for each in ranking[: FEW_PRIORITIES if is_back else MOST_PRIORITIES]],
            "focus_recommendation": None if session else recommended(ranking, situation),
            "overdue_count": 0 if is_back else overdue_count,
            "due_today_count": due_today_count,
            "bottlenecks": [] if is_back else await self._bottlenecks(near, situation),
            "achievements_available": await self.achievements.nearest(MOST_ACHIEVEMENTS),
            "ritual": morning_of(glance.morning),
            "energy": energy,
            "active_focus": session,
            "pet": self.pets.shown(glance.pet).model_dump(mode="json") if glance.pet else None,
            "welcome_back": welcome_back(situation),
        }

    async def _due_counts(self, days: Days, now: datetime) -> tuple[int, int]:
        """As in the figures of tasks: by the calendar of the person's zone."""
        today = days.calendar_day(now)
        return await self.secretary.due_counts(day_start(today, days.zone), day_end(today, days.zone))

    async def _bottlenecks(self, near: Iterable[Candidate], situation: Situation) -> list[dict[str, Any]]:
        """What stands in the way: each task once, under its first heading."""
        found = [(each.task_id, each.title, *_held_up(each)) for each in await self.secretary.bottlenecks()]
        often = sorted((each for each in near if len(each.skips) >= ENOUGH), key=lambda each: -len(each.skips))
        for each in often:
            tried = advised(each, situation)
            assert tried is not None, "it was passed over often enough for advice"
            found.append((each.task_id, each.title, "passed_over", tried["sentence"]))
        first = {row[0]: row for row in reversed(found)}
        shown = [row for row in found if first[row[0]] is row][:MOST_BOTTLENECKS]
        return [dict(zip(("task_id", "title", "kind", "sentence"), row, strict=True)) for row in shown]


def energy_of(glance: Glance, days: Days, now: datetime) -> dict[str, Any]:
    """What was said last; as long as that was today it is what is reckoned with."""
    at = glance.energy_at
    is_known = at is not None and at >= days.begin(days.of(now))
    level = glance.energy_level if is_known and glance.energy_level is not None else USUAL_ENERGY
    return {
        "energy_level": level,
        "energy_label": label_of(level),
        "is_known": is_known,
        "recorded_at": None if at is None else instant_text(at),
        "hours_since_last": None if at is None else round((now - at) / HOUR, 1),
    }


def recommended(ranking: list[Suggestion], situation: Situation) -> dict[str, Any]:
    """The focus session that suits the moment, for the best task that does."""
    best = next((each for each in ranking if is_for_now(each.candidate, situation)), None)
    session = session_for(best, situation)
    return {
        "technique": session.technique,
        "duration_minutes": session.duration_minutes,
        "task_id": best.task_id if best is not None else None,
        "sentence": session.sentence,
    }


def _priority(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "task_id": suggestion.task_id,
        "title": suggestion.title,
        "urgency_score": suggestion.urgency_score,
        "reason": suggestion.reason,
    }


def _held_up(found: Bottleneck) -> tuple[str, str]:
    """`(kind, sentence)`."""
    if found.waiting_count == 1:
        return "holding_up", "One other task can begin when this one is done."
    if found.waiting_count:
        return "holding_up", f"{found.waiting_count} other tasks can begin when this one is done."
    return "long_begun", "You began it a while ago: a step of five minutes, or letting it go, would free your head."

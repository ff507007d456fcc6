"""Before a morning: is it still to do, and what could be chosen."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from src.database.unit_of_work import UnitOfWork
from src.domain.suggestions import Suggestion, by_rank
from src.services.days import Days, days_of_owner
from src.services.ritual import RitualService
from src.services.suggestions import SuggestionService

HOUR = timedelta(hours=1)
MOST_SUGGESTED = 5
MOST_NEAR = 500
FEW_SUGGESTED = 3
DAYS_AWAY = 3
"""Who comes back after that many days sees three things, not five."""


class RitualCheckService:
    """What the morning screen shows first."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.rituals = RitualService(uow)
        self.suggestions = SuggestionService(uow)

    async def check(self) -> dict[str, Any]:
        """The state of the present day's morning, with suggestions until it is done."""
        days, now = await days_of_owner(self.uow), self.uow.now()
        today = days.of(now)
        ritual = await self.rituals.on(today)
        is_completed, is_skipped = ritual["completed_today"], ritual.get("skipped", False)
        return {
            "is_completed": is_completed,
            "is_skipped": is_skipped,
            "completion_date": today,
            "needs_completion": not (is_completed or is_skipped),
            "time_remaining_hours": round((days.end(today) - now) / HOUR, 2),
            "suggested_tasks": [] if is_completed else await self._suggested(days),
        }

    async def _suggested(self, days: Days) -> list[dict[str, Any]]:
        situation = await self.suggestions.situation(days=days)
        near = await self.suggestions.ranked(MOST_NEAR, situation=situation)
        most = FEW_SUGGESTED if situation.days_away >= DAYS_AWAY else MOST_SUGGESTED
        return [
            {
                "task_id": each.task_id,
                "title": each.title,
                "priority": each.candidate.priority,
                "estimated_hours": each.candidate.estimated_hours,
                "reason": each.reason,
            }
            for each in with_yesterdays(near, most)
        ]


def with_yesterdays(near: Sequence[Suggestion], most: int) -> list[Suggestion]:
    """The best `most`, best first; what was chosen yesterday and is still open is always among them."""
    left = [each for each in near if each.candidate.was_focus_yesterday][:most]
    others = [each for each in near if not each.candidate.was_focus_yesterday]
    return sorted([*left, *others[: most - len(left)]], key=by_rank)

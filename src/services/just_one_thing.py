"""One thing to do now, and passing it over."""

from datetime import timedelta
from typing import Any

from src.core.errors import Conflict, NotFound
from src.database.models import TaskSkip
from src.database.types import instant_text
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.suggestions import (
    Advice,
    AdviceKind,
    Candidate,
    Situation,
    SkipReason,
    Suggestion,
    advice,
    beginning_of,
    is_resting,
    range_words,
    rested_at,
    startable,
)
from src.domain.suggestions.weights import USUAL_ENERGY
from src.domain.tasks import TaskStatus
from src.repositories.task_skips import TaskSkipRepository
from src.repositories.tasks import TaskRepository
from src.services.suggestions import SuggestionService

ONE_TAP = timedelta(minutes=1)
"""Skips of one task within this are one skip, tapped twice."""
DAYS_AWAY = 3
NOTHING_OPEN = "Nothing is waiting for you. Enjoy the free moment, or capture what is on your mind."
ALL_REST = "What there is for now was passed over, and that is fine: it comes back in a few hours."
TOO_DEEP = "What is left asks for more energy than there is right now. Rest is a good plan, too."
WELCOME_BACK = "Good to see you again. Here is a small place to begin; everything else can wait."
FRESH_START = {"method": "POST", "path": "/api/secretary/fresh-start", "body": None}


class DoneAlready(Conflict):
    """What is done cannot be passed over."""


class JustOneThingService:
    """The one thing that suits the moment best."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.tasks = TaskRepository(uow)
        self.skips = TaskSkipRepository(uow)
        self.suggestions = SuggestionService(uow)

    async def pick(self, situation: Situation | None = None) -> dict[str, Any]:
        """The best startable task, why, and its first step; at most six queries, three when the situation is given."""
        return await self._pick(situation or await self.suggestions.situation())

    async def skip(self, task_id: str, reason: str | None) -> dict[str, Any]:
        """Pass a task over: it rests for some hours and weighs less for some days. With the next one.

        Raises:
            NotFound: not the owner's, or in the bin.
            DoneAlready: nothing is left to pass over.
        """
        held = await self.skips.hold_task(task_id)
        if held is None:
            raise NotFound("task", task_id)
        if held[0] == TaskStatus.DONE:
            raise DoneAlready("This task is done already: there is nothing to pass over.")
        skip_id = await self._remember(task_id, understood(reason))
        situation = await self.suggestions.situation()
        candidate = await self.suggestions.one(task_id, situation)
        assert candidate is not None, "its row is held"
        answer = {
            "task_id": task_id,
            "skip_count": len(candidate.skips),
            "rests_until": instant_text(max(map(rested_at, candidate.skips))),
        }
        if skip_id is not None:
            told = {"skip_id": skip_id, "reason": candidate.skips[0].reason, **answer}
            self.uow.emit(Event("task_skipped", "task", task_id, told))
        return answer | {"advice": advised(candidate, situation), "next": await self._pick(situation)}

    async def _remember(self, task_id: str, reason: str | None) -> str | None:
        """The skip that was written or given its reason; None for a second tap that says nothing new."""
        now = self.uow.now()
        before = await self.skips.latest(task_id, since=now - ONE_TAP)
        if before is None:
            skip = TaskSkip(user_id=self.uow.owner_id, task_id=task_id, reason=reason, skipped_at=now)
            return (await self.skips.add(skip)).skip_id
        if reason is None or reason == before.reason:
            return None
        await self.skips.give_reason(before.skip_id, reason)
        return before.skip_id

    async def _pick(self, situation: Situation) -> dict[str, Any]:
        near = await self.suggestions.startable(situation)
        answer: dict[str, Any] = {
            "task": None,
            "reason": nothing_for_now(near, situation),
            "first_step": None,
            "energy_level": situation.energy_level or USUAL_ENERGY,
            "expected": None,
            "advice": None,
            "welcome_back": welcome_back(situation),
        }
        for best in await self.suggestions.ranking(startable(near, situation), situation):
            task = await self.tasks.find_read(best.task_id)
            if task is not None:  # else it was put in the bin a moment ago
                return answer | {"task": task} | _about(best, task["description"], situation)
        return answer


def understood(reason: str | None) -> str | None:
    """A reason in the spelling of the vocabulary when it is one of it (`Too big`), else as it was said."""
    if not reason:
        return None
    word = reason.casefold().replace(" ", "_").replace("-", "_")
    return word if word in set(SkipReason) else reason


def nothing_for_now(near: list[Candidate], situation: Situation) -> str:
    """Why there is nothing to suggest."""
    if not near:
        return NOTHING_OPEN
    return ALL_REST if any(is_resting(each, situation.now) for each in near) else TOO_DEEP


def welcome_back(situation: Situation) -> dict[str, Any] | None:
    """What greets somebody all day when they come back after three days or more."""
    if situation.days_away < DAYS_AWAY:
        return None
    return {"sentence": WELCOME_BACK, "fresh_start": FRESH_START}


def advised(candidate: Candidate, situation: Situation) -> dict[str, Any] | None:
    """What may help with a task that was passed over often, with the request that does it."""
    found = advice(candidate, situation)
    if found is None:
        return None
    return {"kind": found.kind, "sentence": found.sentence, "action": _action(found, candidate)}


def _action(found: Advice, candidate: Candidate) -> dict[str, Any]:
    at = f"/api/v2/tasks/{candidate.task_id}"
    match found.kind:
        case AdviceKind.SHRINK if candidate.first_step is not None:
            path = f"/api/v2/micro-steps/{candidate.first_step.step_id}/decompose"
            return {"method": "POST", "path": path, "body": None}
        case AdviceKind.SHRINK:
            return {"method": "POST", "path": f"{at}/split", "body": {"max_steps": 5}}
        case AdviceKind.DELEGATE:
            wanted = {"task_id": candidate.task_id, "delegation_mode": "delegate"}
            return {"method": "POST", "path": "/api/delegation/delegate", "body": wanted}
        case AdviceKind.DROP:
            return {"method": "DELETE", "path": at, "body": None}
        case AdviceKind.LATER:
            assert found.until is not None, "advice to wait says until when"
            return {"method": "PUT", "path": at, "body": {"start_date": found.until.isoformat()}}


def _about(best: Suggestion, description: str, situation: Situation) -> dict[str, Any]:
    step = beginning_of(best.candidate, description=description, energy_level=situation.energy_level)
    likely = best.candidate.likely_minutes
    expected = None
    if likely is not None:
        expected = {
            "low_minutes": likely[0],
            "high_minutes": likely[1],
            "sentence": f"Likely {range_words(*likely)}.",
        }
    return {
        "reason": best.reason,
        "first_step": {
            "step_id": step.step_id,
            "description": step.description,
            "estimated_minutes": step.estimated_minutes,
        },
        "expected": expected,
        "advice": advised(best.candidate, situation),
    }

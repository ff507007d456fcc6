"""Looking back at focus: sessions, the resume card, figures, and what there is to choose from."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import Any

from src.database.models import FocusSession
from src.database.types import instant_text
from src.database.unit_of_work import UnitOfWork
from src.domain.days import DAY
from src.domain.focus import PLANS, Technique, minutes_of
from src.domain.focus_analytics import (
    Focused,
    best_hour,
    best_weekday,
    minutes_by_day,
    resumption_lag_seconds,
    suggested_reasons,
    tally_reasons,
)
from src.domain.progress import percent
from src.domain.rounding import one_decimal
from src.domain.splitting import split
from src.repositories.focus import FocusRepository, LeftOpen
from src.repositories.focus_interruptions import FocusInterruptionRepository
from src.repositories.micro_steps import MicroStepRepository
from src.services.days import days_of_owner
from src.services.focus import instant_or_none
from src.services.focus_ending import course_of, focused_minutes

CARD_KEPT = 90 * DAY
"""A card of something older is no help to come back."""
OWN_REASONS = 90 * DAY
MOST_REASONS = 8
USUAL_REASONS = (
    "message", "phone call", "somebody came by", "another thought", "hungry or thirsty", "noise", "tired",
    "something urgent",
)  # fmt: skip
TECHNIQUES = {
    Technique.POMODORO: ("Pomodoro", "A short stretch, then a short break: good for getting started."),
    Technique.DEEP_WORK: ("Deep work", "A long stretch for something that needs depth, then a real break."),
    Technique.TIMEBOX: ("Timebox", "A fixed amount of time, so that it stays that much."),
    Technique.FLOW: ("Flow", "No end: stop when you like."),
}


class FocusHistory:
    """What the owner's sessions tell. Reads only."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.sessions = FocusRepository(uow)
        self.interruptions = FocusInterruptionRepository(uow)
        self.steps = MicroStepRepository(uow)

    async def page(self, *, limit: int, offset: int) -> dict[str, Any]:
        """Newest first."""
        found = await self.sessions.page(limit=limit, offset=offset)
        total = await self.sessions.count()
        has_more = offset + len(found) < total
        return {
            "sessions": [self._shown(each) for each in found],
            "total": total,
            "limit": limit,
            "offset": offset,
            "has_more": has_more,
            "next_offset": offset + limit if has_more else None,
            "next_cursor": None,
        }

    def _shown(self, session: FocusSession) -> dict[str, Any]:
        is_active = session.ended_at is None
        minutes = minutes_of(course_of(session).worked(self.uow.now())) if is_active else focused_minutes(session)
        return {
            "session_id": session.session_id,
            "task_id": session.task_id,
            "task_title": session.task_title,
            "step_id": session.step_id,
            "technique": session.technique,
            "duration_minutes": session.duration_minutes,
            "break_minutes": session.break_minutes,
            "started_at": instant_text(session.started_at),
            "ended_at": instant_or_none(session.ended_at),
            "is_active": is_active,
            "is_completed": session.is_completed,
            "actual_duration_minutes": minutes,
            "credited_hours": session.credited_hours,
            "interruptions": session.interruption_count,
            "notes": session.notes,
        }

    async def resume_card(self) -> dict[str, Any]:
        """Where the person was, in three queries; `{"task": None}` when there is nothing to come back to."""
        left = await self.sessions.left_open(self.uow.now() - CARD_KEPT)
        if left is None:
            return {"task": None}
        task = {name: getattr(left, name) for name in ("task_id", "title", "status", "priority", "custom_emoji")}
        return {
            "task": task,
            "session_id": left.session.session_id,
            **await self._where_it_stopped(left.session),
            **await self._what_is_next(left),
        }

    async def _where_it_stopped(self, session: FocusSession) -> dict[str, Any]:
        latest = await self.interruptions.latest(session.session_id)
        note, reason = (latest.note, latest.reason) if latest else (None, None)
        if session.ended_at is not None:
            stopped_at, minutes = session.ended_at, focused_minutes(session)
            if latest is not None and latest.resumed_at is not None:
                reason = None  # they came back from that one before the session ended
        elif latest is not None:
            stopped_at, minutes = latest.interrupted_at, minutes_of(timedelta(seconds=latest.focused_seconds))
        else:
            now = self.uow.now()
            stopped_at, minutes = session.paused_at or now, minutes_of(course_of(session).worked(now))
        return {
            "elapsed_minutes": minutes,
            "note": session.notes or note,
            "reason": reason,
            "interrupted_at": instant_text(stopped_at),
        }

    async def _what_is_next(self, left: LeftOpen) -> dict[str, Any]:
        """The step the session was for while it is open, else the first open one, else a first step drawn up here."""
        steps = await self.steps.of_task(left.task_id)
        done = [step for step in steps if step["is_completed"]]
        still_open = [step for step in steps if not step["is_completed"]]
        own = [step for step in still_open if step["step_id"] == left.session.step_id]
        following = next(iter(own or still_open), None)
        last = max(done, key=lambda step: (str(step["completed_at"]), step["step_number"]), default=None)
        return {
            "last_step": last and last["description"],
            "next_action": following["description"] if following else _tiny_action(left, done),
            "next_step_id": following and following["step_id"],
        }

    async def analytics(self, *, days: int) -> dict[str, Any]:
        """Figures over the person's last `days` days, today included, in three queries."""
        own = await days_of_owner(self.uow)
        today = own.of(self.uow.now())
        first = today - (days - 1) * DAY
        since = own.begin(first)
        ended = await self.sessions.ended_since(since)
        logged = await self.interruptions.since(since)
        focused = [Focused(own.local(began), own.of(began), seconds or 0) for _, began, seconds, _, _ in ended]
        seconds, completed = sum(each.seconds for each in focused), sum(is_completed for *_, is_completed, _ in ended)
        per_session = Counter(session_id for session_id, *_ in logged)
        only_counted = sum(max(count - per_session[session_id], 0) for session_id, *_, count in ended)
        by_day = minutes_by_day(focused, first, today)
        return {
            "days": days,
            "total_sessions": len(ended),
            "completed_sessions": completed,
            "completion_rate": percent(completed, len(ended)),
            "total_focus_minutes": minutes_of(timedelta(seconds=seconds)),
            "average_duration_minutes": one_decimal(Fraction(seconds, 60 * max(len(ended), 1))),
            "interruptions_by_reason": tally_reasons((reason for _, reason, *_ in logged), without_a_word=only_counted),
            "best_hour": best_hour(focused),
            "best_weekday": best_weekday(focused),
            "resumption_lag_seconds": resumption_lag_seconds([(gone, back) for *_, gone, back in logged if back]),
            "minutes_by_day": [{"date": day, "minutes": minutes} for day, minutes in by_day.items()],
        }

    async def techniques(self) -> dict[str, Any]:
        """Techniques with their defaults, and reasons to tap."""
        own = await self.interruptions.reasons_since(self.uow.now() - OWN_REASONS)
        return {
            "techniques": [
                {
                    "technique": technique,
                    "name": name,
                    "work_minutes": PLANS[technique][0] if technique in PLANS else None,
                    "break_minutes": PLANS[technique][1] if technique in PLANS else 0,
                    "description": description,
                }
                for technique, (name, description) in TECHNIQUES.items()
            ],
            "reasons": suggested_reasons(own, USUAL_REASONS, most=MOST_REASONS),
        }


def _tiny_action(left: LeftOpen, done: list[dict[str, Any]]) -> str:
    """The first step that the splitter would draw: two minutes at most."""
    drawn = split(
        left.title,
        description=left.description,
        estimated_hours=left.estimated_hours,
        tags=left.tags,
        done=[step["description"] for step in done],
    )
    return drawn.next_action

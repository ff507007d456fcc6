"""One screen of a phone in one call: six queries, whatever there is.

What the clock moves (minutes of a session, hours since something) is kept apart: the tag of a screen is made of the
rest, so that a phone that has it is not sent it again only because time went by.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from src.database.models import FocusSession
from src.database.types import instant_text
from src.database.unit_of_work import UnitOfWork
from src.domain.mobile import greeting, short
from src.domain.xp import level_progress
from src.repositories.mobile import Glance, MobileRepository
from src.repositories.situations import Presence
from src.services.days import Days, days_of_owner
from src.services.focus import status_of
from src.services.just_one_thing import JustOneThingService
from src.services.pets import PetService
from src.services.ritual import morning_of
from src.services.suggestions import SuggestionService

Json = dict[str, Any]

TITLE_BYTES = 1030
"""255 characters of any script; together the texts of a screen stay under 9 kB."""
STEP_BYTES = 600
NAME_BYTES = 300
TASK_FIELDS = ("task_id", "title", "status", "priority", "due_date", "estimated_hours", "energy_required")
TICKING = ("elapsed_minutes", "remaining_minutes", "ends_at", "break_ends_at")
"""Fields of a running session that move with the clock: its minutes, or while it is paused its end."""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen ready to be sent. `etag` is weak: equal tags mean screens that differ by the clock alone."""

    body: bytes
    etag: str


class TodayService:
    """Reads the screen."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.mobile = MobileRepository(uow)
        self.pets = PetService(uow)
        self.suggestions = SuggestionService(uow)
        self.one_thing = JustOneThingService(uow)

    async def screen(self) -> Screen:
        now, days = self.uow.now(), await days_of_owner(self.uow)
        began_at = days.begin(days.of(now))
        glance = await self.mobile.glance(day=days.of(now), day_began_at=began_at)
        told_today = glance.energy_at is not None and glance.energy_at >= began_at
        presence = Presence(glance.energy_level if told_today else None, glance.last_seen_at)
        situation = await self.suggestions.situation(days=days, presence=presence)
        thing = await self.one_thing.pick(situation)
        focus = status_of(glance.session, now, glance.focus_title) if glance.session else None
        content = {
            "greeting": greeting(days.local(now), short(glance.name, NAME_BYTES)),
            "welcome_back": thing["welcome_back"],
            "day": _day(days, now),
            "ritual": _morning(glance),
            "next": _next(thing),
            "focus": focus and _session(focus),
            "energy": _energy(glance),
            "xp": _xp(glance),
            "pet": _pet(self.pets.shown(glance.pet).model_dump(mode="json")) if glance.pet else None,
            "unread_count": glance.latest_seq - glance.read_seq,
            "latest_seq": glance.latest_seq,
        }
        return _screen(content, _ticking(days, now, glance, focus), session=glance.session)


def _screen(content: Json, ticking: Json, *, session: FocusSession | None) -> Screen:
    # A pause that is over has moved the minutes of its session, and nothing else of it.
    told = [content, session and session.updated_at]
    tag = hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)).hexdigest()[:32]
    for part, fields in ticking.items():
        if content[part] is not None:
            content[part] |= fields
    return Screen(orjson.dumps(content, option=orjson.OPT_UTC_Z), f'W/"{tag}"')


def _ticking(days: Days, now: datetime, glance: Glance, focus: Json | None) -> Json:
    """By part of the screen, the fields that the clock moves."""
    return {
        "day": {"now": instant_text(now), "minutes_left": (days.end(days.of(now)) - now) // MINUTE},
        "energy": {"hours_since": None if glance.energy_at is None else round((now - glance.energy_at) / HOUR, 1)},
        "focus": {name: focus[name] for name in TICKING if name in focus} if focus else {},
    }


def _day(days: Days, now: datetime) -> Json:
    today = days.of(now)
    return {"date": today.isoformat(), "timezone": days.zone.key, "ends_at": instant_text(days.end(today))}


def _morning(glance: Glance) -> Json:
    morning = morning_of(glance.morning)
    for task in morning.get("focus_tasks", ()):
        task["title"] = short(task["title"], TITLE_BYTES)
    return morning


def _next(thing: Json) -> Json:
    """What `GET /api/secretary/just-one-thing` says, with as much of the task as a screen shows."""
    task, step = thing["task"], thing["first_step"]
    return {
        "task": task and {name: task[name] for name in TASK_FIELDS} | {"title": short(task["title"], TITLE_BYTES)},
        "reason": thing["reason"],
        "first_step": step and step | {"description": short(step["description"], STEP_BYTES)},
        "expected": thing["expected"],
        "advice": thing["advice"],
    }


def _session(focus: Json) -> Json:
    kept = {name: value for name, value in focus.items() if name not in TICKING}
    title = kept["task_title"]
    return kept | {"task_title": title and short(title, TITLE_BYTES)}


def _energy(glance: Glance) -> Json | None:
    if glance.energy_at is None:
        return None
    return {"energy_level": glance.energy_level, "recorded_at": instant_text(glance.energy_at)}


def _xp(glance: Glance) -> Json:
    reached = level_progress(glance.xp_total)
    return {
        "today": glance.xp_today,
        "total": glance.xp_total,
        "level": reached.level,
        "xp_to_next_level": reached.xp_to_next_level,
        "level_progress_percent": reached.level_progress_percent,
    }


def _pet(pet: Json) -> Json:
    return pet | {"name": short(pet["name"], NAME_BYTES)}

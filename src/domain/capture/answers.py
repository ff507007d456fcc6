"""Taking an answer: what was tapped, or typed in the person's own words, becomes the value of one field of an item."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from src.domain.capture.model import ItemType, ParsedItem
from src.domain.capture.parser import parse
from src.domain.days import EARLIEST_YEAR, LATEST_YEAR
from src.domain.recurrence import RecurrenceInvalid, normalise

NOTHING_WORDS = frozenset(
    {"none", "no", "nothing", "never", "no date", "no day", "no time", "just once", "once", "inbox"}
)
LONGEST_TITLE = 255
LONGEST_NAME = 100
LONGEST_MINUTES = 60_000
DAY_AND_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})")
Item = Mapping[str, Any]


class AnswerNotUnderstood(ValueError):
    """The answer is not a value of the field; the message says what would be."""


def answered(item: Item, name: str, answer: str, *, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """The stored item with one field as answered, and no doubt about that field any more.

    Raises:
        AnswerNotUnderstood: nothing can be made of the answer.
    """
    text = answer.strip()
    take = READERS.get(name)
    if take is None or not text:
        raise AnswerNotUnderstood(f"There is no question about {name}." if take is None else "The answer is empty.")
    changes = take(text, _Clock(now, zone))
    if name == "type" and changes["type"] in (ItemType.NOTE, ItemType.IDEA, ItemType.ENERGY):
        changes["recurrence"] = None
    doubts = [doubt for doubt in item["doubts"] if doubt["field"] != name]
    return {**item, **changes, "doubts": doubts, "needs_confirmation": bool(doubts)}


class _Clock:
    """When and where an answer was given."""

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        self.now = now
        self.zone = zone

    def read(self, words: str) -> ParsedItem | None:
        """What the grammar of capture makes of words that stand for a time."""
        items = parse(f"do it {words}", now=self.now, zone=self.zone)
        return items[0] if len(items) == 1 else None


def _is_nothing(text: str) -> bool:
    return text.casefold() in NOTHING_WORDS


def _type(text: str, _: _Clock) -> dict[str, Any]:
    if text.casefold() not in set(ItemType):
        raise AnswerNotUnderstood(f"Answer one of: {', '.join(ItemType)}.")
    return {"type": text.casefold()}


def _title(text: str, _: _Clock) -> dict[str, Any]:
    if len(text) > LONGEST_TITLE:
        raise AnswerNotUnderstood(f"A title has at most {LONGEST_TITLE} characters.")
    return {"title": text}


def _due_date(text: str, clock: _Clock) -> dict[str, Any]:
    if _is_nothing(text):
        return {"due_date": None, "due_time": None}
    if both := DAY_AND_TIME.fullmatch(text):
        return {"due_date": _iso_day(both[1]), "due_time": _iso_time(both[2])}
    if text[:4].isdecimal() and text[4:5] == "-":
        return {"due_date": _iso_day(text)}
    found = clock.read(text)
    if found is None or found.due_date is None:
        raise AnswerNotUnderstood("Answer with a day, for example 2026-11-27 or next friday, or none.")
    changes: dict[str, Any] = {"due_date": found.due_date.isoformat()}
    if found.due_time is not None:
        changes["due_time"] = f"{found.due_time:%H:%M}"
    return changes


def _iso_day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise AnswerNotUnderstood("That day is not in the calendar.") from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise AnswerNotUnderstood(f"The day must lie between the years {EARLIEST_YEAR} and {LATEST_YEAR}.")
    return day.isoformat()


def _iso_time(text: str) -> str:
    try:
        return f"{time.fromisoformat(text):%H:%M}"
    except ValueError:
        raise AnswerNotUnderstood("Answer with a time, for example 19:00, or none.") from None


def _due_time(text: str, clock: _Clock) -> dict[str, Any]:
    if _is_nothing(text):
        return {"due_time": None}
    if re.fullmatch(r"\d{2}:\d{2}", text):
        return {"due_time": _iso_time(text)}
    found = clock.read(f"at {text}") or clock.read(text)
    if found is None or found.due_time is None:
        raise AnswerNotUnderstood("Answer with a time, for example 19:00, or none.")
    return {"due_time": f"{found.due_time:%H:%M}"}


def _recurrence(text: str, clock: _Clock) -> dict[str, Any]:
    if _is_nothing(text):
        return {"recurrence": None}
    if "FREQ=" in text.upper():
        try:
            return {"recurrence": normalise(text)}
        except RecurrenceInvalid as refused:
            raise AnswerNotUnderstood(str(refused)) from None
    found = clock.read(text)
    if found is None or found.recurrence is None:
        raise AnswerNotUnderstood("Answer how often, for example every week, or none.")
    return {"recurrence": found.recurrence, "recurrence_from": found.recurrence_from.value}


def _name(field: str) -> Callable[[str, _Clock], dict[str, Any]]:
    def take(text: str, _: _Clock) -> dict[str, Any]:
        if len(text) > LONGEST_NAME:
            raise AnswerNotUnderstood(f"A name has at most {LONGEST_NAME} characters.")
        return {field: None if _is_nothing(text) else text}

    return take


def _minutes(text: str, clock: _Clock) -> dict[str, Any]:
    if _is_nothing(text):
        return {"estimated_minutes": None}
    if text.isdecimal() and text.isascii() and len(text) < 6:
        minutes: int | None = int(text)
    else:
        found = clock.read(f"~{text}") or clock.read(text)
        minutes = found.estimated_minutes if found else None
    if minutes is None or not 1 <= minutes <= LONGEST_MINUTES:
        raise AnswerNotUnderstood("Answer with minutes, for example 30, or none.")
    return {"estimated_minutes": minutes}


READERS: Mapping[str, Callable[[str, _Clock], dict[str, Any]]] = {
    "type": _type,
    "title": _title,
    "due_date": _due_date,
    "due_time": _due_time,
    "recurrence": _recurrence,
    "project_hint": _name("project_hint"),
    "delegate_to": _name("delegate_to"),
    "estimated_minutes": _minutes,
}

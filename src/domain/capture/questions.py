"""Asking back: one short question at a time, with answers to tap, and only where the answer changes the outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

SCHEDULE_FIELDS = frozenset({"due_date", "due_time", "recurrence", "start_date"})
WITHOUT_SCHEDULE = frozenset({"note", "idea", "energy"})
IN_ORDER = ("type", "title", "due_date", "due_time", "recurrence", "project_hint", "delegate_to", "estimated_minutes")
"""What decides whether the next question matters comes first."""

NO_ANSWER = "none"
"""The answer that leaves a field empty."""

MOST_SUGGESTIONS = 5
SENTENCES: Mapping[str, str] = {
    "morning or evening": "“{title}”: in the morning or in the evening?",
    "two times were named": "“{title}”: you named two times. Which one?",
    "two dates were named": "“{title}”: you named two days. Which one is it?",
    "two days were named": "“{title}”: you named two days. Which one is it?",
    "the midnight before or after": "“{title}”: midnight at the start of that day, or at its end?",
    "that time has passed today": "“{title}”: that time has gone by today. Today all the same, or tomorrow?",
    "today is that weekday and the time is ahead": "“{title}”: do you mean today, or a week from now?",
    "the nearer one may be meant": "“{title}”: which of these days do you mean?",
    "that day of this week has passed": "“{title}”: which of these days do you mean?",
    "the weekday and the date disagree": "“{title}”: the weekday and the date do not match. Which day is it?",
    "no month has that day": "“{title}”: that day is not in the calendar. Which day should it be?",
    "it was asked, not said": "“{title}”: should I put a day on it?",
    "is that the new time, or when to do it": "“{title}”: is that when you want to do it?",
    "news with a time in it: is there something to do": "“{title}”: is there something for you to do, or is it a note?",
    "what is to be done": "What would you like to do here?",
    "which thing": "“{title}”: which thing is it?",
    "does it repeat, or is that its name": "“{title}”: does it come back, or is that just its name?",
    "each week, or once": "“{title}”: every week, or just once?",
    "no project of that name": "“{title}”: which project is it for?",
}
BY_FIELD: Mapping[str, str] = {
    "type": "“{title}”: what is it?",
    "title": "“{title}”: how would you put it?",
    "due_date": "“{title}”: which day?",
    "due_time": "“{title}”: what time?",
    "recurrence": "“{title}”: how often?",
    "project_hint": "“{title}”: which project is it for?",
    "delegate_to": "“{title}”: who should do it?",
    "estimated_minutes": "“{title}”: about how many minutes?",
}


@dataclass(frozen=True, slots=True)
class OwnNames:
    """What a person's own data offers as answers."""

    projects: Sequence[str] = ()
    people: Sequence[str] = ()
    open_titles: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Question:
    """`suggested` are answers that can be sent back as they are, the assumed one first."""

    item_id: str
    field: str
    reason: str
    sentence: str
    suggested: tuple[str, ...]


def open_questions(items: Sequence[Mapping[str, Any]], own: OwnNames, today: date) -> list[Question]:
    """What is still to be asked about stored items, item by item, the most decisive question first."""
    found = []
    for item in items:
        matters = [doubt for doubt in item["doubts"] if _matters(item, doubt["field"])]
        for doubt in sorted(matters, key=lambda each: _rank(each["field"])):
            found.append(_question(item, doubt, own, today))
    return found


def _matters(item: Mapping[str, Any], name: str) -> bool:
    return name not in SCHEDULE_FIELDS or item["type"] not in WITHOUT_SCHEDULE


def _rank(name: str) -> int:
    return IN_ORDER.index(name) if name in IN_ORDER else len(IN_ORDER)


def _question(item: Mapping[str, Any], doubt: Mapping[str, Any], own: OwnNames, today: date) -> Question:
    name, reason = doubt["field"], doubt["reason"]
    sentence = SENTENCES.get(reason) or BY_FIELD.get(name, "“{title}”: is that right?")
    return Question(
        item_id=item["item_id"],
        field=name,
        reason=reason,
        sentence=sentence.replace("{title}", item["title"]),
        suggested=_suggested(item, doubt, own, today),
    )


def _suggested(item: Mapping[str, Any], doubt: Mapping[str, Any], own: OwnNames, today: date) -> tuple[str, ...]:
    name, options = doubt["field"], [str(option) for option in doubt["options"]]
    if not options:
        options = [*_assumed(item, name), *_usual(name, own, today)]
    elif name == "project_hint":
        options = [*options, *own.projects]
    distinct = list(dict.fromkeys(option for option in options if option))
    return tuple(distinct[:MOST_SUGGESTIONS])


def _assumed(item: Mapping[str, Any], name: str) -> list[str]:
    value = item.get(name)
    return [str(value)] if value is not None and name != "title" else []


def _usual(name: str, own: OwnNames, today: date) -> Sequence[str]:
    if name == "due_date":
        monday = today + timedelta(days=7 - today.weekday())
        return [today.isoformat(), (today + timedelta(days=1)).isoformat(), monday.isoformat(), NO_ANSWER]
    usual: Mapping[str, Sequence[str]] = {
        "type": ("task", "note", "idea"),
        "title": own.open_titles,
        "due_time": ("09:00", "12:00", "15:00", "18:00", NO_ANSWER),
        "recurrence": ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY", NO_ANSWER),
        "project_hint": (*own.projects, NO_ANSWER),
        "delegate_to": (*own.people, NO_ANSWER),
        "estimated_minutes": ("5", "15", "30", "60"),
    }
    return usual.get(name, ())

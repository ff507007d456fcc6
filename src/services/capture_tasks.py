"""What an item of a capture becomes: a task, with everything that its words said."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from src.database.models import Capture
from src.domain.capture.answers import LONGEST_NAME
from src.domain.capture.model import DueRole, ItemType, RecurrenceFrom
from src.domain.days import EARLIEST_YEAR, LATEST_YEAR, instant, local_time, zone_or_utc
from src.domain.recurrence import RecurrenceInvalid, normalise
from src.domain.tasks import PRIVATE_LABEL, CaptureType, DelegationMode, Priority, TaskSource
from src.schemas.tasks import MAX_TAGS, TaskCreate

LONGEST_TITLE = 255
LONGEST_LABEL = 50
LONGEST_DESCRIPTION = 10_000
DAILY = "FREQ=DAILY"
BLANK: Mapping[str, Any] = {
    "type": ItemType.TASK.value, "title": "", "due_date": None, "due_time": None, "start_date": None,
    "recurrence": None, "recurrence_from": RecurrenceFrom.SCHEDULE.value, "due_role": DueRole.DUE.value,
    "priority": None, "tags": [], "project_hint": None, "estimated_minutes": None, "energy_required": None,
    "delegate_to": None, "is_sensitive": False, "wants_split": False,
}  # fmt: skip
"""An item that says nothing yet: every field that a person can edit."""


def task_from(
    item: Mapping[str, Any], capture: Capture, project_id: str | None, *, is_marked_private: bool = False
) -> TaskCreate:
    """The task that an item stands for; an energy report without a level is a note.

    What its words give away as private is found again whenever it matters; what the person marked carries a label.
    """
    kind = CaptureType.NOTE if item["type"] == ItemType.ENERGY else CaptureType(item["type"])
    words = item["title"].strip() or capture.raw_text.strip()
    rule, odd_rule = _rule(item["recurrence"] or (DAILY if kind is CaptureType.HABIT else None))
    due, odd_day = _due(item, capture)
    labels = _labels([*([PRIVATE_LABEL] if is_marked_private else []), *item["tags"]])
    minutes = item["estimated_minutes"]
    return TaskCreate(
        title=" ".join(words.split())[:LONGEST_TITLE].strip(),
        description=_description(words, item["delegate_to"], [odd_rule, odd_day, *labels[MAX_TAGS:]]),
        priority=Priority(item["priority"] or Priority.MEDIUM),
        project_id=project_id,
        estimated_hours=None if minutes is None else round(minutes / 60, 4),
        tags=labels[:MAX_TAGS],
        due_date=due,
        start_date=_within_reach(item["start_date"]),
        recurrence=rule,
        recurrence_from=item["recurrence_from"],
        capture_type=kind,
        energy_required=item["energy_required"],
        delegation_mode=DelegationMode.DELEGATE if item["delegate_to"] else DelegationMode.DO,
        task_source=TaskSource.CAPTURE,
    )


def _description(words: str, delegate_to: str | None, odd: Sequence[str]) -> str:
    """What a task has no other place for: nothing of a thought is lost."""
    parts = [f"For {delegate_to[:LONGEST_NAME]}"] if delegate_to else []
    parts.extend(each for each in odd if each)
    if len(words) > LONGEST_TITLE:
        parts.append(words)
    return "\n\n".join(parts)[:LONGEST_DESCRIPTION]


def _labels(said: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(label[:LONGEST_LABEL].strip() for label in said if label.strip()))


def _rule(said: str | None) -> tuple[str | None, str]:
    """`(rule of the task, what it could not hold)`: tasks come back by days; several times a day is one task a day."""
    if said is None:
        return None, ""
    try:
        return normalise(said), ""
    except RecurrenceInvalid:
        is_within_days = any(each in said for each in ("FREQ=HOURLY", "FREQ=MINUTELY"))
        return DAILY if is_within_days else None, f"Repeats: {said}"


def _within_reach(day: str | None) -> date | None:
    found = date.fromisoformat(day) if day else None
    return found if found and EARLIEST_YEAR <= found.year <= LATEST_YEAR else None


def _due(item: Mapping[str, Any], capture: Capture) -> tuple[date | datetime | None, str]:
    """`(a day, or a moment when a time was said; what no task can hold)`. A time alone is the next such time."""
    if item["due_date"] is None and item["due_time"] is None:
        return None, ""
    zone = zone_or_utc(capture.timezone)
    said_at = local_time(capture.created_at, zone)
    clock = time.fromisoformat(item["due_time"]) if item["due_time"] else None
    if item["due_date"]:
        day = _within_reach(item["due_date"])
    else:
        day = said_at.date() + timedelta(days=int(clock is not None and clock <= said_at.time()))
    if day is None:
        return None, f"Due: {item['due_date']}"
    return (day if clock is None else instant(datetime.combine(day, clock), zone)), ""

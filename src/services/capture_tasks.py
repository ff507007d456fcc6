"""What an item of a capture becomes: a task, with everything that its words said."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from src.database.models import Capture
from src.domain.capture.model import DueRole, ItemType, RecurrenceFrom
from src.domain.days import instant, local_time, zone_or_utc
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
    rule = item["recurrence"] or (DAILY if kind is CaptureType.HABIT else None)
    minutes = item["estimated_minutes"]
    return TaskCreate(
        title=" ".join(words.split())[:LONGEST_TITLE].strip(),
        description=_description(words, item["delegate_to"]),
        priority=Priority(item["priority"] or Priority.MEDIUM),
        project_id=project_id,
        estimated_hours=None if minutes is None else round(minutes / 60, 4),
        tags=_labels([*item["tags"], *([PRIVATE_LABEL] if is_marked_private else [])]),
        due_date=_due(item, capture),
        start_date=item["start_date"] and date.fromisoformat(item["start_date"]),
        recurrence=rule,
        recurrence_from=item["recurrence_from"],
        capture_type=kind,
        energy_required=item["energy_required"],
        delegation_mode=DelegationMode.DELEGATE if item["delegate_to"] else DelegationMode.DO,
        task_source=TaskSource.CAPTURE,
    )


def _description(words: str, delegate_to: str | None) -> str:
    """Nothing of a long thought is lost to the length of titles."""
    parts = [f"For {delegate_to}"] if delegate_to else []
    if len(words) > LONGEST_TITLE:
        parts.append(words)
    return "\n\n".join(parts)[:LONGEST_DESCRIPTION]


def _labels(said: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(label[:LONGEST_LABEL].strip() for label in said if label.strip()))[:MAX_TAGS]


def _due(item: Mapping[str, Any], capture: Capture) -> date | datetime | None:
    """A day, or a moment when a time was said; a time alone is of the day it was said on."""
    if item["due_date"] is None and item["due_time"] is None:
        return None
    zone = zone_or_utc(capture.timezone)
    said = item["due_date"]
    day = date.fromisoformat(said) if said else local_time(capture.created_at, zone).date()
    if item["due_time"] is None:
        return day
    return instant(datetime.combine(day, time.fromisoformat(item["due_time"])), zone)

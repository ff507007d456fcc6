"""When a task is due, and when its next occurrence is."""

from datetime import date, datetime

from src.database.models import NO_DUE_DATE, Task
from src.domain.due import moved_to
from src.domain.recurrence import next_occurrence
from src.services.days import Days


def own_due(task: Task) -> date | datetime | None:
    """When it is due, in the form it was given in."""
    if task.due_on is not None:
        return task.due_on
    return None if task.due_at >= NO_DUE_DATE else task.due_at


def next_due(task: Task, done_at: datetime, days: Days) -> date | datetime | None:
    """When a recurring task is due next: counted from its due date, past today, or from its completion (`every!`)."""
    today = days.calendar_day(done_at)
    due = own_due(task)
    assert task.recurrence is not None
    if due is None or task.recurrence_from == "completion":
        start = moved_to(today, due, days.zone)
        return next_occurrence(task.recurrence, after=start, start=start, zone=days.zone)
    after: date | datetime = max(due, done_at) if isinstance(due, datetime) else max(due, today)
    return next_occurrence(task.recurrence, after=after, start=due, zone=days.zone)

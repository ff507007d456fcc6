"""What an evening does to one task, and how it is told."""

from dataclasses import dataclass
from datetime import date, datetime

from src.database.models import Task
from src.domain.due import due_of, moved_to
from src.domain.recurrence import remaining_after
from src.domain.sweeps import SweepAction
from src.domain.tasks import TaskStatus
from src.schemas.evening import Action
from src.services.days import Days
from src.services.task_dates import next_due, own_due
from src.services.task_sweeps import Step


@dataclass(frozen=True, slots=True)
class Evening:
    """The day that is closed, and the next one."""

    day: date
    next_day: date
    now: datetime
    days: Days

    @property
    def as_of(self) -> datetime:
        """Now, but no later than the end of the day on the calendar: the next time of a habit counts from there."""
        return min(self.now, due_of(self.day, self.days.zone).at)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person wants done with a task; `to_date` None: their next day."""

    action: Action
    to_date: date | None = None
    is_named: bool = False


def step_for(task: Task, wish: Wish, evening: Evening) -> Step | None:
    """The step that grants a wish; None when the task stays as it is, as everything does that is done by now."""
    if task.status == TaskStatus.DONE or wish.action == "keep":
        return None
    return _move(task, wish, evening) if wish.action == "move" else _drop(task, evening)


def _move(task: Task, wish: Wish, evening: Evening) -> Step | None:
    """Due on another day, at the same time of day. A date still to come is pulled forward only when it was named."""
    due, to = own_due(task), wish.to_date or evening.next_day
    new = moved_to(to, due, evening.days.zone)
    if new == due or (not wish.is_named and _is_after(due, to, evening.days)):
        return None
    return Step(task, SweepAction.MOVED, {"due_date": new})


def _is_after(due: date | datetime | None, day: date, days: Days) -> bool:
    if isinstance(due, datetime):
        return days.calendar_day(due) > day
    return due is not None and due > day


def _drop(task: Task, evening: Evening) -> Step:
    """To the bin. A habit is not ended by one evening: dropping it skips to its next time."""
    rule = remaining_after(task.recurrence) if task.recurrence else None
    following = next_due(task, evening.as_of, evening.days) if rule else None
    if following is None:
        return Step(task, SweepAction.DROPPED, {})
    return Step(task, SweepAction.MOVED, {"due_date": following, "recurrence": rule})


def closing_message(*, task_count: int, step_count: int, moved_count: int, dropped_count: int) -> str:
    """A sentence or two to end the day with."""
    done = [_counted(task_count, "task"), _counted(step_count, "step")]
    rest = [f"{moved_count} moved" if moved_count else "", f"{dropped_count} let go" if dropped_count else ""]
    sentences = [
        f"{' and '.join(each for each in done if each)} done today." if any(done) else "",
        f"{' and '.join(each for each in rest if each)}." if any(rest) else "",
        "Good night.",
    ]
    return " ".join(each for each in sentences if each)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}" if count > 0 else ""

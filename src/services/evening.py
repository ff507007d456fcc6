"""Use cases of the evening: what went well, and the rest moved, dropped or kept in one call that can be undone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from src.core.errors import Conflict, RuleBroken
from src.database.models import EveningClose, Task
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.days import day_end, day_start
from src.domain.sweeps import SweepAction, SweepKind
from src.domain.tasks import TaskStatus
from src.repositories.evening import EveningRepository
from src.schemas.evening import MOST_TASKS, EveningClosing
from src.services.days import days_of_owner
from src.services.evening_steps import Evening, Wish, closing_message, step_for
from src.services.task_dates import own_due
from src.services.task_sweeps import NothingToTakeBack, Step, TaskSweepService, named, undone_answer

MOST_DONE = 50


class EveningTaken(Conflict):
    """A day is closed once, unless that was taken back."""


class NamedTwice(RuleBroken):
    """Each task is named once."""


class NotLater(RuleBroken):
    """A task is moved to a day after the one that is closed."""


class EveningService:
    """The end of a person's day."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.evenings = EveningRepository(uow)
        self.sweeps = TaskSweepService(uow)

    async def preview(self) -> dict[str, Any]:
        """What closing the day now would be about, and what went well in it."""
        evening = await self._evening()
        chosen, due, more_left = await self._plate(evening)
        focus = {task.task_id for task in chosen}
        latest = await self.evenings.latest()
        closed = latest[0] if latest and latest[0].closing_date == evening.day else None
        is_closed = closed is not None and latest is not None and latest[1] is None
        return {
            "closing_date": evening.day,
            "next_date": evening.next_day,
            "is_closed": is_closed,
            "closed_at": closed.closed_at if closed and is_closed else None,
            "went_well": closed.went_well if closed else None,
            "done": await self._done(evening.day),
            "tasks": [
                {
                    **named(task),
                    "due_date": own_due(task),
                    "is_focus_task": task.task_id in focus,
                    "is_recurring": task.recurrence is not None,
                }
                for task in [*chosen, *due]
            ],
            "more_left": more_left,
        }

    async def close(self, wanted: EveningClosing) -> dict[str, Any]:
        """Close the day: once, and all of it in this unit.

        Raises:
            NamedTwice, NotLater: as they say; the field is named.
            NotFound: a task is not the owner's, or in the bin.
            EveningTaken: the day is closed already.
        """
        evening = await self._evening()
        _check(wanted, evening.day)
        sweep = await self.sweeps.begin(SweepKind.EVENING)
        close = await self._claim(evening.day, sweep.sweep_id, wanted.went_well or None)
        chosen, due, more_left = await self._plate(evening)
        wishes = {task.task_id: Wish(wanted.rest) for task in [*chosen, *due]}
        wishes |= {each.task_id: Wish(each.action, each.to_date, is_named=True) for each in wanted.tasks}
        held = await self.sweeps.hold(list(wishes), required=[each.task_id for each in wanted.tasks])
        tasks = {task_id: held[task_id] for task_id in wishes if task_id in held}
        granted = (step_for(task, wishes[task_id], evening) for task_id, task in tasks.items())
        steps = [step for step in granted if step is not None]
        await self.sweeps.carry_out(sweep, steps, evening.days)
        answer = await self._answer(close, steps, tasks)
        self._tell_closed(close, answer)
        return {**answer, "more_left": more_left}

    async def undo(self) -> dict[str, Any]:
        """Take back what the last evening moved and dropped. The words that were said stay.

        Raises:
            NothingToTakeBack: no day was closed yet, or the last one was taken back already.
        """
        latest = await self.evenings.latest()
        if latest is None:
            raise NothingToTakeBack("There is no evening to take back.")
        close, _ = latest
        undone = await self.sweeps.undo(close.sweep_id, SweepKind.EVENING)
        closing_date = close.closing_date.isoformat()
        self.uow.emit(Event("evening_undone", "evening", close.close_id, {"closing_date": closing_date}))
        return {"closing_date": closing_date, **undone_answer(undone)}

    async def _evening(self) -> Evening:
        days, now = await days_of_owner(self.uow), self.uow.now()
        day = days.of(now)
        return Evening(day, days.of(days.end(day)), now, days)

    async def _plate(self, evening: Evening) -> tuple[Sequence[Task], Sequence[Task], bool]:
        """`(open focus tasks, other open tasks due on the day, whether more are)`.

        After a flight westwards the calendar can be behind the person's own day: both are today then.
        """
        zone = evening.days.zone
        first = min(evening.day, evening.days.calendar_day(evening.now))
        chosen = await self.evenings.chosen(evening.day)
        begin, end = day_start(first, zone), day_end(evening.day, zone)
        due = await self.evenings.due(begin, end, most=MOST_TASKS + 1)
        focus = {task.task_id for task in chosen}
        others = [task for task in due[:MOST_TASKS] if task.task_id not in focus]
        return chosen, others, len(due) > MOST_TASKS

    async def _claim(self, day: date, sweep_id: str, went_well: str | None) -> EveningClose:
        """The guard: the unique key gives the day to one; one that was taken back can be closed again."""
        close = EveningClose(
            user_id=self.uow.owner_id,
            closing_date=day,
            closed_at=self.uow.now(),
            went_well=went_well,
            sweep_id=sweep_id,
        )
        if await self.uow.add_new(close):
            return close
        again = await self.evenings.close_again(day, sweep_id, went_well)
        if again is None:
            raise EveningTaken("This day is closed already.", closing_date=day.isoformat())
        return again

    async def _done(self, day: date) -> dict[str, Any]:
        """What was done on a day. What was taken back counts nowhere."""
        efforts = await self.evenings.efforts(day)
        counts = {source: count for source, (count, _) in efforts.items()}
        return {
            "tasks": [{"task_id": key, "title": title} for key, title in await self.evenings.done(day, most=MOST_DONE)],
            "task_count": counts.get("task", 0) - counts.get("task_reversal", 0),
            "step_count": counts.get("micro_step", 0) - counts.get("micro_step_reversal", 0),
            "xp_earned": sum(xp for _, xp in efforts.values()),
        }

    async def _answer(self, close: EveningClose, steps: Sequence[Step], tasks: Mapping[str, Task]) -> dict[str, Any]:
        moved = [step for step in steps if step.action is SweepAction.MOVED]
        dropped = [step for step in steps if step.action is SweepAction.DROPPED]
        changed = {step.task.task_id for step in steps}
        kept = [each for each in tasks.values() if each.task_id not in changed and each.status != TaskStatus.DONE]
        done = await self._done(close.closing_date)
        return {
            "close_id": close.close_id,
            "closing_date": close.closing_date,
            "closed_at": close.closed_at,
            "went_well": close.went_well,
            "done": done,
            "moved": [{**named(step.task), "due_date": step.new["due_date"]} for step in moved],
            "dropped": [named(step.task) for step in dropped],
            "kept": [named(each) for each in kept],
            "message": closing_message(
                task_count=done["task_count"],
                step_count=done["step_count"],
                moved_count=len(moved),
                dropped_count=len(dropped),
            ),
        }

    def _tell_closed(self, close: EveningClose, answer: Mapping[str, Any]) -> None:
        counts = {f"{name}_count": len(answer[name]) for name in ("moved", "dropped", "kept")}
        data = {"closing_date": close.closing_date.isoformat(), **counts}
        self.uow.emit(Event("evening_closed", "evening", close.close_id, data))


def _check(wanted: EveningClosing, day: date) -> None:
    named_before: set[str] = set()
    for place, each in enumerate(wanted.tasks):
        if each.task_id in named_before:
            raise NamedTwice("Name each task once.", field=f"tasks.{place}.task_id")
        named_before.add(each.task_id)
        if each.to_date is not None and each.to_date <= day:
            raise NotLater("Move it to a day after the one you close.", field=f"tasks.{place}.to_date")

"""Many tasks moved, dropped or put away in one call, and one undo that takes all of it back.

The evening close and the fresh start both use it. A sweep remembers of each task the fields that it set, as they were
and as they became. Undo puts back those tasks on which they still are as the sweep left them, and names the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from src.core.errors import Conflict, NotFound
from src.database.models import NO_DUE_DATE, Task, TaskSweep
from src.database.types import instant_text
from src.database.unit_of_work import UnitOfWork
from src.domain.due import Due, due_of
from src.domain.sweeps import Change, SweepAction, SweepKind, Values
from src.domain.tasks import TaskStatus
from src.repositories.projects import ProjectRepository
from src.repositories.task_sweeps import Fields, TaskSweepRepository
from src.services.days import Days, days_of_owner
from src.services.task_bin import TaskBin
from src.services.task_dates import own_due
from src.services.task_events import task_event

NO_DUE = Due(on=None, at=NO_DUE_DATE)
LENGTH_OF_A_DATE = len("2026-11-23")

Items = tuple[tuple[str, Any], ...]


class NothingToTakeBack(Conflict):
    """There is no sweep of this kind, or the last one was taken back already."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a sweep is to do to one task. `new` holds the fields to set: `due_date`, `recurrence`, `project_id`; none
    when the task is dropped."""

    task: Task
    action: SweepAction
    new: dict[str, Any]

    def change(self) -> Change:
        before: Values = {name: _written(_value(self.task, name)) for name in self.new}
        after: Values = {name: _written(value) for name, value in self.new.items()}
        return Change(self.task.task_id, self.action, before, after)


@dataclass(frozen=True, slots=True)
class Fate:
    """What undo did with a task. `title` is None when it is gone; `reason` None when it is as it was before."""

    task_id: str
    title: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a sweep back did."""

    sweep: TaskSweep
    restored: list[Fate]
    left_alone: list[Fate]


class TaskSweepService:
    """Sweeps over the owner's tasks."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.sweeps = TaskSweepRepository(uow)
        self.projects = ProjectRepository(uow)
        self.bin = TaskBin(uow)

    async def begin(self, kind: SweepKind) -> TaskSweep:
        """A sweep that has changed nothing yet."""
        return await self.sweeps.add(TaskSweep(user_id=self.uow.owner_id, kind=kind, swept_at=self.uow.now()))

    async def hold(self, task_ids: Sequence[str], *, required: Iterable[str] = ()) -> dict[str, Task]:
        """Lock tasks until the unit ends, and read them as they are then; those in the bin by now are left out.

        Raises:
            NotFound: one of those `required` is not the owner's, or in the bin.
        """
        held = await self.sweeps.hold(task_ids)
        for task_id in required:
            if task_id not in held:
                raise NotFound("task", task_id)
        return held

    async def carry_out(self, sweep: TaskSweep, steps: Sequence[Step], days: Days) -> None:
        """Do all `steps` on tasks that `hold` has locked, and remember them."""
        alike: dict[Items, list[str]] = defaultdict(list)
        for step in steps:
            alike[_items(step.new)].append(step.task.task_id)
        dropped = alike.pop((), [])
        for values, keys in alike.items():
            self._tell(await self.sweeps.set_fields(keys, _fields(values, days)))
        await self.bin.put(dropped)
        await self.sweeps.keep_changes(sweep.sweep_id, [step.change().as_json() for step in steps])

    async def undo_latest(self, kind: SweepKind) -> Undone:
        """Take the last sweep of a kind back.

        Raises:
            NothingToTakeBack: there is none, or it was taken back already.
        """
        latest = await self.sweeps.latest(kind)
        if latest is None:
            raise NothingToTakeBack("There is nothing to take back.")
        return await self.undo(latest.sweep_id, kind)

    async def undo(self, sweep_id: str, kind: SweepKind) -> Undone:
        """Put every task back as it was before the sweep, but for those that somebody has changed since.

        Raises:
            NotFound: not the owner's, or of another kind.
            NothingToTakeBack: it was taken back already.
        """
        if (await self.sweeps.get(sweep_id)).kind != kind:
            raise NotFound("sweep", sweep_id)
        sweep = await self.sweeps.undo(sweep_id)
        if sweep is None:
            raise NothingToTakeBack("This has been taken back already.", sweep_id=sweep_id)
        changes = [Change.of_json(written) for written in sweep.changes]
        restored = await self._take_from_bin(changes, sweep.swept_at) | await self._put_back(changes)
        states = await self.sweeps.states([change.task_id for change in changes])
        fates = [_fate(change, states.get(change.task_id), is_back=change.task_id in restored) for change in changes]
        return Undone(
            sweep,
            restored=[fate for fate in fates if fate.reason is None],
            left_alone=[fate for fate in fates if fate.reason is not None],
        )

    async def _take_from_bin(self, changes: Sequence[Change], binned_at: datetime) -> set[str]:
        """Those that came back; a part of something that is in the bin comes back with it, or stays there with it."""
        dropped = [each.task_id for each in changes if each.action is SweepAction.DROPPED]
        parts = await self.sweeps.with_parent_in_bin(dropped) if dropped else set()
        return set(await self.bin.take([each for each in dropped if each not in parts], binned_at=binned_at))

    async def _put_back(self, changes: Sequence[Change]) -> set[str]:
        """Undo what is no drop, in one statement for all tasks that were alike before and after; those put back."""
        days = await days_of_owner(self.uow)
        alike: dict[tuple[Items, Items], list[str]] = defaultdict(list)
        for each in await self._with_homes(changes):
            if each.action is not SweepAction.DROPPED:
                alike[_items(each.before), _items(each.after)].append(each.task_id)
        restored: set[str] = set()
        for (before, after), keys in alike.items():
            expected = _fields(after, days)
            tasks = await self.sweeps.set_fields(keys, _fields(before, days), expected=expected)
            self._tell(tasks)
            restored.update(task.task_id for task in tasks)
        return restored

    async def _with_homes(self, changes: Sequence[Change]) -> Sequence[Change]:
        """The changes, with the Inbox in place of projects that are gone."""
        homes = {home for each in changes if (home := each.before.get("project_id")) is not None}
        if not homes:
            return changes
        gone = homes - await self.sweeps.known_projects(sorted(homes))
        inbox_id = await self.projects.inbox_id()
        return [
            replace(each, before={**each.before, "project_id": inbox_id})
            if each.before.get("project_id") in gone
            else each
            for each in changes
        ]

    def _tell(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            self.uow.emit(task_event("task_update", task))


def named(task: Task | Fate) -> dict[str, Any]:
    """How a task is told in a list."""
    return {"task_id": task.task_id, "title": task.title}


def undone_answer(undone: Undone) -> dict[str, Any]:
    """What taking a sweep back did, for the person."""
    count = len(undone.left_alone)
    return {
        "restored": [named(each) for each in undone.restored],
        "left_alone": [{**named(each), "reason": each.reason} for each in undone.left_alone],
        "message": f"Back as before, but for {count} that you have changed since." if count else "Back as before.",
    }


def _items(values: Mapping[str, Any]) -> Items:
    """The values as something that can be a key."""
    return tuple(sorted(values.items()))


def _value(task: Task, name: str) -> Any:
    return own_due(task) if name == "due_date" else getattr(task, name)


def _written(value: Any) -> str | None:
    """A value as JSON."""
    if isinstance(value, datetime):
        return instant_text(value)
    return value.isoformat() if isinstance(value, date) else value


def _fields(values: Items, days: Days) -> Fields:
    """Values, as Python or as JSON, as fields to set or to compare."""
    fields = dict(values)
    if "due_date" in fields:
        due = fields.pop("due_date")
        if isinstance(due, str):
            due = date.fromisoformat(due) if len(due) == LENGTH_OF_A_DATE else datetime.fromisoformat(due)
        fields["due"] = NO_DUE if due is None else due_of(due, days.zone)
    return fields


def _fate(change: Change, state: tuple[str, str, datetime | None] | None, *, is_back: bool) -> Fate:
    """What became of a task, and why it is left as it is, for the person."""
    if state is None:
        return Fate(change.task_id, None, "It is no longer there.")
    title, status, binned_at = state
    if is_back:
        return Fate(change.task_id, title)
    if binned_at is not None:
        return Fate(change.task_id, title, "It is in the bin.")
    if status == TaskStatus.DONE:
        return Fate(change.task_id, title, "It is done.")
    is_dropped = change.action is SweepAction.DROPPED
    return Fate(change.task_id, title, "You brought it back yourself." if is_dropped else "You changed it since.")

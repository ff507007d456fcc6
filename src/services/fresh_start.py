"""Use cases of a fresh start: what has gone stale is put away in one call, and comes back in one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from src.core.ids import id_within
from src.database.models import Project, Task
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.days import day_start
from src.domain.fresh_start import (
    MOST_TASKS,
    PAST_DUE,
    QUIET,
    QUIET_WHEN_DUE,
    Whole,
    resting_words,
    that_fit,
)
from src.domain.recurrence import remaining_after
from src.domain.sweeps import SweepAction, SweepKind
from src.repositories.fresh_start import Bounds, FreshStartRepository
from src.schemas.fresh_start import FreshStart
from src.services.days import Days, days_of_owner
from src.services.task_dates import next_due, own_due
from src.services.task_sweeps import Step, TaskSweepService, named, undone_answer

ARCHIVE = "Archive"
ABOUT_ARCHIVE = "What a fresh start put away. Nothing is lost: move anything back whenever you like."


@dataclass(frozen=True, slots=True)
class Plan:
    """What a fresh start would do."""

    days: Days
    archived: list[Whole[Task]]
    moved: list[Step]
    more_left: bool

    @property
    def is_empty(self) -> bool:
        return not self.archived and not self.moved

    @property
    def tasks(self) -> list[Task]:
        """Every task that it would change."""
        return [*(task for whole in self.archived for task in whole.tasks), *(step.task for step in self.moved)]


class FreshStartService:
    """Putting away what has gone stale."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.tasks = FreshStartRepository(uow)
        self.sweeps = TaskSweepService(uow)

    @property
    def archive_id(self) -> str:
        """The person's one archive, there or not yet."""
        return id_within(self.uow.owner_id, ARCHIVE)

    async def preview(self) -> dict[str, Any]:
        """What a fresh start would put away now."""
        plan = await self._plan(keep=())
        return {**self._shown(plan), "message": _offer(plan)}

    async def begin(self, wanted: FreshStart) -> dict[str, Any]:
        """Put it away, up to 500 tasks; nothing at all when nothing has gone stale. Nothing is deleted."""
        await self.uow.serialise("fresh_start")
        read = await self._plan(keep=wanted.keep)
        plan = _undisturbed(read, await self.sweeps.hold([task.task_id for task in read.tasks]))
        if plan.is_empty:
            return {**self._shown(plan), "sweep_id": None, "project_id": None, "message": _offer(plan)}
        if plan.archived:
            await self._make_archive()
        sweep = await self.sweeps.begin(SweepKind.FRESH_START)
        put_away = [self._put_away(task) for whole in plan.archived for task in whole.tasks]
        await self.sweeps.carry_out(sweep, [*put_away, *plan.moved], plan.days)
        counts = {"archived_count": len(put_away), "moved_count": len(plan.moved)}
        self.uow.emit(Event("fresh_start", "sweep", sweep.sweep_id, counts))
        return {
            **self._shown(plan),
            "sweep_id": sweep.sweep_id,
            "project_id": self.archive_id if plan.archived else None,
            "message": _told(plan),
        }

    async def undo(self, sweep_id: str | None) -> dict[str, Any]:
        """Bring back what the last fresh start, or the one named, put away.

        Raises:
            NotFound: no fresh start of the owner's.
            NothingToTakeBack: there is none, or it was taken back already.
        """
        kind = SweepKind.FRESH_START
        undone = await (self.sweeps.undo(sweep_id, kind) if sweep_id else self.sweeps.undo_latest(kind))
        key = undone.sweep.sweep_id
        self.uow.emit(Event("fresh_start_undone", "sweep", key, {"restored_count": len(undone.restored)}))
        return {"sweep_id": key, **undone_answer(undone)}

    async def _plan(self, *, keep: Sequence[str]) -> Plan:
        days, now = await days_of_owner(self.uow), self.uow.now()
        bounds = _bounds(now, days)
        tops = await self.tasks.stale(bounds, archive_id=self.archive_id, keep=keep, most=MOST_TASKS + 1)
        chosen, more_left = that_fit(await self._wholes(tops, bounds, keep))
        steps = {whole.top.task_id: _begin_anew(whole.top, now, days) for whole in chosen}
        return Plan(
            days,
            [whole for whole in chosen if steps[whole.top.task_id] is None],
            [step for step in steps.values() if step is not None],
            more_left,
        )

    async def _wholes(self, tops: Sequence[Task], bounds: Bounds, keep: Sequence[str]) -> list[Whole[Task]]:
        """Each task with all its open parts, level by level, one query each."""
        wholes, kept = {task.task_id: Whole(task) for task in tops}, frozenset(keep)
        whole_of = dict(wholes)
        layer = list(wholes)
        while layer:
            parts = await self.tasks.parts_of(layer, bounds)
            layer = [task.task_id for task, _ in parts]
            for task, is_alive in parts:
                assert task.parent_id is not None
                whole = whole_of[task.task_id] = whole_of[task.parent_id]
                whole.parts.append(task)
                whole.is_alive |= is_alive or task.task_id in kept
        return list(wholes.values())

    async def _make_archive(self) -> None:
        """The guard is its key: everybody who makes it makes the same row. It stays until the unit ends."""
        while not await self.sweeps.sweeps.known_projects([self.archive_id]):
            project = Project(
                project_id=self.archive_id,
                user_id=self.uow.owner_id,
                name=ARCHIVE,
                description=ABOUT_ARCHIVE,
                is_active=False,
            )
            if await self.uow.add_new(project):
                data = {"project_id": project.project_id, "name": project.name}
                self.uow.emit(Event("project_created", "project", project.project_id, data))

    def _put_away(self, task: Task) -> Step:
        return Step(task, SweepAction.ARCHIVED, {"due_date": None, "project_id": self.archive_id})

    def _shown(self, plan: Plan) -> dict[str, Any]:
        today = plan.days.calendar_day(self.uow.now())
        return {
            "archived": [
                {**named(whole.top), "reason": _reason(whole.top, plan.days, today), "part_count": len(whole.parts)}
                for whole in plan.archived
            ],
            "moved": [{**named(step.task), "due_date": step.new["due_date"]} for step in plan.moved],
            "more_left": plan.more_left,
        }


def _bounds(now: datetime, days: Days) -> Bounds:
    past = days.calendar_day(now) - PAST_DUE
    return Bounds(
        week_ago=now - QUIET_WHEN_DUE,
        month_ago=now - QUIET,
        due_before=day_start(past, days.zone),
        begun_before=past,
    )


def _begin_anew(task: Task, now: datetime, days: Days) -> Step | None:
    """A habit is not put away: it moves to its next time. None for everything else, and for a rule that has ended."""
    rule = remaining_after(task.recurrence) if task.recurrence else None
    following = next_due(task, now, days) if rule else None
    if following is None:
        return None
    return Step(task, SweepAction.MOVED, {"due_date": following, "recurrence": rule})


def _undisturbed(plan: Plan, held: Mapping[str, Task]) -> Plan:
    """The plan without what somebody has changed between reading and locking."""

    def is_as_it_was(task: Task) -> bool:
        return task.task_id in held and held[task.task_id].version == task.version

    return replace(
        plan,
        archived=[whole for whole in plan.archived if all(map(is_as_it_was, whole.tasks))],
        moved=[step for step in plan.moved if is_as_it_was(step.task)],
    )


def _reason(task: Task, days: Days, today: date) -> str:
    due = own_due(task)
    due_date = days.local(due).date() if isinstance(due, datetime) else due
    return resting_words(due=due_date, touched=days.local(task.updated_at).date(), today=today)


def _offer(plan: Plan) -> str:
    if plan.is_empty:
        return "Nothing has gone stale: there is nothing to put away."
    return "These have rested for a while. A fresh start puts them away, and one undo brings all of them back."


def _told(plan: Plan) -> str:
    put_away, anew = len(plan.archived), len(plan.moved)
    told = [
        f"{put_away} put away" if put_away else "",
        f"{anew} habit{' begins' if anew == 1 else 's begin'} anew" if anew else "",
    ]
    return f"{', '.join(each for each in told if each)}. Nothing is lost: one undo brings all of it back."

"""Which tasks could be done next: one bounded query, whatever the number of tasks.

For each priority the sixty that are due soonest (those without a date after them, the older first), what is in
progress, the newest, and what was picked in the mornings of today and yesterday: at most 346 rows, each set read off an
index in its order.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from src.database.models import (
    NO_DUE_DATE,
    MicroStep,
    MorningRitual,
    Project,
    RitualTask,
    Task,
    TaskDependency,
    TaskSkip,
)
from src.domain.suggestions import Candidate, FirstStep, Skip
from src.domain.tasks import CaptureType, DelegationMode, Priority, TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository
from src.repositories.task_columns import Blocker, Child

SOONEST = 60
IN_PROGRESS = 50
NEWEST = 50

# Written out, not bound: only then do both engines see that the index of open tasks holds every row that is asked for.
IS_OPEN = and_(Task.deleted_at.is_(None), Task.status != literal_column("'done'", String()))


def _there_is(rows: Select[int]) -> ColumnElement[bool]:
    """EXISTS, asked row by row: written as one, PostgreSQL joins whole tables before it takes a row (0.7 s)."""
    return rows.limit(literal_column("1")).scalar_subquery().is_not(None)


Waiting = aliased(TaskDependency, name="waiting")
_ONE = literal_column("1", Integer())
HAS_OPEN_PARTS = _there_is(
    select(_ONE)
    .where(
        Child.user_id == Task.user_id,
        Child.parent_id == Task.task_id,
        Child.deleted_at.is_(None),
        Child.status != TaskStatus.DONE,
    )
    .correlate(Task)
)
WAITS = _there_is(
    select(_ONE)
    .where(
        Waiting.user_id == Task.user_id,
        Waiting.task_id == Task.task_id,
        _there_is(
            select(_ONE)
            .where(
                Blocker.user_id == Waiting.user_id,
                Blocker.task_id == Waiting.depends_on_id,
                Blocker.status != TaskStatus.DONE,
                Blocker.deleted_at.is_(None),
            )
            .correlate(Waiting)
        ),
    )
    .correlate(Task)
)
IS_IN_USE = _there_is(
    select(_ONE)
    .where(Project.user_id == Task.user_id, Project.project_id == Task.project_id, Project.is_active)
    .correlate(Task)
)
IS_STARTABLE = and_(
    Task.user_id == OWNER_ID,
    IS_OPEN,
    Task.status != TaskStatus.BLOCKED,
    Task.capture_type != CaptureType.IDEA,
    Task.capture_type != CaptureType.NOTE,
    or_(Task.delegation_mode == DelegationMode.DO, Task.delegation_mode == DelegationMode.DO_WITH_ME),
    or_(Task.start_date.is_(None), Task.start_date <= bindparam("calendar_day")),
    IS_IN_USE,
    ~HAS_OPEN_PARTS,
    ~WAITS,
)
"""Open, its day reached, to be done by its owner, in a project that is in use, no open parts, waiting for nothing."""

PICKS = (
    select(RitualTask.task_id, func.max(MorningRitual.completion_date).label("picked_on"))
    .join(
        RitualTask,
        and_(RitualTask.user_id == MorningRitual.user_id, RitualTask.ritual_id == MorningRitual.ritual_id),
    )
    .where(MorningRitual.user_id == OWNER_ID, MorningRitual.completion_date >= bindparam("picked_since"))
    .group_by(RitualTask.task_id)
    .cte("picks")
)


def _first(count: int, set_: Select[str], *order: Any) -> Subquery:
    """Keys of the first rows of a set; wrapped, because SQLite takes no LIMIT inside a UNION."""
    return set_.order_by(*order).limit(literal_column(str(count))).subquery()


def _startable_of(keys: Subquery | CTE) -> Select[str]:
    """Those of a few keys that can be started, looked up one by one whatever the engine thinks of their number."""
    return select(keys.c.task_id).where(
        _there_is(select(_ONE).where(Task.task_id == keys.c.task_id, IS_STARTABLE).correlate(keys))
    )


_startable = select(Task.task_id).where(IS_STARTABLE)
_of_status = select(Task.task_id).where(Task.user_id == OWNER_ID, Task.deleted_at.is_(None))
NEAR = union(
    *(
        select(
            _first(
                SOONEST, _startable.where(Task.priority_rank == literal_column(str(rank))), Task.due_at, Task.task_id
            ).c.task_id
        )
        for rank in (1, 2, 3, 4)
    ),
    _startable_of(_first(IN_PROGRESS, _of_status.where(Task.status == TaskStatus.IN_PROGRESS), Task.created_at.desc())),
    _startable_of(_first(NEWEST, _of_status.where(Task.status == TaskStatus.TODO), Task.created_at.desc())),
    _startable_of(PICKS),
).cte("near")

Step = aliased(MicroStep, name="step")
_steps_of_task = and_(Step.user_id == Task.user_id, Step.task_id == Task.task_id)
FIRST_STEP_ID = (
    select(Step.step_id)
    .where(_steps_of_task, Step.is_completed.is_(False))
    .order_by(Step.step_number, Step.step_id)
    .limit(1)
    .correlate(Task)
    .scalar_subquery()
)
STEP_COUNT = select(func.count()).select_from(Step).where(_steps_of_task).correlate(Task).scalar_subquery()
DONE_STEP_COUNT = (
    select(func.count()).select_from(Step).where(_steps_of_task, Step.is_completed).correlate(Task).scalar_subquery()
)
COLUMNS: tuple[Any, ...] = (
    Task.task_id, Task.title, Task.created_at, Task.updated_at, Task.priority, Task.due_on, Task.due_at, Task.status,
    Task.capture_type, Task.estimated_hours, Task.actual_hours, Task.tags, Task.energy_required, Task.zone_id,
    STEP_COUNT.label("step_count"), DONE_STEP_COUNT.label("completed_step_count"), MicroStep.step_id,
    MicroStep.description, MicroStep.estimated_minutes, PICKS.c.picked_on, TaskSkip.skipped_at, TaskSkip.reason,
)  # fmt: skip
_FIRST_STEP = and_(MicroStep.user_id == Task.user_id, MicroStep.step_id == FIRST_STEP_ID)
_PICKED = PICKS.c.task_id == Task.task_id
_PASSED_OVER = and_(
    TaskSkip.user_id == Task.user_id, TaskSkip.task_id == Task.task_id, TaskSkip.skipped_at >= bindparam("skips_since")
)
# A task comes once for each time it was passed over, and once when it never was.
STARTABLE = (
    select(*COLUMNS)
    .select_from(Task)
    .join(NEAR, Task.task_id == NEAR.c.task_id)
    .outerjoin(MicroStep, _FIRST_STEP)
    .outerjoin(PICKS, _PICKED)
    .outerjoin(TaskSkip, _PASSED_OVER)
    .where(Task.user_id == OWNER_ID)
)
ONE = (
    select(*COLUMNS)
    .select_from(Task)
    .outerjoin(MicroStep, _FIRST_STEP)
    .outerjoin(PICKS, _PICKED)
    .outerjoin(TaskSkip, _PASSED_OVER)
    .where(Task.user_id == OWNER_ID, Task.task_id == bindparam("key"), Task.deleted_at.is_(None))
)


class CandidateRepository(OwnedRepository[Task]):
    """Tasks of the owner that could be done next."""

    async def startable(self, *, calendar_day: date, yesterday: date, skips_since: datetime) -> list[Candidate]:
        """What could be started on `calendar_day`, with what was passed over; in no order.

        `yesterday` is the person's own day before this one: what they picked since is marked.
        """
        rows = await self.uow.rows(
            STARTABLE, calendar_day=calendar_day, picked_since=yesterday, skips_since=skips_since
        )
        return _candidates(rows, yesterday)

    async def one(self, task_id: str, *, yesterday: date, skips_since: datetime) -> Candidate | None:
        """One task, whether it can be started or not; None when it is not there."""
        rows = await self.uow.rows(ONE, key=task_id, picked_since=yesterday, skips_since=skips_since)
        return next(iter(_candidates(rows, yesterday)), None)


def _candidates(rows: Sequence[tuple[Any, ...]], yesterday: date) -> list[Candidate]:
    """One candidate for each task among the rows."""
    skips: dict[str, list[Skip]] = {}
    tasks: dict[str, tuple[Any, ...]] = {}
    for *task, skipped_at, reason in rows:
        tasks[task[0]] = tuple(task)
        passed_over = skips.setdefault(task[0], [])
        if skipped_at is not None:
            passed_over.append(Skip(skipped_at, reason))
    for passed_over in skips.values():
        passed_over.sort(key=lambda skip: skip.skipped_at, reverse=True)
    return [_candidate(task, skips[task_id], yesterday) for task_id, task in tasks.items()]


def _candidate(row: tuple[Any, ...], skips: Sequence[Skip], yesterday: date) -> Candidate:
    (
        task_id, title, created_at, updated_at, priority, due_on, due_at, status, capture_type, estimated_hours,
        actual_hours, tags, energy_required, zone_id, step_count, completed_step_count, step_id, description, minutes,
        picked_on,
    ) = row  # fmt: skip
    return Candidate(
        task_id=task_id,
        title=title,
        created_at=created_at,
        updated_at=updated_at,
        priority=Priority(priority),
        due_on=due_on,
        due_at=None if due_at >= NO_DUE_DATE else due_at,
        is_started=status == TaskStatus.IN_PROGRESS,
        is_goal=capture_type == CaptureType.GOAL,
        estimated_hours=estimated_hours,
        actual_hours=actual_hours,
        tags=tuple(tags),
        energy_required=energy_required,
        zone_id=zone_id,
        first_step=None if step_id is None else FirstStep(step_id, description, minutes),
        step_count=step_count,
        completed_step_count=completed_step_count,
        skips=tuple(skips),
        is_focus_today=picked_on is not None and picked_on > yesterday,
        was_focus_yesterday=picked_on == yesterday,
    )

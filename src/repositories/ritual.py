"""Queries of mornings."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from src.database.models import MicroStep, MorningRitual, RitualTask, StreakPause, Task
from src.database.types import any_of
from src.domain.tasks import TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_delete, owned_update
from src.repositories.task_columns import READS_AS

_its_tasks = and_(RitualTask.user_id == MorningRitual.user_id, RitualTask.ritual_id == MorningRitual.ritual_id)
_the_task = and_(Task.user_id == RitualTask.user_id, Task.task_id == RitualTask.task_id)
_steps = (
    select(func.count())
    .select_from(MicroStep)
    .where(MicroStep.user_id == Task.user_id, MicroStep.task_id == Task.task_id)
    .correlate(Task)
)

# One query for a morning with its tasks: the dashboard and the mobile screen ask for it too.
ON_DAY: Select[*tuple[Any, ...]] = (
    select(
        MorningRitual.ritual_id, MorningRitual.completion_date, MorningRitual.completed_at, MorningRitual.is_skipped,
        RitualTask.task_id, RitualTask.title.label("chosen_title"), Task.title, READS_AS, Task.estimated_hours,
        Task.actual_hours, _steps.scalar_subquery().label("step_count"),
        _steps.where(MicroStep.is_completed).scalar_subquery().label("completed_step_count"),
    )
    .outerjoin(RitualTask, _its_tasks)
    .outerjoin(Task, and_(_the_task, Task.deleted_at.is_(None)))
    .where(MorningRitual.user_id == OWNER_ID, MorningRitual.completion_date == bindparam("day"))
    .order_by(RitualTask.place)
)  # fmt: skip
TAKE_UP = (
    owned_update(MorningRitual)
    .where(MorningRitual.completion_date == bindparam("day"), MorningRitual.is_skipped)
    .values(is_skipped=False, completed_at=bindparam("now"))
    .returning(MorningRitual)
)
TAKE_BACK = (
    owned_delete(MorningRitual).where(MorningRitual.completion_date == bindparam("day")).returning(MorningRitual)
)
BETWEEN = (
    owned(MorningRitual)
    .where(
        MorningRitual.completion_date >= bindparam("since"),
        MorningRitual.completion_date <= bindparam("until"),
    )
    .order_by(MorningRitual.completion_date)
)
DAYS_SINCE = select(MorningRitual.completion_date, MorningRitual.is_skipped).where(
    MorningRitual.user_id == OWNER_ID, MorningRitual.completion_date >= bindparam("since")
)
PAUSES = select(StreakPause.first_date, StreakPause.last_date).where(
    StreakPause.user_id == OWNER_ID,
    or_(StreakPause.last_date.is_(None), StreakPause.last_date >= bindparam("since")),
)
TO_CHOOSE = select(Task.task_id, Task.title, Task.status).where(
    Task.user_id == OWNER_ID, any_of(Task.task_id, "keys"), Task.deleted_at.is_(None)
)
CHOSEN_BETWEEN = (
    select(RitualTask.task_id, Task.completed_at)
    .select_from(MorningRitual)
    .join(RitualTask, _its_tasks)
    .join(Task, _the_task)
    .where(
        MorningRitual.user_id == OWNER_ID,
        MorningRitual.completion_date >= bindparam("since"),
        MorningRitual.completion_date <= bindparam("until"),
        or_(Task.deleted_at.is_(None), Task.status == TaskStatus.DONE),
    )
    .distinct()
)


class RitualRepository(OwnedRepository[MorningRitual]):
    """Mornings of the owner. A person has at most one for each of their days."""

    @property
    def resource(self) -> str:
        return "ritual"

    async def on(self, day: date) -> list[dict[str, Any]]:
        """The morning of a day, a row for each focus task (one without when it has none); empty without a morning."""
        return await self.uow.wire(ON_DAY, day=day)

    async def to_choose(self, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
        """`{task: (title, status)}` of those of `keys` that are the owner's and not in the bin."""
        rows = await self.uow.rows(TO_CHOOSE, keys=list(keys))
        return {task_id: (title, status) for task_id, title, status in rows}

    async def take_up(self, day: date) -> MorningRitual | None:
        """The guard: the morning that was skipped, now done; None when it was not skipped."""
        return await self.uow.first(TAKE_UP, day=day)

    async def take_back(self, day: date) -> MorningRitual | None:
        """Forget a day's morning and what was chosen in it; the one that was there."""
        return await self.uow.first(TAKE_BACK, day=day)

    async def between(self, since: date, until: date) -> Sequence[MorningRitual]:
        """Mornings of both days and those between, in order."""
        return await self.uow.all(BETWEEN, since=since, until=until)

    async def days_since(self, since: date) -> list[tuple[date, bool]]:
        """`(day, whether it was skipped)` of every morning from `since` on."""
        return await self.uow.rows(DAYS_SINCE, since=since)

    async def pauses_since(self, since: date) -> list[tuple[date, date | None]]:
        """`(first day, last day)` of each pause that reaches past `since`; None while it lasts."""
        return await self.uow.rows(PAUSES, since=since)

    async def chosen_between(self, since: date, until: date) -> list[tuple[str, datetime | None]]:
        """`(task, when it was done)` of each focus task of these mornings, once; dropped and purged ones left out."""
        return await self.uow.rows(CHOSEN_BETWEEN, since=since, until=until)

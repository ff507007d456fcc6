"""Queries of evenings: what was on a day's plate, what was done, and how the day was closed."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, Integer, String, and_, bindparam, cast, exists, func, literal, select

from src.database.models import EveningClose, MorningRitual, RitualTask, Task, TaskSweep, XpEntry
from src.domain.tasks import TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_update

KEY_LENGTH = 36
"""Keys of completions are `<id>:<number>`, ids have 36 characters."""

DUE = (
    owned(Task)
    .where(
        Task.deleted_at.is_(None),
        Task.status != TaskStatus.DONE,
        Task.due_at >= bindparam("begin"),
        Task.due_at < bindparam("end"),
    )
    .order_by(Task.due_at, Task.task_id)
    .limit(bindparam("most", type_=Integer()))
)
CHOSEN = (
    owned(Task)
    .join(RitualTask, and_(RitualTask.user_id == Task.user_id, RitualTask.task_id == Task.task_id))
    .join(
        MorningRitual,
        and_(MorningRitual.user_id == RitualTask.user_id, MorningRitual.ritual_id == RitualTask.ritual_id),
    )
    .where(MorningRitual.completion_date == bindparam("day"), Task.deleted_at.is_(None), Task.status != TaskStatus.DONE)
    .order_by(RitualTask.place)
)
_key_of_completion = Task.task_id.concat(literal(":", String())).concat(cast(Task.completion_count, String()))
DONE = (
    select(Task.task_id, Task.title)
    .select_from(XpEntry)
    .join(
        Task,
        and_(
            Task.user_id == XpEntry.user_id,
            Task.task_id == func.substr(XpEntry.source_id, literal(1, Integer()), literal(KEY_LENGTH, Integer())),
        ),
    )
    .where(
        XpEntry.user_id == OWNER_ID,
        XpEntry.local_day == bindparam("day"),
        XpEntry.source == "task",
        XpEntry.source_id == _key_of_completion,
        Task.status == TaskStatus.DONE,
        Task.deleted_at.is_(None),
    )
    .order_by(XpEntry.earned_at.desc(), XpEntry.entry_id.desc())
    .limit(bindparam("most", type_=Integer()))
)
EFFORTS = (
    select(XpEntry.source, func.count().label("count"), cast(func.sum(XpEntry.amount), BigInteger()).label("xp"))
    .where(XpEntry.user_id == OWNER_ID, XpEntry.local_day == bindparam("day"))
    .group_by(XpEntry.source)
)
LATEST = (
    select(EveningClose, TaskSweep.undone_at)
    .join(TaskSweep, and_(TaskSweep.user_id == EveningClose.user_id, TaskSweep.sweep_id == EveningClose.sweep_id))
    .where(EveningClose.user_id == OWNER_ID)
    .order_by(EveningClose.closing_date.desc())
    .limit(1)
)
CLOSE_AGAIN = (
    owned_update(EveningClose)
    .where(
        EveningClose.closing_date == bindparam("day"),
        exists(select(1)).where(
            TaskSweep.user_id == EveningClose.user_id,
            TaskSweep.sweep_id == EveningClose.sweep_id,
            TaskSweep.undone_at.is_not(None),
        ),
    )
    .values(
        sweep_id=bindparam("new_sweep_id"),
        closed_at=bindparam("now"),
        went_well=func.coalesce(bindparam("words", type_=EveningClose.went_well.type), EveningClose.went_well),
    )
    .returning(EveningClose)
)


class EveningRepository(OwnedRepository[EveningClose]):
    """Evenings of the owner. A person closes each of their days once, unless they take it back."""

    @property
    def resource(self) -> str:
        return "evening"

    async def due(self, begin: datetime, end: datetime, *, most: int) -> Sequence[Task]:
        """Open tasks due from `begin` up to, not including, `end`, the soonest first."""
        return await self.uow.all(DUE, begin=begin, end=end, most=most)

    async def chosen(self, day: date) -> Sequence[Task]:
        """Focus tasks of a day's morning that are open."""
        return await self.uow.all(CHOSEN, day=day)

    async def done(self, day: date, *, most: int) -> list[tuple[str, str]]:
        """`(task, title)` of what was completed on a day and still is, the latest first."""
        return await self.uow.rows(DONE, day=day, most=most)

    async def efforts(self, day: date) -> dict[str, tuple[int, int]]:
        """`{source: (ledger rows, XP)}` of a day."""
        return {source: (count, xp) for source, count, xp in await self.uow.rows(EFFORTS, day=day)}

    async def latest(self) -> tuple[EveningClose, datetime | None] | None:
        """The last day that was closed, and when that was taken back."""
        rows = await self.uow.rows(LATEST)
        return rows[0] if rows else None

    async def close_again(self, day: date, sweep_id: str, went_well: str | None) -> EveningClose | None:
        """The guard: close a day whose close was taken back; None when it stands. Words said before stay."""
        return await self.uow.first(CLOSE_AGAIN, day=day, new_sweep_id=sweep_id, words=went_well)

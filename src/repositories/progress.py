"""Queries of how far somebody has come, day by day, and of the pauses of their streak."""

from datetime import date, datetime

from sqlalchemy import bindparam, func, or_, select

from src.database.models import FocusSession, StreakPause, Task, XpEntry
from src.domain.tasks import TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_delete, owned_update
from src.repositories.xp import REVERSAL, SIGNED

XP_BY_DAY = (
    select(XpEntry.local_day, func.sum(XpEntry.amount).label("xp"))
    .where(XpEntry.user_id == OWNER_ID, XpEntry.local_day.between(bindparam("first"), bindparam("last")))
    .group_by(XpEntry.local_day)
)
TASKS_BY_DAY = (
    select(XpEntry.local_day, func.sum(SIGNED).label("tasks"))
    .where(
        XpEntry.user_id == OWNER_ID,
        XpEntry.local_day.between(bindparam("first"), bindparam("last")),
        or_(XpEntry.source == "task", XpEntry.source == "task" + REVERSAL),
    )
    .group_by(XpEntry.local_day)
)
MADE_SINCE = select(Task.created_at, Task.status).where(
    Task.user_id == OWNER_ID, Task.deleted_at.is_(None), Task.created_at >= bindparam("since")
)
FOCUSED_BETWEEN = select(FocusSession.started_at, FocusSession.focused_seconds).where(
    FocusSession.user_id == OWNER_ID,
    FocusSession.started_at >= bindparam("begin"),
    FocusSession.started_at < bindparam("end"),
    FocusSession.focused_seconds.is_not(None),
)
PAUSES = owned(StreakPause).order_by(StreakPause.first_date.desc(), StreakPause.pause_id.desc()).limit(100)
END_PAUSE = (
    owned_update(StreakPause)
    .where(StreakPause.last_date.is_(None), StreakPause.first_date <= bindparam("last"))
    .values(last_date=bindparam("last"))
    .returning(StreakPause)
)
SHORTEN_PAUSE = (
    owned_update(StreakPause)
    .where(StreakPause.last_date > bindparam("last"), StreakPause.first_date <= bindparam("last"))
    .values(last_date=bindparam("last"))
    .returning(StreakPause)
)
DROP_PAUSES_FROM = owned_delete(StreakPause).where(StreakPause.first_date > bindparam("last"))
RUNNING_PAUSE = owned(StreakPause).where(
    StreakPause.first_date <= bindparam("day"),
    or_(StreakPause.last_date.is_(None), StreakPause.last_date >= bindparam("day")),
)


class ProgressRepository(OwnedRepository[XpEntry]):
    """Figures by day."""

    async def xp_by_day(self, first: date, last: date) -> dict[date, int]:
        """XP of each own day from `first` to `last` that has any, reversals taken off."""
        return {day: int(xp) for day, xp in await self.uow.rows(XP_BY_DAY, first=first, last=last)}

    async def tasks_by_day(self, first: date, last: date) -> dict[date, int]:
        """Completed tasks of each own day from `first` to `last` that has any, those taken back left out."""
        return {day: int(tasks) for day, tasks in await self.uow.rows(TASKS_BY_DAY, first=first, last=last)}

    async def made_since(self, moment: datetime) -> list[tuple[datetime, bool]]:
        """`(when it was made, whether it is done)` of each task made since then, the bin left out."""
        rows = await self.uow.rows(MADE_SINCE, since=moment)
        return [(created_at, status == TaskStatus.DONE) for created_at, status in rows]

    async def focused_between(self, begin: datetime, end: datetime) -> list[tuple[datetime, int]]:
        """`(when it began, focused seconds)` of each ended session that began from `begin` on, before `end`."""
        return [(began, seconds or 0) for began, seconds in await self.uow.rows(FOCUSED_BETWEEN, begin=begin, end=end)]


class PauseRepository(OwnedRepository[StreakPause]):
    """Pauses of the owner's streak."""

    async def latest(self) -> list[StreakPause]:
        """The latest first, at most 100."""
        return await self.uow.all(PAUSES)

    async def running(self, day: date) -> StreakPause | None:
        """A pause that `day` is in."""
        return await self.uow.first(RUNNING_PAUSE, day=day)

    async def drop_after(self, last: date) -> int:
        """Drop pauses that begin after `last`; how many."""
        return await self.uow.run(DROP_PAUSES_FROM, last=last)

    async def end(self, last: date) -> bool:
        """Let every pause that reaches beyond `last` end there, and drop those that begin later; whether any did."""
        ended = await self.uow.all(END_PAUSE, last=last)
        shortened = await self.uow.all(SHORTEN_PAUSE, last=last)
        return bool(ended or shortened) | (await self.drop_after(last) > 0)

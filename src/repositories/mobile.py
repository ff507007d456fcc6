"""What one screen of a phone shows, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select, true
from sqlalchemy.orm import aliased

from src.database.models import (
    EnergySnapshot,
    EventCounter,
    FocusSession,
    RitualTask,
    Task,
    User,
    UserPet,
    XpEntry,
    XpTotal,
)
from src.database.types import instant_text
from src.repositories.base import OWNER_ID, OwnedRepository
from src.repositories.ritual import ON_DAY
from src.repositories.situations import LAST_SEEN

XP_TODAY = (
    select(func.coalesce(func.sum(XpEntry.amount), 0))
    .where(XpEntry.user_id == OWNER_ID, XpEntry.local_day == bindparam("day"))
    .scalar_subquery()
)
LATEST_SNAPSHOT = (
    select(EnergySnapshot.snapshot_id)
    .where(EnergySnapshot.user_id == OWNER_ID)
    .order_by(EnergySnapshot.recorded_at.desc(), EnergySnapshot.snapshot_id.desc())
    .limit(1)
    .scalar_subquery()
)
FocusTask = aliased(Task, name="focus_task")
MORNING = ON_DAY.add_columns(RitualTask.place).subquery("morning")
_latest = and_(EnergySnapshot.user_id == User.user_id, EnergySnapshot.snapshot_id == LATEST_SNAPSHOT)
_running = and_(FocusSession.user_id == User.user_id, FocusSession.ended_at.is_(None))
_its_task = and_(FocusTask.user_id == FocusSession.user_id, FocusTask.task_id == FocusSession.task_id)
# A row for each focus task of the morning, at most three; everything else stands in each of them.
GLANCE: Select[*tuple[Any, ...]] = (
    select(
        FocusSession, UserPet, func.coalesce(FocusTask.title, FocusSession.task_title).label("focus_title"),
        EnergySnapshot.energy_level, EnergySnapshot.recorded_at, XP_TODAY.label("xp_today"), XpTotal.total,
        EventCounter.seq, EventCounter.read_seq, EventCounter.pruned_seq, User.full_name, User.username,
        func.coalesce(LAST_SEEN, User.created_at).label("last_seen_at"), *MORNING.c,
    )
    .select_from(User)
    .join(XpTotal, XpTotal.user_id == User.user_id)
    .join(EventCounter, EventCounter.user_id == User.user_id)
    .outerjoin(EnergySnapshot, _latest)
    .outerjoin(FocusSession, _running)
    .outerjoin(FocusTask, _its_task)
    .outerjoin(UserPet, UserPet.user_id == User.user_id)
    .outerjoin(MORNING, true())
    .where(User.user_id == OWNER_ID)
    .order_by(MORNING.c.place)
)  # fmt: skip
MORNING_NAMES = tuple(MORNING.c.keys())


@dataclass(frozen=True, slots=True)
class Glance:
    """Everything that needs no look at the tasks."""

    session: FocusSession | None
    pet: UserPet | None
    focus_title: str | None
    energy_level: int | None
    energy_at: datetime | None
    xp_today: int
    xp_total: int
    latest_seq: int
    read_seq: int
    """Last event that has been shown, or that is no longer kept."""
    name: str
    """How to greet the person."""
    last_seen_at: datetime
    morning: Sequence[dict[str, Any]]
    """Rows of today's morning, as `RitualRepository.on` answers them."""


class MobileRepository(OwnedRepository[User]):
    """The owner's screen."""

    async def glance(self, *, day: date, day_began_at: datetime) -> Glance:
        """What there is on `day`, in one query."""
        rows = await self.uow.rows(GLANCE, day=day, day_began_at=day_began_at)
        (session, pet, title, level, recorded_at, xp_today, total, seq, read_seq, pruned_seq, full_name, username,
         last_seen_at, *_) = rows[0]  # fmt: skip
        return Glance(
            session=session if session.session_id else None,
            pet=pet if pet.pet_id else None,
            focus_title=title,
            energy_level=level,
            energy_at=recorded_at,
            xp_today=int(xp_today),
            xp_total=total,
            latest_seq=seq,
            read_seq=max(read_seq, pruned_seq),
            name=(full_name or username).split()[0],
            last_seen_at=last_seen_at,
            morning=[_morning(row[-len(MORNING_NAMES) :]) for row in rows if row[-len(MORNING_NAMES)] is not None],
        )


def _morning(values: Sequence[Any]) -> dict[str, Any]:
    row = dict(zip(MORNING_NAMES, values, strict=True))
    return row | {
        "completion_date": row["completion_date"].isoformat(),
        "completed_at": instant_text(row["completed_at"]),
    }

"""What must add up, as queries over everybody: each answers a row for each thing that does not."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    SQLColumnExpression,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from src.database.models import (
    EventCounter,
    EventRecord,
    PetMeal,
    RewardClaim,
    RewardRedemption,
    Task,
    UserAchievement,
    UserPet,
    XpEntry,
    XpTotal,
)
from src.database.unit_of_work import UnitOfWork
from src.domain.tasks import TaskStatus
from src.repositories.xp import DRIFTED, REVERSAL

Award = aliased(XpEntry, name="award")
Reversal = aliased(XpEntry, name="reversal")


def _paid(source: str, key: SQLColumnExpression[str], user_id: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """An award of that key is in the ledger, and nothing took it back."""
    return and_(
        exists(select(1)).where(Award.user_id == user_id, Award.source == source, Award.source_id == key),
        ~exists(select(1)).where(
            Reversal.user_id == user_id, Reversal.source == source + REVERSAL, Reversal.source_id == key
        ),
    )


_completion = Task.task_id + literal(":") + cast(Task.completion_count, String)
_redeemed = (
    select(func.coalesce(func.sum(RewardRedemption.cost_xp), 0))
    .where(RewardRedemption.user_id == XpTotal.user_id, RewardRedemption.undone_at.is_(None))
    .correlate(XpTotal)
    .scalar_subquery()
)
_eaten = (
    select(func.coalesce(func.sum(PetMeal.xp), 0))
    .where(PetMeal.user_id == UserPet.user_id)
    .correlate(UserPet)
    .scalar_subquery()
)
_claimed = RewardClaim.task_id + literal(":") + cast(RewardClaim.completion_number, String)
_numbers = (
    select(EventRecord.user_id, func.count().label("count"), func.max(EventRecord.seq).label("last"))
    .group_by(EventRecord.user_id)
    .subquery()
)

CHECKS: dict[str, Select[str]] = {
    "XP total is not the sum of the ledger": select(DRIFTED.subquery().c.user_id),
    "what was spent is not the sum of the redemptions": select(XpTotal.user_id).where(XpTotal.spent != _redeemed),
    "pet has not eaten the sum of its meals": select(UserPet.user_id).where(UserPet.xp != _eaten),
    "meal is not what a completion pays now": select(PetMeal.user_id).where(
        ~or_(*(and_(PetMeal.source == each, _paid(each, PetMeal.source_id, PetMeal.user_id)) for each in
               ("task", "micro_step")))
    ),
    "task is done and not paid": select(Task.user_id).where(
        Task.status == TaskStatus.DONE, Task.completion_count > 0, ~_paid("task", _completion, Task.user_id)
    ),
    "task is open and still paid": select(Task.user_id).where(
        Task.status != TaskStatus.DONE, Task.completion_count > 0, _paid("task", _completion, Task.user_id)
    ),
    "surprise was paid for a completion that is not": select(RewardClaim.user_id).where(
        _paid("reward", _claimed, RewardClaim.user_id), ~_paid("task", _claimed, RewardClaim.user_id)
    ),
    "achievement is unlocked and not paid": select(UserAchievement.user_id).where(
        ~_paid("achievement", UserAchievement.achievement_id, UserAchievement.user_id)
    ),
    "event log has a gap": select(EventCounter.user_id)
    .join(_numbers, _numbers.c.user_id == EventCounter.user_id)
    .where(or_(_numbers.c.last != EventCounter.seq, _numbers.c.count != EventCounter.seq - EventCounter.pruned_seq)),
}  # fmt: skip
"""What is wrong, and the query of whom it concerns. Another check is one more entry."""

# One statement for all of them: tests ask after each of thousands of databases.
WRONG: CompoundSelect[str, str] = union_all(
    *(select(literal(what).label("what"), found.subquery().c.user_id) for what, found in CHECKS.items())
)
EVERYBODY = select(XpTotal.user_id, XpTotal.effort_counts).order_by(XpTotal.user_id)


class DoctorRepository:
    """Questions to the whole database."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow

    async def wrong(self) -> dict[str, list[str]]:
        """For each check that found something: whom it concerns, once for each row."""
        found: dict[str, list[str]] = {}
        for what, user_id in await self.uow.rows(WRONG):
            found.setdefault(what, []).append(user_id)
        return found

    async def counters(self) -> list[tuple[str, dict[str, Any]]]:
        """`(person, their stored counters of efforts)` of everybody."""
        return await self.uow.rows(EVERYBODY)

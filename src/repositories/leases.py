"""Queries of leases: what an agent may claim, what it holds, and what goes back when it is silent."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, func, null, or_, select
from sqlalchemy.orm import aliased

from src.database.models import AssignmentLease, Task, TaskAssignment
from src.domain.delegation import HELD, MOST_EXPIRIES, AssignmentStatus, Reach, Turn, Waiting
from src.domain.tasks import DelegationMode, TaskStatus
from src.repositories.assignments import IS_HELD, REACHED, is_one_of
from src.repositories.base import OWNER_ID, OwnedRepository, owned_update
from src.repositories.task_columns import IS_WAITING

WAITING_PAGE = 200
Candidate = aliased(TaskAssignment, name="candidate")
LEASED_TO = select(AssignmentLease.epoch).where(
    AssignmentLease.user_id == OWNER_ID,
    AssignmentLease.assignment_id == bindparam("assignment_id"),
    AssignmentLease.agent_id == bindparam("agent_id"),
)
_CAN_BE_DONE = and_(Task.deleted_at.is_(None), Task.status != TaskStatus.DONE, ~IS_WAITING)
CLAIMABLE = (
    select(TaskAssignment.assignment_id, Task.priority_rank, Task.due_at, TaskAssignment.assigned_at,
           TaskAssignment.capabilities, TaskAssignment.agent_id, TaskAssignment.lease_seconds)
    .join(Task, and_(Task.user_id == TaskAssignment.user_id, Task.task_id == TaskAssignment.task_id))
    .where(
        TaskAssignment.user_id == OWNER_ID,
        TaskAssignment.status == AssignmentStatus.PENDING,
        TaskAssignment.assignee_user_id.is_(None),
        or_(
            TaskAssignment.agent_id == bindparam("agent_id"),
            and_(
                TaskAssignment.agent_id.is_(None),
                or_(TaskAssignment.agent_type.is_(None), TaskAssignment.agent_type == bindparam("agent_type")),
            ),
        ),
        _CAN_BE_DONE,
    )
    .order_by(Task.priority_rank.desc(), Task.due_at, TaskAssignment.assigned_at, TaskAssignment.assignment_id)
    .limit(WAITING_PAGE)
    .offset(bindparam("offset", type_=Integer()))
)  # fmt: skip
_FREE = (
    select(Candidate.assignment_id)
    .where(
        Candidate.user_id == OWNER_ID,
        Candidate.assignment_id == bindparam("assignment_id"),
        Candidate.status == AssignmentStatus.PENDING,
        Candidate.assignee_user_id.is_(None),
        or_(Candidate.agent_id.is_(None), Candidate.agent_id == bindparam("agent_id")),
    )
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
TAKE = (
    owned_update(TaskAssignment)
    .where(TaskAssignment.assignment_id == _FREE)
    .values(
        agent_id=bindparam("agent_id"),
        status=AssignmentStatus.ACCEPTED,
        epoch=TaskAssignment.epoch + 1,
        accepted_at=bindparam("now"),
        lease_expires_at=bindparam("until"),
        turn=case((TaskAssignment.delegation_mode == DelegationMode.DO_WITH_ME, Turn.AGENT)),
        updated_at=bindparam("now"),
    )
    .returning(TaskAssignment)
)
"""The guard of claiming. What another agent is just taking is passed over, not waited for."""
HELD_BY = select(func.count()).select_from(TaskAssignment).where(REACHED[Reach.AGENT], IS_HELD)
_ALIVE = and_(REACHED[Reach.AGENT], IS_HELD, TaskAssignment.lease_expires_at > bindparam("now"))
LEASE_LENGTHS = select(TaskAssignment.lease_seconds).where(_ALIVE).distinct()
RENEW = (
    owned_update(TaskAssignment)
    .where(_ALIVE, TaskAssignment.lease_seconds == bindparam("seconds"))
    .values(lease_expires_at=bindparam("until"))
    .returning(TaskAssignment)
)
_BACK: dict[str, Any] = {
    "agent_id": null(), "lease_expires_at": null(), "epoch": TaskAssignment.epoch + 1, "turn": null(),
    "progress": 0, "accepted_at": null(), "updated_at": bindparam("now"),
}  # fmt: skip
GIVE_BACK = (
    owned_update(TaskAssignment)
    .where(REACHED[Reach.AGENT], is_one_of((AssignmentStatus.PENDING, *HELD)))
    .values(status=AssignmentStatus.PENDING, **_BACK)
    .returning(TaskAssignment)
)
_RUN_OUT = TaskAssignment.lease_expires_at <= bindparam("now")
RUN_OUT = (
    select(TaskAssignment.user_id, TaskAssignment.assignment_id, TaskAssignment.task_id, TaskAssignment.agent_id)
    .where(is_one_of((AssignmentStatus.PENDING, *HELD)), _RUN_OUT)
    .order_by(TaskAssignment.lease_expires_at)
    .limit(bindparam("limit", type_=Integer()))
)
_HAD_ENOUGH = TaskAssignment.expiry_count + 1 >= MOST_EXPIRIES
EXPIRE = (
    owned_update(TaskAssignment)
    .where(
        TaskAssignment.assignment_id == bindparam("assignment_id"),
        is_one_of((AssignmentStatus.PENDING, *HELD)),
        _RUN_OUT,
    )
    .values(
        status=case((_HAD_ENOUGH, AssignmentStatus.EXPIRED), else_=AssignmentStatus.PENDING),
        expiry_count=TaskAssignment.expiry_count + 1,
        **_BACK,
    )
    .returning(TaskAssignment)
)


class LeaseRepository(OwnedRepository[TaskAssignment]):
    """Assignments on their way into the hands of agents, and back."""

    async def claimable(self, agent_id: str, agent_type: str, *, offset: int = 0) -> list[tuple[Waiting, int]]:
        """A page of what waits for this agent or its kind, each with the length of its lease in seconds."""
        rows = await self.uow.rows(CLAIMABLE, agent_id=agent_id, agent_type=agent_type, offset=offset)
        return [(Waiting(*row[:5], is_offered=row[5] is not None), row[6]) for row in rows]

    async def take(self, assignment_id: str, agent_id: str, *, until: datetime) -> TaskAssignment | None:
        """The guard of claiming: the assignment, or None when another agent has it or is just taking it."""
        return await self.uow.first(TAKE, assignment_id=assignment_id, agent_id=agent_id, until=until)

    async def held_count(self, agent_id: str) -> int:
        return await self.uow.first(HELD_BY, agent_id=agent_id) or 0

    async def renew(self, agent_id: str) -> list[TaskAssignment]:
        """Prolong every lease of the agent that is still running, each by its own length."""
        renewed: list[TaskAssignment] = []
        for seconds in await self.uow.all(LEASE_LENGTHS, agent_id=agent_id):
            until = self.uow.now() + timedelta(seconds=seconds)
            renewed.extend(await self.uow.all(RENEW, agent_id=agent_id, seconds=seconds, until=until))
        return renewed

    async def was_leased_to(self, assignment_id: str, agent_id: str) -> bool:
        """Whether the agent had it at some time."""
        return bool(await self.uow.all(LEASED_TO, assignment_id=assignment_id, agent_id=agent_id))

    async def give_back(self, agent_id: str) -> list[TaskAssignment]:
        """Whatever the agent holds or was offered waits for another one."""
        return await self.uow.all(GIVE_BACK, agent_id=agent_id)

    async def run_out(self, *, limit: int) -> list[tuple[str, str, str, str | None]]:
        """`(owner, assignment, task, agent)` whose lease is over. Not owned: the server's own housekeeping."""
        return await self.uow.rows(RUN_OUT, limit=limit)

    async def expire(self, assignment_id: str) -> TaskAssignment | None:
        """Take an assignment from an agent whose lease is over; None when it has shown a sign meanwhile."""
        return await self.uow.first(EXPIRE, assignment_id=assignment_id)

"""Queries of assignments. Reached by who owns the task, by the person who has it, or by the agent that has it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Select, and_, bindparam, case, func, null, or_, select
from sqlalchemy.sql.dml import ReturningUpdate

from src.database.models import Task, TaskAssignment, User
from src.database.types import Instant, any_of
from src.domain.delegation import HELD, OPEN, AssignmentStatus, Reach
from src.domain.tasks import DelegationMode
from src.repositories.base import OWNER_ID, OwnedRepository, owned_update


def is_one_of(statuses: Sequence[AssignmentStatus]) -> ColumnElement[bool]:
    """The assignment is in one of these states."""
    return or_(*(TaskAssignment.status == each for each in statuses))


IS_HELD = is_one_of(HELD)
_GIVEN = and_(
    TaskAssignment.assignee_user_id == OWNER_ID,
    or_(TaskAssignment.status != AssignmentStatus.CANCELLED, TaskAssignment.accepted_at.is_not(None)),
)
"""What somebody took back before it was answered is gone from the other's list."""
REACHED: dict[Reach, ColumnElement[bool]] = {
    Reach.OWNER: TaskAssignment.user_id == OWNER_ID,
    Reach.ASSIGNEE: _GIVEN,
    Reach.EITHER: or_(TaskAssignment.user_id == OWNER_ID, _GIVEN),
    Reach.AGENT: and_(TaskAssignment.user_id == OWNER_ID, TaskAssignment.agent_id == bindparam("agent_id")),
}
IS_OVER = ~is_one_of(OPEN)
_IS_GUEST = or_(bindparam("is_guest", type_=Boolean()), TaskAssignment.user_id != OWNER_ID)
TITLE = case((and_(_IS_GUEST, IS_OVER), null()), else_=Task.title).label("task_title")
"""To a guest, an agent or a person who was given the task, only while it is in their hands."""
COLUMNS: tuple[Any, ...] = (
    TaskAssignment.assignment_id, TaskAssignment.task_id, TITLE, TaskAssignment.agent_id,
    User.username.label("assignee"), TaskAssignment.assigned_by, TaskAssignment.delegation_mode, TaskAssignment.status,
    TaskAssignment.agent_type, TaskAssignment.capabilities, TaskAssignment.instructions, TaskAssignment.lease_seconds,
    TaskAssignment.lease_expires_at, TaskAssignment.epoch, TaskAssignment.turn, TaskAssignment.progress,
    TaskAssignment.progress_note, TaskAssignment.result, TaskAssignment.rejection_reason, TaskAssignment.assigned_at,
    TaskAssignment.accepted_at, TaskAssignment.submitted_at, TaskAssignment.completed_at,
)  # fmt: skip
_JOINED = (
    select(*COLUMNS)
    .join(Task, and_(Task.user_id == TaskAssignment.user_id, Task.task_id == TaskAssignment.task_id))
    .outerjoin(User, User.user_id == TaskAssignment.assignee_user_id)
)
ASSIGNMENT = _JOINED.where(
    TaskAssignment.user_id == OWNER_ID, TaskAssignment.assignment_id == bindparam("assignment_id")
)
OFFERS = (
    select(func.count())
    .select_from(TaskAssignment)
    .where(
        TaskAssignment.user_id == OWNER_ID,
        TaskAssignment.assignee_user_id == bindparam("assignee_user_id"),
        or_(TaskAssignment.status == AssignmentStatus.PENDING, TaskAssignment.assigned_at > bindparam("since")),
    )
)
COMPLETED_NOW = select(TaskAssignment.assignment_id).where(
    REACHED[Reach.AGENT],
    TaskAssignment.task_id == bindparam("task_id"),
    TaskAssignment.status == AssignmentStatus.COMPLETED,
    TaskAssignment.completed_at == bindparam("now"),
)
_IS_PROPOSAL = TaskAssignment.delegation_mode == DelegationMode.DELETE
_WAS_ACCEPTED = and_(TaskAssignment.status == AssignmentStatus.SUBMITTED, ~_IS_PROPOSAL)
WITHDRAW_PROPOSAL = (
    owned_update(TaskAssignment)
    .where(
        TaskAssignment.task_id == bindparam("task_id"),
        _IS_PROPOSAL,
        TaskAssignment.status == AssignmentStatus.SUBMITTED,
    )
    .values(status=AssignmentStatus.CANCELLED, updated_at=bindparam("now"))
    .returning(TaskAssignment)
)
OPEN_PROPOSALS = (
    select(func.count())
    .select_from(TaskAssignment)
    .where(REACHED[Reach.AGENT], _IS_PROPOSAL, TaskAssignment.status == AssignmentStatus.SUBMITTED)
)
OPEN_TO = select(TaskAssignment).where(REACHED[Reach.ASSIGNEE], is_one_of(OPEN))
CLOSE_OF_TASKS = (
    owned_update(TaskAssignment)
    .where(any_of(TaskAssignment.task_id, "task_ids"), is_one_of(OPEN))
    .values(
        status=case(
            (_WAS_ACCEPTED, bindparam("of_submitted")),
            else_=AssignmentStatus.CANCELLED,
        ),
        completed_at=case((_WAS_ACCEPTED, bindparam("completed_at", type_=Instant()))),
        lease_expires_at=None,
        turn=null(),
        epoch=TaskAssignment.epoch + 1,
        updated_at=bindparam("now"),
    )
    .returning(TaskAssignment)
)


@lru_cache(maxsize=256)
def _step(fields: frozenset[str], *, is_leased: bool, takes: bool) -> ReturningUpdate[TaskAssignment]:
    """One step of one assignment as it was read: in one of the states `before`, at that epoch, its lease running."""
    columns = TaskAssignment.__table__.c
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=columns[name].type) for name in sorted(fields)}
    if takes:
        values["epoch"] = TaskAssignment.epoch + 1
    statement = owned_update(TaskAssignment).where(
        TaskAssignment.assignment_id == bindparam("assignment_id"),
        TaskAssignment.epoch == bindparam("epoch", type_=Integer()),
        any_of(TaskAssignment.status, "before"),
    )
    if is_leased:
        statement = statement.where(TaskAssignment.lease_expires_at > bindparam("now"))
    return statement.values(**values, updated_at=bindparam("now")).returning(TaskAssignment)


@lru_cache(maxsize=64)
def _found(reach: Reach) -> Select[TaskAssignment]:
    return select(TaskAssignment).where(REACHED[reach], TaskAssignment.assignment_id == bindparam("assignment_id"))


@lru_cache(maxsize=64)
def _listed(reach: Reach, *, of_agent: bool, with_status: bool, counts: bool) -> Select[Any]:
    conditions = [REACHED[reach]]
    if of_agent:
        conditions.append(TaskAssignment.agent_id == bindparam("agent_id"))
    if with_status:
        conditions.append(TaskAssignment.status == bindparam("status"))
    if counts:
        return select(func.count()).select_from(TaskAssignment).where(*conditions)
    return (
        _JOINED.where(*conditions)
        .order_by(TaskAssignment.assigned_at.desc(), TaskAssignment.assignment_id.desc())
        .limit(bindparam("limit", type_=Integer()))
        .offset(bindparam("offset", type_=Integer()))
    )


class AssignmentRepository(OwnedRepository[TaskAssignment]):
    """Assignments of the owner's tasks, and of others' tasks to the owner where `Reach` says so."""

    @property
    def resource(self) -> str:
        return "assignment"

    async def reached(self, assignment_id: str, reach: Reach, *, agent_id: str | None = None) -> TaskAssignment | None:
        """The assignment, if whoever asks may know of it."""
        given = {"agent_id": agent_id} if reach is Reach.AGENT else {}
        return await self.uow.first(_found(reach), assignment_id=assignment_id, **given)

    async def shown(self, assignment_id: str, *, of: str, is_guest: bool = False) -> dict[str, Any]:
        """One assignment of the tasks of `of`, with the names it needs."""
        (row,) = await self.uow.wire(ASSIGNMENT, assignment_id=assignment_id, owner_id=of, is_guest=is_guest)
        return as_assignment(row)

    async def page(
        self, reach: Reach, *, agent_id: str | None, status: str | None, limit: int, offset: int
    ) -> tuple[list[dict[str, Any]], int]:
        """`(rows, how many there are)`, the newest first."""
        given: dict[str, Any] = {"agent_id": agent_id} if agent_id is not None else {}
        given |= {"status": status} if status is not None else {}
        shape = {"of_agent": agent_id is not None and reach is not Reach.AGENT, "with_status": status is not None}
        rows = await self.uow.wire(
            _listed(reach, **shape, counts=False), **given, is_guest=reach is Reach.AGENT, limit=limit, offset=offset
        )
        total: int = await self.uow.first(_listed(reach, **shape, counts=True), **given) or 0
        return [as_assignment(row) for row in rows], total

    async def step(
        self, found: TaskAssignment, before: Sequence[str], values: Mapping[str, Any], *, is_leased: bool, takes: bool
    ) -> TaskAssignment | None:
        """Take a step from where `found` was read; None when somebody was faster or the lease ran out."""
        return await self.uow.first(
            _step(frozenset(values), is_leased=is_leased, takes=takes),
            assignment_id=found.assignment_id,
            epoch=found.epoch,
            before=list(before),
            **{f"new_{name}": value for name, value in values.items()},
        )

    async def offers_to(self, user_id: str, *, since: datetime) -> int:
        """How many of the owner's offers a person has not answered, or got since then."""
        return await self.uow.first(OFFERS, assignee_user_id=user_id, since=since) or 0

    async def completed_now(self, task_id: str, agent_id: str) -> bool:
        """Whether the agent's assignment of the task was completed in this unit."""
        return bool(await self.uow.all(COMPLETED_NOW, task_id=task_id, agent_id=agent_id))

    async def withdraw_proposal(self, task_id: str) -> list[TaskAssignment]:
        """Nobody is to delete the task any more."""
        return await self.uow.all(WITHDRAW_PROPOSAL, task_id=task_id)

    async def proposal_count(self, agent_id: str) -> int:
        """How many of an agent's proposals wait for an answer."""
        return await self.uow.first(OPEN_PROPOSALS, agent_id=agent_id) or 0

    async def open_to_me(self) -> list[TaskAssignment]:
        """What others gave the owner of the unit, and is not over."""
        return await self.uow.all(OPEN_TO)

    async def close_of_tasks(self, task_ids: Sequence[str], *, is_done: bool) -> list[TaskAssignment]:
        """The tasks are over: what was handed in counts as accepted when they are done; the rest is called off."""
        of_submitted = AssignmentStatus.COMPLETED if is_done else AssignmentStatus.CANCELLED
        return await self.uow.all(
            CLOSE_OF_TASKS,
            task_ids=list(task_ids),
            of_submitted=of_submitted,
            completed_at=self.uow.now() if is_done else None,
        )


def as_assignment(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `COLUMNS` as the contract's assignment."""
    agent_id, assignee = row.pop("agent_id"), row.pop("assignee")
    row["assigned_to"] = f"agent:{agent_id}" if agent_id else f"user:{assignee}" if assignee else None
    return row

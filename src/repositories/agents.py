"""Queries of agents. One belongs to one person, who chose its id: both together are its key."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Integer, bindparam, case, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from src.core.errors import NotFound
from src.database.models import Agent, AuditEntry, EventRecord, PersonalToken, TaskAssignment
from src.domain.agents import Load
from src.domain.delegation import AssignmentStatus
from src.repositories.assignments import IS_HELD
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_update

_MINE = (Agent.agent_id == bindparam("agent_id"), Agent.removed_at.is_(None))
AGENT = owned(Agent).where(*_MINE)
_ASSIGNED = select(func.count()).where(
    TaskAssignment.user_id == Agent.user_id, TaskAssignment.agent_id == Agent.agent_id
)
_HELD = _ASSIGNED.where(IS_HELD).scalar_subquery().label("held")
_OFFERED = _ASSIGNED.where(TaskAssignment.status == AssignmentStatus.PENDING).scalar_subquery().label("offered")
_WITH_LOAD = select(Agent, _HELD, _OFFERED).where(Agent.user_id == OWNER_ID, Agent.removed_at.is_(None))
ALL = _WITH_LOAD.order_by(Agent.created_at, Agent.agent_id)
ONE = _WITH_LOAD.where(Agent.agent_id == bindparam("agent_id"))
COUNT = select(func.count()).select_from(Agent).where(Agent.user_id == OWNER_ID, Agent.removed_at.is_(None))
SIGN_OF_LIFE = owned_update(Agent).where(*_MINE).values(last_heartbeat_at=bindparam("now")).returning(Agent)
"""Also the lock that lets one agent take one thing at a time."""
USE_BUDGET = (
    owned_update(Agent)
    .where(
        *_MINE,
        or_(
            Agent.assignments_per_day.is_(None),
            Agent.taken_date.is_(None),
            Agent.taken_date != bindparam("today"),
            Agent.taken_count < Agent.assignments_per_day,
        ),
    )
    .values(
        taken_count=case((Agent.taken_date == bindparam("today"), Agent.taken_count + 1), else_=1),
        taken_date=bindparam("today"),
    )
)
REGISTERED = ("name", "agent_type", "capabilities", "max_concurrent_tasks", "assignments_per_day", "may_complete")
_NOW: BindParameter[datetime] = bindparam("now")
_AGAIN: dict[str, Any] = {
    **{name: bindparam(f"new_{name}", type_=Agent.__table__.c[name].type) for name in REGISTERED},
    **dict.fromkeys(("last_heartbeat_at", "created_at", "updated_at"), _NOW),
    "is_paused": False,
    "removed_at": None,
    "taken_date": None,
}
REVIVE = (
    owned_update(Agent).where(Agent.agent_id == bindparam("agent_id"), Agent.removed_at.is_not(None)).values(_AGAIN)
)
REVOKE_TOKENS = (
    update(PersonalToken)
    .where(
        PersonalToken.user_id == OWNER_ID,
        PersonalToken.agent_id == bindparam("agent_id"),
        PersonalToken.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("now"))
    .returning(PersonalToken.token_id)
)
_ACTOR: BindParameter[str] = bindparam("actor")
DONE_BY = (
    select(EventRecord.occurred_at, EventRecord.type.label("action"), EventRecord.entity_type, EventRecord.entity_id,
           EventRecord.data.label("details"))
    .where(EventRecord.user_id == OWNER_ID, EventRecord.actor == _ACTOR)
    .order_by(EventRecord.seq.desc())
    .limit(bindparam("limit", type_=Integer()))
)  # fmt: skip
AUDITED_OF = (
    select(AuditEntry.occurred_at, AuditEntry.action, AuditEntry.details)
    .where(AuditEntry.user_id == OWNER_ID, AuditEntry.actor == _ACTOR)
    .order_by(AuditEntry.occurred_at.desc(), AuditEntry.audit_id.desc())
    .limit(bindparam("limit", type_=Integer()))
)


@lru_cache(maxsize=64)
def _change(fields: frozenset[str]) -> ReturningUpdate[Agent]:
    columns = Agent.__table__.c
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=columns[name].type) for name in sorted(fields)}
    return owned_update(Agent).where(*_MINE).values(**values, updated_at=bindparam("now")).returning(Agent)


class AgentRepository(OwnedRepository[Agent]):
    """Agents of the owner that have not been removed."""

    @property
    def resource(self) -> str:
        return "agent"

    async def find(self, key: str) -> Agent | None:
        return await self.uow.first(AGENT, agent_id=key)

    async def loaded(self, agent_id: str) -> tuple[Agent, Load]:
        """An agent and what it has to do.

        Raises:
            NotFound: missing, removed, or somebody else's.
        """
        rows = await self.uow.rows(ONE, agent_id=agent_id)
        if not rows:
            raise NotFound("agent", agent_id)
        agent, held, offered = rows[0]
        return agent, Load(held, offered)

    async def all_loaded(self) -> list[tuple[Agent, Load]]:
        """Every agent and what it has to do, the oldest first."""
        return [(agent, Load(held, offered)) for agent, held, offered in await self.uow.rows(ALL)]

    async def count(self) -> int:
        return await self.uow.first(COUNT) or 0

    async def hold(self, agent_id: str) -> Agent:
        """Note a sign of the agent; nobody else takes anything for it until this unit ends.

        Raises:
            NotFound: missing, removed, or somebody else's.
        """
        return self.present(await self.uow.first(SIGN_OF_LIFE, agent_id=agent_id), agent_id)

    async def use_budget(self, agent_id: str, today: date) -> bool:
        """Count one assignment on the day `today`; false when the day's budget is used up."""
        return await self.uow.run(USE_BUDGET, agent_id=agent_id, today=today) == 1

    async def revive(self, agent_id: str, values: Mapping[str, Any]) -> bool:
        """Register an agent again that had been removed; whether there was one."""
        return await self.uow.run(REVIVE, agent_id=agent_id, **{f"new_{k}": v for k, v in values.items()}) == 1

    async def change(self, key: str, values: Mapping[str, Any]) -> Agent:
        statement = _change(frozenset(values))
        given = {f"new_{name}": value for name, value in values.items()}
        return self.present(await self.uow.first(statement, agent_id=key, **given), key)

    async def revoke_tokens(self, agent_id: str) -> list[str]:
        """End every token of the agent; which ones."""
        return await self.uow.all(REVOKE_TOKENS, agent_id=agent_id)

    async def trail(self, agent_id: str, *, limit: int) -> list[dict[str, Any]]:
        """What the agent did and what it was refused, the latest first."""
        actor = f"agent:{agent_id}"
        did = await self.uow.wire(DONE_BY, actor=actor, limit=limit)
        refused = await self.uow.wire(AUDITED_OF, actor=actor, limit=limit)
        return did + [{**each, "entity_type": None, "entity_id": None} for each in refused]

"""The trail of what happened to an account."""

from typing import Any

from src.core.principal import Principal
from src.database.connection import Database
from src.database.models import AuditEntry
from src.database.unit_of_work import UnitOfWork


async def record(uow: UnitOfWork, action: str, *, address: str | None = None, **details: Any) -> None:
    """Write that the actor of `uow` did `action`. `details` never hold a secret."""
    entry = AuditEntry(
        user_id=uow.owner_id,
        actor=uow.actor,
        action=action,
        details=details,
        address=address,
        occurred_at=uow.now(),
    )
    await uow.add(entry)


async def record_refusal(database: Database, principal: Principal, what: dict[str, str]) -> None:
    """Write that an agent was refused something, in a unit of its own: that of the refusal is rolled back."""
    async with database.unit_of_work(owner_id=principal.user_id, actor=principal.actor) as uow:
        await record(uow, "agent_refused", **what)

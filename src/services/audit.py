"""The trail of what happened to an account."""

from src.database.models import AuditEntry
from src.database.unit_of_work import UnitOfWork


async def record(uow: UnitOfWork, action: str, *, address: str | None = None, **details: object) -> None:
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

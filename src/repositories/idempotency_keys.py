"""Queries of remembered answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete

from src.database.models import IdempotencyKey
from src.repositories.base import OwnedRepository, owned, owned_delete, owned_update

BY_KEY = owned(IdempotencyKey).where(IdempotencyKey.key == bindparam("key"))
FORGET = owned_delete(IdempotencyKey).where(
    IdempotencyKey.key == bindparam("key"), IdempotencyKey.created_at < bindparam("before")
)
REMEMBER = (
    owned_update(IdempotencyKey)
    .where(IdempotencyKey.key == bindparam("key"))
    .values(
        status_code=bindparam("new_status_code"),
        headers=bindparam("new_headers", type_=IdempotencyKey.headers.type),
        body=bindparam("new_body", type_=IdempotencyKey.body.type),
        resource_id=bindparam("new_resource_id"),
    )
)
ANSWER_FIRST = (
    owned_update(IdempotencyKey)
    .where(IdempotencyKey.key == bindparam("key"), IdempotencyKey.status_code.is_(None))
    .values(
        status_code=bindparam("new_status_code"),
        headers=bindparam("new_headers", type_=IdempotencyKey.headers.type),
        body=bindparam("new_body", type_=IdempotencyKey.body.type),
    )
)
FORGET_ABOUT = owned_delete(IdempotencyKey).where(IdempotencyKey.resource_id == bindparam("about_id"))
PRUNE = delete(IdempotencyKey).where(IdempotencyKey.created_at < bindparam("before"))


class IdempotencyKeyRepository(OwnedRepository[IdempotencyKey]):
    """Answers the owner got."""

    async def claim(self, key: str, request_hash: str, *, makes: str | None, forget_before: datetime) -> bool:
        """Take the key for a request; false when it is taken. On PostgreSQL this waits for whoever holds it."""
        await self.uow.run(FORGET, key=key, before=forget_before)
        row = IdempotencyKey(
            user_id=self.owner_id, key=key, request_hash=request_hash, resource_id=makes, created_at=self.uow.now()
        )
        return await self.uow.add_new(row)

    async def by_key(self, key: str) -> IdempotencyKey | None:
        return await self.uow.first(BY_KEY, key=key)

    async def remember(
        self, key: str, *, status_code: int, headers: dict[str, Any], body: bytes | None, resource_id: str | None
    ) -> None:
        await self.uow.run(
            REMEMBER,
            key=key,
            new_status_code=status_code,
            new_headers=headers,
            new_body=body,
            new_resource_id=resource_id,
        )

    async def answer_first(self, key: str, *, status_code: int, headers: dict[str, Any], body: bytes) -> bool:
        """The guard of a request in stages: keep its answer if there is none; whether it was kept."""
        changed = await self.uow.run(
            ANSWER_FIRST, key=key, new_status_code=status_code, new_headers=headers, new_body=body
        )
        return changed == 1

    async def forget_about(self, resource_id: str) -> None:
        """Forget the answers to requests that made this row: it has been erased."""
        await self.uow.run(FORGET_ABOUT, about_id=resource_id)

    async def prune(self, *, before: datetime) -> int:
        """Forget everybody's answers from before then. Not owned: the server's own housekeeping."""
        return await self.uow.run(PRUNE, before=before)

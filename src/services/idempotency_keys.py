"""Repeating a request safely: the first answer is kept in the transaction of its effect, and replayed."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

from src.core.errors import Conflict, RuleBroken
from src.database.driver import DatabaseUnavailable
from src.database.types import Engine
from src.database.unit_of_work import UnitOfWork
from src.repositories.idempotency_keys import IdempotencyKeyRepository

KEPT = timedelta(hours=24)
MAX_KEY = 255
STILL_RUNNING = "The first request with this Idempotency-Key is still running."


class KeyReused(RuleBroken):
    """The same Idempotency-Key came with a different request."""


class StillRunning(Conflict):
    """The first request with this key has not been answered yet."""


class SecretAnsweredOnce(Conflict):
    """The first answer held a secret, which is never shown again."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was given the first time."""

    status_code: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def request_hash(method: str, path: str, query: bytes, body: bytes) -> str:
    """What makes two requests the same request."""
    digest = hashlib.sha256()
    for part in (method.encode(), path.encode(), query, body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Underway:
    """The first request is not answered yet; it has made the row `resource_id`."""

    resource_id: str


class IdempotencyService:
    """One key of one owner."""

    def __init__(self, uow: UnitOfWork, key: str) -> None:
        self.uow = uow
        self.key = key
        self.keys = IdempotencyKeyRepository(uow)

    async def begin(self, hashed: str, *, makes: str | None = None) -> KeptAnswer | Underway | None:
        """Claim the key for this request, or answer what its first request got.

        With `makes`, the identifier of what this request makes in its first stage, a repeat that comes before the
        answer learns it and can go on from there.

        Raises:
            KeyReused: the first request was another one.
            StillRunning: the first request has no answer yet.
            SecretAnsweredOnce: its answer held a secret; the error names what was made.
        """
        try:
            if await self.keys.claim(self.key, hashed, makes=makes, forget_before=self.uow.now() - KEPT):
                return None
        except DatabaseUnavailable as error:
            if self.uow.engine is Engine.POSTGRESQL and error.details.get("is_lock_timeout"):
                raise StillRunning(STILL_RUNNING) from error
            raise
        found = await self.look_up(hashed)
        if found is None:
            raise StillRunning(STILL_RUNNING)
        return found

    async def look_up(self, hashed: str) -> KeptAnswer | Underway | None:
        """What is known of the first request with this key; None when nothing is, or it makes nothing yet.

        Raises:
            KeyReused, SecretAnsweredOnce: as `begin`.
        """
        kept = await self.keys.by_key(self.key)
        if kept is None or kept.created_at < self.uow.now() - KEPT:
            return None
        if kept.request_hash != hashed:
            raise KeyReused("This Idempotency-Key was used for a different request.", field="Idempotency-Key")
        if kept.status_code is None:
            return Underway(kept.resource_id) if kept.resource_id else None
        if kept.body is None:
            raise SecretAnsweredOnce(
                "This was done already, and its answer cannot be shown again because it held a secret.",
                resource_id=kept.resource_id,
            )
        return KeptAnswer(kept.status_code, kept.body, kept.headers)

    async def answer_first(self, answer: KeptAnswer) -> bool:
        """Keep the answer of a request in stages, unless another request with the key was answered meanwhile."""
        return await self.keys.answer_first(
            self.key, status_code=answer.status_code, headers=answer.headers, body=answer.body
        )

    async def remember(self, answer: KeptAnswer, *, secret_of: str | None = None) -> None:
        """Keep the answer; of one that held a secret only what it made (`secret_of`)."""
        await self.keys.remember(
            self.key,
            status_code=answer.status_code,
            headers=answer.headers,
            body=None if secret_of is not None else answer.body,
            resource_id=secret_of,
        )

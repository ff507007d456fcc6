"""A request in stages: use cases that must keep something first, or ask somebody slow, before they can answer.

The first stage commits by itself (a thought is safe before anything reads it). What takes long, a model that is asked
over the network, happens between the stages, where no transaction is open. The last stage runs in the request's own
unit of work, which the edge commits with the answer. A repeated Idempotency-Key finds what its first request made, even
when that one was cut off between the stages.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from src.core.ids import new_id
from src.database.connection import Database
from src.database.unit_of_work import UnitOfWork
from src.services.idempotency_keys import IdempotencyService, KeptAnswer, Underway


class AlreadyAnswered(Exception):
    """A request with this Idempotency-Key has been answered: its answer is repeated, and nothing else is done."""

    def __init__(self, kept: KeptAnswer) -> None:
        super().__init__("answered before")
        self.kept = kept


@dataclass(frozen=True, slots=True)
class RepeatableRequest:
    """An Idempotency-Key, and what makes two requests the same request."""

    key: str
    hashed: str


class Stages:
    """The units of work of one request. `last` is the one that the edge commits."""

    def __init__(self, database: Database, last: UnitOfWork, repeatable: RepeatableRequest | None = None) -> None:
        self.database = database
        self.last = last
        self.repeatable = repeatable
        self._kept: str | None = None

    def renewed(self, last: UnitOfWork) -> Self:
        """Another try of the same request: what its first stage kept stays kept."""
        self.last = last
        return self

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[UnitOfWork]:
        """A unit that only reads, closed before anything slow begins."""
        async with self._unit(writes=False) as uow:
            yield uow

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[UnitOfWork]:
        """A unit that is committed at the end of its block, before something slow follows.

        For writes that a repeated request finds done: cut off after it, the request goes on from there.
        """
        async with self._unit(writes=True) as uow:
            yield uow

    async def keep(self, make: Callable[[UnitOfWork, str], Awaitable[None]]) -> str:
        """The first stage: `make` a row by the identifier it is given, and commit; the identifier.

        Done once for each request, however often the request is tried or repeated.

        Raises:
            AlreadyAnswered: the first request with this key was answered meanwhile.
        """
        if self._kept is None:
            async with self.writing() as uow:
                made = new_id()
                underway = await self._begin(uow, makes=made)
                if underway is None:
                    await make(uow, made)
            self._kept = underway.resource_id if underway else made
        return self._kept

    async def check(self) -> None:
        """Look for the answer of a repeated request before anything is done.

        Raises:
            AlreadyAnswered: there is one.
        """
        if self.repeatable is not None:
            async with self.reading() as uow:
                found = await IdempotencyService(uow, self.repeatable.key).look_up(self.repeatable.hashed)
            _refuse_answered(found)

    async def finish(self, answer: KeptAnswer) -> None:
        """Keep the answer, in the last stage.

        Raises:
            AlreadyAnswered: another request with the same key was first; what this one did must not be committed.
        """
        if self.repeatable is None:
            return
        if self._kept is None:
            await self._begin(self.last, makes=None)
        service = IdempotencyService(self.last, self.repeatable.key)
        if not await service.answer_first(answer):
            _refuse_answered(await service.look_up(self.repeatable.hashed))

    async def _begin(self, uow: UnitOfWork, *, makes: str | None) -> Underway | None:
        if self.repeatable is None:
            return None
        found = await IdempotencyService(uow, self.repeatable.key).begin(self.repeatable.hashed, makes=makes)
        return _refuse_answered(found)

    def _unit(self, *, writes: bool) -> UnitOfWork:
        return self.database.unit_of_work(writes=writes, owner_id=self.last.owner_id, actor=self.last.actor)


def _refuse_answered(found: KeptAnswer | Underway | None) -> Underway | None:
    if isinstance(found, KeptAnswer):
        raise AlreadyAnswered(found)
    return found

"""Whoever calls a tool, and the units of work it runs in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from src.ai.provider import AiProvider
from src.core.principal import Principal
from src.database.connection import Database
from src.database.retries import retried
from src.database.unit_of_work import UnitOfWork
from src.services.stages import RepeatableRequest, Stages

R = TypeVar("R")
VISIT = "mcp.visit"
"""Where whoever lets a request in puts its visit, in the ASGI scope."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """What tools work with."""

    database: Database
    ai: AiProvider
    agent_lease_seconds: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of one caller. Whatever a unit did is committed when its method returns."""

    workplace: Workplace
    principal: Principal

    async def reading(self, work: Callable[[UnitOfWork], Awaitable[R]]) -> R:
        """What `work` answers in a unit that only reads."""
        return await self._in_unit(work, writes=False)

    async def writing(self, work: Callable[[UnitOfWork], Awaitable[R]]) -> R:
        """What `work` answers in a unit that is committed after it."""
        return await self._in_unit(work, writes=True)

    async def in_stages(self, work: Callable[[Stages], Awaitable[R]], repeatable: RepeatableRequest | None = None) -> R:
        """What `work` answers, whose first stages are committed before its last one, which is committed after it.

        Raises:
            AlreadyAnswered: `repeatable` was answered before.
        """
        stages: Stages | None = None

        async def attempt() -> R:
            nonlocal stages
            async with self._unit(writes=True) as uow:
                stages = stages.renewed(uow) if stages else Stages(self.workplace.database, uow, repeatable)
                await stages.check()
                return await work(stages)

        return await retried(attempt)

    async def _in_unit(self, work: Callable[[UnitOfWork], Awaitable[R]], *, writes: bool) -> R:
        async def attempt() -> R:
            async with self._unit(writes=writes) as uow:
                return await work(uow)

        return await retried(attempt)

    def _unit(self, *, writes: bool) -> UnitOfWork:
        principal = self.principal
        return self.workplace.database.unit_of_work(writes=writes, owner_id=principal.user_id, actor=principal.actor)

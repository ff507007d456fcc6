"""Captures in the local database, for a person who sits at its machine."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from src.ai import AiProvider, provider_for
from src.cli.capture.places import Answer
from src.cli.capture.words import clean
from src.cli.context import check_schema, read_settings
from src.core.errors import StartRefused
from src.core.logging import configure
from src.core.settings import Settings
from src.database.connection import Database
from src.database.models import User
from src.database.retries import retried
from src.domain.xp import CAPTURE
from src.repositories.users import UserRepository
from src.schemas.capture import ClarifyRequest, SaveRequest
from src.services.capture import CaptureArchive, CaptureService, keep_text, shown
from src.services.capture_clarifying import CaptureClarifyingService
from src.services.capture_saving import CaptureSavingService
from src.services.capture_undo import CaptureUndoService
from src.services.stages import Stages

R = TypeVar("R")


@contextmanager
def local_place(name: str) -> "Iterator[LocalPlace]":
    """The captures of the person named (username or e-mail); of the only one there is when `name` is empty.

    Raises:
        StartRefused: the database cannot be used, or it is not clear who is meant.
    """
    settings = read_settings()
    _be_quiet(settings)
    check_schema(settings)
    provider = provider_for(settings)
    with asyncio.Runner() as runner:
        database = Database(settings.resolved_database_url, pool_size=2)
        try:
            owner = runner.run(owner_named(database, name))
            yield LocalPlace(runner, database, owner.user_id, provider)
        finally:
            runner.run(provider.close())
            runner.run(database.close())


def _be_quiet(settings: Settings) -> None:
    """Keep logs out of the preview. What matters of them to the person is said in words; LOG_LEVEL=debug shows all."""
    level = settings.log_level if settings.log_level == "debug" else "critical"
    configure(settings.model_copy(update={"log_level": level}))


async def owner_named(database: Database, name: str) -> User:
    """Whose thought it is.

    Raises:
        StartRefused: nobody, or nobody who may sign in, has that name; or none was given and one is needed.
    """
    async with database.unit_of_work(writes=False) as uow:
        people = UserRepository(uow)
        if name:
            found = await people.by_name_or_email(name)
            if found is None:
                raise StartRefused(f"There is no account with the name or e-mail '{clean(name)}'.")
            if not found.is_active:
                raise StartRefused(f"'{found.username}' is disabled: `proxy-agent users enable {found.username}`.")
            return found
        active = [each for each in await people.everybody() if each.is_active]
    if not active:
        raise StartRefused(
            "There is no account that can sign in: make one with "
            "`proxy-agent users create --username alice --email alice@example.com`."
        )
    if len(active) > 1:
        raise StartRefused("There are several accounts: say whose thought it is with --user NAME.")
    return active[0]


class LocalPlace:
    """Captures of one person, through the services that the API uses."""

    def __init__(self, runner: asyncio.Runner, database: Database, owner_id: str, provider: AiProvider) -> None:
        self.runner = runner
        self.database = database
        self.owner_id = owner_id
        self.provider = provider
        self.kept: str | None = None

    def capture(self, text: str) -> Answer:
        async def take(stages: Stages) -> Answer:
            # The first stage, by itself: from here on the words are safe, and `take` finds them kept.
            self.kept = await stages.keep(partial(keep_text, text))
            return {**shown(await CaptureService(stages, self.provider).take(text)), "xp_earned": CAPTURE}

        return self._done(take)

    def clarify(self, capture_id: str, answers: Sequence[Mapping[str, str]]) -> Answer:
        wanted = ClarifyRequest.model_validate({"capture_id": capture_id, "answers": list(answers)})
        return self._done(lambda stages: CaptureClarifyingService(stages, self.provider).clarify(wanted))

    def save(self, capture_id: str) -> Answer:
        wanted = SaveRequest(capture_id=capture_id)
        return self._done(lambda stages: CaptureSavingService(stages.last).save(wanted))

    def undo(self, capture_id: str) -> Answer:
        return self._done(lambda stages: CaptureUndoService(stages.last).undo(capture_id))

    def newest(self) -> Answer | None:
        async def look(stages: Stages) -> Answer | None:
            page = await CaptureArchive(stages.last).page(status=None, limit=1, offset=0)
            return next(iter(page["captures"]), None)

        return self._done(look)

    def _done(self, work: Callable[[Stages], Awaitable[R]]) -> R:
        return self.runner.run(self._in_stages(work))

    async def _in_stages(self, work: Callable[[Stages], Awaitable[R]]) -> R:
        """Do it as the API's edge does: the last stage commits at the end, and is tried again when it has to be."""
        stages: Stages | None = None

        async def attempt() -> R:
            nonlocal stages
            async with self.database.unit_of_work(owner_id=self.owner_id) as uow:
                stages = stages.renewed(uow) if stages else Stages(self.database, uow)
                return await work(stages)

        return await retried(attempt)

"""Queries of templates. They are reached through their owner; by a share code, whoever has it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Integer, String, bindparam, exists, func, literal_column, select
from sqlalchemy.orm import aliased

from src.database.models import Task, TaskTemplate, TemplateStep, TemplateUse
from src.database.types import any_of
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_delete, owned_update

MOST_MEASURED = 2000
EVERY = owned(TaskTemplate).order_by(TaskTemplate.created_at.desc(), TaskTemplate.template_id.desc())
COUNT = select(func.count()).select_from(TaskTemplate).where(TaskTemplate.user_id == OWNER_ID)
STEPS = (
    owned(TemplateStep)
    .where(any_of(TemplateStep.template_id, "keys"))
    .order_by(TemplateStep.template_id, TemplateStep.step_order)
)
DROP_STEPS = owned_delete(TemplateStep).where(TemplateStep.template_id == bindparam("key"))
_ANY = aliased(TaskTemplate)
_CODE_IS_TAKEN = exists(select(1)).where(_ANY.share_code == bindparam("code"))
SHARE = (
    owned_update(TaskTemplate)
    .where(TaskTemplate.template_id == bindparam("key"), TaskTemplate.share_code.is_(None), ~_CODE_IS_TAKEN)
    .values(share_code=bindparam("code"), is_public=True, updated_at=bindparam("now"))
    .returning(TaskTemplate)
)
UNSHARE = (
    owned_update(TaskTemplate)
    .where(TaskTemplate.template_id == bindparam("key"), TaskTemplate.share_code.is_not(None))
    .values(share_code=None, is_public=False, updated_at=bindparam("now"))
    .returning(TaskTemplate)
)
SHARED = select(TaskTemplate).where(TaskTemplate.share_code == bindparam("code"), TaskTemplate.is_public)
SHARED_STEPS = (
    select(TemplateStep)
    .join(
        TaskTemplate,
        (TaskTemplate.user_id == TemplateStep.user_id) & (TaskTemplate.template_id == TemplateStep.template_id),
    )
    .where(TaskTemplate.share_code == bindparam("code"), TaskTemplate.is_public)
    .order_by(TemplateStep.step_order)
)
USES = select(TemplateUse.template_id, TemplateUse.use_count).where(TemplateUse.user_id == OWNER_ID)
USES_OF = select(TemplateUse.use_count).where(
    TemplateUse.user_id == OWNER_ID, TemplateUse.template_id == bindparam("key")
)
COUNT_USE = (
    owned_update(TemplateUse)
    .where(TemplateUse.template_id == bindparam("key"))
    .values(use_count=TemplateUse.use_count + 1)
)
MEASURED_OF = (
    select(Task.template_id, Task.actual_hours)
    .where(
        Task.user_id == OWNER_ID,
        any_of(Task.template_id, "keys"),
        Task.template_id.is_not(None),
        Task.status == literal_column("'done'", String()),
        Task.deleted_at.is_(None),
        Task.actual_hours > literal_column("0", Integer()),
    )
    .order_by(Task.completed_at.desc(), Task.task_id)
    .limit(MOST_MEASURED)
)
"""Conditions written out, not bound: so both engines see that `ix_tasks_of_template` serves them."""
FORGET_USES = owned_delete(TemplateUse).where(TemplateUse.template_id == bindparam("key"))


class TemplateRepository(OwnedRepository[TaskTemplate]):
    """The owner's templates with their steps, and what others shared by code."""

    @property
    def resource(self) -> str:
        return "template"

    async def every(self) -> list[TaskTemplate]:
        """The newest first."""
        return await self.uow.all(EVERY)

    async def count(self) -> int:
        return await self.uow.first(COUNT) or 0

    async def steps_of(self, keys: Sequence[str]) -> Mapping[str, Sequence[TemplateStep]]:
        """Steps of templates in order, by template: one query for any number of them."""
        found: dict[str, list[TemplateStep]] = {key: [] for key in keys}
        for step in await self.uow.all(STEPS, keys=list(keys)):
            found[step.template_id].append(step)
        return found

    async def drop_steps(self, key: str) -> None:
        """Take the steps of a template away. Its row must be held: two at once would mix theirs."""
        await self.uow.run(DROP_STEPS, key=key)

    async def share(self, key: str, code: str) -> TaskTemplate | None:
        """The guard of sharing: the template under that code; None when it has one, or the code is taken."""
        return await self.uow.first(SHARE, key=key, code=code)

    async def unshare(self, key: str) -> TaskTemplate | None:
        """The template without a code, or None when it had none."""
        return await self.uow.first(UNSHARE, key=key)

    async def shared(self, code: str) -> tuple[TaskTemplate, Sequence[TemplateStep]] | None:
        """Anybody's template that is shared under `code`, with its steps."""
        found = await self.uow.first(SHARED, code=code)
        return None if found is None else (found, await self.uow.all(SHARED_STEPS, code=code))


class TemplateUseRepository(OwnedRepository[TemplateUse]):
    """How often the owner applied templates, built-in ones included."""

    async def counts(self) -> dict[str, int]:
        """By template; those never applied are not in it."""
        return dict(await self.uow.rows(USES))

    async def of(self, key: str) -> int:
        return await self.uow.first(USES_OF, key=key) or 0

    async def minutes_of(self, keys: Sequence[str]) -> Mapping[str, list[float]]:
        """How long finished tasks of templates took, in minutes, the latest first; undone ones are not among them."""
        found: dict[str, list[float]] = {key: [] for key in keys}
        for key, hours in await self.uow.rows(MEASURED_OF, keys=list(keys)):
            if key is not None:
                found[key].append(hours * 60)
        return found

    async def add_one(self, key: str) -> None:
        """Count an application: added in the database, so that none is lost when many come at once."""
        if await self.uow.run(COUNT_USE, key=key):
            return
        first = TemplateUse(user_id=self.owner_id, template_id=key, use_count=1)
        if not await self.uow.add_new(first):
            await self.uow.run(COUNT_USE, key=key)

    async def forget(self, key: str) -> None:
        await self.uow.run(FORGET_USES, key=key)

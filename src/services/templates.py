"""Use cases of templates: tasks that people make again and again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from src.core.errors import Conflict
from src.core.ids import new_id
from src.core.security import random_code
from src.database.models import TaskTemplate, TemplateStep
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.share_codes import normal_code
from src.domain.templates import MOST_TEMPLATES, Step, Template, built_in
from src.repositories.templates import TemplateRepository, TemplateUseRepository
from src.schemas.templates import StepWrite, TemplateCreate, TemplateQuery, TemplateUpdate
from src.services.agent_limits import refuse_agents
from src.services.template_shapes import refuse_built_in, shown, shown_built_in, shown_shared, step_of, template_of

CODE_TRIES = 5
BEFORE_ANY = datetime.min.replace(tzinfo=UTC)


class TooManyTemplates(Conflict):
    """A person has at most 200 templates of their own."""


class NoCodeFree(Conflict):
    """Every code that was tried is taken: with 6.6e11 of them, this does not happen."""


class TemplateService:
    """Making, finding, changing, sharing."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.templates = TemplateRepository(uow)
        self.uses = TemplateUseRepository(uow)

    async def page(self, wanted: TemplateQuery) -> dict[str, Any]:
        """The owner's own templates and the built-in ones that match, in four queries however many there are."""
        own = {row.template_id: row for row in await self.templates.every()}
        counts = await self.uses.counts()
        keys = _sorted(_matching({**own, **built_in()}, wanted), own, counts, wanted.sort)
        here = keys[wanted.offset : wanted.offset + wanted.limit]
        steps = await self.templates.steps_of([key for key in here if key in own])
        minutes = await self.uses.minutes_of(here)
        has_more = wanted.offset + len(here) < len(keys)
        return {
            "templates": [
                shown(own[key], steps[key], use_count=counts.get(key, 0), minutes=minutes[key])
                if key in own
                else shown_built_in(key, use_count=counts.get(key, 0), minutes=minutes[key])
                for key in here
            ],
            "total": len(keys),
            "limit": wanted.limit,
            "offset": wanted.offset,
            "has_more": has_more,
            "next_offset": wanted.offset + wanted.limit if has_more else None,
        }

    async def get(self, template_id: str) -> dict[str, Any]:
        """A template of the owner's, or a built-in one.

        Raises:
            NotFound: it is neither.
        """
        count, minutes = await self.uses.of(template_id), (await self.uses.minutes_of([template_id]))[template_id]
        if template_id in built_in():
            return shown_built_in(template_id, use_count=count, minutes=minutes)
        row = await self.templates.get(template_id)
        steps = await self.templates.steps_of([template_id])
        return shown(row, steps[template_id], use_count=count, minutes=minutes)

    async def known(self, template_id: str) -> Template:
        """The same as `get`, as the rules know it."""
        if template_id in built_in():
            return built_in()[template_id]
        row = await self.templates.get(template_id)
        return template_of(row, (await self.templates.steps_of([template_id]))[template_id])

    async def create(self, wanted: TemplateCreate) -> dict[str, Any]:
        """Make a template.

        Raises:
            TooManyTemplates: there are two hundred.
        """
        template = Template(**wanted.values(), steps=tuple(step_of(step) for step in wanted.steps))
        return await self.store(template, is_public=wanted.is_public)

    async def copy(self, template_id: str, name: str | None) -> dict[str, Any]:
        """A copy of one's own, of an own or a built-in template.

        Raises:
            NotFound: it is neither.
            TooManyTemplates: there are two hundred.
        """
        template = await self.known(template_id)
        return await self.store(replace(template, name=name or template.name))

    async def store(self, template: Template, *, is_public: bool = False) -> dict[str, Any]:
        """Keep a template as one of the owner's own.

        Raises:
            TooManyTemplates: there are two hundred.
        """
        await self.uow.serialise("templates")
        if await self.templates.count() >= MOST_TEMPLATES:
            detail = f"You have {MOST_TEMPLATES} templates. Delete one first."
            raise TooManyTemplates(detail, limit=MOST_TEMPLATES)
        row = TaskTemplate(
            user_id=self.uow.owner_id,
            name=template.name,
            description=template.description,
            category=template.category.value,
            icon=template.icon,
        )
        await self.templates.add(row)
        await self._add_steps(row.template_id, template.steps)
        if is_public:
            await self._share(row.template_id)
        self._tell("template_created", row)
        return await self.get(row.template_id)

    async def _add_steps(self, template_id: str, steps: Sequence[Step], kept_ids: Sequence[str | None] = ()) -> None:
        for place, step in enumerate(steps):
            row = TemplateStep(
                step_id=(kept_ids[place] if kept_ids else None) or new_id(),
                user_id=self.uow.owner_id,
                template_id=template_id,
                step_order=place + 1,
                description=step.description,
                short_label=step.short_label,
                estimated_minutes=step.estimated_minutes,
                leaf_type=step.leaf_type,
                icon=step.icon,
            )
            await self.uow.add(row)

    async def _replace_steps(self, template_id: str, wanted: Sequence[StepWrite]) -> None:
        """Take the old steps away and put these; one that names an old step's id keeps it."""
        before = {step.step_id for step in (await self.templates.steps_of([template_id]))[template_id]}
        kept_ids = [_taken(before, step.step_id) for step in wanted]
        await self.templates.drop_steps(template_id)
        await self._add_steps(template_id, [step_of(step) for step in wanted], kept_ids)

    async def update(self, template_id: str, wanted: TemplateUpdate) -> dict[str, Any]:
        """Change the given fields; steps, when there are any, take the place of all that were there.

        Raises:
            NotFound: not the owner's.
            BuiltInStays: it is a built-in one.
        """
        refuse_built_in(template_id)
        row = await self.templates.get(template_id)
        values = wanted.values()
        if values or wanted.steps is not None:
            row = await self.templates.change(template_id, values)  # holds the row: steps are replaced one by one
        if wanted.steps is not None:
            await self._replace_steps(template_id, wanted.steps)
        if wanted.is_public is not None:
            await (self._share(template_id) if wanted.is_public else self.templates.unshare(template_id))
        if wanted.model_fields_set:
            self._tell("template_updated", row)
        return await self.get(template_id)

    async def remove(self, template_id: str) -> None:
        """Delete a template; tasks that were made from it stay.

        Raises:
            NotFound: not the owner's.
            BuiltInStays: it is a built-in one.
        """
        refuse_built_in(template_id)
        row = await self.templates.get(template_id)
        await self.templates.remove(template_id)
        await self.uses.forget(template_id)
        self._tell("template_deleted", row)

    async def share(self, template_id: str) -> dict[str, Any]:
        """Let whoever has its code copy it; asked again, the same code.

        Raises:
            NotFound: not the owner's.
            BuiltInStays: it is a built-in one, which everybody has.
        """
        refuse_built_in(template_id)
        row = await self.templates.get(template_id)
        if await self._share(template_id):
            self._tell("template_updated", row)
        return await self.get(template_id)

    async def _share(self, template_id: str) -> bool:
        """Whether it has a code now that it did not have before. A taken code is drawn again.

        Raises:
            NotForAgents: an agent asks: what leaves the account is for people to decide.
        """
        refuse_agents(self.uow)
        for _ in range(CODE_TRIES):
            if await self.templates.share(template_id, random_code()):
                return True
            if (await self.templates.get(template_id)).share_code:
                return False
        raise NoCodeFree("No share code could be drawn just now. Please try again.")

    async def unshare(self, template_id: str) -> None:
        """Let its code lead nowhere, for good: shared again, it has another one.

        Raises:
            NotFound: not the owner's.
            BuiltInStays: it is a built-in one.
        """
        refuse_built_in(template_id)
        await self.templates.get(template_id)
        if (row := await self.templates.unshare(template_id)) is not None:
            self._tell("template_updated", row)

    async def preview(self, said: str) -> dict[str, Any]:
        """What somebody shared under a code.

        Raises:
            NotFound: no template has this code now.
        """
        code = normal_code(said)
        return shown_shared(await self._shared(code), code)

    async def take_over(self, said: str) -> dict[str, Any]:
        """A copy of one's own of what somebody shared.

        Raises:
            NotFound: no template has this code now.
            TooManyTemplates: there are two hundred.
        """
        return await self.store(await self._shared(normal_code(said)))

    async def _shared(self, code: str) -> Template:
        found = await self.templates.shared(code)
        row, steps = found or (None, ())
        return template_of(self.templates.present(row, code), steps)

    def _tell(self, type_: str, row: TaskTemplate) -> None:
        told = {"template_id": row.template_id, "name": row.name, "category": row.category}
        self.uow.emit(Event(type_, "template", row.template_id, told))


def _matching(known: Mapping[str, TaskTemplate | Template], wanted: TemplateQuery) -> list[str]:
    """Keys of what the query is about, in the order in which they are known."""
    words = (wanted.q or "").casefold().split()
    found = []
    for key, each in known.items():
        text = f"{each.name} {each.description}".casefold()
        is_wanted = wanted.is_built_in in {None, key in built_in()}
        is_of_kind = not wanted.category or each.category in wanted.category
        if is_wanted and is_of_kind and all(word in text for word in words):
            found.append(key)
    return found


def _sorted(keys: list[str], own: Mapping[str, TaskTemplate], counts: Mapping[str, int], order: str) -> list[str]:
    """`keys` come own first, the newest first; where the order says nothing they stay like that."""
    values: dict[str, Callable[[str], Any]] = {
        "name": lambda key: (own.get(key) or built_in()[key]).name.casefold(),
        "use_count": lambda key: counts.get(key, 0),
        "created_at": lambda key: own[key].created_at if key in own else BEFORE_ANY,
    }
    return sorted(keys, key=values[order.removeprefix("-")], reverse=order.startswith("-"))


def _taken(ids: set[str], step_id: str | None) -> str | None:
    """`step_id`, once, when it is among `ids`."""
    if step_id is None or step_id not in ids:
        return None
    ids.remove(step_id)
    return step_id

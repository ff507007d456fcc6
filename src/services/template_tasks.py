"""From a template to a task, and from a task to a template."""

from dataclasses import replace
from typing import Any

from src.core.errors import Conflict, RuleBroken
from src.database.unit_of_work import UnitOfWork
from src.domain.splitting import Split, SplitMethod, kind_of
from src.domain.tasks import LeafType, TaskSource
from src.domain.templates import (
    LONGEST_DESCRIPTION,
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_PIECE_MINUTES,
    LONGEST_STEP,
    LONGEST_STEP_MINUTES,
    MOST_STEPS,
    Step,
    Template,
    TextTooLong,
    VariablesMissing,
    literal,
    ready_steps,
)
from src.repositories.micro_steps import MicroStepRepository
from src.repositories.tasks import TaskRepository
from src.repositories.templates import TemplateUseRepository
from src.schemas.tasks import TaskCreate
from src.schemas.templates import TemplateApply, TemplateFromTask
from src.services.task_splits import TEMPLATE, Plan, TaskSplitService
from src.services.tasks import TaskService
from src.services.templates import TemplateService

MINUTES_UNSAID = 10
"""What the only step of a task without an estimate takes: as long as a step can be without being cut."""


class VariableLeftOut(RuleBroken):
    """A variable of the template was given no text."""


class FilledTooLong(RuleBroken):
    """With its variables, a text is longer than a task can hold."""


class TooManyStepsForTemplate(Conflict):
    """A template has at most 20 steps."""


class TemplateTaskService:
    """Applying templates, and making them from what worked."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.templates = TemplateService(uow)
        self.tasks = TaskRepository(uow)

    async def apply(self, template_id: str, wanted: TemplateApply) -> dict[str, Any]:
        """Make a task of a template, with its steps; the task as `GET /api/v2/tasks/{task_id}` shows it.

        Raises:
            NotFound: the template, the project or the zone is not the owner's.
            VariableLeftOut: a variable of the template has no text.
            FilledTooLong: a text is longer than a task can hold.
        """
        template = await self.templates.known(template_id)
        if wanted.title is not None:
            template = replace(template, name=literal(wanted.title, 2 * LONGEST_NAME))
        template = _filled(template, wanted.variables)
        tasks = TaskService(self.uow)
        made = await tasks.create(
            TaskCreate(
                title=template.name,
                description=template.description,
                project_id=wanted.project_id,
                zone_id=wanted.zone_id,
                due_date=wanted.due_date,
                estimated_hours=round(template.estimated_minutes / 60, 4),
                task_source=TaskSource.TEMPLATE,
                custom_emoji=template.icon,
            )
        )
        await self.tasks.set_template(made["task_id"], template_id)
        await self._give_steps(made["task_id"], template)
        await TemplateUseRepository(self.uow).add_one(template_id)
        return await tasks.detail(made["task_id"])

    async def _give_steps(self, task_id: str, template: Template) -> None:
        """As its split: asked to split this task, the splitter answers these steps."""
        drawn = Split(
            kind=kind_of(template.name),
            method=SplitMethod.RULES,
            steps=ready_steps(template),
            reasoning="These are the steps of the template that this task was made from.",
        )
        task = await self.tasks.get(task_id)
        plan = Plan(task=task, split=drawn, method=TEMPLATE, done=(), cap=LONGEST_PIECE_MINUTES)
        await TaskSplitService(self.uow).put(plan)

    async def from_task(self, task_id: str, wanted: TemplateFromTask) -> dict[str, Any]:
        """Keep a task as a template; the one step of a task without steps is its title.

        Raises:
            NotFound: the task is not the owner's.
            TooManyStepsForTemplate: it has more than 20 steps.
            TooManyTemplates: there are two hundred templates.
        """
        task = await self.tasks.get(task_id)
        steps = [_step_from(each) for each in await MicroStepRepository(self.uow).of_task(task_id)]
        if len(steps) > MOST_STEPS:
            detail = f"This task has {len(steps)} steps, and a template holds {MOST_STEPS}."
            raise TooManyStepsForTemplate(detail, step_count=len(steps), limit=MOST_STEPS)
        description = wanted.description
        template = Template(
            name=wanted.name or literal(task.title, LONGEST_NAME),
            description=literal(task.description, LONGEST_DESCRIPTION) if description is None else description,
            category=wanted.category,
            icon=wanted.icon or task.custom_emoji,
            steps=tuple(steps) or (_only_step(task.title, task.estimated_hours, task.leaf_type),),
        )
        return await self.templates.store(template, is_public=wanted.is_public)


def _filled(template: Template, variables: dict[str, str]) -> Template:
    try:
        return template.filled(variables)
    except VariablesMissing as refused:
        names = ", ".join(refused.names)
        detail = f"This template also needs a text for: {names}."
        raise VariableLeftOut(detail, field=f"variables.{refused.names[0]}", missing=list(refused.names)) from None
    except TextTooLong as refused:
        raise FilledTooLong(str(refused), field="variables") from None


def _step_from(step: dict[str, Any]) -> Step:
    return Step(
        literal(step["description"], LONGEST_STEP),
        step["estimated_minutes"],
        short_label=step["short_label"] and literal(step["short_label"], LONGEST_LABEL),
        leaf_type=LeafType(step["leaf_type"]) if step["leaf_type"] else None,
        icon=step["emoji"],
    )


def _only_step(title: str, hours: float | None, leaf_type: str | None) -> Step:
    minutes = round(hours * 60) if hours else MINUTES_UNSAID
    place = LeafType(leaf_type) if leaf_type else None
    return Step(literal(title, LONGEST_STEP), min(max(minutes, 1), LONGEST_STEP_MINUTES), leaf_type=place)

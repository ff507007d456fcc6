"""Templates between their rows, the rules, and what the contract shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from src.core.errors import Forbidden
from src.database.models import TaskTemplate, TemplateStep
from src.domain.tasks import LeafType
from src.domain.templates import Category, Step, Template, built_in, typical_minutes
from src.schemas.templates import StepWrite

BUILDER = "system"
"""`created_by` of the built-in ones."""


class BuiltInStays(Forbidden):
    """The built-in templates are the same for everybody."""


def refuse_built_in(template_id: str) -> None:
    """Refuse to change what everybody shares.

    Raises:
        BuiltInStays: it is one of the five.
    """
    if template_id in built_in():
        raise BuiltInStays("The built-in templates stay as they are. Copy it: the copy is yours to change.")


def template_of(row: TaskTemplate, steps: Sequence[TemplateStep]) -> Template:
    """A stored template as the rules know it."""
    return Template(
        name=row.name,
        description=row.description,
        category=Category(row.category),
        icon=row.icon,
        steps=tuple(
            Step(
                step.description,
                step.estimated_minutes,
                short_label=step.short_label,
                leaf_type=LeafType(step.leaf_type) if step.leaf_type else None,
                icon=step.icon,
            )
            for step in steps
        ),
    )


def step_of(wanted: StepWrite) -> Step:
    """A step that somebody wrote."""
    return Step(
        wanted.description,
        wanted.estimated_minutes,
        short_label=wanted.short_label,
        leaf_type=wanted.leaf_type,
        icon=wanted.icon,
    )


def shown(
    row: TaskTemplate, steps: Sequence[TemplateStep], *, use_count: int, minutes: Sequence[float]
) -> dict[str, Any]:
    """One of the owner's own templates as the contract shows it."""
    of_steps = {step.step_order: step.step_id for step in steps}
    return {
        **_whole(template_of(row, steps), list(of_steps.values())),
        "template_id": row.template_id,
        "created_by": row.user_id,
        "is_public": row.is_public,
        "is_built_in": False,
        "use_count": use_count,
        **taken(minutes),
        "share_code": row.share_code,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def shown_built_in(template_id: str, *, use_count: int, minutes: Sequence[float]) -> dict[str, Any]:
    """A built-in template as the contract shows it."""
    template = built_in()[template_id]
    return {
        **_whole(template, [f"{template_id}-{place}" for place in range(1, len(template.steps) + 1)]),
        "template_id": template_id,
        "created_by": BUILDER,
        "is_public": True,
        "is_built_in": True,
        "use_count": use_count,
        **taken(minutes),
        "share_code": None,
        "created_at": None,
        "updated_at": None,
    }


def taken(minutes: Sequence[float]) -> dict[str, Any]:
    """What finished tasks of a template say about the next one."""
    return {"measured_count": len(minutes), "typical_minutes": typical_minutes(minutes)}


def shown_shared(template: Template, code: str) -> dict[str, Any]:
    """A template as its code shows it: no ids and no times, from which its owner could be told."""
    whole = _whole(template, [""] * len(template.steps))
    steps = [{name: value for name, value in step.items() if name != "step_id"} for step in whole["steps"]]
    return {**whole, "steps": steps, "share_code": code}


def _whole(template: Template, step_ids: Sequence[str]) -> dict[str, Any]:
    return {
        "name": template.name,
        "description": template.description,
        "category": template.category,
        "icon": template.icon,
        "estimated_minutes": template.estimated_minutes,
        "variables": template.variables,
        "steps": [
            {"step_id": step_id, "step_order": place, **_step(step)}
            for place, (step_id, step) in enumerate(zip(step_ids, template.steps, strict=True), start=1)
        ],
    }


def _step(step: Step) -> Mapping[str, Any]:
    return {
        "description": step.description,
        "short_label": step.short_label,
        "estimated_minutes": step.estimated_minutes,
        "leaf_type": step.leaf_type,
        "icon": step.icon,
    }

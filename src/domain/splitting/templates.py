"""The five built-in task templates, and how a template of any origin fits a title and the cap on minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol, TypeVar

from .drafting import Draft, emoji_for
from .grammar import fill
from .lexicon import listed, read_table, stop_stems, words
from .models import LeafType, Step
from .pacing import FIRST_STEP_MINUTES, Limits, paced
from .telling import told
from .text import stems_of

CONFIDENCE = 0.95
# Both must name mostly the same things: a shared word or two is chance.
FITS_FROM = 0.75


class TemplateCategory(StrEnum):
    ACADEMIC = "Academic"
    WORK = "Work"
    PERSONAL = "Personal"
    HEALTH = "Health"
    CREATIVE = "Creative"


@dataclass(frozen=True, slots=True)
class TemplateStep:
    """`parts`, each with its minutes, are what the step is cut into when it is too long; without them, rounds."""

    description: str
    estimated_minutes: int
    leaf_type: LeafType
    parts: tuple[tuple[int, str], ...] = ()
    short_label: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class TaskTemplate:
    key: str
    name: str
    description: str
    category: TemplateCategory
    icon: str
    steps: tuple[TemplateStep, ...]
    fits: tuple[str, ...] = ()

    @property
    def estimated_minutes(self) -> int:
        return sum(step.estimated_minutes for step in self.steps)


class Named(Protocol):
    """Anything with a name can be matched; phrases in `fits`, where there are any, count as names too."""

    @property
    def name(self) -> str: ...


AnyTemplate = TypeVar("AnyTemplate", bound=Named)


@cache
def built_in_templates() -> tuple[TaskTemplate, ...]:
    return tuple(
        TaskTemplate(
            key=row["key"],
            name=row["name"],
            description=row["description"],
            category=TemplateCategory(row["category"]),
            icon=row["icon"],
            steps=_steps(row["steps"]),
            fits=listed(row["fits"]),
        )
        for row in read_table("templates.toml")["template"]
    )


def matching_template(title: str, templates: Sequence[AnyTemplate]) -> AnyTemplate | None:
    """The first template whose name says what `title` says: at least three quarters of the words of both are shared
    (Dice 1945), apart from small words and empty verbs. None when nothing fits that well.
    """
    wanted = _telling_words(title)
    best = max(templates, key=lambda template: _likeness(wanted, template), default=None)
    return best if best is not None and _likeness(wanted, best) >= FITS_FROM else None


def template_steps(
    template: TaskTemplate, max_steps: int | None = None, max_minutes_per_step: int = 5
) -> tuple[Step, ...]:
    """The steps of `template`, none longer than the cap: a longer one becomes its parts, or timed rounds. Without
    `max_steps` all of them; with it the ones that matter most, in order. The first takes at most two minutes.
    """
    cap = min(10, max(1, max_minutes_per_step))
    drafts = [
        draft
        for place, step in enumerate(template.steps)
        for draft in _drafts(step, cap if place else min(cap, FIRST_STEP_MINUTES), otherwise=template.icon)
    ]
    limits = Limits(max_steps=max(2, max_steps) if max_steps else len(drafts) + _rounds_needed(drafts, cap), cap=cap)
    return told(paced(drafts, limits), confidence=CONFIDENCE, is_low_energy=False)


def _drafts(step: TemplateStep, longest: int, *, otherwise: str) -> list[Draft]:
    """A step that fits as it is, else its parts; of these the longest is the one that matters."""
    if step.estimated_minutes <= longest or not step.parts:
        return [_draft(step, step.description, step.estimated_minutes, otherwise=otherwise, is_essential=True)]
    heart = max(step.parts)
    return [_draft(step, part[1], part[0], otherwise=otherwise, is_essential=part == heart) for part in step.parts]


def _draft(step: TemplateStep, text: str, minutes: int, *, otherwise: str, is_essential: bool) -> Draft:
    emoji = step.icon or emoji_for(text, leaf_type=step.leaf_type, otherwise=otherwise)
    said = fill(text, lambda _: "") if "{" not in text else text
    return Draft(said, minutes, step.leaf_type, emoji, is_stretchable=True, is_essential=is_essential)


def _rounds_needed(drafts: Sequence[Draft], cap: int) -> int:
    """How many rounds more than drafts it takes to keep every minute; the first round is the short one."""
    return sum(-(-draft.minutes // cap) for draft in drafts) - len(drafts) + FIRST_STEP_MINUTES


def _likeness(wanted: frozenset[str], template: Named) -> float:
    names = [template.name, *getattr(template, "fits", ())]
    return max(_dice(wanted, _telling_words(name)) for name in names)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _telling_words(text: str) -> frozenset[str]:
    small = stop_stems() | words("empty_verbs")
    return frozenset(word for word in stems_of(text[:1000]) if word not in small)


def _steps(lines: str) -> tuple[TemplateStep, ...]:
    steps: list[TemplateStep] = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        if line.startswith("- "):
            last = steps.pop()
            minutes, words_of_part = line[2:].split(" ", 1)
            parts = (*last.parts, (int(minutes), words_of_part))
            steps.append(TemplateStep(last.description, last.estimated_minutes, last.leaf_type, parts))
        else:
            minutes, leaf, description = line.split(" ", 2)
            steps.append(TemplateStep(description, int(minutes), LeafType(leaf)))
    return tuple(steps)

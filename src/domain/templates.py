"""Rules of templates: variables in their texts, and how steps are cut when one is applied. Pure: no I/O.

The five built-in ones stand in `splitting/templates.toml`, where the splitter finds them too.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from statistics import median

from src.domain import splitting
from src.domain.splitting.drafting import emoji_for, leaf_type_for
from src.domain.splitting.pacing import FIRST_STEP_MINUTES
from src.domain.splitting.telling import short_label
from src.domain.splitting.text import capitalised, clipped
from src.domain.tasks import LeafType

MOST_TEMPLATES = 200
MOST_STEPS = 20
LONGEST_STEP_MINUTES = 60
LONGEST_PIECE_MINUTES = 10
LONGEST_OPENING_MINUTES = 5
"""A longer first step of a built-in one is cut into its parts: starting is the hard part. What people wrote stays."""

MOST_PIECES = 100
"""A task holds that many steps."""

LONGEST_NAME = 255
LONGEST_DESCRIPTION = 10_000
LONGEST_STEP = 500
LONGEST_LABEL = 100
LONGEST_VARIABLE = 50
BUILT_IN_KEY = "builtin-"
FEWEST_MEASURED = 3
LAST_MEASURED = 20
FALLBACK_ICON = "✨"
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{\s*(?P<name>[^\W\d]\w{0,49})\s*\}")


class Category(StrEnum):
    ACADEMIC = "Academic"
    WORK = "Work"
    PERSONAL = "Personal"
    HEALTH = "Health"
    CREATIVE = "Creative"


def typical_minutes(minutes: Sequence[float]) -> int | None:
    """The median of the last twenty times, the latest given first, in whole minutes; None below three of them."""
    if len(minutes) < FEWEST_MEASURED:
        return None
    return max(1, round(median(minutes[:LAST_MEASURED])))


class VariablesMissing(ValueError):
    """Texts have variables that nothing was said for. `names` in the order in which they are read."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


class TextTooLong(ValueError):
    """With its variables filled in, a text is longer than a task can hold."""


@dataclass(frozen=True, slots=True)
class Step:
    """`parts`, each with its minutes, are what a long step of a built-in template is cut into."""

    description: str
    estimated_minutes: int
    short_label: str | None = None
    leaf_type: LeafType | None = None
    icon: str | None = None
    parts: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A task with its steps, ready to be made."""

    name: str
    description: str
    category: Category
    icon: str | None
    steps: tuple[Step, ...]

    @property
    def estimated_minutes(self) -> int:
        return sum(step.estimated_minutes for step in self.steps)

    @property
    def variables(self) -> tuple[str, ...]:
        """What may be said when it is applied, in the order in which it is read."""
        return variables_in(self._texts())

    def filled(self, values: Mapping[str, str]) -> "Template":
        """With every variable replaced. Values for variables that it does not have change nothing.

        Raises:
            VariablesMissing: a variable has no value.
            TextTooLong: a text would be longer than a task can hold.
        """
        if missing := [name for name in self.variables if name not in values]:
            raise VariablesMissing(missing)
        return replace(
            self,
            name=_fitting(filled(self.name, values), LONGEST_NAME),
            description=_fitting(filled(self.description, values), LONGEST_DESCRIPTION),
            steps=tuple(_filled_step(step, values) for step in self.steps),
        )

    def _texts(self) -> Iterable[str]:
        yield from (self.name, self.description)
        for step in self.steps:
            yield from (step.description, step.short_label or "")


def variables_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Names in single braces: letters, digits and `_`, no digit first. Any other brace is only a brace."""
    found = (match["name"] for text in texts for match in PLACEHOLDER.finditer(text))
    return tuple(dict.fromkeys(name for name in found if name))


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with `{name}` replaced and `{{`, `}}` as single braces. Braces inside values stay as they are."""
    return PLACEHOLDER.sub(lambda match: values[match["name"]] if match["name"] else match[0][0], text)


def literal(text: str, limit: int) -> str:
    """A text that `filled` answers as `text`: its braces doubled, or round ones when that would pass `limit`."""
    doubled = text.replace("{", "{{").replace("}", "}}")
    return doubled if len(doubled) <= limit else text.replace("{", "(").replace("}", ")")


def _filled_step(step: Step, values: Mapping[str, str]) -> Step:
    label = step.short_label and (clipped(filled(step.short_label, values), LONGEST_LABEL) or None)
    return replace(step, description=_fitting(filled(step.description, values), LONGEST_STEP), short_label=label)


def _fitting(text: str, limit: int) -> str:
    if len(text) > limit:
        raise TextTooLong(f"With its variables filled in, a text of this template is longer than {limit} characters.")
    return text


def piece_count(minutes: Sequence[int]) -> int:
    """How many steps a task gets from steps of that many minutes."""
    return sum(len(sizes_of(each, opens=place == 0)) for place, each in enumerate(minutes))


def sizes_of(minutes: int, *, opens: bool = False) -> list[int]:
    """A step in pieces of at most ten minutes, even ones. One that is cut and opens the task begins with two minutes.

    Up to ten minutes a step stays what its author made it.
    """
    if minutes <= LONGEST_PIECE_MINUTES:
        return [minutes]
    first = [FIRST_STEP_MINUTES] if opens else []
    left = minutes - sum(first)
    least, longer = divmod(left, count := -(-left // LONGEST_PIECE_MINUTES))
    return [*first, *[least + 1] * longer, *[least] * (count - longer)]


def ready_steps(template: Template) -> tuple[splitting.Step, ...]:
    """The steps of a task made from `template`, each at most ten minutes long; no minute is lost or added."""
    reasoning = f"It is a step of “{template.name}”"
    return tuple(
        splitting.Step(
            description=piece.description,
            short_label=piece.short_label or short_label(piece.description),
            estimated_minutes=piece.estimated_minutes,
            emoji=piece.icon or icon_of(piece, otherwise=template.icon),
            delegation_mode=splitting.DelegationMode.DO,
            leaf_type=_place_of(piece),
            reasoning=reasoning,
            confidence=1.0,
        )
        for place, step in enumerate(template.steps)
        for piece in _pieces(step, opens=place == 0)
    )


def _pieces(step: Step, *, opens: bool) -> list[Step]:
    if step.parts and step.estimated_minutes > (LONGEST_OPENING_MINUTES if opens else LONGEST_PIECE_MINUTES):
        return [Step(text, minutes, leaf_type=step.leaf_type) for minutes, text in step.parts]
    sizes = sizes_of(step.estimated_minutes, opens=opens)
    if len(sizes) == 1:
        return [step]
    return [_piece(step, number, len(sizes), minutes) for number, minutes in enumerate(sizes, start=1)]


def _piece(step: Step, number: int, count: int, minutes: int) -> Step:
    """Numbered rather than timed ("for 8 more minutes"): that reads well after any sentence, in any language."""
    tail, mark = f" \u2013 part {number} of {count}", f" {number}/{count}"
    label = step.short_label or short_label(step.description.rstrip(" ."))
    return replace(
        step,
        description=clipped(step.description.rstrip(" ."), LONGEST_STEP - len(tail)) + tail,
        short_label=clipped(label, LONGEST_LABEL - len(mark)) + mark,
        estimated_minutes=minutes,
    )


def _place_of(step: Step) -> splitting.LeafType:
    return splitting.LeafType(step.leaf_type) if step.leaf_type else leaf_type_for(capitalised(step.description))


def icon_of(step: Step, *, otherwise: str | None) -> str:
    """A picture of what the step's verb does."""
    return emoji_for(capitalised(step.description), leaf_type=_place_of(step), otherwise=otherwise or FALLBACK_ICON)


@cache
def built_in() -> Mapping[str, Template]:
    """The built-in templates by their ids, which stay the same forever."""
    return {BUILT_IN_KEY + each.key: _from_splitter(each) for each in splitting.built_in_templates()}


def _from_splitter(found: splitting.TaskTemplate) -> Template:
    steps = tuple(
        Step(
            each.description,
            each.estimated_minutes,
            short_label=each.short_label or short_label(each.description),
            leaf_type=LeafType(each.leaf_type),
            icon=each.icon or emoji_for(each.description, leaf_type=each.leaf_type, otherwise=found.icon),
            parts=each.parts,
        )
        for each in found.steps
    )
    return Template(found.name, found.description, Category(found.category), found.icon, steps)

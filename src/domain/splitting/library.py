"""The patterns: what a friend would tell you to do first for this task, as data in `patterns/*.toml`.

A pattern is one `[[pattern]]` table; `patterns/README.md` says how to write one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .lexicon import kinds, listed, words
from .models import DelegationMode, LeafType
from .text import stems_of

_STEP = re.compile(
    r"(?P<star>\*)?\s*(?P<minutes>\d+)(?P<long>~)?\s+(?P<leaf>digital|physical|social)"
    r"(?:\s+(?P<mode>do_with_me|delegate|delete))?\s+(?P<words>\S.*)"
)


@dataclass(frozen=True, slots=True)
class PatternStep:
    """One line of a pattern. A stretchable step can be done for a while and left: it may be cut into rounds."""

    words: str
    minutes: int
    leaf_type: LeafType
    delegation_mode: DelegationMode = DelegationMode.DO
    is_stretchable: bool = False
    is_essential: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    name: str
    steps: tuple[PatternStep, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Steps for one sort of task. `about` holds the words it is for, `verbs` those that may lead the title, `needs` the
    slots a title must have words for.
    """

    kind: str
    name: str
    emoji: str
    about: tuple[tuple[str, ...], ...]
    verbs: frozenset[str]
    own_verbs: frozenset[str]
    is_bare: bool
    is_for_long_tasks: bool
    is_any_order: bool
    needs: frozenset[str]
    phases: tuple[Phase, ...]

    @property
    def is_phased(self) -> bool:
        return len(self.phases) > 1


class PatternUnreadable(ValueError):
    """A pattern file holds a line that is neither a step nor the name of a phase."""


@cache
def library() -> tuple[Pattern, ...]:
    """Every pattern, files in the order of their names."""
    folder = files(__package__).joinpath("patterns")
    sheets = sorted((sheet for sheet in folder.iterdir() if sheet.name.endswith(".toml")), key=lambda sheet: sheet.name)
    return tuple(
        _pattern(row) for sheet in sheets for row in tomllib.loads(sheet.read_text(encoding="utf-8"))["pattern"]
    )


def _pattern(row: dict[str, Any]) -> Pattern:
    kind = kinds()[row["kind"]]
    own_verbs = frozenset(listed(row.get("verbs", "")))
    return Pattern(
        kind=kind.kind,
        name=row["name"],
        emoji=row.get("emoji", kind.emoji),
        about=tuple(stems_of(phrase) for phrase in listed(row.get("about", ""))),
        verbs=own_verbs or kind.verbs,
        own_verbs=own_verbs,
        is_bare=row.get("bare", kind.is_bare and _suits_a_noun(own_verbs)),
        is_for_long_tasks=row.get("long", False),
        is_any_order=row.get("any_order", False),
        needs=frozenset(listed(row.get("needs", ""))),
        phases=tuple(_phases(row["steps"], name=row["name"])),
    )


def _suits_a_noun(own_verbs: frozenset[str]) -> bool:
    """Steps for "charge" or "wrap" alone are no answer to "phone" or to "do the phone"."""
    return not own_verbs or bool(own_verbs & words("empty_verbs"))


def _phases(lines: str, *, name: str) -> Iterator[Phase]:
    title, steps = "", list[PatternStep]()
    for line in filter(None, map(str.strip, lines.splitlines())):
        if line.startswith("== "):
            if steps:
                yield Phase(title, tuple(steps))
            title, steps = line[3:], []
        else:
            steps.append(_step(line, name=name))
    yield Phase(title, tuple(steps))


def _step(line: str, *, name: str) -> PatternStep:
    found = _STEP.fullmatch(line)
    if found is None:
        raise PatternUnreadable(f"Pattern “{name}”: cannot read the step “{line}”.")
    return PatternStep(
        words=found["words"],
        minutes=int(found["minutes"]),
        leaf_type=LeafType(found["leaf"]),
        delegation_mode=DelegationMode(found["mode"] or "do"),
        is_stretchable=bool(found["long"]),
        is_essential=bool(found["star"]),
    )


@cache
def pattern_words() -> frozenset[str]:
    """Every word some pattern is for, as stems."""
    return frozenset(word for pattern in library() for phrase in pattern.about for word in phrase)


@cache
def _places_of_word() -> dict[str, tuple[int, ...]]:
    """The patterns whose `about` holds a phrase that starts with a word, by that word."""
    places: dict[str, list[int]] = {}
    for place, pattern in enumerate(library()):
        for phrase in pattern.about:
            places.setdefault(phrase[0], []).append(place)
    return {word: tuple(dict.fromkeys(found)) for word, found in places.items()}


def best_pattern(verb: str, stems: Sequence[str], *, named: frozenset[str] = frozenset()) -> Pattern | None:
    """The pattern whose words fit best: its nouns weigh more than its verb, long phrases more than short ones. Only
    patterns that need no other slots than those `named` by the title.
    """
    fitting = [
        pattern for pattern in _candidates(verb, stems) if not pattern.is_for_long_tasks and pattern.needs <= named
    ]
    if not fitting:
        return None
    return max(fitting, key=lambda pattern: _fit(pattern, verb, stems))


def long_pattern(kind: str) -> Pattern | None:
    """The phased pattern for long tasks of a kind whose own pattern has no phases."""
    return next((pattern for pattern in library() if pattern.is_for_long_tasks and pattern.kind == kind), None)


def ladder(*, for_action: bool = False) -> Pattern:
    """The general ladder, for titles that fit nothing: one for things ("adulting"), one for actions ("dye my hair")."""
    name = "ladder for an action" if for_action else "ladder"
    return next(pattern for pattern in library() if pattern.kind == "general" and pattern.name == name)


def _candidates(verb: str, stems: Sequence[str]) -> list[Pattern]:
    every = library()
    about = {place for word in stems for place in _places_of_word().get(word, ())}
    general = {place for place, pattern in enumerate(every) if not pattern.about}
    return [every[place] for place in sorted(about | general) if _allows(every[place], verb, stems)]


def _allows(pattern: Pattern, verb: str, stems: Sequence[str]) -> bool:
    if not pattern.about:
        return verb in pattern.verbs
    if not _about_score(pattern, stems):
        return False
    if verb in pattern.verbs:
        return True
    if not verb or verb in words("empty_verbs"):
        return pattern.is_bare and not (pattern.own_verbs and verb in words("half_empty_verbs"))
    return not pattern.own_verbs and verb in kinds()[pattern.kind].also


def _fit(pattern: Pattern, verb: str, stems: Sequence[str]) -> float:
    """Words of the longest phrase met, then the verb; a pattern's own verbs before its kind's."""
    led = 1.0 if verb in pattern.own_verbs else 0.9 if verb in pattern.verbs else 0.0
    return 2.0 * _about_score(pattern, stems) + led + 0.5 * bool(pattern.needs)


def matched_range(pattern: Pattern, stems: Sequence[str]) -> range:
    """Where the longest phrase of `pattern.about` stands in `stems`; an empty range when none does."""
    ranges = (
        range(start, start + len(phrase))
        for phrase in pattern.about
        for start in range(len(stems) - len(phrase) + 1)
        if tuple(stems[start : start + len(phrase)]) == phrase
    )
    return max(ranges, key=lambda found: (len(found), found.start), default=range(0))


def main_noun_end(stems: Sequence[str]) -> int:
    """Behind the main noun: "cupboard" in "cupboard under the stairs", "chapter" in "chapter 3 of the thesis"."""
    behind = words("spots") | {"of"}
    end = next((place for place, word in enumerate(stems) if place and word in behind), len(stems))
    while end > 1 and stems[end - 1].isdigit():
        end -= 1
    return end


def _about_score(pattern: Pattern, stems: Sequence[str]) -> float:
    """Length of the longest phrase met; more for the main noun, which English puts last."""
    found = matched_range(pattern, stems)
    if not found:
        return 0.0
    return len(found) + (1.2 if found.stop == main_noun_end(stems) else 0.2 * found.stop / len(stems))

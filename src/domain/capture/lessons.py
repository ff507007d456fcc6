"""What a person's corrections teach: words of their titles, and the project, kind and minutes those words stood for.

Each correction adds one to every (word, value) of its title and takes one from the values it replaced. A guess is made
when the words of a new title that were taught agree: their weights are summed by value (a voting nearest-neighbour over
words, Cover & Hart 1967), and the winner needs three quarters of the votes and half of the title's words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from src.domain.capture.model import ItemType, ParsedItem
from src.domain.capture.states import LessonField
from src.domain.capture.tables import words_of
from src.domain.search import search_terms, words_in

GUESSED = (LessonField.TYPE, LessonField.PROJECT, LessonField.MINUTES)
AGREEMENT = 0.75
COVERAGE = 0.5
ENOUGH = 2
"""A word taught this often counts by itself, whatever else the title says."""

SAID_OUTRIGHT = 0.95
"""Confidence of a kind that the person named ("idea: …"): no lesson overrules it."""

TEACHABLE_TYPES = frozenset(kind.value for kind in ItemType) - {ItemType.ENERGY}
NOTHING = ""
"""The value of "no project"."""

EVERYDAY_WORDS = words_of("""
    a an and at be buy call check do email find finish fix for from get give go have in is it look make me my need new
    of on or our out pay pick print put read reply send set sort start take text that the this to up wash with write
    """)
"""Words that say nothing about where a thought belongs."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one word stood for, `weight` times."""

    field: LessonField
    word: str
    value: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Guess:
    """A value, and the words that it was learned from."""

    value: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A field of a saved item: what was assumed (None: nothing), and what the person made of it."""

    field: LessonField
    assumed: str | None
    meant: str


def telling_words(title: str) -> tuple[str, ...]:
    """The words of a title that say what it is about: folded, singular, at most twelve."""
    return tuple(dict.fromkeys(_singular(word) for word in search_terms(title) if word not in EVERYDAY_WORDS))


def words_taught(text: str) -> list[str]:
    """Every word of a dump that a lesson could be about."""
    return list(dict.fromkeys(_singular(word) for word in words_in(text) if word not in EVERYDAY_WORDS))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def lessons_from(title: str, correction: Correction) -> list[Lesson]:
    """How the weights move: one up for what was meant, one down for what was assumed instead."""
    words = telling_words(title)
    up = [Lesson(correction.field, word, correction.meant, 1) for word in words]
    if correction.assumed in (None, correction.meant):
        return up
    return [*(Lesson(correction.field, word, correction.assumed or NOTHING, -1) for word in words), *up]


def guesses_for(title: str, lessons: Iterable[Lesson]) -> Mapping[LessonField, Guess]:
    """What the lessons say about a title, by field; nothing where they are silent or disagree."""
    words = telling_words(title)
    by_field: dict[LessonField, list[Lesson]] = {}
    for lesson in lessons:
        if lesson.field in GUESSED and lesson.word in words and lesson.weight > 0:
            by_field.setdefault(lesson.field, []).append(lesson)
    found = {field: _winner(taught, words) for field, taught in by_field.items()}
    return {field: guess for field, guess in found.items() if guess is not None}


def _winner(taught: Sequence[Lesson], words: Sequence[str]) -> Guess | None:
    votes: dict[str, int] = {}
    for lesson in taught:
        votes[lesson.value] = votes.get(lesson.value, 0) + lesson.weight
    value = max(sorted(votes), key=lambda each: votes[each])
    if votes[value] < AGREEMENT * sum(votes.values()):
        return None
    behind = [lesson for lesson in taught if lesson.value == value]
    heard = {lesson.word for lesson in behind}
    if len(heard) < COVERAGE * len(words) and max(lesson.weight for lesson in behind) < ENOUGH:
        return None
    return Guess(value, tuple(word for word in words if word in heard))


def apply_guesses(
    item: ParsedItem, guesses: Mapping[LessonField, Guess]
) -> tuple[ParsedItem, dict[LessonField, Guess]]:
    """The item with what was learned where its words left a field open, and which guesses were used."""
    used = {field: guess for field, guess in guesses.items() if _is_open(item, field, guess.value)}
    changes: dict[str, Any] = {}
    for field, guess in used.items():
        if field is LessonField.TYPE:
            changes["type"] = ItemType(guess.value)
        elif field is LessonField.MINUTES:
            changes["estimated_minutes"] = int(guess.value)
        else:
            changes["project_hint"] = guess.value
    return replace(item, **changes), used


def _is_open(item: ParsedItem, field: LessonField, value: str) -> bool:
    if value == NOTHING or item.type is ItemType.ENERGY:
        return False
    if field is LessonField.TYPE:
        was_said = item.field_confidence.get("type", 0.0) >= SAID_OUTRIGHT
        return not was_said and value in TEACHABLE_TYPES and value != item.type
    if field is LessonField.MINUTES:
        return item.estimated_minutes is None and value.isdecimal()
    return item.project_hint is None

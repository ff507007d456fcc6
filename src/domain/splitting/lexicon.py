"""The words the splitter knows, read once from the TOML files beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .text import stems_of

LONGEST_VERB = 4


def read_table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def listed(text: str) -> tuple[str, ...]:
    """The entries of a comma-separated list."""
    return tuple(entry.strip() for entry in text.split(",") if entry.strip())


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of task and the words it falls back to; see `kinds.toml`."""

    kind: str
    name: str
    emoji: str
    verbs: frozenset[str]
    also: frozenset[str]
    is_bare: bool
    object: str
    who: str
    opener: str


@cache
def kinds() -> dict[str, Kind]:
    return {
        kind: Kind(
            kind=kind,
            name=row["name"],
            emoji=row["emoji"],
            verbs=frozenset(listed(row["verbs"])),
            also=frozenset(listed(row.get("also", ""))),
            is_bare=row.get("bare", True),
            object=row["object"],
            who=row["who"],
            opener=row["opener"],
        )
        for kind, row in read_table("kinds.toml").items()
    }


@cache
def words(name: str) -> frozenset[str]:
    """The entries of one list of `words.toml`."""
    return frozenset(listed(read_table("words.toml")[name]))


@cache
def stop_stems() -> frozenset[str]:
    return frozenset(words("stop_words"))


@cache
def title_verbs() -> frozenset[str]:
    """Every verb, of up to four words, that may lead a title."""
    return words("empty_verbs").union(words("other_verbs"), *(kind.verbs | kind.also for kind in kinds().values()))


@cache
def step_emojis() -> dict[str, str]:
    """The picture of every verb a step may start with."""
    return {verb: emoji for emoji, verbs in read_table("verbs.toml").items() for verb in listed(verbs)}


@cache
def _near_misses() -> dict[str, str]:
    """Spellings with one letter left out → the verb meant; two words that share one are a typo apart."""
    known = sorted(verb for verb in title_verbs() if " " not in verb and len(verb) >= 5)
    return {spelling: verb for verb in known for spelling in _one_letter_out(verb)}


def _one_letter_out(word: str) -> Iterator[str]:
    yield word
    for index in range(1, len(word)):
        yield word[:index] + word[index + 1 :]


def verb_meant(word: str) -> str:
    """The verb that `word` misspells by one letter (after the first), or an empty string."""
    if not 4 <= len(word) <= 14:
        return ""
    near = _near_misses()
    for spelling in _one_letter_out(word):
        verb = near.get(spelling, "")
        if verb and abs(len(verb) - len(word)) <= 1:
            return verb
    return ""


@cache
def role_stems() -> frozenset[tuple[str, ...]]:
    return frozenset(stems_of(role) for role in words("roles"))

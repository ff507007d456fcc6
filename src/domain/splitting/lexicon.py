"""The words the splitter knows, read once from the TOML files beside it."""

from __future__ import annotations

import tomllib
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
    synonyms = {entry.split(" = ")[0] for entry in words("synonyms")}
    return words("empty_verbs").union(
        words("other_verbs"), synonyms, *(kind.verbs | kind.also for kind in kinds().values())
    )


@cache
def step_emojis() -> dict[str, str]:
    """The picture of every verb a step may start with."""
    return {verb: emoji for emoji, verbs in read_table("verbs.toml").items() for verb in listed(verbs)}


@cache
def role_stems() -> frozenset[tuple[str, ...]]:
    return frozenset(stems_of(role) for role in words("roles"))

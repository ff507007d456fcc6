"""Finds whom a title is about: "text Priya happy birthday", "send Mum the photos", "mum's birthday present"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .lexicon import role_stems, title_verbs, words
from .text import stem

_DOCTOR = re.compile(r"\b[Dd]r\.?\s+\w+")
_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|tonight|week|month|year", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom the words behind a verb speak to, and what is left: what to say to them, or what to give them."""

    who: str
    left: str


def speaks_to(verb: str) -> bool:
    """Whether the next words are a person: "call", "catch up with"; not "go to"."""
    if {verb, verb.split(" ", maxsplit=1)[0]} & words("people_verbs"):
        return True
    return verb.endswith((" with", " to")) and verb.split(" ", maxsplit=1)[0] not in words("moving_verbs")


def addressed_in(head: str, *, also_bare: bool = False) -> Addressed:
    """The person that `head` opens with, and the rest; without a name or a role all of `head`, or none of it."""
    typed = head.split()
    end = _end_of_person(typed)
    if not end and not also_bare:
        end = next((place for place, word in enumerate(typed) if place and _opens_message(word)), len(typed))
    return Addressed(" ".join(typed[:end]), " ".join(typed[end:]))


def _opens_message(word: str) -> bool:
    return word.casefold().strip("“\"'") in words("message_openings")


def _end_of_person(typed: Sequence[str]) -> int:
    """How many of the words name a person or an office: "Priya", "my old landlord", "Mia's teacher", "Jo and Sam"."""
    if not typed:
        return 0
    start = 1 if typed[0].casefold() in words("determiners") else 0
    end = start
    while end < len(typed) and _is_name_like(typed[end]):
        joins = end + 2 < len(typed) and typed[end + 1] in {"and", "&"} and _is_name_like(typed[end + 2])
        end += 2 if joins else 1
    if end > start and not _is_possessive(typed[end - 1]) and not _role_at(typed, end):
        return end
    reach = next((place for place in range(end, min(end + 3, len(typed))) if _role_at(typed, place)), None)
    return reach + _role_at(typed, reach) if reach is not None else end if end > start else 0


def _is_name_like(word: str) -> bool:
    return word[:1].isupper() and word.casefold() not in {"i", "i'm", "i\u2019m"}


def _is_possessive(word: str) -> bool:
    return word.endswith(("'s", "\u2019s", "s'", "s\u2019"))


def _role_at(typed: Sequence[str], place: int) -> int:
    """How many words from `place` on name a role or a relative."""
    stems = tuple(stem(word) for word in typed[place : place + 2])
    if stems in role_stems():
        return len(stems)
    return 1 if stems[:1] in role_stems() or (stems and stems[0] in words("kin") | words("relatives")) else 0


def is_person(text: str) -> bool:
    """Whether `text` is a name or a relative or a role, and no thing: "Nan", "my boss", not "wedding gifts"."""
    return bool(text) and _end_of_person(text.split()) == len(text.split())


def role_in(typed: Sequence[str]) -> str:
    """The first person or office ("tax office", "dentist") among the words, as typed."""
    roles = role_stems()
    stems = [stem(word) for word in typed]
    for index in range(len(stems)):
        for size in (2, 1):
            if tuple(stems[index : index + size]) in roles:
                return " ".join(typed[index : index + size]).strip(",.:;!?")
    return ""


def owner_in(typed: Sequence[str]) -> str:
    """ "mum" in "mum's birthday present", "Mia" in "Mia's party"; not "Monday" in "Monday's meeting"."""
    if len(typed) < 2 or not _is_possessive(typed[0]):
        return ""
    name = re.sub(r"['\u2019]s?$", "", typed[0])
    is_person = name[:1].isupper() or stem(name) in words("kin") or role_in([name])
    return name if is_person and not _DAY.fullmatch(name) else ""


def person_in(text: str, verb: str, head: str, parts: Mapping[str, str]) -> str:
    """Whom the task is about: named by the verb, by a role in `head`, behind a preposition, or as an owner."""
    if found := _DOCTOR.search(text):
        return "Dr" + found[0][2:]
    if verb == "help":
        return _before_verb(head)
    if head and speaks_to(verb):
        return head
    if found_role := role_in(head.split()):
        return found_role
    behind = (parts[marker] for marker in ("to", "with", "for", "from", "at") if marker in parts)
    return next((value for value in behind if not value[:1].isdigit()), "") or owner_in(head.split())


def _before_verb(head: str) -> str:
    """ "dad" in "dad move"."""
    typed = head.split()
    end = next((place for place, word in enumerate(typed) if place and word.casefold() in title_verbs()), len(typed))
    return " ".join(typed[:end])

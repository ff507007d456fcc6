"""Hears what stands behind a verb: the thing, whom it goes to, what to say, the sum. Puts missing articles in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .lexicon import title_verbs, words
from .library import pattern_words
from .people import addressed_in, owner_in, role_in, speaks_to
from .text import stem

_SUM = re.compile(r"[£$€]\s?\d[\d.,]*k?|\b\d[\d.,]*\s?(?:£|€|euros?|quid|pounds|dollars|bucks)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heard:
    """The thing a verb is about, whom it goes to when both stand behind the verb, and what to say."""

    head: str
    who: str = ""
    message: str = ""
    rider: str = ""


def heard(verb: str, head: str, parts: Mapping[str, str]) -> Heard:
    typed = head.split()
    if not typed or verb == "help":
        return Heard(head)
    if speaks_to(verb):
        if stem(typed[-1]) in words("messages"):
            return Heard(head, who=parts.get("from", "") or owner_in(typed) or role_in(typed[:-1]) or "them")
        found = addressed_in(head)
        if stem(found.left.partition(" of ")[0].split(" ")[-1]) in words("sendable"):
            return Heard(found.left, who=found.who)
        return Heard(found.who, who=found.who, message=_message(verb, found.left))
    if verb in words("giving_verbs"):
        found = addressed_in(head, also_bare=True)
        if found.left and _is_given(verb, found.who, found.left):
            return Heard(found.left, who=found.who)
        if not found.left and found.who and verb in words("handing_verbs"):
            return Heard(head, who=found.who)
    if verb in words("carrying_verbs"):
        found = addressed_in(head, also_bare=True)
        if found.who and not found.left and found.who[:1].isupper():
            return Heard(head, rider=found.who)
    return Heard(head)


def _is_given(verb: str, who: str, left: str) -> bool:
    """Whether "Mum photos" is a person and a thing for her; "Amazon parcel" and "Christmas cards" are one thing."""
    first, after = who.split(" ", maxsplit=1)[0], left.split(" ", maxsplit=1)[0].casefold()
    if not who or who.endswith(("'s", "\u2019s")) or who.isupper():
        return False
    if after in words("determiners") or (stem(first) in words("kin") and not first.endswith("s")):
        return True
    return verb in words("handing_verbs") and first[:1].isupper() and stem(first) not in common_words()


def _message(verb: str, left: str) -> str:
    """What to say, as it follows "a sentence to Priya": "about the bins", ": “happy birthday”"."""
    first = left.split(" ", maxsplit=1)[0].casefold()
    if not left:
        return ""
    if first in words("reported_openings"):
        return f"asking {left}" if verb == "ask" else f"saying {left}"
    if first in words("greetings"):
        return f": “{left}”"
    return f"about {with_known_article(left)}"


def without_sum(head: str, parts: dict[str, str]) -> tuple[str, dict[str, str]]:
    found = _SUM.search(head)
    if not found:
        return head, parts
    left = " ".join(f"{head[: found.start()]} {head[found.end() :]}".split())
    return (left, {**parts, "sum": found[0]}) if left else (head, parts)


def with_known_article(value: str) -> str:
    """ "hallway" behind "in" is "the hallway"; a role ("landlord") is "the landlord"."""
    typed = value.split()
    is_plain = bool(typed) and typed[0].casefold() not in words("determiners") and not owner_in(typed)
    if not is_plain or typed[-1][:1].isupper():
        return value
    is_known = typed[-1].casefold() in words("definite_nouns")
    return f"the {value}" if is_known or (value[:1].islower() and role_in(typed[-2:])) else value


def with_inner_articles(head: str) -> str:
    """ "chapter 3 of thesis" with "of the thesis"."""
    before, of, after = head.rpartition(" of ")
    return f"{before}{of}{with_known_article(after)}" if of else head


@cache
def common_words() -> frozenset[str]:
    names = (
        words("determiners"),
        words("roles"),
        words("markers"),
        words("stop_words"),
        title_verbs(),
        pattern_words(),
    )
    return frozenset(stem(word) for entry in names for phrase in entry for word in phrase.split())

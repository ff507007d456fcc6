"""Fills the sentences of patterns with the person's own words.

A slot is `{[the |your ]name['s][|words when there are none]}`; a part in square brackets is dropped when a slot
in it has nothing to say. Filled in once: braces and brackets that people type stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .lexicon import words
from .people import role_in
from .text import capitalised, clipped, stem, stems_of

LONGEST_QUOTE = 80
_SLOT = re.compile(r"\{(?:(the|your) )?([a-z]+)('s)?(?:\|([^}]*))?\}")
_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_FOR_YOU = {
    "my": "your",
    "our": "your",
    "me": "you",
    "myself": "yourself",
    "mine": "yours",
    "us": "you",
    "i": "you",
    "i'm": "you're",
}
# "Anna's", "mum's" and "Mrs Lee's": what belongs to somebody takes no article.
_OWNED = re.compile(r"(?:[^\W\d_a-z][\w.]*\s){0,3}\w+['\u2019]s(?!\w)")
_MINE = re.compile(r"(?<![\w'\u2019])(my|our|me|myself|mine|us|i'm|i)(?![\w'\u2019])", re.IGNORECASE)


def fill(sentence: str, value: Callable[[str], str]) -> str:
    """`sentence` with its slots filled by `value(name)`, capitalised, without a full stop."""

    def optional(found: re.Match[str]) -> str:
        names = [slot[2] for slot in _SLOT.finditer(found[1])]
        return found[1] if all(value(name) for name in names) else ""

    whole = _OPTIONAL.sub(optional, sentence.replace("“{object", "“{bare"))
    filled = _SLOT.sub(lambda slot: _slot_words(slot, value), whole)
    said = " ".join(filled.split()).replace(" : “", ": “").replace(":: “", ": “")
    return capitalised(said.rstrip(" .,"))


def slot_names(sentence: str) -> set[str]:
    return {slot[2] for slot in _SLOT.finditer(sentence)}


def _slot_words(slot: re.Match[str], value: Callable[[str], str]) -> str:
    article, name, possessive, otherwise = slot.groups()
    found = value(name)
    if not found and otherwise is not None:
        return str(otherwise)
    said = addressed(found)
    if name in {"who", "person"}:
        said = person(said)
    elif article == "the":
        said = with_the(said)
    elif article == "your":
        said = with_your(said)
    return possessive_of(said) if possessive else said


def addressed(text: str) -> str:
    """`text` said to its writer: "my taxes" → "your taxes"."""

    def turned(found: re.Match[str]) -> str:
        return found[0] if found[0] in {"US", "ME"} else _FOR_YOU.get(found[0].casefold(), found[0])

    return _MINE.sub(turned, text)


def with_the(text: str) -> str:
    first, _, rest = text.partition(" ")
    low = first.casefold()
    if low in {"a", "an"} and rest:
        return f"the {rest}"
    if low in words("determiners") | words("spots") | words("indefinite"):
        return text
    if not first[:1].isalpha() and not _has_unit(text):
        return text
    if _is_name(text) or _is_bare_noun(text):
        return text
    return f"the {text}"


def with_your(text: str) -> str:
    first, _, rest = text.partition(" ")
    low = first.casefold()
    if low in {"a", "an", "the"} and rest:
        return f"the {rest}" if low == "the" else f"your {rest}"
    if low in words("determiners") or not first[:1].isalpha() or _is_name(text):
        return text
    return f"your {text}"


def person(text: str) -> str:
    """A person or office as one speaks of it: "dentist" → "the dentist", "mum" and "Sarah" as they are."""
    typed = text.split()
    if (
        not typed
        or _OWNED.match(text)
        or stem(typed[0]) in {"dr", "aunt", "uncle"}
        or typed[0].casefold() in words("determiners")
    ):
        return with_the(text) if text[:2].casefold() in {"a ", "an"} and " " in text else text
    if stem(typed[0]) in words("kin") or (not role_in([typed[-1]]) and not role_in(typed[-2:])):
        return text
    return text if typed[-1][:1].isupper() and len(typed) > 1 else f"the {text}"


def possessive_of(text: str) -> str:
    pronouns = {"them": "their", "him": "his", "her": "her", "it": "its", "me": "your", "you": "your"}
    if text.casefold() in pronouns:
        return pronouns[text.casefold()]
    if text.endswith(("'s", "\u2019s")) or text[-1:].isdigit():
        return text
    is_plural = text.endswith("s") and not text.endswith("ss") and text[:1].islower()
    return f"{text}'" if is_plural else f"{text}'s"


def without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if rest and first.casefold() in {"a", "an", "the"} else text


def quoted(text: str) -> str:
    """`text` in quotation marks, or "this task" when there are no words to quote."""
    plain = clipped(text, LONGEST_QUOTE).strip().replace("“", "\u2018").replace("”", "\u2019").replace('"', "'")
    return f"“{plain}”" if plain else "this task"


def _has_unit(text: str) -> bool:
    """ "30 minute walk" takes an article, "3 eggs" does not."""
    typed = text.split()
    return (
        len(typed) > 2
        and typed[0].isdigit()
        and typed[1].casefold() in {"minute", "min", "hour", "day", "week", "page", "word"}
    )


def _is_bare_noun(text: str) -> bool:
    """ "dinner", "biology", "chapter 4", and such nouns with something behind a preposition."""
    typed = re.split(r" (?:for|to|with|at|in|on|from) ", text.casefold(), maxsplit=1)[0].split()
    return " ".join(typed) in words("bare_nouns") or (len(typed) > 1 and typed[1][:1].isdigit())


def _is_name(text: str) -> bool:
    """Whether every weighty word is capitalised, as in "New York" or "Anna's"; possessives count as names too."""
    typed = text.split()
    if _OWNED.match(text):
        return True
    weighty = [word for word in typed if stem(word) not in words("stop_words")]
    if len(weighty) == 1 and stem(weighty[0]) in words("common_acronyms"):
        return False
    return bool(weighty) and all(word[:1].isupper() for word in weighty) and not stems_of(text)[0].isdigit()

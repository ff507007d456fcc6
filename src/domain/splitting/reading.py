"""Reads a title: which jobs it names, and for each the verb, the thing, the person and the day.

Words are only ever recognised, never corrected: what the person typed is what the steps say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from .lexicon import LONGEST_VERB, role_stems, title_verbs, verb_meant, words
from .library import pattern_words
from .text import clipped, shown, stem, words_of

LONGEST_TITLE = 255
LONGEST_OBJECT = 60
MOST_CLAUSES = 10

_DAY = (
    r"right now|now|today|tonight|tomorrow|asap|eod|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|\d{1,2}(?::\d\d)?\s?(?:am|pm)|\d{1,2}:\d\d|\d{4}-\d\d-\d\d"
)
# These are days only behind "by", "this" and the like: "plan the week" is about the week.
_SPAN = (
    r"weekend|morning|afternoon|evening|noon|lunch|week|month|year|dinner|bedtime|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|\d{1,2}(?:st|nd|rd|th)?(?:[./]\d{1,2}(?:[./]\d{2,4})?)?"
)
_BY = (
    r"by|before|until|on|at|this|next|due|every|by the end of|before the|by the|this coming|on the|due on|due by|at the"
)
_WHEN = re.compile(
    rf"[\s,(]+((?:(?:(?:{_BY})\s+)(?:(?:this|next)\s+)?(?:{_DAY}|{_SPAN})|{_DAY})(?:\s+(?:morning|afternoon|evening|night))?)"
    r"\)?[\s!.]*$",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"(?:^|\s)(?:[#@]\w+|p[1-4]|!+)(?=\s|$)", re.IGNORECASE)
_EDGES = re.compile(r"^(?:\W*\[[ xX]?\])?[^\w\"“'({\[<«„$€£]+|^\W*\[[ xX]?\]\s*|[^\w\"”')}\]>»?%+#]+$")
_SEPARATOR = re.compile(r"\s*(?:[;+&/]|,\s*(?:and\s+)?(?:then\s+)?|\band\s+then\b|\band\b|\bthen\b)\s+", re.IGNORECASE)
_DOCTOR = re.compile(r"\b[Dd]r\.?\s+\w+")


@dataclass(frozen=True, slots=True)
class Clause:
    """One job of a title. `verb` is a known verb or empty; the values are as typed, with "my" kept."""

    text: str
    verb: str
    is_verb_certain: bool
    rest: str = ""
    object: str = ""
    thing: str = ""
    who: str = ""
    reason: str = ""
    topic: str = ""
    place: str = ""
    when: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_unknown_verb(self) -> bool:
        """Whether an unknown word acts on a thing, as in "reupholster the chair": its noun then says too little."""
        typed = [] if self.verb else self.text.casefold().split()
        return any(
            word in words("determiners") and before not in words("markers") | {"of", "and", "&"}
            for before, word in pairwise(typed)
        )

    @property
    def noun_phrase(self) -> str:
        """The text as a thing, without words that say how often."""
        typed = self.text.split()
        while len(typed) > 1 and typed[-1].casefold() in words("how_often"):
            typed.pop()
        return clipped(" ".join(typed), LONGEST_OBJECT)

    def value(self, name: str) -> str:
        found = getattr(self, name, None) if name != "parts" else None
        return found if isinstance(found, str) else self.parts.get(name, "")


def tidy_title(title: str) -> str:
    return clipped(shown(title), LONGEST_TITLE)


def read_title(title: str) -> tuple[Clause, ...]:
    """The jobs of `title` in order; one clause, perhaps without a verb, when it names just one or none."""
    text = _in_sentence_case(tidy_title(title))
    text, when = _without_when(_EDGES.sub("", _DECORATION.sub(" ", text)))
    return tuple(read_clause(part, when=when) for part in _parts(text)[:MOST_CLAUSES])


def read_clause(text: str, *, when: str = "") -> Clause:
    bare = _without_openers(_EDGES.sub("", text))
    bare, own_when = _without_when(bare)
    verb, rest, is_certain = _leading_verb(bare)
    head, parts = _segments(_without_pronoun_tail(rest))
    topic = next((parts[marker] for marker in ("about", "regarding", "re") if marker in parts), "")
    if not topic and verb == "ask" and "for" in parts:
        topic = parts.pop("for")
    goal = parts.get("to", "") if _leading_verb(parts.get("to", ""))[0] else ""
    people = {marker: value for marker, value in parts.items() if not (marker == "to" and goal)}
    people = {marker: value for marker, value in people.items() if marker not in words("time_markers")}
    kept = " ".join(f"{marker} {_with_role_article(value)}" for marker, value in people.items() if value != topic)
    return Clause(
        text=bare or text,
        verb=verb,
        is_verb_certain=is_certain,
        rest=rest,
        object=clipped(f"{head} {kept}" if head and kept else head or next(iter(people.values()), ""), LONGEST_OBJECT),
        thing=clipped(head, LONGEST_OBJECT),
        who=clipped(_person(bare, verb, head, people), LONGEST_OBJECT),
        reason=clipped(f"about {topic}" if topic else f"to {goal}" if goal else "", LONGEST_OBJECT),
        topic=clipped(topic, LONGEST_OBJECT),
        place=clipped(
            next((people[marker] for marker in ("to", "in", "at", "into") if marker in people), ""), LONGEST_OBJECT
        ),
        when=own_when or when,
        parts=parts,
    )


def _in_sentence_case(title: str) -> str:
    """Lowers SHOUTED titles and the known words of Title Case ones; names keep their capitals."""
    typed = words_of(title)
    if len(typed) > 1 and title.isupper() and len(title) > 6:
        return title.lower()
    if len(typed) > 2 and sum(word[:1].isupper() for word in typed) > len(typed) * 0.6:
        known = _common_words()
        return re.sub(r"\w+", lambda found: found[0].lower() if stem(found[0]) in known else found[0], title)
    return title


@cache
def _common_words() -> frozenset[str]:
    names = (
        words("determiners"),
        words("roles"),
        words("markers"),
        words("stop_words"),
        title_verbs(),
        pattern_words(),
    )
    return frozenset(stem(word) for entry in names for phrase in entry for word in phrase.split())


def _without_when(text: str) -> tuple[str, str]:
    found = _WHEN.search(text)
    if not found or _without_openers(text[: found.start()].strip()).casefold() in title_verbs() | {""}:
        return text, ""
    return text[: found.start()].strip(" ,("), found[1].strip()


def _without_openers(text: str) -> str:
    """`text` without "I need to", "please" and the like in front, as long as something is left."""
    openers = words("openers")
    rest = text
    for _ in range(4):
        typed = rest.replace("\u2019", "'").split(" ")
        for size in range(min(5, len(typed) - 1), 0, -1):
            if " ".join(typed[:size]).casefold().rstrip(",:!.") in openers:
                rest = " ".join(rest.split(" ")[size:]).lstrip(" ,:-")
                break
        else:
            break
    return rest


def _leading_verb(text: str) -> tuple[str, str, bool]:
    """The verb that leads `text`, the words after it, and whether it was spelled as known."""
    typed = text.split(" ")
    plain = [word.casefold().strip(",.:;!?\"“”'()") for word in typed[:LONGEST_VERB]]
    known = title_verbs()
    if any(" ".join(plain[:size]) in words("noun_openings") for size in (2, 3)):
        return "", text, False
    for size in range(len(plain), 0, -1):
        verb = " ".join(plain[:size])
        if verb in known:
            return verb, _past_second_verb(typed[size:]), True
    if plain and (base := _base_of_gerund(plain[0])):
        return base, " ".join(typed[1:]), True
    if len(typed) > 1 and (meant := verb_meant(plain[0])):
        return meant, " ".join(typed[1:]), False
    return "", text, False


def _past_second_verb(typed: list[str]) -> str:
    """The words after "wash" in "wash and dry the dishes", without "and dry"."""
    has_second = len(typed) > 2 and typed[0].casefold() in {"and", "&", "or"} and typed[1].casefold() in title_verbs()
    return " ".join(typed[2:] if has_second else typed)


def _base_of_gerund(word: str) -> str:
    """The verb of "cleaning", "writing", "running"; empty for other words."""
    if not word.endswith("ing") or len(word) < 6:
        return ""
    root = word[:-3]
    undoubled = root[:-1] if root[-1] == root[-2] else root
    return next((base for base in (root, root + "e", undoubled) if base in title_verbs()), "")


def _parts(text: str) -> list[str]:
    """`text` cut where a new job starts: after "and", "then", a comma … when a verb with an object follows."""
    parts: list[str] = []
    start = 0
    for found in _SEPARATOR.finditer(text):
        if _starts_job(text[found.end() : found.end() + LONGEST_OBJECT]) and _has_object(text[start : found.start()]):
            parts.append(text[start : found.start()])
            start = found.end()
    return [part for part in [*parts, text[start:]] if part.strip()] or [text]


def _starts_job(text: str) -> bool:
    bare = _without_openers(_SEPARATOR.split(text, maxsplit=1)[0])
    verb, rest, is_certain = _leading_verb(bare)
    if not verb or not is_certain or stem(rest.strip()) in words("pronouns"):
        return False
    return bool(rest.strip()) or (verb not in words("also_nouns") and " " not in bare.strip())


def _has_object(text: str) -> bool:
    bare = _without_openers(text.strip())
    verb, rest, _ = _leading_verb(bare)
    return bool(rest.strip()) or (
        verb in {"shower", "exercise", "meditate", "eat", "cook", "stretch", "work out", "study"}
    )


def _without_pronoun_tail(text: str) -> str:
    """ "the car and vacuum it" → "the car": the second verb has no thing of its own."""
    head, _, tail = text.rpartition(" and ")
    typed = tail.casefold().split()
    return head if head and len(typed) > 1 and typed[0] in title_verbs() and typed[1] in words("pronouns") else text


def _segments(text: str) -> tuple[str, dict[str, str]]:
    """The words before the first preposition, and those after each one."""
    markers = words("markers")
    head: list[str] = []
    parts: dict[str, list[str]] = {}
    current = head
    for word in text.split():
        if not words_of(word) and word not in {"&", "+"}:
            continue
        low = word.casefold().rstrip(":")
        if low in markers and low not in parts:
            current = parts[low] = []
        else:
            current.append(word)
    trimmed = {marker: " ".join(value).strip(" ,") for marker, value in parts.items()}
    while head and head[-1].casefold() in words("how_often"):
        head.pop()
    return " ".join(head).strip(" ,"), {marker: value for marker, value in trimmed.items() if value}


def _person(text: str, verb: str, head: str, parts: Mapping[str, str]) -> str:
    if found := _DOCTOR.search(text):
        return "Dr" + found[0][2:]
    if verb == "help":
        return _before_verb(head)
    if head and {verb, verb.split(" ", maxsplit=1)[0]} & words("people_verbs"):
        return head
    if found_role := role_in(head.split()):
        return found_role
    return next((parts[marker] for marker in ("to", "with", "for", "from", "at") if marker in parts), "")


def _before_verb(head: str) -> str:
    """ "dad" in "dad move"."""
    typed = head.split()
    end = next((place for place, word in enumerate(typed) if place and word.casefold() in title_verbs()), len(typed))
    return " ".join(typed[:end])


def _with_role_article(value: str) -> str:
    typed = value.split()
    is_plain = bool(typed) and value[:1].islower() and typed[0].casefold() not in words("determiners")
    return f"the {value}" if is_plain and role_in(typed) else value


def role_in(typed: Sequence[str]) -> str:
    """The first person or office ("tax office", "dentist") among the words, as typed."""
    roles = role_stems()
    stems = [stem(word) for word in typed]
    for index in range(len(stems)):
        for size in (2, 1):
            if tuple(stems[index : index + size]) in roles:
                return " ".join(typed[index : index + size]).strip(",.:;!?")
    return ""

"""Reads a title: which jobs it names, and for each the verb, the thing, the person and the day.

Words are only ever recognised, never corrected: what the person typed is what the steps say.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .clause import LONGEST_OBJECT, WONDER, WONDER_WHETHER, Clause
from .hearing import common_words, heard, with_inner_articles, with_known_article, without_sum
from .lexicon import title_verbs, words
from .people import person_in
from .text import clipped, shown, stem, words_of
from .verbs import HAVE_DONE, leading_verb, split_causative

LONGEST_TITLE = 255
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
_LASTING = r"(?:\d{1,3}|an?|half an?)\s?(?:h|hrs?|hours?|mins?|minutes?)(?!\w)"
_WHEN = re.compile(
    rf"[\s,(]+((?:for\s+(?:{_LASTING})|(?:for\s+(?:(?:this|next)\s+)?)(?:{_DAY})|(?:(?:{_BY})\s+)(?:(?:this|next)\s+)?(?:{_DAY}|{_SPAN})|{_DAY})(?:\s+(?:morning|afternoon|evening|night))?)"
    r"\)?[\s!.]*$",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"(?:^|\s)(?:[#@]\w+|p[1-4]|!+)(?=\s|$)", re.IGNORECASE)
_EDGES = re.compile(r"^(?:\W*\[[ xX]?\])?[^\w\"“'({\[<«„$€£]+|^\W*\[[ xX]?\]\s*|[^\w\"”')}\]>»?%+#]+$")
_SEPARATOR = re.compile(r"\s*(?:[;+&/]|,\s*(?:and\s+)?(?:then\s+)?|\band\s+then\b|\band\b|\bthen\b)\s+", re.IGNORECASE)
_KIN_OWNER = re.compile(r"\b(mum|mom|dad|nan|grandma|grandpa|granny|gran)s(?= \w)", re.IGNORECASE)
_CHOICE = re.compile(
    r"(?:should (?:i|we)|shall (?:i|we)|do i (?:want|need)|which|whether|what (?:to|should))\b", re.IGNORECASE
)
_OPEN_QUESTION = re.compile(
    r"(?:why|what|what's|where|where's|when|who|how (?:much|many|long|often|come))\b", re.IGNORECASE
)


def tidy_title(title: str) -> str:
    return clipped(shown(title), LONGEST_TITLE)


def read_title(title: str) -> tuple[Clause, ...]:
    """The jobs of `title` in order; one clause, perhaps without a verb, when it names just one or none."""
    text = _KIN_OWNER.sub(r"\1's", _in_sentence_case(tidy_title(title)))
    text = _EDGES.sub("", _DECORATION.sub(" ", text))
    if question := _question(text):
        return (question,)
    text, when = _without_when(text.rstrip("?! "))
    return tuple(read_clause(part, when=when) for part in _parts(text)[:MOST_CLAUSES])


def read_clause(text: str, *, when: str = "") -> Clause:
    bare = _without_openers(_EDGES.sub("", text))
    bare, own_when = _without_when(bare)
    verb, rest, is_certain = leading_verb(bare)
    work = ""
    if causative := split_causative(verb, rest):
        verb, rest = causative
        if verb in words("services") or " " in verb:
            verb, work = HAVE_DONE, verb
    clause = _with_parts(bare or text, verb, rest, is_certain=is_certain)
    return replace(clause, when=own_when or when, parts={**clause.parts, **({"work": work} if work else {})})


def _question(text: str) -> Clause | None:
    """A title that asks; what it asks about is no thing to act on."""
    if _CHOICE.match(text):
        return Clause(text=text, verb=WONDER_WHETHER, is_verb_certain=True)
    return Clause(text=text, verb=WONDER, is_verb_certain=True) if _OPEN_QUESTION.match(text) else None


def _with_parts(text: str, verb: str, rest: str, *, is_certain: bool) -> Clause:
    head, parts = _segments(_without_pronoun_tail(rest))
    head, parts = without_sum(head, parts)
    heard_words = heard(verb, head, parts)
    topic = next((parts[marker] for marker in ("about", "regarding", "re") if marker in parts), "")
    if not topic and "for" in parts and heard_words.who and verb in words("asking_verbs"):
        topic = parts.pop("for")
    goal = parts.get("to", "") if leading_verb(parts.get("to", ""))[0] else ""
    people = {marker: value for marker, value in parts.items() if not (marker == "to" and goal)}
    skipped = words("time_markers") | {"sum"}
    people = {marker: with_known_article(value) for marker, value in people.items() if marker not in skipped}
    kept = " ".join(f"{marker} {value}" for marker, value in people.items() if value != with_known_article(topic))
    thing = with_inner_articles(heard_words.head)
    topic = with_known_article(topic)
    return Clause(
        text=text,
        verb=verb,
        is_verb_certain=is_certain,
        rest=rest,
        object=clipped(
            f"{thing} {kept}" if thing and kept else thing or next(iter(people.values()), ""), LONGEST_OBJECT
        ),
        thing=clipped(thing, LONGEST_OBJECT),
        who=clipped(heard_words.who or person_in(text, verb, heard_words.head, people), LONGEST_OBJECT),
        reason=clipped(f"about {topic}" if topic else f"to {goal}" if goal else heard_words.message, LONGEST_OBJECT),
        topic=clipped(topic, LONGEST_OBJECT),
        place=clipped(
            next((people[marker] for marker in ("to", "in", "at", "into") if marker in people), ""), LONGEST_OBJECT
        ),
        parts={**parts, **people, **({"rider": heard_words.rider} if heard_words.rider else {})},
    )


def _in_sentence_case(title: str) -> str:
    """Lowers SHOUTED titles and the known words of Title Case ones; names keep their capitals."""
    typed = words_of(title)
    if len(typed) > 1 and title.isupper() and len(title) > 6:
        return title.lower()
    is_title_case = len(typed) > 2 and typed[0][:1].isupper()
    if is_title_case and sum(word[:1].isupper() for word in typed) > len(typed) * 0.6:
        known = common_words()
        return re.sub(r"\w+", lambda found: found[0].lower() if stem(found[0]) in known else found[0], title)
    return title


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
    verb, rest, is_certain = leading_verb(bare)
    if not verb or not is_certain or stem(rest.strip()) in words("pronouns"):
        return False
    return bool(rest.strip()) or (verb not in words("also_nouns") and " " not in bare.strip())


def _has_object(text: str) -> bool:
    bare = _without_openers(text.strip())
    verb, rest, _ = leading_verb(bare)
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

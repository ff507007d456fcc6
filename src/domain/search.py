"""Forgiving search, the part of it that is about text: the same words, scores and excerpts on every database engine.

Text is compared *folded*: letter case, accents and typographic variants are gone. Words are runs of letters and digits.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple
from unicodedata import category, normalize

MOST_TERMS = 12
SHORTEST_FORGIVEN = 4
"""Letters that a word needs for a typo in it to be forgiven: "cat" and "car" are two words."""

LONGEST_INDEXED = 500
"""Characters of a word that are indexed: both engines have a limit somewhere above."""

_OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR"})
_WORD = re.compile(r"[^\W_]+")

# What a found term is worth, by where and how it was found; a title that is the whole query is worth 1.
_IN_TITLE = {"word": 0.9, "prefix": 0.7, "typo": 0.5}
_IN_DESCRIPTION = {"word": 0.4, "prefix": 0.3, "typo": 0.2}
# At most this much goes to titles with few other words, so that it never lifts a match over a better kind of match.
_BREVITY = 0.05


class Place(NamedTuple):
    """Where a word stands: `text[start:end]`."""

    start: int
    end: int


def fold(text: str) -> str:
    """`text` as it is compared: compatibility forms unified, lower case, marks over and under letters gone.
    An index built from folded text finds whatever `search_terms` asks for."""
    if text.isascii():
        return text.lower()
    # Casefolding can make characters that normalising changes again, hence on both sides of it.
    apart = normalize("NFKD", normalize("NFKC", text).casefold())
    return normalize("NFKC", "".join(each for each in apart if category(each)[0] != "M"))


def search_terms(q: str) -> list[str]:
    """The words that `q` asks for: folded, distinct, in order, at most 12. Only letters and digits are left, so a term
    is never query syntax; AND, OR, NOT and NEAR in capitals are dropped beside other words."""
    asked = " ".join(part for part in q.split() if part not in _OPERATORS)
    words = _WORD.findall(fold(asked)) or _WORD.findall(fold(q))
    return list(dict.fromkeys(word[:LONGEST_INDEXED] for word in words))[:MOST_TERMS]


def trigrams(word: str) -> list[str]:
    """Distinct runs of three characters, the word padded as PostgreSQL's pg_trgm does it (two blanks before, one
    after). Two words within one typo of each other have one in common, so an index of them finds all candidates."""
    padded = f"  {word} "
    return list(dict.fromkeys(padded[place : place + 3] for place in range(len(padded) - 2))) if word else []


def within_one_typo(a: str, b: str) -> bool:
    """Whether one letter added, left out, replaced, or swapped with its neighbour makes `a` into `b` (or none does).
    Words under 4 letters are alike only when equal."""
    if a == b:
        return True
    if len(a) > len(b):
        a, b = b, a
    if len(a) < SHORTEST_FORGIVEN or len(b) - len(a) > 1:
        return False
    place = next((place for place, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), len(a))
    if len(a) < len(b):
        return a[place:] == b[place + 1 :]
    is_swapped = a[place : place + 2] == b[place : place + 2][::-1] and a[place + 2 :] == b[place + 2 :]
    return is_swapped or a[place + 1 :] == b[place + 1 :]


def highlight(text: str, terms: Sequence[str], *, width: int = 160) -> str:
    """An excerpt of `text`, safe HTML: about `width` characters around the first word that a term finds, every such
    word in `<mark>…</mark>`, all else escaped, "…" where text was left out."""
    found = _found(text, terms)
    start, end = _window(text, found[0] if found else Place(0, 0), width)
    pieces: list[str] = ["…" if start else ""]
    place = start
    for word in found:
        if word.start >= start and word.end <= end:
            pieces += [escape(text[place : word.start]), f"<mark>{escape(text[word.start : word.end])}</mark>"]
            place = word.end
    return "".join([*pieces, escape(text[place:end]), "…" if end < len(text) else ""])


def relevance(title: str, description: str, terms: Sequence[str]) -> float:
    """How well a task answers `terms`, 0 to 1, four decimals: 1 when the title is the query; else the mean over the
    terms of their best match, which falls from a word of the title over its beginning and a typo of it to the same in
    the description. Titles with few other words come first among equals."""
    if not terms:
        return 0.0
    title_words, description_words = list(words_in(title)), words_in(description)
    if title_words == list(terms):
        return 1.0
    in_title = [_best(title_words, term) for term in terms]
    scores = [
        _IN_TITLE[kind] if kind else _IN_DESCRIPTION.get(_best(description_words, term), 0.0)
        for kind, term in zip(in_title, terms, strict=True)
    ]
    brevity = _BREVITY * sum(map(bool, in_title)) / max(len(title_words), len(terms))
    return round(sum(scores) / len(terms) + brevity, 4)


def _likeness(word: str, term: str) -> str:
    """How `word` answers `term`: as that "word", as a "prefix" of it, as a "typo" of it, or "" not at all."""
    if word == term:
        return "word"
    if word.startswith(term):
        return "prefix"
    return "typo" if within_one_typo(word, term) else ""


def _best(words: Sequence[str], term: str) -> str:
    kinds = {_likeness(word, term) for word in words}
    return next((kind for kind in _IN_TITLE if kind in kinds), "")


def words_in(text: str) -> tuple[str, ...]:
    """The distinct words of `text`, folded, in order."""
    return tuple(dict.fromkeys(_WORD.findall(fold(text))))


def _found(text: str, terms: Sequence[str]) -> list[Place]:
    """Where the words stand that a term finds; a mark belongs to the letter before it."""
    marks = "" if text.isascii() else "".join(each for each in set(text) if category(each)[0] == "M")
    pattern = re.compile(rf"(?:[^\W_]|[{re.escape(marks)}])+") if marks else _WORD
    # Texts repeat their words: folding and comparing each once is four times as fast.
    answers: dict[str, bool] = {}
    places = []
    for word in pattern.finditer(text):
        if word[0] not in answers:
            folded = fold(word[0])
            answers[word[0]] = any(_likeness(folded, term) for term in terms)
        if answers[word[0]]:
            places.append(Place(word.start(), word.end()))
    return places


def _window(text: str, around: Place, width: int) -> tuple[int, int]:
    """Where an excerpt of about `width` characters begins and ends, words kept whole where blanks allow it."""
    length = max(width, around.end - around.start)
    start = max(0, min(around.start - (length - (around.end - around.start)) // 3, len(text) - length))
    end = min(len(text), start + length)
    if start:
        blank = text.find(" ", start - 1, around.start)
        start = blank + 1 if blank >= 0 else start
    if end < len(text):
        blank = text.rfind(" ", max(around.end, start), end + 1)
        end = blank if blank > start else end
    return start, end


def searchable_words(title: str, description: str, tags: Sequence[str]) -> str:
    """What an index keeps of a task: its distinct folded words, separated by blanks."""
    words = (word for text in (title, description, *tags) for word in _WORD.findall(fold(text)))
    return " ".join(dict.fromkeys(word[:LONGEST_INDEXED] for word in words))

"""The title of an item: its words that are not evidence for another field."""

from collections.abc import Sequence

from src.domain.capture.tables import words_of
from src.domain.capture.tokens import Kind, Token

EDGES = words_of(", - \u2013 — : ; . ( [ ... .. & + = ~ … /")
TRAILING = EDGES | frozenset({"!", "!!", "!!!"})
DANGLING = words_of("and then but")


BEFORE_TAKEN = words_of("is are was on at by for from to until every due")
AFTER_TAKEN = words_of("to that is are")
"""Small words that only tied the title to what was taken out of it."""


def title_of(tokens: Sequence[Token], is_taken: Sequence[bool]) -> tuple[str, list[Token]]:
    """The title, and the joining words cut from its ends."""
    kept = [(place, token) for place, token in enumerate(tokens) if not is_taken[place]]
    kept = _without_empty_brackets(kept)
    cut: list[Token] = []
    while kept and (kept[0][1].low in EDGES - {"(", "["} or kept[0][1].low in DANGLING):
        cut += [kept.pop(0)[1]]
    while kept and (kept[-1][1].low in TRAILING or kept[-1][1].low in DANGLING):
        cut += [kept.pop()[1]]
    behind = kept[-1][0] + 1 if kept else 0
    ties = len(kept) > 1 and kept[-1][1].low in BEFORE_TAKEN and behind < len(tokens) and is_taken[behind]
    is_on_a_day = ties and kept[-1][1].low in ("is", "are") and tokens[behind].low == "on"
    if is_on_a_day or (ties and tokens[behind].low not in BEFORE_TAKEN | {"in"}):
        cut += [kept.pop()[1]]
    if len(kept) > 1 and kept[0][1].low in AFTER_TAKEN and kept[0][0] > 0:
        cut += [kept.pop(0)[1]]
    return _capitalised(_joined(kept)), [token for token in cut if token.text[0].isalpha()]


def _without_empty_brackets(kept: list[tuple[int, Token]]) -> list[tuple[int, Token]]:
    """Without '()', '[]' and doubled commas that taking words out has left."""
    clean: list[tuple[int, Token]] = []
    for place, token in kept:
        before = clean[-1] if clean else None
        if before and (before[1].low, token.low) in (("(", ")"), ("[", "]")) and place - before[0] > 1:
            clean.pop()
        elif before and token.low in (",", ".") and before[1].low in (",", ":", ";", "-") and place - before[0] > 1:
            continue
        else:
            clean.append((place, token))
    return clean


def _joined(kept: Sequence[tuple[int, Token]]) -> str:
    text, last = "", -1
    for place, token in kept:
        if token.kind is Kind.LINE:
            text, last = text + ",", place - 1
            continue
        gap = token.spaced or (place - last > 1 and token.low not in (",", ".", ")", ";", ":", "?", "!"))
        text += (" " if gap and text else "") + token.shown
        last = place
    return text.strip()


def _capitalised(title: str) -> str:
    """The first letter large, unless the first word is spelt in a way of its own ('iPhone', a file, an address)."""
    word = title.split(" ", 1)[0]
    if (
        not word.isalpha()
        and not word.replace("'", "").replace("-", "").replace("\u2019", "").rstrip(",:;.!?").isalpha()
    ):
        return title
    first = title[0].upper()
    return first + title[1:] if word == word.lower() and first.lower() == title[0] else title

"""Text as people type it, made safe to match and to repeat back."""

from __future__ import annotations

import re
import unicodedata

READ_LIMIT = 12_000
_INVISIBLE = {0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_WORD = re.compile(r"[^\W_]+(?:['\u2019.\-][^\W_]+)*")
_LIST_MARK = re.compile(r"^\s*(?:[-*•\u2013]\s*(?:\[[ xX]?\])?|\d{1,2}[.)]|\[[ xX]?\])\s+")


def _is_shown(character: str) -> bool:
    if ord(character) in _INVISIBLE:
        return False
    return unicodedata.category(character) not in {"Cc", "Cs"}


def shown(text: str) -> str:
    """`text` on one line, without control characters, lone surrogates and direction marks, in NFC."""
    spaced = re.sub(r"\s+", " ", text[:READ_LIMIT])
    return unicodedata.normalize("NFC", "".join(filter(_is_shown, spaced))).strip()


def list_items(text: str) -> list[str]:
    """The items of a bulleted, numbered or checkbox list in `text`, in order."""
    lines = text[:READ_LIMIT].splitlines()
    return [item for line in lines if _LIST_MARK.match(line) and (item := shown(_LIST_MARK.sub("", line)))]


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def stem(word: str) -> str:
    """`word` in lower case without a possessive or plural ending, good enough to compare two nouns."""
    low = word.casefold().replace("\u2019", "'").removesuffix("'s").rstrip(".'")
    if len(low) > 4 and low.endswith("ies"):
        return low[:-3] + "y"
    if len(low) > 4 and low.endswith(("sses", "ches", "shes", "xes")):
        return low[:-2]
    if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return low[:-1]
    return low


def stems_of(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words_of(text))


def clipped(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, cut between words when there is a gap to cut at."""
    if len(text) <= limit:
        return text
    cut = text[:limit]
    head, gap, _ = cut.rpartition(" ")
    return (head if gap and len(head) > limit // 2 else cut).rstrip(" ,;:-\u2013\u2014.(")


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """`text` to stand inside a sentence; an opening acronym keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def same_words(text: str) -> str:
    """A key under which two wordings of one step are equal."""
    return " ".join(word.casefold() for word in words_of(text)) or text.casefold().strip()

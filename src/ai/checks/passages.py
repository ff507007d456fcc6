"""Finds in a text the passages that a model says it read."""

from collections.abc import Iterator
from dataclasses import dataclass

from src.ai.checks.refused import Refused

LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Passage:
    """The code points `start` to `end` (exclusive) of a text."""

    start: int
    end: int
    text: str


def passage_of(quote: str, text: str, *, near: Passage | None = None) -> Passage:
    """Where `quote` stands in `text` word for word; of several places one inside `near`, or the one closest to it.

    Raises:
        Refused: when it is empty, too long, or not there on whole words.
    """
    if not quote.strip() or len(quote) > LONGEST_QUOTE:
        raise Refused("a quote is not usable")
    places = list(_places(quote, text))
    if not places:
        raise Refused("a quote is not in the text")
    start = min(places, key=lambda place: _distance(place, near)) if near else places[0]
    return Passage(start, start + len(quote), quote)


def _places(quote: str, text: str) -> Iterator[int]:
    start = text.find(quote)
    while start >= 0:
        if not _cuts_word(text, start) and not _cuts_word(text, start + len(quote)):
            yield start
        start = text.find(quote, start + 1)


def _cuts_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _distance(place: int, near: Passage) -> int:
    return 0 if near.start <= place < near.end else min(abs(place - near.start), abs(place - near.end))

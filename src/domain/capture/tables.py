"""How the tables of words are written down."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

Meaning = TypeVar("Meaning")
Phrase = tuple[str, ...]


class PhraseBook:
    """Phrases by their first and by their last word, longest first, so that the first that fits is the whole of it."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(sorted(filter(None, phrases), key=len, reverse=True))
        self.by_first: dict[str, list[Phrase]] = {}
        self.by_last: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            self.by_first.setdefault(phrase[0], []).append(phrase)
            self.by_last.setdefault(phrase[-1], []).append(phrase)

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self.phrases)


def phrases(text: str) -> PhraseBook:
    """One phrase to a line."""
    return PhraseBook(tuple(line.split()) for line in text.splitlines())


def words_of(text: str) -> frozenset[str]:
    """The words of a table, written one after the other with white space between them."""
    return frozenset(text.split())


def by_word(table: dict[Meaning, str]) -> dict[str, Meaning]:
    """What each word means, from the words of each meaning."""
    return {word: meaning for meaning, text in table.items() for word in text.split()}


def by_phrase(table: dict[Meaning, str]) -> dict[Phrase, Meaning]:
    """What each phrase means, from the phrases of each meaning, written with bars between them."""
    return {tuple(phrase.split()): meaning for meaning, text in table.items() for phrase in text.split("|")}

"""How the tables of words are written down."""

from typing import TypeVar

Meaning = TypeVar("Meaning")


Phrase = tuple[str, ...]


def phrases(text: str) -> tuple[Phrase, ...]:
    """One phrase to a line, longest first, so that the first that fits is the whole of it."""
    lines = (tuple(line.split()) for line in text.strip().splitlines())
    return tuple(sorted(filter(None, lines), key=len, reverse=True))


def words_of(text: str) -> frozenset[str]:
    """The words of a table, written one after the other with white space between them."""
    return frozenset(text.split())


def by_word(table: dict[Meaning, str]) -> dict[str, Meaning]:
    """What each word means, from the words of each meaning."""
    return {word: meaning for meaning, text in table.items() for word in text.split()}


def by_phrase(table: dict[Meaning, str]) -> dict[Phrase, Meaning]:
    """What each phrase means, from the phrases of each meaning, written with bars between them."""
    return {tuple(phrase.split()): meaning for meaning, text in table.items() for phrase in text.split("|")}

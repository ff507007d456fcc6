"""The words of one item, for the grammar to read at a position and ahead of it."""

from collections.abc import Callable, Sequence
from functools import cached_property

from src.domain.capture.calendar_words import NUMBERS
from src.domain.capture.tables import Phrase, PhraseBook
from src.domain.capture.tokens import Kind, Token

COUNTED = {"couple": 2, "few": 3, "several": 4}


class Words(dict[int, str]):
    """The word at each position, the empty one where there is none: looked up 4,000 times in a dump of 500 characters,
    a dictionary needs no Python code for that."""

    def __missing__(self, place: int) -> str:
        return ""


class Line:
    """Reading past either end is allowed and finds the empty word, as a literal does."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.lows = [token.low for token in tokens]
        self.low: Callable[[int], str] = Words(enumerate(self.lows)).__getitem__

    @cached_property
    def is_all_capitals(self) -> bool:
        """Whether every word begins with a capital: then capitals show nothing."""
        words = [t for t in self.tokens if t.kind is Kind.WORD and t.text[0].isalpha()]
        return all(token.is_capital for token in words)

    @cached_property
    def has_small_letters(self) -> bool:
        return any(character.islower() for token in self.tokens for character in token.text)

    def __len__(self) -> int:
        return len(self.tokens)

    def is_end(self, place: int) -> bool:
        return place >= len(self.tokens)

    def is_word(self, place: int) -> bool:
        return 0 <= place < len(self.tokens) and self.tokens[place].kind is not Kind.MARK

    def has(self, place: int, *words: str) -> bool:
        """Whether exactly these words stand at `place`."""
        return place >= 0 and self.lows[place : place + len(words)] == [*words]

    def starts(self, place: int, book: PhraseBook) -> Phrase | None:
        """The longest phrase of the book that stands at `place`."""
        known = book.by_first.get(self.low(place))
        return next((phrase for phrase in known if self.has(place, *phrase)), None) if known else None

    def ends(self, end: int, book: PhraseBook) -> Phrase | None:
        """The longest phrase of the book that stands before `end`."""
        known = book.by_last.get(self.low(end - 1))
        return next((phrase for phrase in known if self.has(end - len(phrase), *phrase)), None) if known else None

    def skip(self, place: int, *words: str) -> int:
        """`place`, or the one behind it when one of `words` stands there."""
        return place + 1 if self.low(place) in words else place


def number_at(line: Line, place: int) -> tuple[int, int] | None:
    """A small whole number, in digits or words, and the position after it."""
    word = line.low(place)
    if word.isdecimal() and len(word) <= 4:
        return int(word), place + 1
    if word in COUNTED:
        return COUNTED[word], line.skip(place + 1, "of")
    if word == "a" and line.low(place + 1) in COUNTED:
        return COUNTED[line.low(place + 1)], line.skip(place + 2, "of")
    return (NUMBERS[word], place + 1) if word in NUMBERS else None

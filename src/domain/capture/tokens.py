"""Words and marks of a text, each with its place in code points."""

import re
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from src.domain.capture.calendar_words import MONTHS, WEEKDAYS
from src.domain.capture.protection import QuoteFinder, literal_end


class Kind(Enum):
    WORD = auto()
    MARK = auto()
    LITERAL = auto()
    LINE = auto()


class Token(NamedTuple):
    """`low` is the folded word that the grammar reads; a literal's is empty. `spaced`: white space stands before it."""

    kind: Kind
    text: str
    low: str
    start: int
    end: int
    spaced: bool

    @property
    def shown(self) -> str:
        """The token as a title shows it: an escape's backslash is gone."""
        return self.text[1:] if self.kind is Kind.LITERAL and self.text[0] == "\\" else self.text

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


W = r"[^\s!-/:-@\[-^`{-~“”\u2018\u2019«»…\u2013—·•¡¿]"
"""A character that is no space and no mark: letters, digits, emoji, underscores, combining accents."""

PIECE = re.compile(
    rf"""
      (?P<word> \d{{4}}-\d\d?-\d\d? (?: T\d\d:\d\d (?: :\d\d )? (?: Z | [+-]\d\d:?\d\d )? )? (?! \w )
      | (?: utc | gmt ) [+-] \d{{1,2}} (?: :\d\d )? (?! \w )
      | \d{{1,2}} (?: [:.]\d\d ){{0,2}} \s? [ap]\.m\.? (?! \w )
      | w/o? (?! {W}/ ) | b/c
      | [#@] (?! \d ) {W} (?: {W} | [/-] (?= {W} ) )*+
      | ~ (?= \d )
      | every! (?! ! )
      | {W}++ (?: ['\u2019&+-] {W}++ | \u2013 (?= {W} ) {W}++ | (?<= \d ) [:.,/] (?= \d ) {W}++ | / {W}++
             | (?<! {W}{W} ) \. (?= {W} (?! {W} ) ) {W}++ )*+
      )
    | (?P<mark> !+ | \?+ | \.+ | -+ | [\u2013—]+ | . )
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
SPACE = re.compile(r"\s+")
CHUNK = re.compile(r"\S+")
COMPOUND = re.compile(r"[-\u2013/&+]")
CLOCKLIKE = re.compile(r"\d{1,2}(?:[:.]\d\d)?(?:am|pm|a|p|st|nd|rd|th)?|\d{3,4}(?:am|pm)?", re.IGNORECASE)
OPENING = "([{*_'\"“\u2018-\u2013—"


def fold(word: str) -> str:
    return word.casefold().replace("\u2019", "'")


@lru_cache(maxsize=4096)
def has_date_parts(word: str) -> bool:
    """Whether each part of a compound ('mon-fri', '6-9pm', 'mon/wed') can be a date or time on its own."""
    if not COMPOUND.search(word) or (re.fullmatch(r"\d{1,4}([/-])\d{1,2}(\1\d{1,4})?", word) and "/" in word):
        return False
    if re.match(r"(?:utc|gmt)[+-]|\d{4}-\d", word):
        return False
    parts = COMPOUND.split(word)
    named = [part in WEEKDAYS or part in MONTHS for part in parts]
    return all(name or CLOCKLIKE.fullmatch(part) for name, part in zip(named, parts, strict=True))


def pieces(text: str, start: int, end: int, spaced: bool) -> list[Token]:
    """A word, in its parts when it is a compound of dates or times."""
    word = text[start:end]
    low = fold(word)
    if low.isalpha() or not has_date_parts(low):
        return [Token(Kind.WORD, word, low, start, end, spaced)]
    found: list[Token] = []
    for part in re.finditer(r"[-\u2013/&+]|[^-\u2013/&+]+", word):
        kind = Kind.WORD if part[0][0].isalnum() else Kind.MARK
        begin = start + part.start()
        found.append(Token(kind, part[0], fold(part[0]), begin, start + part.end(), spaced and not found))
    return found


def tokenise(text: str) -> list[Token]:
    """All of `text` but its white space, in order; a line break is a token of its own."""
    tokens: list[Token] = []
    quotes = QuoteFinder(text)
    place, chunk_end, spaced = 0, 0, True
    while place < len(text):
        if text[place].isspace() and (space := SPACE.match(text, place)):
            if "\n" in space[0] or "\r" in space[0]:
                tokens.append(Token(Kind.LINE, "\n", "\n", place, space.end(), True))
            place, spaced = space.end(), True
            continue
        begins = spaced or text[place - 1] in OPENING
        if place >= chunk_end:
            chunk = CHUNK.match(text, place)
            chunk_end = chunk.end() if chunk else len(text)
        end = (quotes.end(place) or (literal_end(text, place, chunk_end) if spaced else None)) if begins else None
        if end:
            tokens.append(Token(Kind.LITERAL, text[place:end], "", place, end, spaced))
        else:
            piece = PIECE.match(text, place)
            end = piece.end() if piece else place + 1
            if piece and piece["word"]:
                tokens += pieces(text, place, end, spaced)
            else:
                mark = text[place:end]
                tokens.append(Token(Kind.MARK, mark, mark, place, end, spaced))
        place, spaced = end, False
    return tokens

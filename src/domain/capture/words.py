"""Single words of the calendar: names (misspelt by one edit at most), ordinals, years."""

import re
from functools import lru_cache

from src.domain.capture.calendar_words import MONTHS, ORDINALS, RELATIVE_DAYS, TONIGHT, WEEKDAYS
from src.domain.capture.line import Line
from src.domain.capture.tables import words_of

FULL_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FULL_MONTHS = ("january", "february", "august", "september", "october", "november", "december")
CORRECTABLE = (*FULL_WEEKDAYS, *FULL_MONTHS, "tomorrow", "tonight", "weekend", "afternoon", "evening", "morning")
REAL_WORDS = words_of("""
    sundae sundry sunny sundays sundar mundane augusta augustus mourning warning moaning evenings weekends
    mornings afternoons weekends tonights decembers knight frida saturdays fridays mondays tuesdays morning
    evening weekend freda today toady morningside evening's weekender weekended
    """)
NUMBERED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")


def one_edit(written: str, meant: str) -> bool:
    """Whether one letter is missing, extra, wrong or swapped with its neighbour."""
    if abs(len(written) - len(meant)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, wanted = written[start:], meant[start:]
    return (
        rest[1:] == wanted[1:]
        or rest[1:] == wanted
        or rest == wanted[1:]
        or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:])
    )


@lru_cache(maxsize=4096)
def corrected(word: str) -> str:
    """The calendar word that a misspelling means, else the word itself."""
    if not 5 <= len(word) <= 10 or word in REAL_WORDS or not word.isalpha():
        return word
    return next((right for right in CORRECTABLE if right[0] == word[0] and one_edit(word, right)), word)


@lru_cache(maxsize=4096)
def weekday_of(word: str) -> int | None:
    return WEEKDAYS.get(word, WEEKDAYS.get(corrected(word)))


@lru_cache(maxsize=4096)
def month_of(word: str) -> int | None:
    return MONTHS.get(word, MONTHS.get(corrected(word)))


@lru_cache(maxsize=4096)
def relative_day_of(word: str) -> int | None:
    """Days from today of 'today' or 'tomorrow'."""
    return RELATIVE_DAYS.get(word, 1 if corrected(word) == "tomorrow" else None)


@lru_cache(maxsize=4096)
def is_tonight(word: str) -> bool:
    return word in TONIGHT or corrected(word) == "tonight"


@lru_cache(maxsize=4096)
def ordinal_of(word: str) -> int | None:
    """1 for '1st' and 'first', up to 31."""
    numbered = NUMBERED.fullmatch(word)
    number = int(numbered[1]) if numbered else ORDINALS.get(word)
    return number if number and number <= 31 else None


def year_at(line: Line, place: int) -> tuple[int, int] | None:
    """A year between 2000 and 2099 at `place`, after a comma or short as '27, and the position after it."""
    word = line.low(place)
    if word == "," and len(line.low(place + 1)) == 4:
        found = year_at(line, place + 1)
        return found if found and line.low(place + 2) not in ("people", "words") else None
    if word == "'" and re.fullmatch(r"\d\d", line.low(place + 1)):
        return 2000 + int(line.low(place + 1)), place + 2
    return (int(word), place + 1) if re.fullmatch(r"20\d\d", word) else None

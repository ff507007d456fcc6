"""How long something takes: ~30m, 2h, for 45 minutes, half an hour, 1h30, an hour and a half."""

import re

from src.domain.capture.calendar_words import MINUTE_UNITS
from src.domain.capture.context import is_title
from src.domain.capture.line import Line, number_at
from src.domain.capture.moments import Found, Minutes
from src.domain.capture.tables import words_of

WRITTEN = re.compile(r"(?:(\d{1,2}(?:\.\d{1,2})?)(?:h|hr|hrs|hour|hours))?(?:(\d{1,4})(?:m|min|mins|minutes)?)?")
JOINED = re.compile(r"(\d{1,3})-(min|minute|hour|hr)s?")
DECIMAL = re.compile(r"\d{1,2}\.\d{1,2}")
INTRODUCTIONS = words_of(
    "for ~ takes about approx approximately around roughly est should take only like maybe probably abt"
)
NOT_LENGTHS = words_of("ago away before earlier later late from drive notice early timer")
NOT_BEFORE_LENGTHS = words_of("in every within last past next first per under the after")
EARLIEST_HOUR = 7
"""'17h30' is a time, '1h30' a length."""
LONGEST_MINUTES = 14 * 24 * 60


def read_length(line: Line, place: int) -> Minutes | None:
    """An amount of minutes and hours at `place`, however written."""
    found = _said(line, place) or _written(line, place) or _counted(line, place)
    return found if found and 0 < found.minutes <= LONGEST_MINUTES else None


def _said(line: Line, place: int) -> Minutes | None:
    if line.low(place) not in ("half", "quarter", "an", "a", "half-hour"):
        return None
    if line.has(place, "half", "an", "hour") or line.has(place, "half", "a", "hour"):
        return Minutes(30, place + 3)
    if line.has(place, "half", "hour") or (line.has(place, "half-hour") and line.low(place) == "half-hour"):
        return Minutes(30, place + 2)
    if line.has(place, "quarter", "of", "an", "hour"):
        return Minutes(15, place + 4)
    if line.has(place, "an", "hour", "and", "a", "half"):
        return Minutes(90, place + 5)
    if line.has(place, "a", "half", "hour"):
        return Minutes(30, place + 3)
    return None


def _written(line: Line, place: int) -> Minutes | None:
    word = line.low(place)
    if not word[:1].isdigit():
        return None
    if joined := JOINED.fullmatch(word):
        return Minutes(int(joined[1]) * MINUTE_UNITS[joined[2]], place + 1)
    written = WRITTEN.fullmatch(word)
    if not written or not any(c.isalpha() for c in word):
        return None
    if written[1] and written[2] and word[-1].isdigit() and float(written[1]) >= EARLIEST_HOUR:
        return None
    minutes = round(float(written[1] or 0) * 60) + int(written[2] or 0)
    following = WRITTEN.fullmatch(line.low(place + 1)) if written[1] and not written[2] else None
    if following and following[2] and not following[1] and line.low(place + 1)[-1:].isalpha():
        return Minutes(minutes + int(following[2]), place + 2)
    return Minutes(minutes, place + 1)


def _counted(line: Line, place: int) -> Minutes | None:
    first = _one_amount(line, place)
    if first is None or first[1] != 60:
        return Minutes(first[0], first[2]) if first else None
    minutes, _, end = first
    if line.has(end, "and", "a", "half"):
        return Minutes(minutes + 30, end + 3)
    rest = _one_amount(line, line.skip(end, "and", ","))
    return Minutes(minutes + rest[0], rest[2]) if rest and rest[1] == 1 and rest[0] < 60 else Minutes(minutes, end)


def _one_amount(line: Line, place: int) -> tuple[int, int, int] | None:
    """'20 minutes' or '1.5 hours' as minutes, minutes in the unit, and the position behind it."""
    if DECIMAL.fullmatch(line.low(place)):
        unit = MINUTE_UNITS.get(line.low(place + 1))
        return (round(float(line.low(place)) * unit), unit, place + 2) if unit else None
    amount = number_at(line, place)
    unit = MINUTE_UNITS.get(line.low(amount[1])) if amount else None
    if amount is None or unit is None or (line.low(amount[1]) in ("m", "h") and not line.low(place).isdecimal()):
        return None
    return amount[0] * unit, unit, amount[1] + 1


def read_estimate(line: Line, place: int) -> Found | None:
    """~30m, (10 min), for 45 minutes, 2h; the words 'takes' and 'about' before it belong to it."""
    start = place
    while line.low(start) in INTRODUCTIONS and start - place < 4:
        start += 1
    if line.low(start) == ":" and line.low(place) == "est":
        start += 1
    length = read_length(line, start)
    if length and line.low(start).isalpha() and is_title(line, start, length.end):
        return None
    if length is None or line.low(length.end) in NOT_LENGTHS or line.low(place - 1) in NOT_BEFORE_LENGTHS:
        return None
    if line.low(place) == "a" and line.low(place + 1) in ("minute", "min"):
        return None
    if line.low(place) in ("should", "take", "only") and not (
        {"take", "only"} & {line.low(p) for p in range(place, start)}
    ):
        return None
    return Found("estimated_minutes", place, line.skip(length.end, "long", "max", "tops", "ish", "total"), length)

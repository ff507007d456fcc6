"""A day or a time in its sentence: the preposition before it, the range after it, and whether it is one at all."""

from dataclasses import replace
from datetime import date, datetime, time

from src.domain.capture.calendar_words import DAY_PART_NAMES
from src.domain.capture.clock import read_part
from src.domain.capture.context import is_title
from src.domain.capture.days import read_nth_weekday
from src.domain.capture.elapsed import read_elapsed
from src.domain.capture.line import Line
from src.domain.capture.moments import Clock, Day, Found, Shape
from src.domain.capture.prepositions import DEADLINES, LEADING, LIMITS, MOVING, PAST, PREPOSITIONS, ROUGHLY
from src.domain.capture.which_day import read_day
from src.domain.capture.which_time import read_clock
from src.domain.capture.words import is_tonight


def read_when(line: Line, place: int, now: datetime) -> Found | None:
    """The day or time that begins at `place`, with its prepositions."""
    start, words = _prepositions(line, place)
    last = words[-1] if words else ""
    today = now.date()
    found: Found | None = None
    if line.low(place - 1) in ("to", "from") and line.low(0) in MOVING and line.low(1) != "to":
        return None
    if is_past(line, start) and read_nth_weekday(line, start, today) is None:
        return None
    if elapsed := read_elapsed(line, start, now, "in" if "in" in words else last):
        found = Found("due_date", place, elapsed.end, elapsed)
    elif tonight := _tonight(line, start, today):
        found = Found("due_date", place, tonight.end, tonight)
    elif day := read_day(line, start, today, words):
        found = Found("due_date", place, day.end, day)
    elif clock := read_clock(line, start, words):
        return _clock_found(line, place, start, clock)
    if found is None or not isinstance(found.value, Day):
        return None
    shown = place if line.low(place) not in PREPOSITIONS else start
    if is_title(line, shown, found.end) and not (
        words and place + len(words) <= start and last in ("by", "before", "due")
    ):
        return Found("", place, found.end)
    day = replace(found.value, preposition=last, is_deadline=bool(DEADLINES & {*words}))
    return Found("due_date", place, day.end, day)


def _clock_found(line: Line, place: int, start: int, clock: Clock) -> Found | None:
    if is_title(line, start, clock.end) and line.tokens[start].text[0].isalpha():
        return Found("", place, clock.end)
    if line.low(place - 1) in ("closes", "opens", "shuts") and line.low(place - 2) == "(":
        return Found("", place, clock.end)
    before = line.low(place)
    clock = replace(clock, is_deadline=before in DEADLINES or before == "no", is_limit=before in LIMITS)
    return Found("due_time", place, clock.end, clock)


def _prepositions(line: Line, place: int) -> tuple[int, tuple[str, ...]]:
    """The position behind 'due by', 'no later than', 'on', and those words."""
    if line.has(place, "no", "later", "than"):
        return place + 3, ("by",)
    if line.has(place, "any", "time", "before") or line.has(place, "at", "the", "latest"):
        return place + 3, ("by",)
    words: list[str] = []
    while line.low(place + len(words)) in PREPOSITIONS and len(words) < 3:
        word = line.low(place + len(words))
        if words and words[-1] not in LEADING and word not in ROUGHLY and word != "this":
            break
        if word == "this" and not words:
            break
        words.append(word)
    after_due = place + len(words)
    if words and words[0] in ("due", "deadline", "starting") and line.low(after_due) in (":", "is", "date"):
        after_due = line.skip(line.skip(after_due + 1, ":"), "is")
    if words and words[-1] == "this":
        return after_due - 1, tuple(words[:-1])
    return after_due, tuple(words)


def is_past(line: Line, place: int) -> bool:
    return line.low(place - 1) in PAST or line.low(place) in PAST


def _tonight(line: Line, place: int, today: date) -> Day | None:
    late = line.skip(place, "later", "late") if is_tonight(line.low(place + 1)) else place
    if is_tonight(line.low(late)):
        return Day(today, late + 1, Shape.RELATIVE, clock=Clock(time(20), late + 1, is_vague=True, word="tonight"))
    start = line.skip(place, "later", "earlier")
    if line.low(start) == "this" and line.low(start + 1) in DAY_PART_NAMES:
        part = read_part(line, start + 1)
        return Day(today, start + 2, Shape.RELATIVE, clock=part)
    if line.low(place) == "later" and line.low(place + 1) in ("today", "2day"):
        return Day(today, place + 2, Shape.RELATIVE)
    return None

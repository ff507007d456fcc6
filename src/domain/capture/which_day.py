"""A day or a range of days in its sentence, and whether the words mean one at all."""

from dataclasses import replace
from datetime import date

from src.domain.capture.context import DETERMINERS, is_plain_noun, numbers_something
from src.domain.capture.days import (
    SAYINGS,
    read_month_day,
    read_nth_weekday,
    read_numeric,
    read_ordinal_day,
    read_relative_day,
    read_weekday,
)
from src.domain.capture.line import Line
from src.domain.capture.moments import Day, Shape
from src.domain.capture.periods import read_holiday, read_month, read_period
from src.domain.capture.prepositions import JOINTS, MOVED
from src.domain.capture.tables import words_of
from src.domain.capture.verbs import VERBS
from src.domain.capture.words import month_of, ordinal_of

BEFORE_HOLIDAYS = words_of("by before b4 on due until till starting come")
BEFORE_MONTHS = words_of("by before b4 in until till starting due from sometime through beginning")


def read_day(line: Line, place: int, today: date, words: tuple[str, ...] = ()) -> Day | None:
    """A day or a range of days at `place`, which `words` (prepositions) stand before."""
    joined = line.skip(place, "between") if line.low(place) == "between" else place
    first = _one_day(line, joined, today, words)
    if first is None:
        return None
    joints = (*JOINTS, "and", "&") if joined > place else JOINTS
    if line.low(first.end) in joints and first.shape is not Shape.PERIOD:
        second = _range_end(line, first, today)
        if second:
            if words[-1:] == ("from",) and any(w in MOVED for w in line.lows[: min(place, 8)]):
                return None
            return replace(first, last=second.date, end=second.end)
        if joined > place:
            return None
    if line.low(first.end) == "or" and (other := _one_day(line, first.end + 1, today, words)):
        return replace(first, end=other.end, options=(first.date, other.date), reason="two days were named")
    return first


def _range_end(line: Line, first: Day, today: date) -> Day | None:
    """The second day of a range; 'dec 11-13' gives only its number."""
    start = first.end + 1
    if first.shape is Shape.MONTH_DAY:
        number = line.low(start).removesuffix("th").removesuffix("st").removesuffix("nd").removesuffix("rd")
        before = line.low(first.end - 1)
        if number.isdecimal() and int(number) <= 31 and not month_of(before) and not month_of(line.low(start + 1)):
            year = None
            if first.date.day < int(number) and line.low(start + 1) not in ("am", "pm"):
                try:
                    year = first.date.replace(day=int(number))
                except ValueError:
                    return None
                return Day(year, start + 1)
            return None
    for since in (today, first.date):
        second = _one_day(line, start, since, ("on",))
        if second and second.date > first.date:
            return second
    return None


def _one_day(line: Line, place: int, today: date, words: tuple[str, ...]) -> Day | None:
    last = words[-1] if words else ""
    if line.low(place) in SAYINGS and last not in ("on", "by", "due", "before"):
        return None
    if numbers_something(line, place) and not line.low(place).isalpha():
        return None
    day = _ranged_number(line, place, today) or (
        read_relative_day(line, place, today)
        or read_weekday(line, place, today)
        or read_nth_weekday(line, line.skip(place, "the"), today)
        or _month_day(line, place, today)
        or read_numeric(line, place, today)
        or read_period(line, place, today)
    )
    if day:
        return day
    return _tied_day(line, place, today, last)


def _tied_day(line: Line, place: int, today: date, last: str) -> Day | None:
    """Holidays, months alone and bare ordinals: days only because of the preposition before them."""
    if last in BEFORE_HOLIDAYS and (holiday := read_holiday(line, place, today)):
        return holiday
    month = read_month(line, place, today) if last in BEFORE_MONTHS else None
    if month and (last != "from" or month_of(line.low(place))):
        return None if is_plain_noun(line, month.end) and line.low(month.end) not in VERBS else month
    ordinal = read_ordinal_day(line, place, today)
    if ordinal and (last or line.low(place) == "the") and _ordinal_ends_well(line, place, ordinal.end, bool(last)):
        return ordinal
    return None


def _month_day(line: Line, place: int, today: date) -> Day | None:
    """A date, unless it only says which: 'the 2 dec email'."""
    day = read_month_day(line, place, today)
    which = line.low(place - 1) in DETERMINERS | {"to", "of"}
    return None if day and which and is_plain_noun(line, day.end) else day


def _ranged_number(line: Line, place: int, today: date) -> Day | None:
    """11-13 Dec, 3rd to 5th of January: the month stands behind the second number."""
    start = line.skip(place, "the")
    if line.low(start + 1) not in JOINTS:
        return None
    number = ordinal_of(line.low(start)) or (int(line.low(start)) if line.low(start).isdecimal() else 0)
    second = read_month_day(line, start + 2, today)
    if not 1 <= number <= 31 or second is None or number >= second.date.day or month_of(line.low(start + 2)):
        return None
    return Day(second.date.replace(day=number), second.end, Shape.MONTH_DAY, last=second.date)


def _ordinal_ends_well(line: Line, place: int, end: int, has_preposition: bool) -> bool:
    if not is_plain_noun(line, end):
        return True
    return has_preposition and place <= 2 and line.low(end) in VERBS

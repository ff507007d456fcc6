"""Values that the date and time grammar reads."""

import datetime
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple


class Shape(Enum):
    """How a day was named: it decides what may be read around it and what it adds to a recurrence."""

    EXACT = auto()
    RELATIVE = auto()
    WEEKDAY = auto()
    ORDINAL = auto()
    MONTH_DAY = auto()
    MONTH = auto()
    PERIOD = auto()
    INSTANT = auto()


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. `is_vague`: a part of the day; `other`: as likely, when neither am nor pm was said."""

    time: datetime.time
    end: int
    is_vague: bool = False
    has_meridiem: bool = True
    minutes: int | None = None
    zone: datetime.tzinfo | None = None
    word: str = ""
    is_deadline: bool = False
    is_limit: bool = False
    options: tuple[datetime.time, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or days up to `last`. `options` are other days that the words may mean."""

    date: datetime.date
    end: int
    shape: Shape = Shape.EXACT
    last: datetime.date | None = None
    options: tuple[datetime.date, ...] = ()
    reason: str = ""
    clock: Clock | None = None
    preposition: str = ""
    is_deadline: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """The parts of an RRULE while it is being read."""

    end: int
    frequency: str
    interval: int = 1
    by_day: tuple[str, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_set_position: int | None = None
    count: int | None = None
    clock: Clock | None = None
    reason: str = ""
    from_completion: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """How long a recurrence runs: so many times, or so many units of time."""

    end: int
    count: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    minutes: int
    end: int


Value = Day | Clock | Rule | Extent | Minutes | str | int | None


class Found(NamedTuple):
    """What the words from `start` to `end` say about a field. Field "" only keeps the words out of other readings."""

    field: str
    start: int
    end: int
    value: Value = None

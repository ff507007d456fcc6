"""What a person would ask back about a thought."""

from collections.abc import Sequence
from datetime import date

from src.domain.capture.calendar import next_date
from src.domain.capture.clauses import is_timed
from src.domain.capture.context import is_plain_noun
from src.domain.capture.item import Reading
from src.domain.capture.lexicon import INJECTIONS
from src.domain.capture.line import Line
from src.domain.capture.model import Doubt, ItemType
from src.domain.capture.moments import Clock, Day, Rule
from src.domain.capture.prepositions import MOVING
from src.domain.capture.recurrence import ADVERBS
from src.domain.capture.tables import words_of
from src.domain.capture.tokens import Token
from src.domain.capture.words import NUMBERED, month_of

REPORTED = words_of("said says told mentioned thinks thought reckons announced texted emailed asked")
REQUESTS = words_of("can could would will cn cud please")
MOVED = words_of("moved changed rescheduled pushed cancelled canceled")


def is_injection(tokens: Sequence[Token]) -> bool:
    """Whether the text speaks to a machine that might obey it."""
    line = Line(tokens)
    places = (place for place, word in enumerate(line.lows) if word in INJECTIONS.by_first)
    return any(line.starts(place, INJECTIONS) is not None for place in places)


def doubts_about(reading: Reading, kind: ItemType, title: str, today_year: int) -> list[Doubt]:
    """Questions that the words raise, besides those about the day and time."""
    line = reading.line
    doubts: list[Doubt] = []
    has_rule = any(isinstance(f.value, Rule) for f in reading.found)
    dated = any(isinstance(f.value, (Day, Clock)) for f in reading.found)
    for place in range(reading.body, len(line)):
        if reading.is_taken[place]:
            continue
        word = line.low(place)
        if (
            word in ADVERBS
            and not has_rule
            and is_plain_noun(line, place + 1)
            and word not in ("hourly", "nightly")
            and kind is not ItemType.NOTE
        ):
            doubts.append(Doubt("recurrence", "does it repeat, or is that its name", ("no", ADVERBS[word][0].lower())))
        if month_of(word) and _is_impossible(line, place, today_year):
            doubts.append(Doubt("due_date", "no month has that day"))
    if kind is ItemType.NOTE and _is_news(line, reading.body):
        doubts.append(Doubt("type", "news with a time in it: is there something to do", ("note", "task")))
    is_request = line.low(0) in REQUESTS and line.low(1) in ("you", "u", "someone")
    if dated and line.low(len(line) - 1)[:1] == "?" and kind is not ItemType.NOTE and not is_request:
        doubts.append(Doubt("due_date", "it was asked, not said"))
    if not title or not any(c.isalnum() for c in title):
        doubts.append(Doubt("title", "what is to be done"))
    if line.low(reading.body) in MOVING and any(
        is_timed(line, p, p + 1) and not reading.is_taken[p] for p in range(reading.body, len(line))
    ):
        doubts.append(Doubt("due_date", "is that the new time, or when to do it"))
    vague = {t.low for t in line.tokens[reading.body :]}
    if "thing" in vague and any(
        line.low(p) == "thing"
        and {line.low(p - 1), line.low(p - 2), line.low(p - 3)} & {"the", "that"}
        and (p + 1 >= len(line) or reading.is_taken[p + 1])
        for p in range(reading.body, len(line))
    ):
        doubts.append(Doubt("title", "which thing"))
    return doubts


def _is_news(line: Line, start: int) -> bool:
    """Somebody said or moved something, and a time is in it."""
    told = any(line.low(place) in REPORTED | MOVED for place in range(start, min(len(line), start + 6)))
    return told and (is_timed(line, start, len(line)) or _has_date_number(line))


def _has_date_number(line: Line) -> bool:
    """A number at the end, or one like '9th' near it."""
    near = range(max(0, len(line) - 10), len(line))
    return line.low(len(line) - 1)[:1].isdigit() or any(NUMBERED.fullmatch(line.low(place)) for place in near)


def _is_impossible(line: Line, place: int, year: int) -> bool:
    """'feb 30', '31 november'."""
    month = month_of(line.low(place))
    if not month or line.low(place) in ("may", "march", "mar"):
        return False
    for other in (place + 1, place - 1):
        number = line.low(other).removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
        if (
            number.isdecimal()
            and 28 < int(number[:4]) < 100
            and next_date(date(year, 1, 1), month, int(number[:4])) is None
        ):
            return True
    return False

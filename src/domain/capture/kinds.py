"""What kind of thing a thought is, and what a person would ask back about it."""

from itertools import pairwise

from src.domain.capture.clauses import INTERROGATIVE, behind_fillers
from src.domain.capture.feelings import energy_report
from src.domain.capture.item import Reading
from src.domain.capture.labels import IDEA_OPENINGS
from src.domain.capture.lexicon import GROCERIES
from src.domain.capture.line import Line
from src.domain.capture.model import ItemType
from src.domain.capture.moments import Clock, Day, Rule
from src.domain.capture.tables import words_of
from src.domain.capture.tokens import Kind
from src.domain.capture.verbs import PAST_VERBS, VERBS

STATES = words_of("is are was were")
EVENTS = words_of("starts ends opens closes expires leaves")
"""With a day they tell when something is: that is to be kept in mind, not only to be known."""
LIKING = words_of("hate love like think feel am wonder know believe miss")
DAYS_TOLD = words_of("today tonight yesterday")
SPEAKERS = words_of("i he she they it we")
OTHERS = words_of("he she it they")
INTENTIONS = words_of("need should must have want gotta")
NOT_A_SUBJECT = words_of(", : - ( for to about re that how what when if where")
WHOLE_NEWS = words_of("closed called cancelled canceled broke hurts hurt expired")
CODES = words_of("code password pin passcode combo combination wifi")
DIARY = words_of("""
    parked spent slept took drank felt met saw finished weighed paid ate woke went had did left lost won wore bought
    gave sent ran swam caught brought made knew heard began chose drove flew grew held hid kept led lent rang sang sold
    spoke stole threw wrote taught
    """)
BUYING = words_of("buy get grab purchase pick order need")
STOCK = words_of("out low")


def kind_of(reading: Reading, heading: ItemType | None = None) -> tuple[ItemType, int | None]:
    """The kind, and the level of energy where the thought is a report of it."""
    line, opening = reading.line, reading.opening
    if level := energy_report(reading):
        return ItemType.ENERGY, level
    start = _thought_start(reading)
    if opening.type is not None:
        memo = opening.type is ItemType.NOTE and line.low(0) in ("note", "remember", "nts", "reminder", "self-note")
        if memo and line.low(start) in VERBS and is_action(line, start):
            return ItemType.TASK, None
        return opening.type, None
    if heading is not None and heading is not ItemType.TASK:
        return heading, None
    if line.has(start, "remember", "that"):
        return ItemType.NOTE, None
    if opening.is_someday or line.starts(start, IDEA_OPENINGS):
        return ItemType.IDEA, None
    if reading.values("delegate_to") or opening.wants_split:
        return ItemType.TASK, None
    if _is_shopping(reading, start):
        return ItemType.SHOPPING, None
    return (ItemType.NOTE if is_statement(reading, start) else ItemType.TASK), None


def _thought_start(reading: Reading) -> int:
    """The first word of the thought behind its lead-ins and a leading date."""
    start = reading.body
    while start < len(reading.line) and (reading.is_taken[start] or reading.line.low(start) in (",", ":", "-")):
        start += 1
    return behind_fillers(reading.line, start)


def is_action(line: Line, start: int) -> bool:
    """Whether the verb at `start` is one: 'call Sam', not 'shipped beats perfect' or 'water is wet'."""
    return line.low(start + 1) not in PAST_VERBS and not line.low(start).endswith("ed")


def _is_shopping(reading: Reading, start: int) -> bool:
    """'buy milk and eggs', 'we're out of coffee', 'milk, eggs, bread': groceries, or several things to buy."""
    line = reading.line
    first, end = line.low(start), min(len(line), start + 40)
    things = {line.low(p) for p in range(start, end)}
    groceries = things & GROCERIES
    if "list" in things and any(
        line.low(p) in ("shopping", "grocery") and line.low(p + 1) == "list" for p in range(start, end)
    ):
        return True
    out = any(line.low(p) in STOCK and line.low(p + 1) in ("of", "on") for p in range(start, min(start + 6, len(line))))
    if out and (
        groceries or first in ("we're", "were", "i'm", "we", "almost", "nearly", "running", "out", "run", "low")
    ):
        return not any(
            line.low(p) in ("time", "ideas", "energy", "office", "town", "patience", "spoons")
            for p in range(start, end)
        )
    if first in BUYING and (first != "pick" or line.low(start + 1) in ("up", "me") or line.low(start + 1) in GROCERIES):
        commas = sum(line.low(p) == "," for p in range(start, end))
        return bool(groceries) or (first == "buy" and commas >= 1)
    if first in ("more", "extra"):
        return bool(groceries)
    if (first in VERBS and line.low(start + 1) != ",") or not groceries or _is_appointment(reading):
        return False
    start = next((p + 1 for p in range(start, min(end, start + 6)) if line.low(p) == ":"), start)
    end = next((p for p in range(start + 1, end) if line.low(p) in ("from", "at")), end)
    words = [
        p
        for p in range(start, end)
        if line.tokens[p].kind is Kind.WORD
        and not reading.is_taken[p]
        and line.low(p) not in ("and", "&", "some", "more", "the", "of")
    ]
    return (
        len(words) >= 1
        and len(groceries) * 2 >= len(words)
        and (len(words) > 1 or line.low(start) not in ("groceries", "vitamins"))
    )


def _is_appointment(reading: Reading) -> bool:
    """'tablets 8am every day', 'fish and chips with Gary': things named for their time or company, not to be bought."""
    company = any(t.low == "with" and n.is_capital for t, n in pairwise(reading.line.tokens))
    return company or any(isinstance(f.value, (Rule, Clock)) for f in reading.found)


def is_statement(reading: Reading, start: int) -> bool:
    """A thing that is so, and not one to do: 'the wifi password is …', 'Maria said …', 'parked on level 3'."""
    line, first = reading.line, reading.line.low(start)
    if (first in DIARY or _is_past_form(first)) and line.is_word(start + 1):
        return True
    if line.low(reading.body) in DAYS_TOLD and line.low(reading.body + 1) in ("was", "felt", "went", "i"):
        return True
    if first in SPEAKERS and line.low(start + 1) not in INTENTIONS:
        told = line.low(start + 1)
        return told in PAST_VERBS | DIARY | LIKING or told.endswith("ed") or first in OTHERS
    if first in INTERROGATIVE and any(token.low[:1] == "?" for token in line.tokens):
        return True
    if first in ("it's", "that's", "there's", "he's", "she's"):
        return True
    if first in VERBS and line.low(start + 1) not in STATES | {"beats"}:
        return False
    return _has_statement_verb(reading, start) or _is_code(line, start)


def _is_past_form(word: str) -> bool:
    """'cleaned', 'baked', 'stopped': a known verb with -ed."""
    return word.endswith("ed") and word not in VERBS and not VERBS.isdisjoint({word[:-1], word[:-2], word[:-3]})


def _has_statement_verb(reading: Reading, start: int) -> bool:
    """'Ada likes dark chocolate', not 'the report is due friday'."""
    line = reading.line
    dated = any(isinstance(f.value, Day) for f in reading.found)
    for place in range(start + 1, min(start + 7, len(line))):
        word = line.low(place)
        if word in NOT_A_SUBJECT:
            return False
        if word in ("needs", "need", "has") and line.low(place + 1) == "to":
            return False
        if word == "now" and line.low(place + 1).endswith("s"):
            return True
        if word in PAST_VERBS and not (dated and word in STATES | EVENTS):
            return line.is_word(place + 1) or word in WHOLE_NEWS
    return False


def _is_code(line: Line, start: int) -> bool:
    """'locker combo 12-34-56', 'wifi: bluejay', 'gate code for the flat is 5518'."""
    near = range(start, min(start + 10, len(line)))
    told = any(line.low(p) in ("is", "=") and line.low(p + 1)[:1].isdigit() for p in near)
    if told and any(line.low(p) in CODES for p in near[:6]):
        return True
    return any(
        line.low(p) in CODES and (line.low(p + 1) in (":", "=", "is") or line.low(p + 1)[:1].isdigit())
        for p in range(start, min(start + 6, len(line)))
    )

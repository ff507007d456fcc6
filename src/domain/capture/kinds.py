"""What kind of thing a thought is, and what a person would ask back about it."""

import re
from collections.abc import Sequence
from datetime import date

from src.domain.capture.calendar import next_date
from src.domain.capture.clauses import INTERROGATIVE, behind_fillers
from src.domain.capture.context import is_plain_noun
from src.domain.capture.item import Reading
from src.domain.capture.language import FEELINGS, GROCERIES, IDEA_OPENINGS, INJECTIONS
from src.domain.capture.line import Line
from src.domain.capture.model import Doubt, ItemType
from src.domain.capture.moments import Clock, Day, Rule
from src.domain.capture.recurrence import ADVERBS
from src.domain.capture.tables import words_of
from src.domain.capture.tokens import Kind, Token
from src.domain.capture.verbs import PAST_VERBS, VERBS
from src.domain.capture.words import month_of

SCORE = re.compile(r"([1-3])/3")
REPORTED = words_of("said says told mentioned thinks thought reckons announced texted emailed asked")
STATES = words_of("is are was were")
DIARY = words_of("""
    parked spent slept took drank felt met saw finished weighed paid ate woke went had did left lost won
    """)
BUYING = words_of("buy get grab purchase pick order need")
SOFTENERS = words_of("""
    i'm im i am feeling feel felt so really super pretty very totally completely a bit kinda kind of today just
    still and absolutely too bit way
    """)
STOCK = words_of("out low")
MOVED = words_of("moved changed rescheduled pushed cancelled canceled")


def kind_of(reading: Reading) -> tuple[ItemType, int | None]:
    """The kind, and the level of energy where the thought is a report of it."""
    line, opening = reading.line, reading.opening
    if level := _energy_report(reading):
        return ItemType.ENERGY, level
    start = _thought_start(reading)
    if opening.type is not None:
        memo = opening.type is ItemType.NOTE and line.low(0) in ("note", "remember", "nts", "reminder", "self-note")
        if memo and line.low(start) in VERBS and is_action(line, start):
            return ItemType.TASK, None
        return opening.type, None
    if opening.is_someday or line.starts(start, IDEA_OPENINGS):
        return ItemType.IDEA, None
    if reading.values("delegate_to"):
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


def _energy_report(reading: Reading) -> int | None:
    """The level of 'energy 3/3 after that walk', 'feeling drained', 'so tired today'; not of 'low energy: sort mail'."""
    line, start = reading.line, reading.body
    first = line.low(start)
    said = [value for value in reading.values("energy_required") if isinstance(value, int)]
    if said and not (
        reading.found and any(line.low(f.end - 1) in (":", ",") for f in reading.found if f.field == "energy_required")
    ):
        opens = first in (
            "energy",
            "my",
            "feeling",
            "i'm",
            "im",
            "having",
            "got",
            "morning",
            "low",
            "high",
            "medium",
            "very",
            "no",
            "super",
            "evening",
            "lowest",
        )
        if opens and not any(
            line.low(p) in VERBS - {"rest", "walk", "work", "run", "sleep", "crash", "nap"}
            for p in range(start, min(len(line), start + 8))
        ):
            return said[0]
    if first == "energy" and (
        score := next((SCORE.fullmatch(line.low(p)) for p in range(start, min(start + 5, len(line)))), None)
    ):
        return int(score[1])
    place = start
    if first == "energy" or (first == "my" and line.low(start + 1) == "energy"):
        place = start + 1 + (first == "my")
        while line.low(place) in (
            ":",
            "level",
            "is",
            "at",
            "=",
            "really",
            "so",
            "pretty",
            "levels",
            "are",
            "very",
            "super",
            "feels",
        ):
            place += 1
        crashed = {
            "crashed": 1,
            "gone": 1,
            "shot": 1,
            "tanked": 1,
            "up": 3,
            "down": 1,
            "back": 3,
            "through": 3,
            "dipping": 1,
        }
        return FEELINGS.get(line.low(place)) or crashed.get(line.low(place))
    while line.low(place) in SOFTENERS and place - start < 6:
        place += 1
    level = FEELINGS.get(line.low(place))
    opens = place > start or line.low(place) in (
        "exhausted",
        "knackered",
        "drained",
        "wired",
        "shattered",
        "zonked",
        "tired",
        "wiped",
        "energised",
        "energized",
    )
    if level and opens and first not in ("a", "of", "so" if line.low(place) in ("great", "okay", "ok") else ""):
        return (
            None
            if line.low(place) in ("okay", "ok", "great", "dead", "fresh", "amazing", "alright", "low", "high", "full")
            and first not in ("feeling", "feel", "i'm", "im", "felt")
            else level
        )
    return None


def _is_shopping(reading: Reading, start: int) -> bool:
    """'buy milk and eggs', 'we're out of coffee', 'milk, eggs, bread': groceries, or several things to buy."""
    line = reading.line
    first, end = line.low(start), min(len(line), start + 40)
    things = {line.low(p) for p in range(start, end)}
    groceries = things & GROCERIES
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
    if (first in VERBS and line.low(start + 1) != ",") or not groceries:
        return False
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


def is_statement(reading: Reading, start: int) -> bool:
    """A thing that is so, and not one to do: 'the wifi password is …', 'Maria said …', 'parked on level 3'."""
    line = reading.line
    first = line.low(start)
    if first in DIARY and line.is_word(start + 1):
        return True
    if first in ("i", "he", "she", "they", "it", "we") and line.low(start + 1) not in (
        "need",
        "should",
        "must",
        "have",
        "want",
        "gotta",
    ):
        return (
            line.low(start + 1) in PAST_VERBS | DIARY
            or line.low(start + 1).endswith("ed")
            or first in ("he", "she", "it", "they")
        )
    if first in INTERROGATIVE and any(token.low == "?" for token in line.tokens[-2:]):
        return True
    if first in ("it's", "that's", "there's", "he's", "she's"):
        return True
    if first in VERBS and (line.low(start + 1) not in STATES | {"beats"}):
        return False
    dated = any(isinstance(f.value, Day) for f in reading.found)
    for place in range(start + 1, min(start + 7, len(line))):
        word = line.low(place)
        if word in (",", ":", "-", "(", "for", "to", "about", "re", "that", "how", "what", "when", "if", "where"):
            return False
        if word in PAST_VERBS and not (dated and word in STATES):
            return line.is_word(place + 1) or word in (
                "closed",
                "called",
                "cancelled",
                "canceled",
                "broke",
                "hurts",
                "hurt",
                "expired",
            )
    codes = ("code", "password", "pin", "passcode", "combo", "combination", "wifi")
    return any(
        line.low(p) in codes and (line.low(p + 1) in (":", "=", "is") or line.low(p + 1)[:1].isdigit())
        for p in range(start, min(start + 6, len(line)))
    )


def is_injection(tokens: Sequence[Token]) -> bool:
    """Whether the text speaks to a machine that might obey it."""
    line = Line(tokens)
    return any(line.starts(place, INJECTIONS) is not None for place in range(len(line)))


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
            and word not in ("hourly",)
            and kind is not ItemType.NOTE
        ):
            doubts.append(Doubt("recurrence", "does it repeat, or is that its name", ("no", ADVERBS[word][0].lower())))
        if _is_impossible(line, place, today_year):
            doubts.append(Doubt("due_date", "no month has that day"))
    reports = any(line.low(p) in REPORTED | MOVED for p in range(reading.body, min(len(line), reading.body + 6)))
    if kind is ItemType.NOTE and (dated or _has_number_at_end(line)) and reports:
        doubts.append(Doubt("type", "news with a time in it: is there something to do", ("note", "task")))
    if dated and line.low(len(line) - 1)[:1] == "?" and kind is not ItemType.NOTE:
        doubts.append(Doubt("due_date", "it was asked, not said"))
    if not title or not any(c.isalnum() for c in title):
        doubts.append(Doubt("title", "what is to be done"))
    vague = {t.low for t in line.tokens[reading.body :]}
    if "thing" in vague and any(
        line.low(p) == "thing"
        and line.low(p - 1) in ("the", "that")
        and (p + 1 >= len(line) or reading.is_taken[p + 1])
        for p in range(reading.body, len(line))
    ):
        doubts.append(Doubt("title", "which thing"))
    return doubts


def _has_number_at_end(line: Line) -> bool:
    return line.low(len(line) - 1)[:1].isdigit()


def _is_impossible(line: Line, place: int, year: int) -> bool:
    """'feb 30', '31 november'."""
    month = month_of(line.low(place))
    if not month or month_of(line.low(place)) is None or line.low(place) in ("may", "march", "mar"):
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

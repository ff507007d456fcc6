"""The text of a recurrence rule (RFC 5545, section 3.3.10), read strictly: whatever passes can be computed quickly."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache

LONGEST_RULE = 500
MOST_INTERVAL = 1000
MOST_COUNT = 1000
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

OrdinalDay = tuple[int, int]
"""An ordinal (-53 to 53, 0 for every) and a weekday (0 is Monday): "-1FR" is (-1, 4), "MO" is (0, 0)."""


class RecurrenceInvalid(ValueError):
    """The text is no rule that can be followed; the message says which part, and what would do."""


class Frequency(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's parts; empty tuples stand for parts that are not there. Fields are in the order of canonical text.
    `until` is a day, a wall clock time (naive) or an instant (UTC), all included. `week_start`: 0 is Monday."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    by_month: tuple[int, ...] = ()
    by_week_number: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[OrdinalDay, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_start: int = 0

    def __str__(self) -> str:
        """Canonical text: fixed order, sorted values, nothing that only says the default."""
        values = ((_NAMES[field.name], getattr(self, field.name), field.default) for field in fields(self))
        return ";".join(f"{name}={_text(name, value)}" for name, value, default in values if value != default)


_NAMES = {
    "frequency": "FREQ",
    "interval": "INTERVAL",
    "count": "COUNT",
    "until": "UNTIL",
    "by_month": "BYMONTH",
    "by_week_number": "BYWEEKNO",
    "by_year_day": "BYYEARDAY",
    "by_month_day": "BYMONTHDAY",
    "by_day": "BYDAY",
    "by_hour": "BYHOUR",
    "by_position": "BYSETPOS",
    "week_start": "WKST",
}


def _text(name: str, value: object) -> str:
    match name, value:
        case "WKST", int():
            return WEEKDAYS[value]
        case "BYDAY", tuple():
            return ",".join(f"{ordinal or ''}{WEEKDAYS[weekday]}" for ordinal, weekday in value)
        case _, tuple():
            return ",".join(map(str, value))
        case _, datetime():
            return f"{value:%Y%m%dT%H%M%S}".rjust(15, "0") + ("Z" if value.tzinfo else "")
        case _, date():
            return f"{value:%Y%m%d}".rjust(8, "0")
    return str(value)


def _frequency(text: str) -> Frequency:
    if text in ("SECONDLY", "MINUTELY", "HOURLY"):
        raise RecurrenceInvalid("Tasks can repeat daily, weekly, monthly or yearly; FREQ=DAILY is the shortest.")
    if text not in list(Frequency):
        raise RecurrenceInvalid("FREQ can be DAILY, WEEKLY, MONTHLY or YEARLY.")
    return Frequency(text)


def _numbers(name: str, lowest: int, highest: int) -> Callable[[str], tuple[int, ...]]:
    """A reader of a list of numbers. Below 0 they count from the end (-1 is the last), and 0 is then no place."""

    def read(text: str) -> tuple[int, ...]:
        sign = "[+-]?" if lowest < 0 else ""
        is_list = re.fullmatch(rf"{sign}[0-9]{{1,4}}(,{sign}[0-9]{{1,4}})*", text)
        values = {int(word) for word in text.split(",")} if is_list else set()
        if not values or not all(lowest <= value <= highest and (value or lowest == 0) for value in values):
            but_zero = " (not 0)" if lowest < 0 else ""
            raise RecurrenceInvalid(f"{name} takes whole numbers from {lowest} to {highest}{but_zero}.")
        return tuple(sorted(values))

    return read


def _number(name: str, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= highest:
            raise RecurrenceInvalid(f"{name} takes one whole number from 1 to {highest}.")
        return int(text)

    return read


def _days(text: str) -> tuple[OrdinalDay, ...]:
    days: set[OrdinalDay] = set()
    for word in text.split(","):
        found = re.fullmatch(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)", word)
        ordinal = int(found[1] or 0) if found else 0
        if found is None or (found[1] and not 1 <= abs(ordinal) <= 53):
            raise RecurrenceInvalid("BYDAY takes weekdays such as MO,TH, or 1MO for the first and -1FR for the last.")
        days.add((ordinal, WEEKDAYS.index(found[2])))
    return tuple(sorted(days))


def _weekday(text: str) -> int:
    if text not in WEEKDAYS:
        raise RecurrenceInvalid("WKST takes one weekday: MO, TU, WE, TH, FR, SA or SU.")
    return WEEKDAYS.index(text)


def _until(text: str) -> date | datetime:
    found = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?", text)
    try:
        if found is None:
            raise ValueError(text)
        year, month, day = int(found[1]), int(found[2]), int(found[3])
        if found[4] is None:
            return date(year, month, day)
        zone = UTC if found[7] else None
        return datetime(year, month, day, int(found[4]), int(found[5]), int(found[6]), tzinfo=zone)
    except ValueError:
        raise RecurrenceInvalid("UNTIL takes a day such as 20270131, or a UTC time such as 20270131T180000Z.") from None


_READERS: dict[str, Callable[[str], object]] = {
    "frequency": _frequency,
    "interval": _number("INTERVAL", MOST_INTERVAL),
    "count": _number("COUNT", MOST_COUNT),
    "until": _until,
    "by_month": _numbers("BYMONTH", 1, 12),
    "by_week_number": _numbers("BYWEEKNO", -53, 53),
    "by_year_day": _numbers("BYYEARDAY", -366, 366),
    "by_month_day": _numbers("BYMONTHDAY", -31, 31),
    "by_day": _days,
    "by_hour": _numbers("BYHOUR", 0, 23),
    "by_position": _numbers("BYSETPOS", -366, 366),
    "week_start": _weekday,
}
_FIELDS = {name: field for field, name in _NAMES.items()}


@lru_cache(maxsize=1024)
def parse(text: str) -> Rule:
    """The rule that `text` says, with or without "RRULE:", in any letter case. Raises RecurrenceInvalid."""
    if len(text) > LONGEST_RULE:
        raise RecurrenceInvalid(f"A repetition rule can be {LONGEST_RULE} characters long.")
    if "".join(text.splitlines()) != text:
        raise RecurrenceInvalid("A repetition is one rule on one line, without DTSTART or EXDATE.")
    values: dict[str, object] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        field = _FIELDS.get(name)
        if field is None:
            raise RecurrenceInvalid(_unknown(name))
        if field in values:
            raise RecurrenceInvalid(f"{name} can be given once.")
        values[field] = _READERS[field](value)
    if "frequency" not in values:
        raise RecurrenceInvalid("A repetition needs its frequency, such as FREQ=DAILY or FREQ=WEEKLY;BYDAY=MO.")
    rule = Rule(**values)  # type: ignore[arg-type]  # each value comes from the reader of its own field
    _check_together(rule)
    return rule


def _unknown(name: str) -> str:
    if name in ("BYSECOND", "BYMINUTE"):
        return "The minute comes from the task's due time; leave BYSECOND and BYMINUTE out."
    if name.startswith(("DTSTART", "EXDATE", "RDATE", "EXRULE")):
        return "A repetition is one rule on one line, without DTSTART or EXDATE."
    return "A repetition looks like FREQ=WEEKLY;BYDAY=MO,TH, made of the parts of RFC 5545."


def _check_together(rule: Rule) -> None:
    """Parts that RFC 5545 does not allow beside each other."""
    is_yearly, is_weekly = rule.frequency is Frequency.YEARLY, rule.frequency is Frequency.WEEKLY
    has_ordinal = any(ordinal for ordinal, _ in rule.by_day)
    has_by_part = any(getattr(rule, name) for name in _NAMES if name.startswith("by_") and name != "by_position")
    takes_ordinals = (is_yearly and not rule.by_week_number) or rule.frequency is Frequency.MONTHLY
    refusals = (
        (rule.count and rule.until, "A rule ends by COUNT or by UNTIL, one of the two."),
        (
            has_ordinal and not takes_ordinals,
            "Numbered weekdays such as 1MO go with FREQ=MONTHLY, or FREQ=YEARLY without BYWEEKNO.",
        ),
        (rule.by_month_day and is_weekly, "BYMONTHDAY goes with FREQ=DAILY, MONTHLY or YEARLY."),
        (rule.by_year_day and not is_yearly, "BYYEARDAY goes with FREQ=YEARLY."),
        (rule.by_week_number and not is_yearly, "BYWEEKNO goes with FREQ=YEARLY."),
        (rule.by_position and not has_by_part, "BYSETPOS picks from other parts; add one, such as BYDAY=MO,TU."),
    )
    for is_refused, sentence in refusals:
        if is_refused:
            raise RecurrenceInvalid(sentence)


def remaining_after(rule: str) -> str | None:
    """The rule for the occurrences after the present one: COUNT less one; None when the present one was the last.
    A rule without COUNT comes back as it is, in canonical text; UNTIL is for `next_occurrence` to see."""
    parsed = parse(rule)
    if parsed.count is None:
        return str(parsed)
    return str(replace(parsed, count=parsed.count - 1)) if parsed.count > 1 else None

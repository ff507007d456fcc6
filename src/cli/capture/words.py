"""Values of items in the words that people use, and text that is safe to show."""

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from src.domain.recurrence import RecurrenceInvalid, Rule
from src.domain.recurrence import parse as parse_rule

if TYPE_CHECKING:
    from src.schemas.capture import ParsedItemRead

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
SAID = {
    "DAILY": frozenset[str](),
    "WEEKLY": frozenset({"by_day"}),
    "MONTHLY": frozenset({"by_day", "by_month_day"}),
    "YEARLY": frozenset({"by_month", "by_month_day"}),
}
"""The parts of a rule that can be put into words, by frequency."""
PARTS = ("by_month", "by_week_number", "by_year_day", "by_month_day", "by_day", "by_position")

# A dump may hold what steers a terminal or turns its text around. It is shown, by the pictures that Unicode has for it.
_SHOWN: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    **dict.fromkeys((0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), " "),
    0x7F: "␡",
    **dict.fromkeys((*range(0x80, 0x85), *range(0x86, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"),
}


def clean(text: str) -> str:
    """`text` on one line, with nothing in it that a terminal obeys."""
    return text.translate(_SHOWN)


def day_in_words(day: date, *, this_year: int) -> str:
    """`Wed 25 Nov`, and the year when it is another one."""
    year = "" if day.year == this_year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def when_in_words(item: "ParsedItemRead", *, this_year: int) -> str:
    """Day and time: `Wed 25 Nov, 19:00`, `by Fri 27 Nov`, `from Mon 30 Nov`."""
    said = []
    if item.due_date is not None:
        by = "by " if item.due_role == "deadline" else ""
        said.append(by + day_in_words(item.due_date, this_year=this_year))
    if item.due_time is not None:
        said.append(clock_in_words(item.due_time))
    if item.start_date is not None and item.start_date != item.due_date:
        said.append(f"from {day_in_words(item.start_date, this_year=this_year)}")
    return ", ".join(said)


def clock_in_words(moment: time) -> str:
    return f"{moment:%H:%M}"


def repeat_in_words(text: str, *, counts_from_completion: bool = False) -> str:
    """`every 2 weeks on Mon and Thu`; the rule itself when there are no plain words for it."""
    try:
        rule = parse_rule(text)
    except RecurrenceInvalid:
        return clean(text)
    given = {name for name in PARTS if getattr(rule, name)}
    on = _on(rule)
    if given - SAID[rule.frequency] or on is None:
        return clean(text)
    said = f"every {_unit(rule)}{on}" if rule.interval > 1 or rule.frequency != "WEEKLY" else _weekly(on)
    if rule.by_hour:
        said += f" at {_listed([f'{hour}:00' for hour in rule.by_hour])}"
    return said + _end(rule) + (", counted from when it is done" if counts_from_completion else "")


def value_in_words(field: str, value: str, *, this_year: int) -> str:
    """An answer to tap, as it reads best: `2026-11-25 09:00` is `Wed 25 Nov, 09:00`."""
    if value == "none":
        return "none"
    if field == "recurrence":
        return repeat_in_words(value)
    if field == "due_date":
        day, _, clock = value.replace("T", " ").partition(" ")
        try:
            said = day_in_words(date.fromisoformat(day), this_year=this_year)
        except ValueError:
            return clean(value)
        return clean(f"{said}, {clock}" if clock else said)
    return clean(f"{value} minutes" if field == "estimated_minutes" else value)


def _weekly(on: str) -> str:
    days = on.removeprefix(" on ")
    return "every weekday" if days == _listed(WEEKDAYS[:5]) else f"every {days or 'week'}"


def _unit(rule: Rule) -> str:
    unit = UNITS[rule.frequency]
    return unit if rule.interval == 1 else f"{rule.interval} {unit}s"


def _on(rule: Rule) -> str | None:
    """On which days, with a blank before it; None when there are no words for it."""
    if rule.frequency == "WEEKLY" and rule.by_day:
        return f" on {_listed([WEEKDAYS[weekday] for _, weekday in rule.by_day])}"
    if rule.frequency == "MONTHLY" and rule.by_day:
        if rule.by_month_day or not all(ordinal for ordinal, _ in rule.by_day):
            return None
        return f" on the {_listed([f'{_place(ordinal)} {WEEKDAYS[weekday]}' for ordinal, weekday in rule.by_day])}"
    if rule.frequency == "MONTHLY" and rule.by_month_day:
        return f" on the {_listed([_place(day, 'day') for day in rule.by_month_day])}"
    if rule.frequency == "YEARLY" and (rule.by_month or rule.by_month_day):
        if len(rule.by_month) != 1 or len(rule.by_month_day) != 1 or rule.by_month_day[0] < 0:
            return None
        return f" on {rule.by_month_day[0]} {MONTHS[rule.by_month[0] - 1]}"
    return ""


def _place(number: int, last_of: str = "") -> str:
    """`1st`, `22nd`; from the end `last`, `2nd last`, of days `last day`."""
    if number < 0:
        last = f"last {last_of}".strip()
        return last if number == -1 else f"{_place(-number)} {last}"
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _end(rule: Rule) -> str:
    if rule.count is not None:
        return f", {rule.count} times" if rule.count > 1 else ", once"
    if rule.until is not None:
        return f", until {rule.until.day} {MONTHS[rule.until.month - 1]} {rule.until.year}"
    return ""

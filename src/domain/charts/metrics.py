"""What can be drawn day by day, and how its figures are said."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from math import fsum

from src.domain.rounding import exact, half_up, one_decimal

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENERGY_LEVELS = ("low", "medium", "high")
NOTHING_YET = "Nothing here yet, and that is fine. It fills as you go."
AHEAD = "still to come"


class Metric(StrEnum):
    XP = "xp"
    TASKS = "tasks"
    FOCUS = "focus"
    ENERGY = "energy"
    STREAK = "streak"


TITLES = {
    Metric.XP: "XP day by day",
    Metric.TASKS: "Tasks done day by day",
    Metric.FOCUS: "Focus day by day",
    Metric.ENERGY: "Energy day by day",
    Metric.STREAK: "Streak day by day",
}

Values = Mapping[date, float | None]
"""A figure for each day in order; None where there is none. Minutes of focus, average level of energy."""


def short_date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def full_date(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def span(first: date, last: date, *, is_short: bool = False) -> str:
    """`25 October to 23 November 2026`, with both years when they differ; or `25 Oct – 23 Nov 2026`."""
    length, to = (3, " – ") if is_short else (None, " to ")
    begin, end = (f"{day.day} {MONTHS[day.month - 1][:length]}" for day in (first, last))
    if first == last:
        return f"{end} {last.year}"
    return f"{begin}{to}{end} {last.year}" if first.year == last.year else f"{begin} {first.year}{to}{end} {last.year}"


def said(metric: Metric, value: float | None) -> str:
    """One figure in words: `40 XP`, `1 task`, `1 h 35 min`, `2.5 of 3`, `12 days`."""
    if value is None:
        return "nothing logged"
    match metric:
        case Metric.XP:
            return f"{_plain(value)} XP"
        case Metric.TASKS:
            return _counted(value, "task")
        case Metric.FOCUS:
            return _time(value)
        case Metric.ENERGY:
            return f"{_plain(value)} of 3"
        case Metric.STREAK:
            return _counted(value, "day")


def on_axis(metric: Metric, value: float) -> str:
    """One figure beside a line, at most seven characters long."""
    if metric is Metric.ENERGY:
        return ENERGY_LEVELS[int(value) - 1]
    if metric is Metric.FOCUS:
        return f"{_short(value / 60)} h" if value % 60 == 0 else f"{_plain(value)} min"
    return _short(value)


def summary(metric: Metric, values: Values) -> str:
    """All of them in a few words; empty when nothing is there."""
    there = {day: value for day, value in values.items() if value is not None}
    active = [value for value in there.values() if value > 0]
    if not active:
        return ""
    if metric is Metric.STREAK:
        now, longest = there[max(there)], f"{_counted(max(active), 'day')} at its longest"
        return f"{_counted(now, 'day')} now, {longest}" if now else longest
    if metric is Metric.ENERGY:
        average = _plain(fsum(active) / len(active))
        return f"{average} of 3 on average, logged on {len(active)} of {_counted(len(values), 'day')}"
    return f"{said(metric, fsum(there.values()))} on {len(active)} of {_counted(len(there), 'day')}"


def description(metric: Metric, values: Values) -> str:
    """What the picture shows, in one or two sentences."""
    when = span(min(values), max(values))
    words = summary(metric, values)
    if not words:
        return f"{when}. {NOTHING_YET}"
    sentence = f"{when}: {words}."
    if metric in {Metric.STREAK, Metric.ENERGY}:
        return sentence
    best = max(values, key=lambda day: values[day] or 0)
    return f"{sentence} The most was {said(metric, values[best])} on {full_date(best)}."


def _plain(value: float) -> str:
    """With separators, and at most one decimal."""
    rounded = value if value == int(value) else one_decimal(exact(value))
    return f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:,.1f}"


def _short(value: float) -> str:
    """From ten thousand on in thousands, from a million on in millions."""
    if value >= 1_000_000:
        return f"{_plain(value / 1_000_000)}M"
    return f"{_plain(value / 1000)}k" if value >= 10_000 else _plain(value)


def _counted(count: float, thing: str) -> str:
    return f"{_plain(count)} {thing}{'' if count == 1 else 's'}"


def _time(minutes: float) -> str:
    """`25 minutes`, `1 h 35 min`; whole minutes, of something at least one."""
    whole = max(half_up(exact(minutes)), 1) if minutes > 0 else 0
    hours, rest = divmod(whole, 60)
    if not hours:
        return _counted(rest, "minute")
    return f"{hours:,} h {rest} min" if rest else f"{hours:,} h"

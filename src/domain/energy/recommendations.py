"""What somebody's own notes suggest, in sentences that quote their numbers. Never medical, never a duty."""

from dataclasses import dataclass
from fractions import Fraction

from src.domain.energy.patterns import Average, Patterns
from src.domain.rounding import one_decimal

WINDOW_HOURS = 2
ENOUGH_IN_A_WINDOW = 5
ENOUGH_DAYS_IN_A_WINDOW = 3
WEEKDAY_NOTES = 6
WEEKDAY_WEEKS = 3
"""Notes on a weekday, and weeks they lie in, before it is spoken of."""
CAUTION = 3
"""Weight of the overall mean in that of a window, in notes: of many windows one stands out by chance."""
STANDS_OUT = Fraction(1, 4)
"""How far from the overall mean, after that, something is worth a sentence."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A group of notes, and how far its mean stands out from all of them once it is drawn towards theirs."""

    first_hour: int
    average: Average
    lift: Fraction


def recommendations(patterns: Patterns) -> list[str]:
    """At most three sentences; none while there is too little to go by, or nothing stands out."""
    if not patterns.has_enough or patterns.overall is None:
        return []
    windows = _windows(patterns, patterns.overall)
    found = []
    if windows and (best := max(windows, key=lambda each: each.lift)).lift >= STANDS_OUT:
        found.append(f"{_window(best)}: a good place for what asks most of you.")
    if windows and (least := min(windows, key=lambda each: each.lift)).lift <= -STANDS_OUT:
        found.append(f"{_window(least)}: easy things and breaks fit there.")
    return found + _weekday(patterns, patterns.overall)


def summary(patterns: Patterns) -> str:
    """One sentence: the average, or what it takes to tell a pattern."""
    overall = patterns.overall
    if overall is not None and patterns.has_enough:
        return f"You were at {_level(overall)} of 3 on average ({_notes(overall)} on {overall.day_count} days)."
    notes, days = patterns.missing_notes, patterns.missing_days
    wanted = [f"{notes} more {'note' if notes == 1 else 'notes'}"] if notes else []
    wanted += [f"notes on {days} more {'day' if days == 1 else 'days'}"] if days else []
    return f"With {' and '.join(wanted)} your patterns begin to show."


def _windows(patterns: Patterns, overall: Average) -> list[Standing]:
    """Stretches of two hours, around the clock, that have enough notes."""
    found = []
    for first in range(24):
        hours = [patterns.by_hour.get((first + place) % 24) for place in range(WINDOW_HOURS)]
        known = [hour for hour in hours if hour is not None]
        if not known:
            continue
        average = sum(known[1:], start=known[0])
        if average.count >= ENOUGH_IN_A_WINDOW and average.day_count >= ENOUGH_DAYS_IN_A_WINDOW:
            found.append(Standing(first, average, _lift(average, overall)))
    return found


def _lift(average: Average, overall: Average) -> Fraction:
    drawn = (average.total + CAUTION * overall.exact) / (average.count + CAUTION)
    return drawn - overall.exact


def _window(window: Standing) -> str:
    last = (window.first_hour + WINDOW_HOURS) % 24
    average = window.average
    return f"Between {window.first_hour} and {last} you were at {_level(average)} on average ({_notes(average)})"


def _weekday(patterns: Patterns, overall: Average) -> list[str]:
    """The weekday with the most energy, when it stands out."""
    known = {
        name: average
        for name, average in patterns.by_weekday.items()
        if average.count >= WEEKDAY_NOTES and average.day_count >= WEEKDAY_WEEKS
    }
    if not known:
        return []
    name, best = max(known.items(), key=lambda item: _lift(item[1], overall))
    if _lift(best, overall) < STANDS_OUT:
        return []
    return [f"On {name.capitalize()}s you were at {_level(best)} on average ({_notes(best)}): yours for bigger things."]


def _level(average: Average) -> str:
    return f"{one_decimal(average.exact):.1f}"


def _notes(average: Average) -> str:
    return f"{average.count} {'note' if average.count == 1 else 'notes'}"

"""What repeats: every Tuesday, daily, the 1st of every month, twice a week, until January."""

from dataclasses import replace

from src.domain.capture.calendar_words import DAY_CODES, DAY_UNITS, WEEKDAY_PLURALS, WEEKDAYS
from src.domain.capture.context import WHICH, is_plain_noun, is_title
from src.domain.capture.every import (
    EVERY,
    FACTORS,
    FREQUENCIES,
    GROUPS,
    WORKDAYS,
    except_days,
    of_period,
    on_the_nth,
    ordinal_list,
    read_amount,
    read_every,
    read_nth_weekdays,
    weekday_list,
)
from src.domain.capture.line import Line, number_at
from src.domain.capture.moments import Extent, Found, Rule
from src.domain.capture.tables import words_of
from src.domain.capture.verbs import ARTICLES, VERBS

ADVERBS: dict[str, tuple[str, int, str]] = {
    "daily": ("DAILY", 1, ""),
    "everyday": ("DAILY", 1, ""),
    "nightly": ("DAILY", 1, ""),
    "weekly": ("WEEKLY", 1, ""),
    "monthly": ("MONTHLY", 1, ""),
    "quarterly": ("MONTHLY", 3, ""),
    "yearly": ("YEARLY", 1, ""),
    "annually": ("YEARLY", 1, ""),
    "fortnightly": ("WEEKLY", 2, ""),
    "hourly": ("HOURLY", 1, ""),
    "biweekly": ("WEEKLY", 2, "every two weeks or twice a week"),
    "bi-weekly": ("WEEKLY", 2, "every two weeks or twice a week"),
    "bimonthly": ("MONTHLY", 2, "every two months or twice a month"),
    "bi-monthly": ("MONTHLY", 2, "every two months or twice a month"),
}
ADVERB_UNITS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year"}
SPREAD = {
    1: ("MO",),
    2: ("MO", "TH"),
    3: ("MO", "WE", "FR"),
    4: ("MO", "TU", "TH", "FR"),
    5: WORKDAYS,
    6: DAY_CODES[:6],
}

TOLD_OF_DAYS = words_of("are with is suck child away off were feel")
"""Behind 'mondays' or 'weekends' they tell something about those days, or make another noun of them."""
WORD_CHANGING = words_of("add remove rename change replace set delete drop use support put insert type allow")
"""'add weekly to the enum': the adverb is what is changed."""
SINGLE_WEEKDAYS = WEEKDAYS.keys() - WEEKDAY_PLURALS


def read_rule(line: Line, place: int) -> Found | None:
    """The recurrence that begins at `place`, or words like 'every time' that are none."""
    start = place
    if line.low(start) in ("on", "at", "alternate", "once", "repeat", "repeats", "repeating") and line.low(
        start + 1
    ) in (
        *EVERY,
        "alternate",
        *GROUPS,
        *WEEKDAY_PLURALS,
        *ADVERBS,
        "the",
        "a",
    ):
        start += 1
    rule = (
        read_every(line, start)
        or _adverb(line, start)
        or _times_a_period(line, place)
        or _group(line, start)
        or _plural_weekdays(line, start)
        or _of_each_month(line, line.skip(start, "the"))
    )
    if rule is None or (start > place and line.low(place) == "at" and line.low(start) not in ("weekends",)):
        return None
    if is_title(line, start, rule.end) and (start or line.low(start) not in EVERY):
        return Found("", place, rule.end)
    return Found("recurrence", place, rule.end, rule)


def _adverb(line: Line, place: int) -> Rule | None:
    """Weekly, monthly … after what they tell about; before a noun they only name it ('monthly report')."""
    adverb = ADVERBS.get(line.low(place))
    if adverb is None:
        return None
    if line.low(place - 1) in WORD_CHANGING and line.low(place + 1) in ("to", "from", "in", "as", "into", "with"):
        return None
    if (
        line.low(place - 1) in ("to", "from", "and", "or")
        and line.low(place - 2) in ADVERBS
        and line.low(place - 3) in WORD_CHANGING
    ):
        return None
    frequency, interval, reason = adverb
    end = place + 1
    names = is_plain_noun(line, end) and not line.low(place).endswith("ally")
    if names and (place > 0 or line.low(end) not in VERBS or line.low(end + 1) not in ARTICLES):
        return None
    rule = Rule(end, frequency, interval, reason=reason)
    return on_the_nth(line, rule) if frequency == "MONTHLY" else rule


def _times_a_period(line: Line, place: int) -> Rule | None:
    """Once a month, twice a week, 3 times a day, 3x a week, 2x/week."""
    word = line.low(place)
    joined = word.split("/")
    if len(joined) == 2 and joined[0][:-1].isdecimal() and joined[0].endswith("x") and joined[1] in DAY_UNITS:
        return _spread(int(joined[0][:-1][:2]), DAY_UNITS[joined[1]], place + 1)
    count = {"once": 1, "twice": 2, "thrice": 3}.get(word)
    after = place + 1
    if word[:-1].isdecimal() and word.endswith("x"):
        count = int(word[:-1][:2])
    elif count is None and (amount := number_at(line, place)) and line.low(amount[1]) in ("times", "x"):
        count, after = amount[0], amount[1] + 1
    if count and line.low(after) in ADVERB_UNITS:
        return _spread(count, ADVERB_UNITS[line.low(after)], after + 1)
    if not count or line.low(after) not in ("a", "an", "per", "every", "each", "/"):
        return None
    second = count == 1 and line.low(after) == "every" and (rule := read_amount(line, after + 1))
    if second:
        return rule
    unit = DAY_UNITS.get(line.low(after + 1))
    return _spread(count, unit, after + 2) if unit and len(line.low(after + 1)) > 1 else None


def _spread(count: int, unit: str, end: int) -> Rule | None:
    """So many times a period: the days are a guess unless it is once."""
    if count < 1:
        return None
    frequency, interval = FREQUENCIES[unit], FACTORS.get(unit, 1)
    reason = f"which {count} times a {unit}" if count > 1 else ""
    if unit == "year" and 12 % count == 0 and count > 1:
        return Rule(end, "MONTHLY", 12 // count, reason=reason)
    if unit == "month" and count == 2:
        return Rule(end, "MONTHLY", by_month_day=(1, 15), reason=reason)
    if unit == "week" and count in SPREAD and count > 1:
        return Rule(end, "WEEKLY", by_day=SPREAD[count], reason=reason)
    return Rule(end, frequency, interval, reason=reason)


def _group(line: Line, place: int) -> Rule | None:
    """Weekdays, weekends, mon-fri at the end of a thought."""
    if line.low(place) in ("weekdays", "weekends", "workdays"):
        rule = except_days(line, Rule(place + 1, "WEEKLY", by_day=GROUPS[line.low(place)]))
        names = is_plain_noun(line, rule.end) and (place > 0 or line.low(rule.end) in TOLD_OF_DAYS)
        return None if names else rule
    if line.low(place) not in SINGLE_WEEKDAYS or line.low(place - 1) in (
        "next",
        "this",
        "by",
        "before",
        "from",
        "until",
    ):
        return None
    codes, end = weekday_list(line, place)
    joined = {line.low(p) for p in range(place, end)} & {"or", "-", "\u2013", "to", "through", "thru"}
    if len(codes) < 2 or joined or line.low(end) in ("week", "next", "or"):
        return None
    return Rule(end, "WEEKLY", by_day=codes, reason="each week, or once")


def _plural_weekdays(line: Line, place: int) -> Rule | None:
    """Tuesdays, Mondays and Thursdays."""
    word = line.low(place)
    if word == "alternate" and line.low(place + 1) in WEEKDAY_PLURALS:
        rule = _plural_weekdays(line, place + 1)
        return replace(rule, interval=2) if rule else None
    if word not in WEEKDAY_PLURALS:
        return None
    if line.low(place - 1) in WHICH and is_plain_noun(line, place + 1):
        return None
    if line.low(place - 1) in ("the", "hate", "love", "of", "those", "these", "taco", "casual"):
        return None
    if line.low(place + 1) in TOLD_OF_DAYS:
        return None
    codes, end = weekday_list(line, place)
    return Rule(end, "WEEKLY", by_day=codes) if codes else None


def _of_each_month(line: Line, place: int) -> Rule | None:
    """(The) 1st of every month, first Monday of the month, last day of each month, 1st and 15th of the month."""
    rule = read_nth_weekdays(line, place)
    if rule and line.low(rule.end - 1) in ("month", "monthly"):
        return rule
    numbers, after = ordinal_list(line, place)
    end = of_period(line, after) if numbers else None
    if end is None:
        return None
    return Rule(end, "MONTHLY", by_month_day=tuple(numbers))


def read_extent(line: Line, place: int) -> Found | None:
    """For 6 weeks, for the next 10 days, for 5 times, x10: it ends the recurrence of its item."""
    start = line.skip(place, "for")
    start = line.skip(start, "the")
    start = line.skip(start, "next")
    if line.low(place)[:1] == "x" and line.low(place)[1:].isdecimal():
        return Found("recurrence", place, place + 1, Extent(place + 1, count=int(line.low(place)[1:][:3])))
    amount = number_at(line, start)
    if amount is None:
        return None
    unit = line.low(amount[1])
    if unit in ("times", "occurrences", "sessions", "x"):
        return Found("recurrence", place, amount[1] + 1, Extent(amount[1] + 1, count=amount[0]))
    if start > place and unit in DAY_UNITS and len(unit) > 1:
        return Found("recurrence", place, amount[1] + 1, Extent(amount[1] + 1, count=amount[0], unit=DAY_UNITS[unit]))
    return None

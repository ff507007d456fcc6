"""What repeats: every Tuesday, daily, the 1st of every month, twice a week, until January."""

from dataclasses import replace

from src.domain.capture.calendar_words import DAY_CODES, DAY_PART_NAMES, DAY_UNITS, MINUTE_UNITS, WEEKDAY_PLURALS
from src.domain.capture.clock import read_part
from src.domain.capture.context import is_plain_noun, is_title
from src.domain.capture.line import Line, number_at
from src.domain.capture.moments import Extent, Found, Rule
from src.domain.capture.tables import words_of
from src.domain.capture.verbs import VERBS
from src.domain.capture.words import corrected, month_of, ordinal_of, weekday_of

FREQUENCIES = {
    "day": "DAILY",
    "week": "WEEKLY",
    "fortnight": "WEEKLY",
    "month": "MONTHLY",
    "quarter": "MONTHLY",
    "year": "YEARLY",
}
FACTORS = {"fortnight": 2, "quarter": 3}
WORKDAYS = DAY_CODES[:5]
WEEKEND = DAY_CODES[5:]
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
EVERY = words_of("every each every! evry evey everu ev evrey")
NOT_REPEATED = words_of("""
    time one single-handedly of other's body so now bit inch last-minute room person thing detail word file page
    corner
    """)
SPREAD = {
    1: ("MO",),
    2: ("MO", "TH"),
    3: ("MO", "WE", "FR"),
    4: ("MO", "TU", "TH", "FR"),
    5: WORKDAYS,
    6: DAY_CODES[:6],
}
GROUPS = {
    "weekday": WORKDAYS,
    "weekdays": WORKDAYS,
    "workday": WORKDAYS,
    "workdays": WORKDAYS,
    "weekend": WEEKEND,
    "weekends": WEEKEND,
}

LONGEST_LIST = 10


def read_rule(line: Line, place: int) -> Found | None:
    """The recurrence that begins at `place`, or words like 'every time' that are none."""
    start = place
    if line.low(start) in ("on", "at", "once", "repeat", "repeats", "repeating") and line.low(start + 1) in (
        *EVERY,
        *GROUPS,
        *WEEKDAY_PLURALS,
        *ADVERBS,
        "the",
        "a",
    ):
        start += 1
    rule = (
        _every(line, start)
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


def _every(line: Line, place: int) -> Rule | None:
    if line.low(place) not in EVERY:
        return None
    from_completion = line.low(place) == "every!"
    after = line.skip(place + 1, "single", "and")
    if line.low(after) in EVERY:
        after += 1
    rule = (
        _every_nth_weekday(line, after)
        or _every_amount(line, after)
        or _every_weekdays(line, after)
        or _every_part(line, after)
        or _every_date(line, after)
    )
    if rule is None or (line.low(place) == "each" and line.low(rule.end - 1) == "one"):
        return None
    return replace(rule, from_completion=from_completion)


def _every_amount(line: Line, place: int) -> Rule | None:
    """Every day, other week, 3 months, couple of weeks, third day, 4 hours; 'month on the 5th' goes on elsewhere."""
    interval, after, reason = 1, place, ""
    if line.low(place) in ("other", "second", "2nd", "alternate"):
        interval, after = 2, place + 1
    elif ordinal := ordinal_of(line.low(place)):
        interval, after = ordinal, place + 1
    elif amount := number_at(line, place):
        interval, after = amount
        reason = "a few is not a number" if line.low(place) == "few" else ""
    elif line.has(place, "half", "year"):
        return Rule(place + 2, "MONTHLY", 6)
    unit = line.low(after)
    if after > place and unit in MINUTE_UNITS or unit in ("hour",):
        frequency = "HOURLY" if MINUTE_UNITS[unit] == 60 else "MINUTELY"
        return Rule(after + 1, frequency, max(1, interval), reason=reason)
    named = DAY_UNITS.get(unit) if len(unit) > 1 else None
    if named is None or interval < 1 or (ordinal_of(line.low(place)) and place + 1 < after):
        return None
    rule = Rule(after + 1, FREQUENCIES[named], min(interval, 999) * FACTORS.get(named, 1), reason=reason)
    return _except(line, rule) if named == "day" and interval == 1 else rule


def _except(line: Line, rule: Rule) -> Rule:
    """Every day except Sunday."""
    after = rule.end
    if line.low(after) in ("except", "but", "excluding"):
        after = line.skip(after + 1, "on", "for")
        left_out, end = _weekday_list(line, after)
        if left_out:
            kept = tuple(code for code in DAY_CODES if code not in left_out)
            return replace(rule, end=end, frequency="WEEKLY", by_day=kept)
    return rule


def _weekday_list(line: Line, place: int) -> tuple[tuple[str, ...], int]:
    """Weekdays joined by commas, 'and', slashes or as a range, as codes in the order of the week."""
    codes: set[int] = set()
    end = place
    for _ in range(LONGEST_LIST):
        word = line.low(end)
        weekday = weekday_of(word.removesuffix("s") if word.endswith("days") else word)
        if word in GROUPS and codes == set():
            return GROUPS[word], end + 1
        if weekday is None:
            break
        if (
            line.low(end + 1) in ("-", "–", "to", "through", "thru")
            and (last := weekday_of(line.low(end + 2))) is not None
        ):
            codes |= {(weekday + step) % 7 for step in range((last - weekday) % 7 + 1)}
            end += 3
        else:
            codes.add(weekday)
            end += 1
        joint = end
        while line.low(joint) in (",", "and", "&", "/", "+", "or") and joint - end < 2:
            joint += 1
        if weekday_of(line.low(joint)) is None or joint == end:
            break
        end = joint
    return tuple(DAY_CODES[number] for number in sorted(codes)), end


def _every_weekdays(line: Line, place: int) -> Rule | None:
    """Every (other) Tuesday; mon, wed and fri; weekday; weekend."""
    other = line.low(place) in ("other", "second", "2nd", "alternate")
    start = place + other
    if number_at(line, start) and line.low(start + 1) in ("weekdays", "weekday"):
        return None
    codes, end = _weekday_list(line, start)
    return Rule(end, "WEEKLY", 2 if other else 1, by_day=codes) if codes else None


def _every_nth_weekday(line: Line, place: int) -> Rule | None:
    """Every 2nd and 4th Thursday; every last Friday of the month; every last day of the month; every 2nd Tuesday."""
    numbers, after = _ordinal_list(line, place)
    if not numbers:
        return None
    if line.low(after) in ("day", "weekday", "workday") and line.low(after + 1) in ("of", "in"):
        end = _of_period(line, after + 1)
        if end and line.low(after) == "day":
            return Rule(end, "MONTHLY", by_month_day=tuple(numbers))
        return Rule(end, "MONTHLY", by_day=WORKDAYS, by_set_position=numbers[0]) if end else None
    weekday = weekday_of(line.low(after))
    if weekday is None:
        return None
    end = _of_period(line, after + 1)
    codes = tuple(f"{number}{DAY_CODES[weekday]}" for number in numbers)
    if end is None and numbers == [2]:
        return Rule(
            after + 1, "WEEKLY", 2, by_day=(DAY_CODES[weekday],), reason="every other week or the second of the month"
        )
    return Rule(end or after + 1, "MONTHLY", by_day=codes)


def _ordinal_list(line: Line, place: int) -> tuple[list[int], int]:
    numbers: list[int] = []
    after = place
    while len(numbers) < LONGEST_LIST:
        number = -1 if line.low(after) == "last" else ordinal_of(line.low(after))
        if number is None:
            return numbers, after
        numbers.append(number)
        after += 1
        joint = after
        while line.low(joint) in (",", "and", "&", "the") and joint - after < 3:
            joint += 1
        if line.low(joint) != "last" and ordinal_of(line.low(joint)) is None:
            return numbers, after
        after = joint
    return numbers, after


def _of_period(line: Line, place: int) -> int | None:
    """The position behind 'of the month', 'of every month', 'in each month'; None when it is not there."""
    if (
        line.low(place) in ("of", "in")
        and line.low(place + 1) in ("the", "every", "each")
        and line.low(place + 2) == "month"
    ):
        return place + 3
    return place + 1 if line.low(place) in ("monthly",) else None


def _every_part(line: Line, place: int) -> Rule | None:
    """Every morning, every night, every lunchtime: each day at that time."""
    part = (
        read_part(line, place)
        if line.low(place) in DAY_PART_NAMES
        or line.low(place) in ("noon", "midday", "lunchtime", "bedtime", "midnight")
        else None
    )
    return _except(line, Rule(part.end, "DAILY", clock=part)) if part else None


def _every_date(line: Line, place: int) -> Rule | None:
    """Every 15th; every 1st and 15th of the month; every May 3; every January."""
    numbers, after = _ordinal_list(line, line.skip(place, "the"))
    month = month_of(line.low(line.skip(after, "of"))) if numbers else None
    if numbers and month:
        return Rule(line.skip(after, "of") + 1, "YEARLY", by_month=(month,), by_month_day=tuple(numbers))
    if numbers and not is_plain_noun(line, after):
        return Rule(_of_period(line, after) or after, "MONTHLY", by_month_day=tuple(numbers))
    month = month_of(line.low(place))
    if month is None:
        return None
    day = ordinal_of(line.low(place + 1)) or (
        int(line.low(place + 1)) if line.low(place + 1).isdecimal() and len(line.low(place + 1)) < 3 else 0
    )
    if 1 <= day <= 31:
        return Rule(place + 2, "YEARLY", by_month=(month,), by_month_day=(day,))
    return Rule(place + 1, "YEARLY", by_month=(month,), by_month_day=(1,))


def _adverb(line: Line, place: int) -> Rule | None:
    """Weekly, monthly … after what they tell about; before a noun they only name it ('monthly report')."""
    adverb = ADVERBS.get(line.low(place))
    if adverb is None:
        return None
    frequency, interval, reason = adverb
    end = place + 1
    if is_plain_noun(line, end) and line.low(end) not in VERBS:
        return None
    if is_plain_noun(line, end) and place > 0:
        return None
    return Rule(end, frequency, interval, reason=reason)


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
    if not count or line.low(after) not in ("a", "an", "per", "every", "each", "/"):
        return None
    second = count == 1 and line.low(after) == "every" and (rule := _every_amount(line, after + 1))
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
    if unit == "week" and count in SPREAD and count > 1:
        return Rule(end, "WEEKLY", by_day=SPREAD[count], reason=reason)
    return Rule(end, frequency, interval, reason=reason)


def _group(line: Line, place: int) -> Rule | None:
    """Weekdays, weekends, mon-fri at the end of a thought."""
    if line.low(place) in ("weekdays", "weekends", "workdays") and not is_plain_noun(line, place + 1):
        return Rule(place + 1, "WEEKLY", by_day=GROUPS[line.low(place)])
    return None


def _plural_weekdays(line: Line, place: int) -> Rule | None:
    """Tuesdays, Mondays and Thursdays."""
    word = line.low(place)
    if word not in WEEKDAY_PLURALS or corrected(word) != word or not word.endswith("days"):
        return None
    if line.low(place - 1) in ("the", "hate", "love", "of", "those", "these", "taco", "casual") or line.low(
        place + 1
    ) in ("are", "with", "is", "suck", "child"):
        return None
    codes, end = _weekday_list(line, place)
    return Rule(end, "WEEKLY", by_day=codes) if codes else None


def _of_each_month(line: Line, place: int) -> Rule | None:
    """(The) 1st of every month, first Monday of the month, last day of each month, 1st and 15th of the month."""
    rule = _every_nth_weekday(line, place)
    if rule and line.low(rule.end - 1) in ("month", "monthly"):
        return rule
    numbers, after = _ordinal_list(line, place)
    end = _of_period(line, after) if numbers else None
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

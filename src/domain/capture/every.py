"""What follows 'every': Tuesday, other week, 3 months, 1st and 15th, morning."""

from dataclasses import replace

from src.domain.capture.calendar_words import DAY_CODES, DAY_PART_NAMES, DAY_UNITS, MINUTE_UNITS
from src.domain.capture.clock import read_part
from src.domain.capture.context import is_plain_noun
from src.domain.capture.line import Line, number_at
from src.domain.capture.moments import Rule
from src.domain.capture.tables import words_of
from src.domain.capture.verbs import VERBS
from src.domain.capture.words import month_of, ordinal_of, weekday_of

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
EVERY = words_of("every each every! evry evey everu ev evrey")
GROUPS = {
    "weekday": WORKDAYS,
    "weekdays": WORKDAYS,
    "workday": WORKDAYS,
    "workdays": WORKDAYS,
    "weekend": WEEKEND,
    "weekends": WEEKEND,
}
LONGEST_LIST = 10


def read_every(line: Line, place: int) -> Rule | None:
    if line.low(place) not in EVERY:
        return None
    from_completion = line.low(place) == "every!"
    after = line.skip(place + 1, "single", "and")
    if line.low(after) in EVERY:
        after += 1
    rule = (
        read_nth_weekdays(line, after)
        or read_amount(line, after)
        or _every_weekdays(line, after)
        or _every_part(line, after)
        or _every_date(line, after)
    )
    if rule is None or (line.low(place) == "each" and line.low(rule.end - 1) == "one"):
        return None
    return replace(rule, from_completion=from_completion)


def read_amount(line: Line, place: int) -> Rule | None:
    """Every day, other week, 3 months, couple of weeks, third day, 4 hours; 'month on the 5th' goes on elsewhere."""
    interval, after, reason = 1, place, ""
    if line.low(place) in ("other", "second", "2nd", "alternate"):
        interval, after = 2, place + 1
    elif ordinal := ordinal_of(line.low(place)):
        interval, after = ordinal, place + 1
    elif amount := number_at(line, place):
        interval, after = amount
        reason = "a few is not a number" if line.low(place) == "few" else ""
        if line.low(after) in ("-", "\u2013", "to", "or") and (most := number_at(line, after + 1)):
            after, reason = most[1], f"{interval} or {most[0]}"
    elif line.has(place, "half", "year"):
        return Rule(place + 2, "MONTHLY", 6)
    unit = line.low(after)
    if (after > place and unit in MINUTE_UNITS) or unit in ("hour",):
        frequency = "HOURLY" if MINUTE_UNITS[unit] == 60 else "MINUTELY"
        return Rule(after + 1, frequency, max(1, interval), reason=reason)
    named = DAY_UNITS.get(unit) if len(unit) > 1 else None
    if named is None or interval < 1 or (ordinal_of(line.low(place)) and place + 1 < after):
        return None
    rule = Rule(after + 1, FREQUENCIES[named], min(interval, 999) * FACTORS.get(named, 1), reason=reason)
    if named == "month":
        return on_the_nth(line, rule)
    return except_days(line, rule) if named == "day" and interval == 1 else rule


def on_the_nth(line: Line, rule: Rule) -> Rule:
    """'every month on the last friday', 'monthly on the 2nd tuesday'."""
    after = line.skip(line.skip(rule.end, "on"), "the")
    numbers, end = ordinal_list(line, after)
    weekday = weekday_of(line.low(end)) if numbers else None
    if weekday is not None:
        codes = tuple(f"{number}{DAY_CODES[weekday]}" for number in numbers)
        return replace(rule, end=of_period(line, end + 1) or end + 1, by_day=codes)
    if numbers and line.low(end) == "day":
        return replace(rule, end=of_period(line, end + 1) or end + 1, by_month_day=tuple(numbers))
    return rule


def except_days(line: Line, rule: Rule) -> Rule:
    """Every day except Sunday, every weekday but Wednesday."""
    after = rule.end
    if line.low(after) in ("except", "but", "excluding"):
        after = line.skip(after + 1, "on", "for")
        left_out, end = weekday_list(line, after)
        if left_out:
            kept = tuple(code for code in rule.by_day or DAY_CODES if code not in left_out)
            return replace(rule, end=end, frequency="WEEKLY", by_day=kept)
    return rule


def weekday_list(line: Line, place: int) -> tuple[tuple[str, ...], int]:
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
            line.low(end + 1) in ("-", "\u2013", "to", "through", "thru")
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
        if weekday_of(line.low(joint)) is None:
            break
        end = joint
    return tuple(DAY_CODES[number] for number in sorted(codes)), end


def _every_weekdays(line: Line, place: int) -> Rule | None:
    """Every (other) Tuesday; mon, wed and fri; weekday; weekend."""
    other = line.low(place) in ("other", "second", "2nd", "alternate")
    start = place + other
    if number_at(line, start) and line.low(start + 1) in ("weekdays", "weekday"):
        return None
    codes, end = weekday_list(line, start)
    return except_days(line, Rule(end, "WEEKLY", 2 if other else 1, by_day=codes)) if codes else None


def read_nth_weekdays(line: Line, place: int) -> Rule | None:
    """Every 2nd and 4th Thursday; every last Friday of the month; every last day of the month; every 2nd Tuesday."""
    numbers, after = ordinal_list(line, place)
    if not numbers:
        return None
    after += line.low(after) in ("working", "business") and line.low(after + 1) == "day"
    works = line.low(after - 1) in ("working", "business")
    if line.low(after) in ("day", "weekday", "workday") and line.low(after + 1) in ("of", "in"):
        end = of_period(line, after + 1)
        if end and line.low(after) == "day" and not works:
            return Rule(end, "MONTHLY", by_month_day=tuple(numbers))
        return Rule(end, "MONTHLY", by_day=WORKDAYS, by_set_position=numbers[0]) if end else None
    weekday = weekday_of(line.low(after))
    if weekday is None:
        return None
    end = of_period(line, after + 1)
    codes = tuple(f"{number}{DAY_CODES[weekday]}" for number in numbers)
    if end is None and numbers == [2]:
        return Rule(
            after + 1, "WEEKLY", 2, by_day=(DAY_CODES[weekday],), reason="every other week or the second of the month"
        )
    return Rule(end or after + 1, "MONTHLY", by_day=codes)


def ordinal_list(line: Line, place: int) -> tuple[list[int], int]:
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


def of_period(line: Line, place: int) -> int | None:
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
    if part is None:
        return None
    second = read_part(line, part.end + 1) if line.low(part.end) in ("and", "&") else None
    if second and second.is_vague:
        return Rule(second.end, "DAILY", clock=part, reason="two times of the day")
    return except_days(line, Rule(part.end, "DAILY", clock=part))


def _every_date(line: Line, place: int) -> Rule | None:
    """Every 15th; every 1st and 15th of the month; every May 3; every January."""
    numbers, after = ordinal_list(line, line.skip(place, "the"))
    month = month_of(line.low(line.skip(after, "of"))) if numbers else None
    if numbers and month:
        return Rule(line.skip(after, "of") + 1, "YEARLY", by_month=(month,), by_month_day=tuple(numbers))
    if numbers and (not is_plain_noun(line, after) or line.low(after) in VERBS):
        return Rule(of_period(line, after) or after, "MONTHLY", by_month_day=tuple(numbers))
    month = month_of(line.low(place))
    if month is None:
        return None
    day = ordinal_of(line.low(place + 1)) or (
        int(line.low(place + 1)) if line.low(place + 1).isdecimal() and len(line.low(place + 1)) < 3 else 0
    )
    if 1 <= day <= 31:
        return Rule(place + 2, "YEARLY", by_month=(month,), by_month_day=(day,))
    return Rule(place + 1, "YEARLY", by_month=(month,), by_month_day=(1,))

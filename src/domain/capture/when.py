"""A day or a time in its sentence: the preposition before it, the range after it, and whether it is one at all."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from src.domain.capture.calendar import after
from src.domain.capture.calendar_words import DAY_PART_NAMES, DAY_UNITS, MINUTE_UNITS
from src.domain.capture.clock import read_bare, read_part, read_range, read_said, read_written, with_zone
from src.domain.capture.context import NOT_NOUNS, VERSES, is_measure, is_plain_noun, is_title, numbers_something
from src.domain.capture.days import (
    SAYINGS,
    read_month_day,
    read_nth_weekday,
    read_numeric,
    read_ordinal_day,
    read_relative_day,
    read_weekday,
)
from src.domain.capture.durations import read_length
from src.domain.capture.line import Line, number_at
from src.domain.capture.moments import Clock, Day, Found, Shape
from src.domain.capture.periods import read_holiday, read_month, read_period
from src.domain.capture.tables import words_of
from src.domain.capture.verbs import VERBS
from src.domain.capture.words import is_tonight, month_of, ordinal_of, weekday_of

DEADLINES = words_of("by before b4 due deadline latest bfore")
STARTS = words_of("starting from beginning start")
LIMITS = words_of("until till til through thru")
PREPOSITIONS = (
    words_of("""
    on at @ for this in around about approx after ~ come circa sometime over during @~
    """)
    | DEADLINES
    | STARTS
    | LIMITS
)
LEADING = words_of("due deadline starting start beginning sometime come or")
ROUGHLY = words_of("about around approx ~ circa @ like")
CLOCK_BEFORE_BARE = words_of("at @ by before b4 after around until till til between about due")
JOINTS = ("-", "–", "—", "to", "until", "till", "til", "through", "thru")
PAST = words_of("last yesterday since previous past")
MOVED = words_of("""
    move moved moving reschedule rescheduled push shift bump postpone postponed change changed
    """)


def read_when(line: Line, place: int, now: datetime) -> Found | None:
    """The day or time that begins at `place`, with its prepositions."""
    start, words = _prepositions(line, place)
    last = words[-1] if words else ""
    today = now.date()
    found: Found | None = None
    if is_past(line, start) and read_nth_weekday(line, start, today) is None:
        return None
    if elapsed := read_elapsed(line, start, now, last):
        found = Found("due_date", place, elapsed.end, elapsed)
    elif tonight := _tonight(line, start, today):
        found = Found("due_date", place, tonight.end, tonight)
    elif day := read_day(line, start, today, words):
        found = Found("due_date", place, day.end, day)
    elif clock := read_clock(line, start, words):
        return _clock_found(line, place, start, clock)
    if found is None or not isinstance(found.value, Day):
        return None
    shown = place if line.low(place) not in PREPOSITIONS else start
    if is_title(line, shown, found.end) and not (
        words and place + len(words) <= start and last in ("by", "before", "due")
    ):
        return Found("", place, found.end)
    day = replace(found.value, preposition=last, is_deadline=bool(DEADLINES & {*words}))
    return Found("due_date", place, day.end, day)


def _clock_found(line: Line, place: int, start: int, clock: Clock) -> Found | None:
    if is_title(line, start, clock.end) and line.tokens[start].text[0].isalpha():
        return Found("", place, clock.end)
    return Found("due_time", place, clock.end, clock)


def _prepositions(line: Line, place: int) -> tuple[int, tuple[str, ...]]:
    """The position behind 'due by', 'no later than', 'on', and those words."""
    if line.has(place, "no", "later", "than"):
        return place + 3, ("by",)
    if line.has(place, "any", "time", "before") or line.has(place, "at", "the", "latest"):
        return place + 3, ("by",)
    words: list[str] = []
    while line.low(place + len(words)) in PREPOSITIONS and len(words) < 3:
        word = line.low(place + len(words))
        if words and words[-1] not in LEADING and word not in ROUGHLY and word != "this":
            break
        if word == "this" and not words:
            break
        words.append(word)
    after_due = place + len(words)
    if words and words[0] in ("due", "deadline", "starting") and line.low(after_due) in (":", "is", "date", "the"):
        if line.low(after_due) != "the":
            after_due = line.skip(line.skip(after_due + 1, ":"), "is")
    if words and words[-1] == "this":
        return after_due - 1, tuple(words[:-1])
    return after_due, tuple(words)


def is_past(line: Line, place: int) -> bool:
    return line.low(place - 1) in PAST or line.low(place) in PAST


def _tonight(line: Line, place: int, today: date) -> Day | None:
    late = line.skip(place, "later", "late") if is_tonight(line.low(place + 1)) else place
    if is_tonight(line.low(late)):
        return Day(today, late + 1, Shape.RELATIVE, clock=Clock(time(20), late + 1, is_vague=True, word="tonight"))
    start = line.skip(place, "later", "earlier")
    if line.low(start) == "this" and line.low(start + 1) in DAY_PART_NAMES:
        part = read_part(line, start + 1)
        return Day(today, start + 2, Shape.RELATIVE, clock=part)
    if line.low(place) == "later" and line.low(place + 1) in ("today", "2day"):
        return Day(today, place + 2, Shape.RELATIVE)
    return None


def read_day(line: Line, place: int, today: date, words: tuple[str, ...] = ()) -> Day | None:
    """A day or a range of days at `place`, which `words` (prepositions) stand before."""
    joined = line.skip(place, "between") if line.low(place) == "between" else place
    first = _one_day(line, joined, today, words)
    if first is None:
        return None
    joints = (*JOINTS, "and", "&") if joined > place else JOINTS
    if line.low(first.end) in joints and first.shape is not Shape.PERIOD:
        second = _range_end(line, first, today)
        if second:
            if words[-1:] == ("from",) and any(w in MOVED for w in line.lows[:place]):
                return None
            return replace(first, last=second.date, end=second.end)
        if joined > place:
            return None
    if line.low(first.end) == "or" and (other := _one_day(line, first.end + 1, today, words)):
        return replace(first, end=other.end, options=(first.date, other.date), reason="two days were named")
    return first


def _range_end(line: Line, first: Day, today: date) -> Day | None:
    """The second day of a range; 'dec 11-13' gives only its number."""
    start = first.end + 1
    if first.shape is Shape.MONTH_DAY:
        number = line.low(start).removesuffix("th").removesuffix("st").removesuffix("nd").removesuffix("rd")
        before = line.low(first.end - 1)
        if number.isdecimal() and int(number) <= 31 and not month_of(before) and not month_of(line.low(start + 1)):
            year = None
            if first.date.day < int(number) and line.low(start + 1) not in ("am", "pm"):
                try:
                    year = first.date.replace(day=int(number))
                except ValueError:
                    return None
                return Day(year, start + 1)
            return None
    second = _one_day(line, start, first.date, ("on",)) or None
    return second if second and second.date > first.date else None


def _one_day(line: Line, place: int, today: date, words: tuple[str, ...]) -> Day | None:
    last = words[-1] if words else ""
    if line.low(place) in SAYINGS and last not in ("on", "by", "due", "before"):
        return None
    if numbers_something(line, place) and not line.low(place).isalpha():
        return None
    day = _ranged_number(line, place, today) or (
        read_relative_day(line, place, today)
        or read_weekday(line, place, today)
        or read_nth_weekday(line, line.skip(place, "the"), today)
        or read_month_day(line, place, today)
        or read_numeric(line, place, today)
        or read_period(line, place, today)
    )
    if day:
        return day
    if last in ("by", "before", "b4", "on", "due", "until", "till", "starting", "come") and (
        holiday := read_holiday(line, place, today)
    ):
        return holiday
    if last in (
        "by",
        "before",
        "b4",
        "in",
        "until",
        "till",
        "starting",
        "due",
        "from",
        "sometime",
        "through",
        "beginning",
    ):
        month = read_month(line, place, today)
        if month and not line.tokens[place].text.endswith("'s") and (last != "from" or month_of(line.low(place))):
            return None if is_plain_noun(line, month.end) and line.low(month.end) not in VERBS else month
    ordinal = read_ordinal_day(line, place, today)
    if ordinal and (last or line.low(place) == "the") and _ordinal_ends_well(line, place, ordinal.end, bool(last)):
        return ordinal
    return None


def _ranged_number(line: Line, place: int, today: date) -> Day | None:
    """11-13 Dec, 3rd to 5th of January: the month stands behind the second number."""
    start = line.skip(place, "the")
    if line.low(start + 1) not in JOINTS:
        return None
    number = ordinal_of(line.low(start)) or (int(line.low(start)) if line.low(start).isdecimal() else 0)
    second = read_month_day(line, start + 2, today)
    if not 1 <= number <= 31 or second is None or number >= second.date.day or month_of(line.low(start + 2)):
        return None
    return Day(second.date.replace(day=number), second.end, Shape.MONTH_DAY, last=second.date)


def _ordinal_ends_well(line: Line, place: int, end: int, has_preposition: bool) -> bool:
    if not is_plain_noun(line, end):
        return True
    return has_preposition and place <= 2 and line.low(end) in VERBS


def read_elapsed(line: Line, place: int, now: datetime, last: str) -> Day | None:
    """In 20 min, in an hour and a half, 3 days from now, in 2 weeks, within a week, two weeks from Monday."""
    begins = last == "in" or line.low(place) == "within"
    start = line.skip(place, "within")
    start = line.skip(start, "like", "about", "another")
    length = read_length(line, start)
    if length and (begins or (line.low(length.end) in ("from",) and line.low(length.end + 1) == "now")):
        moment = (now.astimezone(UTC) + timedelta(minutes=length.minutes)).astimezone(now.tzinfo).replace(second=0)
        end = length.end if begins and not line.has(length.end, "from", "now") else length.end + 2
        exact = Clock(moment.time().replace(microsecond=0), end)
        return Day(moment.date(), end, Shape.INSTANT, clock=exact)
    amount = number_at(line, start)
    if amount is None or line.low(amount[1]) in MINUTE_UNITS:
        return None
    unit = DAY_UNITS.get(line.low(amount[1]))
    if unit is None or len(line.low(amount[1])) == 1:
        return None
    end = amount[1] + 1
    anchor, end = _anchor(line, end, now.date(), begins)
    if anchor is None:
        return None
    vague = line.low(amount[1] - 1) in ("few", "several") or line.low(amount[1] - 2) in ("few",)
    reason = "a few is not a number" if vague else ""
    return Day(after(anchor, amount[0], unit), end, Shape.RELATIVE, reason=reason)


def _anchor(line: Line, end: int, today: date, begins: bool) -> tuple[date | None, int]:
    """The day that an amount of days counts from."""
    if line.low(end) in ("from", "after", "on") and line.low(end) != "ago":
        if line.low(end + 1) in ("now", "today"):
            return today, end + 2
        day = read_relative_day(line, end + 1, today) or read_weekday(line, end + 1, today)
        if day and not (begins and line.low(end) == "on"):
            return day.date, day.end
    if not begins:
        return None, end
    end = line.skip(end, "'")
    return today, line.skip(end, "time")


def read_clock(line: Line, place: int, words: tuple[str, ...], *, bare: bool = False) -> Clock | None:
    """A time or a range of times. `bare`: what stands before makes a lone number a time."""
    last = words[-1] if words else ""
    start = line.skip(place, "between")
    joints = (*JOINTS, "and", "&") if start > place else JOINTS
    if line.low(start - 1) in VERSES:
        return None
    clock = read_said(line, start) or read_written(line, start) or _ranged_bare(line, start, last, joints)
    if clock is None and (last in CLOCK_BEFORE_BARE or bare):
        clock = read_bare(line, start)
        if clock and not _number_ends_well(line, place, clock.end):
            return None
    if clock is None:
        return _part_in_sentence(line, start, words)
    if is_measure(line, clock.end):
        return None
    clock = read_range(line, clock, joints)
    if line.low(clock.end) == "or" and (other := read_written(line, clock.end + 1) or read_bare(line, clock.end + 1)):
        clock = replace(clock, end=other.end, options=(clock.time, other.time))
    clock = replace(clock, end=line.skip(clock.end, "sharp", "ish", "o'clock"))
    if clock.minutes is None:
        clock = _with_part(line, clock)
    return with_zone(line, clock)


def _ranged_bare(line: Line, place: int, last: str, joints: tuple[str, ...]) -> Clock | None:
    """The first number of '6-9pm', of 'from 2 to 4' and of 'between 1 and 3'."""
    first = read_bare(line, place)
    if first is None or line.low(first.end) not in joints or first.time.hour > 12:
        return None
    second = read_written(line, first.end + 1)
    if second and second.time.hour != 0:
        return first
    framed = last == "from" or line.low(place - 1) == "between" or last == "at"
    bare = read_bare(line, first.end + 1)
    return first if framed and bare and _number_ends_well(line, place, bare.end) else None


def _with_part(line: Line, clock: Clock) -> Clock:
    """'8 in the morning', '7 at night': the part says am or pm."""
    end = clock.end
    if line.has(end, "in", "the") and line.low(end + 2) in DAY_PART_NAMES:
        part, end = line.low(end + 2), end + 3
    elif line.has(end, "at", "night") or line.has(end, "at", "nite"):
        part, end = "night", end + 2
    else:
        return clock
    if clock.has_meridiem:
        return replace(clock, end=end)
    hour = clock.time.hour % 12
    later = part not in ("morning", "mornin", "morn") and not (part in ("night", "nite") and hour < 5)
    return replace(clock, time=clock.time.replace(hour=hour + 12 * later), has_meridiem=True, end=end)


def _part_in_sentence(line: Line, place: int, words: tuple[str, ...]) -> Clock | None:
    """Noon, eod, in the morning, at night, by lunchtime, after work."""
    last = words[-1] if words else ""
    if last in ("after", "before", "by") and line.low(place) == "work" and not is_plain_noun(line, place + 1):
        return Clock(time(17, 30) if last == "after" else time(9), place + 1, is_vague=True, word="work")
    if last in ("after",) and line.low(place) in ("lunch", "dinner", "school"):
        hours = {"lunch": 13, "dinner": 19, "school": 16}
        return Clock(time(hours[line.low(place)]), place + 1, is_vague=True, word="after")
    start = line.skip(place, "the") if last in ("in", "by", "during", "before") else place
    part = read_part(line, start)
    if part is None:
        return None
    standing = (
        part.word in ("noon", "midday", "midnight", "eod")
        or line.has(start, "first", "thing")
        or line.low(start) == "lunchtime"
    )
    if part.word == "eod" and line.low(start) == "end" and last not in ("by", "before", "at", ""):
        return None
    if is_plain_noun(line, part.end) and line.low(part.end) not in VERBS and weekday_of(line.low(part.end)) is None:
        if line.low(part.end) not in ("today", "tomorrow", "tmrw"):
            return None
    if standing:
        return part
    if last == "in" and start > place and line.low(start) in DAY_PART_NAMES:
        return part
    if last == "at" and line.low(start) in ("night", "nite", "bedtime", "lunch", "teatime", "dinnertime", "lunchtime"):
        return part
    if last in ("by", "before") and line.low(start) not in ("am",) and start >= place:
        return part
    return None


def _number_ends_well(line: Line, place: int, end: int) -> bool:
    """Whether what follows a lone number lets it be a time: an end, a preposition, a verb at the item's front."""
    if line.is_end(end) or not line.is_word(end):
        return line.is_end(end) or line.low(end) not in ("%", "/", "°", "*", "x", "'")
    word = line.low(end)
    if word in NOT_NOUNS or (word in MINUTE_UNITS and word == "hrs"):
        return True
    if weekday_of(word) is not None or word in (
        "today",
        "tomorrow",
        "tmrw",
        "tonight",
        "every",
        "w/",
        "each",
        "daily",
        "sharp",
        "2moro",
        "tmr",
    ):
        return True
    if word[:1] in "#@" or word in ("p1", "p2", "p3", "p4", "with", "without", "instead", "or", "~", "-"):
        return True
    return place <= 1 and word in VERBS


def read_part_after_day(line: Line, place: int) -> Clock | None:
    """The part of the day or lone number right behind a day: 'tomorrow morning', 'friday 3'."""
    if line.low(place) in DAY_PART_NAMES or line.low(place) in ("lunchtime", "noon", "am", "eod", "lunch", "midday"):
        if line.low(place) == "lunch" and not line.is_end(place + 1):
            return None
        part = read_part(line, place)
        return part if part and not is_title(line, place, part.end) else None
    return None

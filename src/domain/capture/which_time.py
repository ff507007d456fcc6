"""A time in its sentence, and whether a number means one at all."""

from dataclasses import replace
from datetime import time

from src.domain.capture.calendar_words import DAY_PART_NAMES, EXACT_PARTS, MINUTE_UNITS
from src.domain.capture.clock import (
    DOTTED,
    read_bare,
    read_part,
    read_range,
    read_said,
    read_short,
    read_written,
    with_zone,
)
from src.domain.capture.context import (
    DETERMINERS,
    NOT_NOUNS,
    VERSES,
    is_measure,
    is_plain_noun,
    is_title,
    numbers_something,
)
from src.domain.capture.corrections import correction_end
from src.domain.capture.line import Line
from src.domain.capture.moments import Clock
from src.domain.capture.prepositions import CLOCK_BEFORE_BARE, JOINTS
from src.domain.capture.verbs import VERBS
from src.domain.capture.words import corrected, is_tonight, relative_day_of, weekday_of


def read_clock(line: Line, place: int, words: tuple[str, ...], *, bare: bool = False) -> Clock | None:
    """A time or a range of times. `bare`: what stands before makes a lone number a time."""
    last = words[-1] if words else ""
    start = line.skip(place, "between")
    joints = (*JOINTS, "and", "&") if start > place else JOINTS
    if line.low(start - 1) in VERSES:
        return None
    clock = _doors_and_start(line, start) or read_said(line, start)
    clock = clock or read_written(line, start) or _ranged_bare(line, start, last, joints)
    if (
        clock is None
        and (line.low(start).isdecimal() or DOTTED.fullmatch(line.low(start)))
        and _says_time(line, start + 1)
    ):
        clock = read_bare(line, start) or read_short(line, start)
    if clock is None and (last in CLOCK_BEFORE_BARE or bare):
        clock = read_bare(line, start)
        if clock and not _number_ends_well(line, place, clock.end):
            return None
    if clock is None:
        return _part_in_sentence(line, start, words)
    if is_measure(line, clock.end):
        return None
    if line.low(place - 1) in DETERMINERS and not words and _is_named_by(line, clock.end):
        return None
    clock = read_range(line, clock, joints)
    if line.low(clock.end) == "or" and (other := read_written(line, clock.end + 1) or read_bare(line, clock.end + 1)):
        clock = replace(clock, end=other.end, options=(clock.time, other.time))
    if line.low(clock.end) in ("and", "&") and clock.has_meridiem and (other := read_written(line, clock.end + 1)):
        clock = replace(clock, end=other.end, options=(clock.time, other.time), word="both")
    clock = replace(clock, end=line.skip(clock.end, "sharp", "ish", "o'clock"))
    if clock.minutes is None:
        clock = _with_part(line, clock)
    return with_zone(line, clock)


def _is_named_by(line: Line, place: int) -> bool:
    """'the 5pm (train)', not 'make that 5pm (today)'."""
    return is_plain_noun(line, place) and not is_day_word(line.low(place))


def _says_time(line: Line, place: int) -> bool:
    """Whether what stands behind a number makes it a time: 'in the evening', '1400 today', '9.30 on monday'."""
    number = line.low(place - 1)
    has_minutes = (len(number) in (3, 4) and number[-1] in "05" and number[-2] < "6") or "." in number
    named = line.low(place - 2) in VERBS or numbers_something(line, place - 1)
    if has_minutes and not named and is_day_word(line.low(line.skip(place, "on") if "." in number else place)):
        return True
    if line.low(place) in ("o'clock", "oclock") or line.has(place, "at", "night"):
        return True
    return line.has(place, "in", "the") and line.low(place + 2) in DAY_PART_NAMES


def is_day_word(word: str) -> bool:
    return weekday_of(word) is not None or relative_day_of(word) is not None or is_tonight(word)


def _doors_and_start(line: Line, place: int) -> Clock | None:
    """'7 for 7.30': be there at the first, it begins at the second; from 5 to 9 an evening is meant."""
    first = read_written(line, place) or read_bare(line, place)
    if first is None or line.low(first.end) != "for":
        return None
    second = read_written(line, first.end + 1) or read_bare(line, first.end + 1)
    if second is None or not (first.time.minute or second.time.minute):
        return None
    wait = (second.time.hour - first.time.hour) * 60 + second.time.minute - first.time.minute
    if not 0 < wait % 720 <= 60 or is_measure(line, second.end):
        return None
    hour = first.time.hour
    evening = not first.has_meridiem and 5 <= hour <= 9
    return replace(first, end=second.end, time=first.time.replace(hour=hour + 12 * evening), has_meridiem=evening)


def _ranged_bare(line: Line, place: int, last: str, joints: tuple[str, ...]) -> Clock | None:
    """The first number of '6-9pm', of 'from 2 to 4' and of 'between 1 and 3'."""
    first = read_bare(line, place)
    if first is None or line.low(first.end) not in joints or first.time.hour > 12:
        return None
    second = read_written(line, first.end + 1) or _exact_part(line, first.end + 1)
    if second and second.time.hour != 0:
        return first
    framed = last == "from" or line.low(place - 1) == "between" or last == "at"
    bare = read_bare(line, first.end + 1)
    if bare and line.low(place - 1) not in ("pages", "page", "chapters", "ages", "aged"):
        beside_day = weekday_of(line.low(bare.end)) is not None or relative_day_of(line.low(bare.end)) is not None
        framed = framed or beside_day
    return first if framed and bare and _number_ends_well(line, place, bare.end) else None


def _exact_part(line: Line, place: int) -> Clock | None:
    """Noon and midday, which end a range or stand beside a time as a clock time does."""
    return read_part(line, place) if line.low(place) in EXACT_PARTS else None


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
    follows = line.low(part.end)
    goes_on = follows in VERBS or is_day_word(follows)
    if is_plain_noun(line, part.end) and not goes_on:
        return None
    if standing:
        other = read_written(line, part.end + 1) or read_bare(line, part.end + 1) if follows == "or" else None
        return replace(part, end=other.end, options=(part.time, other.time)) if other else part
    if last == "in" and start > place and line.low(start) in DAY_PART_NAMES:
        return part
    if last == "at" and line.low(start) in ("night", "nite", "bedtime", "lunch", "teatime", "dinnertime", "lunchtime"):
        return part
    if last in ("by", "before") and line.low(start) not in ("am", "pm") and start >= place:
        return part
    return None


def _number_ends_well(line: Line, place: int, end: int) -> bool:
    """Whether what follows a lone number lets it be a time: an end, a preposition, a verb at the item's front."""
    if line.is_end(end) or not line.is_word(end):
        return line.is_end(end) or line.low(end) not in ("%", "/", "°", "*", "x", "'")
    word = line.low(end)
    if correction_end(line, end) is not None:
        return True
    if word in NOT_NOUNS or (word in MINUTE_UNITS and word == "hrs"):
        return True
    if is_day_word(word) or word in ("every", "w/", "each", "daily", "sharp"):
        return True
    if word[:1] in "#@" or word in ("p1", "p2", "p3", "p4", "with", "without", "instead", "or", "~", "-"):
        return True
    return place <= 1 and word in VERBS


def read_part_after_day(line: Line, place: int) -> Clock | None:
    """The part of the day or lone number right behind a day: 'tomorrow morning', 'friday 3'."""
    if corrected(line.low(place)) in DAY_PART_NAMES or line.low(place) in (
        *("lunchtime", "noon", "am", "pm", "eod", "lunch", "midday"),
    ):
        if line.low(place) == "lunch" and not line.is_end(place + 1):
            return None
        part = read_part(line, place)
        return part if part and not is_title(line, place, part.end) else None
    return None

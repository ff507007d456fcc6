"""Times of day: 7, 7am, 19:00, half past seven, noon, 2-4pm, 9am Tokyo time."""

import re
from dataclasses import replace
from datetime import UTC, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from src.domain.capture.calendar_words import EXACT_PARTS, NUMBERS, PARTS_OF_DAY, ZONE_CODES, ZONES
from src.domain.capture.line import Line
from src.domain.capture.moments import Clock
from src.domain.capture.words import corrected

WRITTEN = re.compile(r"(\d{1,2})(?:[:.h](\d\d)(?::\d\d)?)?\s?(a\.?m?\.?|p\.?m?\.?)?")
RUN_TOGETHER = re.compile(r"(\d{1,2})(\d\d)(a|am|p|pm|h|hrs)?")
OFFSET = re.compile(r"(?:utc|gmt)([+-])(\d{1,2})(?::(\d\d))?")
DOTTED = re.compile(r"(\d{1,2})\.([0-5][05])")
SAID_MINUTES = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20, "five": 5}
SUFFIXES = frozenset({"am", "pm", "a.m", "p.m", "a.m.", "p.m."})


def clock_of(hour: int, minute: int, meridiem: str, end: int) -> Clock | None:
    """A clock time; without am or pm an hour from 1 to 12 stays open."""
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    if meridiem:
        if not 1 <= hour <= 12:
            return Clock(time(hour, minute), end) if 13 <= hour < 24 and meridiem == "p" else None
        return Clock(time(hour % 12 + 12 * (meridiem == "p"), minute), end)
    return Clock(time(hour % 24, minute), end, has_meridiem=not 1 <= hour <= 12)


def read_written(line: Line, place: int) -> Clock | None:
    """7am, 7 pm, 7:30, 7.30pm, 19:00, 07:30, 1159pm, 1900h; never a bare number."""
    word = line.low(place)
    if not word[:1].isdigit():
        return None
    if found := WRITTEN.fullmatch(word):
        minute, suffix = found[2], found[3] or ""
        end = place + 1
        if not suffix and line.low(end) in SUFFIXES:
            suffix, end = line.low(end), end + 1
        elif suffix in ("a", "p") and len(word) == 2 and not line.is_word(place):
            return None
        if minute is None and not suffix:
            return None
        if "." in word and not suffix:
            return None
        clock = clock_of(int(found[1]), int(minute or 0), suffix[:1], end)
        if clock and word[0] == "0" and not suffix:
            clock = replace(clock, has_meridiem=True)
        return clock
    if (found := RUN_TOGETHER.fullmatch(word)) and (
        found[3] or line.low(place + 1) in (*SUFFIXES, "hrs", "hours", "h")
    ):
        suffix = found[3] or line.low(place + 1)
        end = place + (1 if found[3] else 2)
        clock = clock_of(int(found[1]), int(found[2]), suffix[0] if suffix[0] in "ap" else "", end)
        return replace(clock, has_meridiem=True) if clock else None
    return None


def read_bare(line: Line, place: int) -> Clock | None:
    """7, seven, 7ish, 7 o'clock, 7.30, 1530: a caller makes sure that a time is meant."""
    word = line.low(place)
    end = place + 1
    if dotted := DOTTED.fullmatch(word):
        return clock_of(int(dotted[1]), int(dotted[2]), "", end)
    if word.isdecimal() and len(word) == 4:
        clock = clock_of(int(word[:2]), int(word[2:]), "", end)
        return replace(clock, has_meridiem=True) if clock and (word[0] == "0" or int(word[:2]) > 12) else clock
    if line.low(end) in ("o'clock", "oclock", "ish"):
        end += 1
    word = word.removesuffix("ish").removesuffix("-")
    hour = int(word) if word.isdecimal() and len(word) <= 2 else NUMBERS.get(word, 0) if word not in ("a", "an") else 0
    if not 1 <= hour <= 23 or (word[:1].isalpha() and hour > 12):
        return None
    return clock_of(hour, 0, "", end)


def read_short(line: Line, place: int) -> Clock | None:
    """930: only where a day behind it shows that it is no amount."""
    word = line.low(place)
    return clock_of(int(word[0]), int(word[1:]), "", place + 1) if word.isdecimal() and len(word) == 3 else None


def read_said(line: Line, place: int) -> Clock | None:
    """Half past 7, quarter to nine, twenty to 5, half seven, 10 past 8pm."""
    start = line.skip(place, "a") if line.low(place + 1) == "quarter" else place
    word = line.low(start)
    minutes = SAID_MINUTES.get(word) or (int(word) if word.isdecimal() and len(word) <= 2 else 0)
    after = line.skip(start + 1, "past", "to", "after", "til", "till", "of", "before")
    joint = line.low(after - 1) if after > start + 1 else ""
    if not minutes or minutes > 30 or (not joint and word != "half"):
        return None
    if joint in ("after", "of", "before") and word not in ("quarter", "ten", "twenty", "five"):
        return None
    hour = read_written(line, after) or read_bare(line, after)
    if hour is None or hour.time.minute or (word.isdecimal() and joint == "to" and int(word) % 5):
        return None
    back = joint in ("to", "til", "till", "of", "before")
    total = hour.time.hour * 60 + (-minutes if back else minutes)
    return replace(hour, time=time(total // 60 % 24, total % 60))


def read_part(line: Line, place: int) -> Clock | None:
    """Noon, midnight, eod, morning, lunchtime: what stands for a time by convention."""
    word = line.low(place)
    if word == "midnight":
        return Clock(time(0), place + 1, word=word)
    if (
        line.has(place, "end", "of", "day")
        or line.has(place, "close", "of", "business")
        or line.has(place, "close", "of", "play")
    ):
        return Clock(time(17), place + 3, is_vague=True, word="eod")
    if line.has(place, "end", "of", "the", "day") or line.has(place, "end", "of", "my", "day"):
        return Clock(time(17), place + 4, is_vague=True, word="eod")
    if word in ("eod", "cob", "cop"):
        return Clock(time(17), place + 1, is_vague=True, word="eod")
    if line.has(place, "first", "thing"):
        end = place + 2
        end += 3 if line.has(end, "in", "the", "morning") else 0
        return Clock(time(9), end, is_vague=True, word="morning")
    if (word := corrected(word)) in PARTS_OF_DAY:
        hour, minute = PARTS_OF_DAY[word]
        return Clock(time(hour, minute), place + 1, is_vague=word not in EXACT_PARTS, word=word)
    return None


def read_zone(line: Line, place: int) -> tuple[tzinfo, int] | None:
    """A zone behind a time: JST, UTC+2, Tokyo time."""
    word = line.low(place)
    if offset := OFFSET.fullmatch(word):
        shift = timedelta(hours=min(int(offset[2]), 14), minutes=min(int(offset[3] or 0), 59))
        return timezone(shift if offset[1] == "+" else -shift), place + 1
    shouted = word == "eat" and line.tokens[place].text == "EAT" and line.has_small_letters
    if (word in ZONE_CODES or shouted) and line.low(place + 1) not in ("office",):
        return (UTC if ZONES[word] == "UTC" else ZoneInfo(ZONES[word])), line.skip(place + 1, "time")
    two = f"{word}_{line.low(place + 1)}"
    if two in ZONES and line.low(place + 2) == "time":
        return ZoneInfo(ZONES[two]), place + 3
    if word in ZONES and line.low(place + 1) == "time":
        return ZoneInfo(ZONES[word]), place + 2
    return None


def with_zone(line: Line, clock: Clock) -> Clock:
    if line.low(clock.end) in ("local", "my", "our") and line.low(clock.end + 1) == "time":
        return replace(clock, end=clock.end + 2)
    found = read_zone(line, clock.end)
    if found is None and line.low(clock.end) == "(":
        inside = read_zone(line, clock.end + 1)
        found = (inside[0], inside[1] + 1) if inside and line.low(inside[1]) == ")" else None
    if found is None and line.low(clock.end) == "in":
        inside = read_zone(line, clock.end + 1)
        found = inside if inside and line.low(inside[1] - 1) == "time" else None
    return replace(clock, zone=found[0], end=found[1]) if found else clock


def read_range(line: Line, first: Clock, joints: tuple[str, ...]) -> Clock:
    """`first` with the length up to the second time ('2 to 4pm'), which may settle its am or pm."""
    if line.low(first.end) not in joints:
        return first
    second = read_written(line, first.end + 1) or read_bare(line, first.end + 1) or read_part(line, first.end + 1)
    if second is None or second.is_vague:
        return first
    begin, finish = first, second
    if not begin.has_meridiem:
        begin = min(
            (replace(begin, time=time((begin.time.hour % 12 + shift) % 24, begin.time.minute)) for shift in (0, 12)),
            key=lambda c: _minutes(c.time, finish.time) if finish.has_meridiem else (c.time.hour < 7, c.time.hour),
        )
    if not finish.has_meridiem:
        finish = min(
            (replace(finish, time=time((finish.time.hour % 12 + shift) % 24, finish.time.minute)) for shift in (0, 12)),
            key=lambda c: _minutes(begin.time, c.time),
        )
    settled = first.has_meridiem or second.has_meridiem or begin.time.hour in (*range(8, 12), *range(13, 18))
    length = _minutes(begin.time, finish.time)
    return replace(begin, end=second.end, minutes=length, has_meridiem=settled, options=())


def _minutes(start: time, finish: time) -> int:
    """Minutes from one time of day to the next such other one."""
    return ((finish.hour - start.hour) * 60 + finish.minute - start.minute - 1) % 1440 + 1

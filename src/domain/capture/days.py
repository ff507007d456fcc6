"""Days named by themselves: today, weekdays, dates. Each reader returns the day that starts at `place`, or None."""

import re
from datetime import date, timedelta

from src.domain.capture.calendar import (
    days_after,
    next_date,
    next_day_of_month,
    nth_weekday,
    valid_date,
    weekday_after,
    weekday_in_week,
)
from src.domain.capture.calendar_words import WEEKDAY_PLURALS, WEEKDAYS
from src.domain.capture.context import ORDINAL_NOUNS, is_measure, is_plain_noun, is_word_not_name
from src.domain.capture.line import Line
from src.domain.capture.moments import Day, Shape
from src.domain.capture.tables import words_of
from src.domain.capture.verbs import VERBS
from src.domain.capture.words import month_of, ordinal_of, relative_day_of, weekday_of, year_at

ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:t.*)?")
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
TIES = words_of("on by before due until from for b4 , : -")
SHORT_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})")
SAYINGS = words_of("24/7 9/11 7/11 50/50 20/20 10/10")


def read_relative_day(line: Line, place: int, today: date) -> Day | None:
    """Today, tomorrow, the day after tomorrow, tomorrow week."""
    start = line.skip(place, "the")
    if line.has(start, "day", "after") and relative_day_of(line.low(start + 2)) == 1:
        return Day(days_after(today, 2), start + 3, Shape.RELATIVE)
    if line.low(place) in ("overmorrow",):
        return Day(days_after(today, 2), place + 1, Shape.RELATIVE)
    days = relative_day_of(line.low(place))
    if days is None:
        return None
    if line.low(place + 1) == "week":
        return Day(days_after(today, days + 7), place + 2, Shape.RELATIVE)
    return Day(days_after(today, days), place + 1, Shape.RELATIVE)


def read_weekday(line: Line, place: int, today: date) -> Day | None:
    """A weekday with what stands before it (next, this) or after it (week, the 5th, 27 Nov)."""
    word = line.low(place)
    pointer = "next" if word in ("next", "nxt") else word if word in ("this", "coming", "following", "upcoming") else ""
    start = place + bool(pointer)
    if pointer == "this" and line.low(start) == "coming":
        pointer, start = "coming", start + 1
    weekday = weekday_of(line.low(start))
    if weekday is None or (not pointer and is_word_not_name(line, place)):
        return None
    if line.low(start) in WEEKDAY_PLURALS and not pointer:
        return None
    end = start + 1
    end += line.low(end) == "." and not line.tokens[end].spaced and not line.is_end(end + 1)
    nearest = weekday_after(today, weekday)
    if pointer == "next":
        return _next_weekday(line, end, nearest, weekday_in_week(today, weekday, 1))
    if pointer == "this":
        this = weekday_in_week(today, weekday)
        return (
            Day(this, end, Shape.RELATIVE)
            if this >= today
            else Day(nearest, end, Shape.RELATIVE, options=(nearest,), reason="that day of this week has passed")
        )
    if line.low(end) == "fortnight":
        return Day(days_after(nearest, 14), end + 1, Shape.RELATIVE)
    if line.low(end) == "week" and line.low(end + 1) not in ("off", "plan", "long"):
        return Day(days_after(nearest, 7), end + 1, Shape.RELATIVE)
    if line.has(end, "after", "next"):
        return Day(weekday_in_week(today, weekday, 2), end + 2, Shape.RELATIVE)
    if line.has(end, "next", "week"):
        return Day(weekday_in_week(today, weekday, 1), end + 2, Shape.RELATIVE)
    return _dated_weekday(line, end, today, weekday) or Day(
        nearest, end, Shape.WEEKDAY if not pointer else Shape.RELATIVE
    )


def _next_weekday(line: Line, end: int, nearest: date, next_week: date) -> Day:
    if nearest == next_week or line.low(end) == "week":
        return Day(next_week, end + (line.low(end) == "week"), Shape.RELATIVE)
    return Day(next_week, end, Shape.RELATIVE, options=(next_week, nearest), reason="the nearer one may be meant")


def _dated_weekday(line: Line, end: int, today: date, weekday: int) -> Day | None:
    """A weekday with its date behind it; when they disagree the date wins and is asked about."""
    after = line.skip(end, ",")
    day = read_month_day(line, after, today) or read_numeric(line, after, today)
    if day is None and line.low(after) == "the":
        after += 1
    number = ordinal_of(line.low(after)) if day is None else None
    if number and line.low(after + 1) not in WEEKDAYS:
        first = next_day_of_month(today, number)
        agreeing = next(
            (d for k in range(0, 400) if (d := today + timedelta(days=k)).day == number and d.weekday() == weekday),
            first,
        )
        day = Day(agreeing, after + 1, Shape.MONTH_DAY) if agreeing and (agreeing - today).days < 62 else None
        if day is None and first:
            day = Day(first, after + 1, Shape.MONTH_DAY)
    if day is None or day.date.weekday() == weekday:
        return day
    named = weekday_after(today, weekday)
    return Day(day.date, day.end, day.shape, options=(day.date, named), reason="the weekday and the date disagree")


def read_month_day(line: Line, place: int, today: date) -> Day | None:
    """Jan 5, the 5th of January, 5 Jan 2027, first Monday of December."""
    month = month_of(line.low(place))
    if month:
        after = line.skip(place + 1, ".")
        after = line.skip(after, "the")
        day, end = _day_number(line, after), after + 1
        if day and not (is_measure(line, end) and line.low(place) in ("march", "may")):
            return _dated(line, today, month, day, end)
        return None
    start = line.skip(place, "the")
    if line.low(start) in ("last", "first", "second", "third", "fourth", "1st", "2nd", "3rd", "4th"):
        nth = read_nth_weekday(line, start, today)
        if nth:
            return nth
    day = _day_number(line, start)
    if day:
        of = line.skip(start + 1, "of")
        month = month_of(line.low(of))
        if month and (of > start + 1 or line.low(of) not in ("march", "may") or not line.tokens[of].is_capital or True):
            return _dated(line, today, month, day, line.skip(of + 1, "."))
    return None


def _day_number(line: Line, place: int) -> int | None:
    word = line.low(place)
    number = int(word) if re.fullmatch(r"\d{1,2}", word) else ordinal_of(word)
    return number if number and 1 <= number <= 31 else None


def _dated(line: Line, today: date, month: int, number: int, end: int) -> Day | None:
    year = year_at(line, end)
    if year:
        found = valid_date(year[0], month, number)
        return Day(found, year[1], Shape.MONTH_DAY) if found and found >= today else None
    found = next_date(today, month, number)
    if found is None:
        return None
    if line.low(end) == "." and end < len(line) - 1 and not line.tokens[end].spaced and month_of(line.low(end - 1)):
        end += 1
    return Day(found, end, Shape.MONTH_DAY)


def read_nth_weekday(line: Line, place: int, today: date) -> Day | None:
    """First Monday of December, last Friday of next month, last day of January."""
    number = -1 if line.low(place) == "last" else ordinal_of(line.low(place))
    weekday, is_day = weekday_of(line.low(place + 1)), line.low(place + 1) == "day"
    if number is None or (weekday is None and not is_day) or line.low(place + 2) not in ("of", "in"):
        return None
    after = place + 3
    first: date | None = None
    if month := month_of(line.low(after)):
        year = year_at(line, after + 1)
        end = year[1] if year else after + 1
        firsts = [valid_date(y, month, 1) for y in ([year[0]] if year else range(today.year, today.year + 2))]
    else:
        following = line.has(after, "next", "month")
        if not following and not line.has(after, "this", "month"):
            return None
        end, first = after + 2, today.replace(day=1)
        firsts = [(first + timedelta(days=32)).replace(day=1) if following else first]
    for first in firsts:
        found = first and (nth_weekday(first, weekday, number) if weekday is not None else _nth_day(first, number))
        if found and found >= today:
            return Day(found, end, Shape.MONTH_DAY)
    return None


def _nth_day(first: date, number: int) -> date | None:
    following = (first + timedelta(days=32)).replace(day=1)
    return following - timedelta(days=1) if number < 0 else valid_date(first.year, first.month, number)


def read_numeric(line: Line, place: int, today: date) -> Day | None:
    """2026-12-01, 12/1, 13/12/2026, 24.12.2026."""
    word = line.low(place)
    if iso := ISO.fullmatch(word):
        found = valid_date(int(iso[1]), int(iso[2]), int(iso[3]))
        return Day(found, place + 1) if found and found >= today else None
    if dotted := DOTTED.fullmatch(word):
        found = valid_date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        return Day(found, place + 1) if found and found >= today else None
    if (short := SHORT_DOTTED.fullmatch(word)) and line.low(place - 1) == "on" and int(short[2]) <= 12:
        found = (
            next_date(today, int(short[2]), int(short[1])) if valid_date(2028, int(short[2]), int(short[1])) else None
        )
        return Day(found, place + 1, Shape.MONTH_DAY) if found and not is_plain_noun(line, place + 1) else None
    slashed = SLASHED.fullmatch(word)
    which = place > 0 and is_plain_noun(line, place + 1) and line.low(place + 1) not in VERBS
    if not slashed or is_measure(line, place + 1) or (which and line.low(place - 1) not in TIES):
        return None
    first, second, year = int(slashed[1]), int(slashed[2]), slashed[3]
    month, day = (first, second) if first <= 12 else (second, first)
    if year is None:
        found = next_date(today, month, day) if month <= 12 and valid_date(2028, month, day) else None
    else:
        found = valid_date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return Day(found, place + 1, Shape.MONTH_DAY) if found and found >= today else None


def read_ordinal_day(line: Line, place: int, today: date) -> Day | None:
    """The 15th, as a day of the coming weeks; its caller makes sure of what stands before."""
    start = line.skip(place, "the")
    number = ordinal_of(line.low(start))
    spelt = number is not None and not line.low(start)[0].isdigit()
    tied = start > place and line.low(place - 1) in ("by", "on", "before", "due", "until", "til", "till")
    if number is None or (spelt and not tied) or line.low(start + 1) in ORDINAL_NOUNS:
        return None
    if weekday_of(line.low(start + 1)) is not None or (
        line.low(start + 1) in ("and", "&") and ordinal_of(line.low(start + 2))
    ):
        return None
    found = next_day_of_month(today, number)
    return Day(found, start + 1, Shape.ORDINAL) if found else None

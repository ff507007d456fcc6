"""One thought, read: its opening, its helper, what its words say, and what is left as its title."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from src.domain.capture.calendar_words import PARTS_OF_DAY
from src.domain.capture.clock import DOTTED, read_bare
from src.domain.capture.corrections import correction_end, take_back
from src.domain.capture.durations import read_estimate
from src.domain.capture.every import EVERY, GROUPS
from src.domain.capture.lead_ins import Opening, read_closing, read_opening
from src.domain.capture.lexicon import ENERGY_WORDS
from src.domain.capture.line import COUNTED, Line
from src.domain.capture.marks import LEVELS, PRIORITY_PHRASES, read_energy_words, read_mark, read_priority_words
from src.domain.capture.model import Known
from src.domain.capture.moments import Clock, Day, Found, Rule, Shape
from src.domain.capture.people import HANDING, read_handed_over, read_helper
from src.domain.capture.periods import EDGES, WEEKENDS
from src.domain.capture.prepositions import PREPOSITIONS
from src.domain.capture.recurrence import ADVERBS, read_extent, read_rule
from src.domain.capture.tables import words_of
from src.domain.capture.tokens import Kind, Token
from src.domain.capture.when import read_when
from src.domain.capture.which_time import read_clock, read_part_after_day
from src.domain.capture.words import corrected, is_tonight, month_of, ordinal_of, relative_day_of, weekday_of

STARTERS = frozenset(
    {*PREPOSITIONS, *EVERY, *ADVERBS, *GROUPS, *PARTS_OF_DAY, *ENERGY_WORDS, *COUNTED, *WEEKENDS, *EDGES, *LEVELS}
    | {p[0] for p in PRIORITY_PHRASES}
    | {p[0] for p in HANDING}
    | words_of("""
    next nxt this coming following the a an one two three four five six seven eight nine ten half quarter twenty
    energy within between first last day week month year no any eod cob cop eow eom eoy eoq midnight needs
    requires takes once twice thrice later late close upcoming alternate w/c wc overmorrow approximately roughly est
    repeat repeats should take like maybe probably abt
    """)
)


LATEST = {("at", "the", "latest"): 3, ("latest",): 1}
"""What closes a deadline, and its number of words."""


@dataclass(slots=True)
class Reading:
    """What one segment's words say. `is_taken[i]`: token i is evidence for a field and no word of the title."""

    line: Line
    opening: Opening
    found: list[Found] = field(default_factory=list)
    is_taken: list[bool] = field(default_factory=list)
    body: int = 0

    def values(self, name: str) -> list[object]:
        return [f.value for f in self.found if f.field == name]

    def spoken(self) -> Iterator[str]:
        return (self.line.low(place) for place in range(self.body, len(self.line)))


@lru_cache(maxsize=8192)
def can_start(word: str) -> bool:
    """Whether any reader may begin at this word; most words of a dump are passed over by this one look."""
    if not word:
        return False
    if word[0].isdigit() or word[0] in "#@~!→" or word in STARTERS:
        return True
    known = weekday_of(word) is not None or month_of(word) is not None or relative_day_of(word) is not None
    return (
        known
        or is_tonight(word)
        or ordinal_of(word) is not None
        or corrected(word) != word
        or word.split("-", 1)[0] in ENERGY_WORDS
        or word.startswith("mid-")
    )


def read_segment(tokens: list[Token], now: datetime, known: Known) -> Reading:
    line = Line(tokens)
    opening, found = read_opening(line)
    helper = read_helper(line, opening.end, known)
    body = opening.end
    if helper and not line.is_end(helper.end):
        found.append(helper)
        body = helper.end
    closing, is_someday, wants_split = read_closing(line, body)
    opening.is_someday = opening.is_someday or is_someday
    opening.wants_split = opening.wants_split or wants_split
    stop = min((f.start for f in closing), default=len(line))
    found += _scan(Line(tokens[:stop]), body, now, known)
    reading = Reading(line, opening, [*found, *closing], [False] * len(tokens), body)
    for finding in reading.found:
        if finding.field:
            take(reading, finding)
    return reading


def take(reading: Reading, finding: Found, *, taken: bool = True) -> None:
    for place in range(finding.start, finding.end):
        reading.is_taken[place] = taken


def _scan(line: Line, start: int, now: datetime, known: Known) -> list[Found]:
    """Every finding from `start` on, left to right; each word is read once."""
    found: list[Found] = []
    place = start
    while place < len(line):
        finding = None
        if line.tokens[place].kind in (Kind.WORD, Kind.MARK) and can_start(line.low(place)):
            finding = _read_at(line, place, now, known)
        if finding is None or finding.end <= place:
            place += 1
            continue
        found.append(finding)
        place = finding.end
        while (
            isinstance(finding.value, (Day, Rule, Clock))
            and not _corrects(line, place)
            and (follower := _follower(line, place, finding))
        ):
            found.append(follower)
            finding, place = follower, follower.end
        place = _take_back(line, found, now, known)
    return found


def _corrects(line: Line, place: int) -> bool:
    return line.low(place) not in (",",) and correction_end(line, place) is not None


def _take_back(line: Line, found: list[Found], now: datetime, known: Known) -> int:
    """'tuesday no wednesday': behind a day or time and a correction, another one takes its place."""
    place = found[-1].end
    end = correction_end(line, place) if isinstance(found[-1].value, (Day, Clock)) else None
    if end is None or not can_start(line.low(end)):
        return place
    said = _read_at(line, end, now, known) or lone_time(line, end)
    if said is None or not isinstance(said.value, (Day, Clock)) or not take_back(found, said):
        return place
    found.append(Found("lead_in", place, end))
    found.append(said)
    return said.end


def _read_at(line: Line, place: int, now: datetime, known: Known) -> Found | None:
    return (
        read_mark(line, place, known)
        or read_rule(line, place)
        or read_estimate(line, place)
        or read_extent(line, place)
        or read_when(line, place, now)
        or read_priority_words(line, place)
        or read_energy_words(line, place)
        or read_handed_over(line, place, known)
    )


def _follower(line: Line, place: int, before: Found) -> Found | None:
    """The part of the day or the lone number right behind a day: 'tomorrow morning', 'friday 3', 'every day 8'."""
    if after := LATEST.get((line.low(place), line.low(place + 1), line.low(place + 2))) or LATEST.get(
        (line.low(place),)
    ):
        return Found("due_date", place, place + after)
    if isinstance(before.value, Clock):
        return None
    if line.low(place) == "," and (part := read_part_after_day(line, place + 1)) and not line.is_word(part.end):
        return Found("due_time", place, part.end, part)
    if part := read_part_after_day(line, place):
        return Found("due_time", place, part.end, part)
    if isinstance(before.value, Day) and before.value.shape in (
        Shape.ORDINAL,
        Shape.MONTH,
        Shape.PERIOD,
        Shape.INSTANT,
    ):
        return None
    number = line.low(place).removesuffix("ish")
    run_together = len(number) == 4 and number[0] in "01" and number < "2000"
    written = number.isdecimal() and (len(number) < 3 or run_together)
    if (written or DOTTED.fullmatch(number)) and line.tokens[place].spaced:
        return lone_time(line, place)
    return None


def lone_time(line: Line, place: int) -> Found | None:
    """A number that is a time because of what stands before it, with a range behind it maybe."""
    bare = read_bare(line, place)
    clock = read_clock(line, place, ("from",)) or read_clock(line, place, (), bare=True) if bare else None
    return Found("due_time", place, clock.end, clock) if clock else None


def heading_day(reading: Reading) -> date | None:
    """The day that the item begins with: it holds for what is joined to it."""
    first = next((f for f in reading.found if f.start == reading.body and isinstance(f.value, Day)), None)
    return first.value.date if first and isinstance(first.value, Day) else None

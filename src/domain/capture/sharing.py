"""What is said once for several thoughts: a heading, a day in front of a list, 'all today' behind one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from src.domain.capture.item import Reading, heading_day, lone_time, take
from src.domain.capture.labels import LABELLED
from src.domain.capture.lead_ins import LABEL_PHRASES
from src.domain.capture.model import ItemType, Known
from src.domain.capture.moments import Clock, Day, Shape
from src.domain.capture.split import Segment
from src.domain.capture.tables import words_of
from src.domain.capture.tokens import Kind, Token

SHARING = frozenset({"and", "comma"})
ALL_OF_THEM = words_of("all both everything each")
DASHES = frozenset({"-", "\u2013", "—"})
LONGEST_HEADING = 6


@dataclass(slots=True)
class Thought:
    """A segment and its reading, on the way to an item, with what others said for it."""

    segment: Segment
    reading: Reading
    day: date | None = None
    project: str | None = None
    type: ItemType | None = None
    extra: Sequence[Token] = ()


@dataclass(slots=True)
class Heading:
    """What holds for the thoughts that follow. `is_titled`: said by a line or a colon, not only by a leading date."""

    day: date | None = None
    project: str | None = None
    type: ItemType | None = None
    is_titled: bool = False


def share(thoughts: Sequence[Thought], known: Known) -> list[Thought]:
    """The thoughts without those that only say something for others."""
    kept: list[Thought] = []
    heading, last_day = Heading(), None
    for place, thought in enumerate(thoughts):
        joint = thought.segment.joint
        if joint == "line" and not (heading.is_titled and thought.segment.before):
            heading = Heading()
        following = thoughts[place + 1] if place + 1 < len(thoughts) else None
        if (
            following
            and following.segment.joint == "line"
            and _is_heading(thought, is_listed=bool(following.segment.before))
        ):
            heading = _read_heading(thought, known)
            _pass_on(thought, following)
        elif kept and _is_for_all(thought):
            _spread_back(thought, kept)
        else:
            _take_over(thought, heading, last_day)
            if joint in ("comma", "then", "and", "also") and kept and _has_time(kept[-1]) and not _has_time(thought):
                _read_lone_number(thought)
            heading = _leading(thought, heading)
            kept.append(thought)
            last_day = _same_day(thought, but=Shape.PERIOD) or (thought.day if joint == "then" else None)
    return kept


def _take_over(thought: Thought, heading: Heading, last_day: date | None) -> None:
    """What the heading says; 'then' goes on with the day of the thought before."""
    joint = thought.segment.joint
    if joint == "then":
        thought.day = last_day or heading.day
    elif heading.is_titled or joint in SHARING:
        thought.day = heading.day
    if heading.day and thought.day:
        _read_lone_number(thought)
    if heading.is_titled:
        thought.project, thought.type = heading.project, heading.type


def _leading(thought: Thought, heading: Heading) -> Heading:
    """The heading that this thought's own first words make, or the one that holds already."""
    own = heading_day(thought.reading)
    if own:
        first = next(f for f in thought.reading.found if isinstance(f.value, Day))
        titled = thought.reading.line.low(first.end) in (":", "-", "\u2013")
        return Heading(own, heading.project, heading.type, titled or heading.is_titled)
    keeps = heading.is_titled or thought.segment.joint in SHARING or thought.segment.joint == "then"
    return heading if keeps else Heading()


def _same_day(thought: Thought, *, but: Shape | None = None) -> date | None:
    """The one day of a thought, unless it was said in the shape `but`."""
    days = [
        f.value.date
        for f in thought.reading.found
        if isinstance(f.value, Day) and f.value.last is None and f.value.shape is not but
    ]
    return days[0] if len(days) == 1 else None


def _rest(reading: Reading) -> list[Token]:
    return [t for t, taken in zip(reading.line.tokens, reading.is_taken, strict=True) if not taken]


def _is_heading(thought: Thought, *, is_listed: bool) -> bool:
    """'Tomorrow:', 'Work:' on a line of their own, 'Saturday jobs -' in front of bullets."""
    tokens = thought.reading.line.tokens
    if not tokens or len(tokens) > LONGEST_HEADING:
        return False
    return tokens[-1].low == ":" or (tokens[-1].low in DASHES and is_listed and len(tokens) > 1)


def _read_heading(thought: Thought, known: Known) -> Heading:
    line = thought.reading.line
    phrase = line.starts(0, LABEL_PHRASES)
    kind = LABELLED[phrase] if phrase and len(phrase) == len(line) - 1 else None
    name = " ".join(token.shown for token in line.tokens[:-1]).lstrip("#")
    named = next((v for v in thought.reading.values("project_hint") if isinstance(v, str)), None)
    return Heading(_same_day(thought), named or known.match(name, known.projects), kind, is_titled=True)


def _pass_on(heading: Thought, following: Thought) -> None:
    """The heading's words are separators of the thought behind it."""
    segment = following.segment
    segment.before = [*heading.segment.before, *heading.segment.tokens, *segment.before]


def _is_for_all(thought: Thought) -> bool:
    rest = [token.low for token in _rest(thought.reading) if token.kind is Kind.WORD]
    return len(rest) == 1 and rest[0] in ALL_OF_THEM and _same_day(thought) is not None


def _spread_back(thought: Thought, kept: list[Thought]) -> None:
    day = _same_day(thought)
    for earlier in reversed(kept):
        earlier.day = earlier.day or day
        if earlier.segment.joint == "line":
            break
    kept[-1].extra = [*kept[-1].extra, *thought.segment.before, *thought.segment.tokens]


def _has_time(thought: Thought) -> bool:
    return any(isinstance(f.value, Clock) for f in thought.reading.found)


def _first_of_range(reading: Reading) -> int:
    """The place of the last word, or of the 4 in a closing '4-5'."""
    line, last = reading.line, len(reading.line) - 1
    hours = line.low(last).isdecimal() and line.low(last - 2).isdecimal() and len(line.low(last)) < 3
    return last - 2 if hours and line.low(last - 1) in DASHES else last


def _read_lone_number(thought: Thought) -> None:
    """'tomorrow: …, pick up kids 3': under a day's heading, or beside times, a number at the end is a time."""
    reading = thought.reading
    last = _first_of_range(reading)
    word = reading.line.low(last)
    if last <= reading.body or reading.is_taken[last] or not word.isdecimal() or not 1 <= int(word[:4]) <= 12:
        return
    if found := lone_time(reading.line, last):
        reading.found.append(found)
        take(reading, found)

"""From a text to its items."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from src.domain.capture.item import Reading, heading_day, lone_time, read_segment, take
from src.domain.capture.kinds import doubts_about, is_injection, kind_of
from src.domain.capture.language import SENSITIVE
from src.domain.capture.model import (
    Doubt,
    DueRole,
    ItemType,
    Known,
    ParsedItem,
    Priority,
    RecurrenceFrom,
    Span,
)
from src.domain.capture.moments import Day, Minutes
from src.domain.capture.resolve import Schedule, resolve
from src.domain.capture.split import Segment, split
from src.domain.capture.tables import words_of
from src.domain.capture.title import title_of
from src.domain.capture.tokens import Kind, Token, tokenise

NOBODY = Known()
CERTAIN, ASKED = 0.95, 0.5
GUESSED = {"type": 0.85, "title": 0.9}
SILENT = frozenset({"due_date", "due_time", "recurrence", "estimated_minutes", "energy_required"})
SOMEDAY_TAG = "someday"
SHARING = frozenset({"and", "comma", "then"})
ALL_OF_THEM = words_of("all both everything each")


@dataclass(slots=True)
class Thought:
    """A segment and its reading, on the way to an item."""

    segment: Segment
    reading: Reading
    inherited: date | None = None
    extra: list[Token] | None = None


def parse(text: str, *, now: datetime, zone: ZoneInfo, known: Known = NOBODY) -> list[ParsedItem]:
    """The items of a dump, in its order. `now` is aware; days and times are those of `zone`.

    Deterministic, never raises for any text, in time linear in its length. Spans count code points of the NFC text.
    """
    written = unicodedata.normalize("NFC", text)
    local = now.astimezone(zone)
    tokens = tokenise(written)
    if not any(unicodedata.category(c)[0] not in "CZ" for c in written):
        return []
    if is_injection(tokens):
        return [_verbatim(written)]
    thoughts = _shared([Thought(s, read_segment(s.tokens, local, known)) for s in _attached(split(tokens))])
    return [_item(thought, written, local) for thought in thoughts]


def _verbatim(written: str) -> ParsedItem:
    """Text that gives orders to a machine is one thing to look at, word for word."""
    doubt = Doubt("title", "it reads like orders to a machine; it is kept as text only")
    return ParsedItem(ItemType.TASK, written.strip(), confidence=0.3, needs_confirmation=True, doubts=(doubt,))


def _attached(segments: Sequence[Segment]) -> list[Segment]:
    """Segments that have words; separators without any go to the one before or after."""
    full: list[Segment] = []
    pending: list[Token] = []
    for segment in segments:
        if any(token.kind is not Kind.MARK for token in segment.tokens) or (
            segment.tokens and not full and len(segments) == 1
        ):
            full.append(replace(segment, before=[*pending, *segment.before]))
            pending = []
        else:
            pending += [*segment.before, *segment.tokens]
    if not full:
        return [Segment(pending)]
    if pending:
        full[-1].before = [*full[-1].before, *pending]
    return full


def _shared(thoughts: list[Thought]) -> list[Thought]:
    """Days said once for several: 'tomorrow: a, b', 'tomorrow a and b', 'a then b', '…, all today'."""
    kept: list[Thought] = []
    day: date | None = None
    is_heading = False
    for place, thought in enumerate(thoughts):
        joint = thought.segment.joint
        if joint == "line" and not (is_heading and thought.segment.before):
            day, is_heading = None, False
        if _is_heading(thought):
            day, is_heading = heading_day(thought.reading), True
            _pass_on(thought, thoughts[place + 1 : place + 2], kept)
            continue
        if kept and _is_for_all(thought):
            _spread_back(thought, kept)
            continue
        own = heading_day(thought.reading)
        if day and (joint in SHARING or is_heading):
            thought.inherited = day
            _read_lone_number(thought)
        elif joint not in SHARING and not is_heading:
            day = None
        day = own or (day if is_heading or joint in SHARING else None) or _same_day(thought)
        is_heading = is_heading or _opens_with_colon(thought)
        kept.append(thought)
    return kept


def _same_day(thought: Thought) -> date | None:
    """The one day of a thought, for what is joined to it by 'then'."""
    days = [f.value.date for f in thought.reading.found if isinstance(f.value, Day) and f.value.last is None]
    return days[0] if len(days) == 1 else None


def _opens_with_colon(thought: Thought) -> bool:
    reading = thought.reading
    first = next((f for f in reading.found if f.start == reading.body and isinstance(f.value, Day)), None)
    return first is not None and reading.line.low(first.end) == ":"


def _is_heading(thought: Thought) -> bool:
    """'Tomorrow:' on a line of its own."""
    reading = thought.reading
    rest = [t for t, taken in zip(reading.line.tokens, reading.is_taken, strict=True) if not taken]
    return [t.low for t in rest] == [":"] and _same_day(thought) is not None


def _pass_on(heading: Thought, following: list[Thought], kept: list[Thought]) -> None:
    """The heading's words are separators of the thought behind it; without one, it is a thought itself."""
    for thought in following:
        segment = thought.segment
        segment.before = [*heading.segment.before, *heading.segment.tokens, *segment.before]
    if not following:
        kept.append(heading)


def _is_for_all(thought: Thought) -> bool:
    reading = thought.reading
    rest = [
        t.low
        for t, taken in zip(reading.line.tokens, reading.is_taken, strict=True)
        if not taken and t.kind is Kind.WORD
    ]
    return len(rest) == 1 and rest[0] in ALL_OF_THEM and _same_day(thought) is not None


def _spread_back(thought: Thought, kept: list[Thought]) -> None:
    day = _same_day(thought)
    for earlier in reversed(kept):
        earlier.inherited = earlier.inherited or day
        if earlier.segment.joint == "line":
            break
    kept[-1].extra = [*thought.segment.before, *thought.segment.tokens]


def _read_lone_number(thought: Thought) -> None:
    """'tomorrow: …, pick up kids 3': under a day's heading a number at the end is a time."""
    reading = thought.reading
    last = len(reading.line) - 1
    if (
        last <= reading.body
        or reading.is_taken[last]
        or not reading.line.low(last).isdecimal()
        or int(reading.line.low(last)[:4]) > 12
    ):
        return
    if found := lone_time(reading.line, last):
        reading.found.append(found)
        take(reading, found)


def _item(thought: Thought, written: str, now: datetime) -> ParsedItem:
    reading = thought.reading
    kind, level = kind_of(reading)
    silent = kind in (ItemType.NOTE, ItemType.ENERGY)
    schedule = _schedule(reading, now, thought.inherited, silent=silent)
    for finding in schedule.left_over:
        take(reading, finding, taken=False)
    title, dangling = title_of(reading.line.tokens, reading.is_taken)
    doubts = [*schedule.doubts, *doubts_about(reading, kind, title, now.year)]
    if not any(c.isalnum() for c in title) and not title:
        title = _whole(reading, thought, written)
    minutes = next((v.minutes for v in reading.values("estimated_minutes") if isinstance(v, Minutes)), schedule.minutes)
    priority = _strongest(reading)
    energy = level or next((v for v in reading.values("energy_required") if isinstance(v, int)), None)
    helper = next((v for v in reading.values("delegate_to") if isinstance(v, str)), None)
    return ParsedItem(
        type=kind,
        title=title,
        due_date=schedule.due_date,
        due_time=schedule.due_time,
        start_date=schedule.start_date,
        recurrence=schedule.recurrence,
        recurrence_from=RecurrenceFrom.COMPLETION if schedule.from_completion else RecurrenceFrom.SCHEDULE,
        due_role=DueRole.DEADLINE if schedule.is_deadline else DueRole.DUE,
        priority=priority,
        tags=_tags(reading),
        project_hint=next((v for v in reading.values("project_hint") if isinstance(v, str)), None),
        estimated_minutes=minutes,
        energy_required=energy,
        delegate_to=helper,
        is_sensitive=not SENSITIVE.isdisjoint(reading.line.lows),
        wants_split=reading.opening.wants_split,
        confidence=_confidence(doubts),
        needs_confirmation=bool(doubts),
        spans=_spans(thought, schedule, dangling, written),
        doubts=tuple(doubts),
        field_confidence=GUESSED
        | dict.fromkeys({f.field for f in reading.found if f.field}, CERTAIN)
        | {d.field: ASKED for d in doubts},
    )


def _schedule(reading: Reading, now: datetime, inherited: date | None, *, silent: bool) -> Schedule:
    """When it is due; a note or a report of energy keeps its days and times as words."""
    if silent:
        for finding in reading.found:
            if finding.field in SILENT:
                take(reading, finding, taken=False)
        reading.found = [f for f in reading.found if f.field not in SILENT or f.field == "energy_required"]
        return Schedule()
    return resolve(reading.found, now, list(reading.spoken()), inherited=inherited)


def _strongest(reading: Reading) -> Priority | None:
    said = {Priority(v) for v in reading.values("priority") if isinstance(v, str)}
    return next((level for level in Priority if level in said), None)


def _tags(reading: Reading) -> tuple[str, ...]:
    named = [v for v in reading.values("tags") if isinstance(v, str)]
    return tuple(dict.fromkeys([*named, SOMEDAY_TAG] if reading.opening.is_someday else named))


def _whole(reading: Reading, thought: Thought, written: str) -> str:
    """The item's own text, for when all of it is evidence."""
    tokens = reading.line.tokens or thought.segment.before
    return " ".join(written[tokens[0].start : tokens[-1].end].split())


def _confidence(doubts: Sequence[Doubt]) -> float:
    return round(max(0.2, CERTAIN - 0.2 * len(doubts)), 2)


def _spans(thought: Thought, schedule: Schedule, dangling: list[Token], written: str) -> tuple[Span, ...]:
    """Where each field was read, in the order of the text."""
    tokens = thought.reading.line.tokens
    left_over = {finding.start for finding in schedule.left_over}
    found = [f for f in thought.reading.found if f.field and f.end > f.start and f.start not in left_over]
    spans = {(f.field, tokens[f.start].start, tokens[f.end - 1].end) for f in found}
    for run in (thought.segment.before, thought.extra or [], *([t] for t in dangling)):
        spans |= {("separator", token.start, token.end) for token in run if token.kind is not Kind.LINE}
    ordered = sorted(spans, key=lambda s: (s[1], s[2], s[0]))
    return tuple(Span(name, start, end, written[start:end]) for name, start, end in ordered)

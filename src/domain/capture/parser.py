"""From a text to its items."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from src.domain.capture.doubts import doubts_about, is_injection
from src.domain.capture.item import Reading, read_segment, take
from src.domain.capture.kinds import kind_of
from src.domain.capture.lexicon import SENSITIVE
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
from src.domain.capture.moments import Minutes
from src.domain.capture.resolve import Schedule, resolve
from src.domain.capture.sharing import Thought, share
from src.domain.capture.split import Segment, split
from src.domain.capture.title import title_of
from src.domain.capture.tokens import Kind, Token, tokenise

NOBODY = Known()
CERTAIN, ASKED = 0.95, 0.5
GUESSED = {"type": 0.85, "title": 0.9}
SILENT = frozenset({"due_date", "due_time", "recurrence", "estimated_minutes", "energy_required"})
SOMEDAY_TAG = "someday"


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
        return [_verbatim(written, tokens)]
    thoughts = share([Thought(s, read_segment(s.tokens, local, known)) for s in _attached(split(tokens))], known)
    return [_item(thought, written, local) for thought in thoughts]


def _verbatim(written: str, tokens: Sequence[Token]) -> ParsedItem:
    """Text that gives orders to a machine is one thing to look at, word for word."""
    doubt = Doubt("title", "it reads like orders to a machine; it is kept as text only")
    is_sensitive = any(token.low in SENSITIVE for token in tokens)
    return ParsedItem(
        ItemType.TASK,
        " ".join(written.split()),
        is_sensitive=is_sensitive,
        confidence=0.3,
        needs_confirmation=True,
        doubts=(doubt,),
    )


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


def _item(thought: Thought, written: str, now: datetime) -> ParsedItem:
    reading = thought.reading
    kind, level = kind_of(reading, thought.type)
    silent = kind in (ItemType.NOTE, ItemType.ENERGY)
    schedule = _schedule(reading, now, thought.day, silent=silent)
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
        project_hint=next((v for v in reading.values("project_hint") if isinstance(v, str)), thought.project),
        estimated_minutes=minutes,
        energy_required=energy,
        delegate_to=helper,
        is_sensitive=any(low.lstrip("#@") in SENSITIVE for low in reading.line.lows),
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
    return next((level for level in Priority if level in said), None) if said else None


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
    for run in (thought.segment.before, thought.extra, *([t] for t in dangling)):
        spans |= {("separator", token.start, token.end) for token in run if token.kind is not Kind.LINE}
    ordered = sorted(spans, key=lambda s: (s[1], s[2], s[0]))
    return tuple(Span(name, start, end, written[start:end]) for name, start, end in ordered)

"""Dates, times and durations are facts that the grammar finds; a model may only point at them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cached_property

from src.ai.checks.passages import Passage
from src.ai.checks.refused import Refused
from src.ai.provider import Dump
from src.domain.capture.model import ParsedItem, Span
from src.domain.capture.parser import parse

SAID: dict[str, str] = {
    "due_date": "a date",
    "due_time": "a time",
    "start_date": "a date",
    "recurrence": "a recurrence",
    "estimated_minutes": "a duration",
    "delegate_to": "a helper",
    "project_hint": "a project",
    "priority": "a priority",
}
"""What a field is called in a refusal."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value of a field, the words that say it, and the reading it is from. `is_new`: the draft did not have it."""

    value: object
    spans: tuple[Span, ...]
    origin: ParsedItem
    is_new: bool


class Evidence:
    """What the grammar finds for one item: in the drafts it comes from, and in the passages that the model cites."""

    def __init__(self, sources: Sequence[ParsedItem], passages: Sequence[Passage], dump: Dump) -> None:
        self.sources = sources
        self.passages = passages
        self._dump = dump

    @cached_property
    def cited(self) -> list[ParsedItem]:
        """The cited passages as the grammar reads them, their spans counted in the whole text."""
        return [
            replace(item, spans=tuple(_moved(span, passage.start) for span in item.spans))
            for passage in self.passages
            for item in parse(passage.text, now=self._dump.now, zone=self._dump.zone, known=self._dump.known)
        ]

    def find(self, field: str, wanted: str | int | None) -> Found | None:
        """The value that `wanted` writes; None when nothing is wanted.

        Raises:
            Refused: when the grammar finds no such value.
        """
        if wanted is None:
            return None
        found = next(self._matching(field, str(wanted)), None)
        if found is None:
            raise Refused(f"invented {SAID[field]}")
        return found

    def _matching(self, field: str, wanted: str) -> Iterator[Found]:
        for item in self.sources:
            if is_written(item, field, wanted):
                yield Found(getattr(item, field), spans_of(item, field), item, is_new=False)
        for item in self.sources:
            if wanted in option_texts(item, field):
                yield Found(_option(field, wanted), spans_of(item, field), item, is_new=False)
        for item in self.cited:
            if is_written(item, field, wanted):
                yield Found(getattr(item, field), spans_of(item, field), item, is_new=True)


def is_written(item: ParsedItem, field: str, wanted: str) -> bool:
    value = getattr(item, field)
    return value is not None and _written(value) == wanted


def spans_of(item: ParsedItem, field: str) -> tuple[Span, ...]:
    return tuple(span for span in item.spans if span.field == field)


def option_texts(item: ParsedItem, field: str) -> tuple[str, ...]:
    """The answers that a doubt of the item offers for a date or a time."""
    if field not in _OPTIONS:
        return ()
    return tuple(option for doubt in item.doubts if doubt.field == field for option in doubt.options)


def is_option(item: ParsedItem, field: str, value: object) -> bool:
    return _written(value) in option_texts(item, field)


_OPTIONS: dict[str, Callable[[str], date | time]] = {
    "due_date": date.fromisoformat,
    "start_date": date.fromisoformat,
    "due_time": time.fromisoformat,
}


def _option(field: str, text: str) -> date | time:
    try:
        return _OPTIONS[field](text)
    except ValueError as strange:
        raise Refused(f"invented {SAID[field]}") from strange


def _written(value: object) -> str:
    """A value as a model writes it: YYYY-MM-DD, HH:MM, minutes in digits."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _moved(span: Span, offset: int) -> Span:
    return replace(span, start=span.start + offset, end=span.end + offset)

"""Use cases of capture: a thought is kept word for word before anything reads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import Any, TypeVar

import anyio.to_thread
import structlog

from src.ai.provider import AiProvider, Dump, Reading
from src.core.errors import Conflict
from src.core.ids import new_id
from src.database.models import Capture
from src.database.types import instant_text
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.capture import Doubt, Known, ParsedItem, as_contract_dict, parse
from src.domain.capture.lessons import Guess, Lesson, apply_guesses, guesses_for, words_taught
from src.domain.capture.rest import with_rest_as_note
from src.domain.capture.states import CaptureStatus, LessonField
from src.domain.days import local_time, week_bounds, zone_or_utc
from src.domain.xp import CAPTURE
from src.repositories.capture import CaptureRepository
from src.repositories.capture_lessons import CaptureLessonRepository
from src.repositories.idempotency_keys import IdempotencyKeyRepository
from src.repositories.projects import ProjectRepository
from src.services.days import days_of_owner
from src.services.names import meant_name, possible_names
from src.services.stages import Stages
from src.services.xp import XpService

LONG_TEXT = 2_000
"""Characters from which a text is read off the event loop: up to here it takes less than 10 ms."""

R = TypeVar("R")
log = structlog.get_logger(__name__)


class CaptureAlreadySaved(Conflict):
    """What a capture made stays as it is until it is taken back."""


@dataclass(frozen=True, slots=True)
class Background:
    """What reading a dump needs to know of its person."""

    capture: Capture
    known: Known
    lessons: Sequence[Lesson]

    @property
    def local_now(self) -> datetime:
        """When it was said, on the person's wall clock then."""
        return local_time(self.capture.created_at, zone_or_utc(self.capture.timezone))

    def guesses(self, title: str) -> dict[LessonField, Guess]:
        """What was learned about such titles; a project that is gone is not guessed any more."""
        found = guesses_for(title, self.lessons)
        return {
            field: guess
            for field, guess in found.items()
            if field is not LessonField.PROJECT or guess.value in self.known.projects
        }


class CaptureService:
    """Taking dumps in, and reading them."""

    def __init__(self, stages: Stages, provider: AiProvider) -> None:
        self.stages = stages
        self.provider = provider

    async def take(self, text: str) -> Capture:
        """Keep the text, committed, and then read it. If reading fails, the capture stays `received`."""
        capture_id = await self.stages.keep(partial(keep_text, text))
        return await self.read(capture_id)

    async def reparse(self, capture_id: str) -> Capture:
        """Read it again, as of the moment it was said. What was answered about the former reading is dropped.

        Raises:
            NotFound: not the owner's.
            CaptureAlreadySaved: it has made things; take them back first.
        """
        return await self.read(capture_id, again=True)

    async def read(self, capture_id: str, *, again: bool = False) -> Capture:
        """Read what is kept, once (or `again`); if reading fails, it stays as it is.

        Raises:
            NotFound, CaptureAlreadySaved: as `reparse`.
        """
        background = await self._background(capture_id)
        capture = background.capture
        if capture.status == CaptureStatus.SAVED and again:
            raise CaptureAlreadySaved("This capture has been saved. Undo it first, then read it again.")
        if capture.status != CaptureStatus.RECEIVED and not again:
            return capture  # a repeated request whose first one got that far
        began = perf_counter()
        try:
            reading = await self._reading(background)
            items = await self._off_loop(background, partial(stored_items, reading.items, background))
        except Exception:
            log.exception("capture_not_read", capture_id=capture_id)
            return capture
        elapsed = round((perf_counter() - began) * 1000, 3)
        async with self.stages.writing() as uow:
            captures = CaptureRepository(uow)
            parsed = await captures.parsed(
                capture_id, was=capture.status, parser=reading.parser, items=items, elapsed_ms=elapsed
            )
            if parsed is not None:
                tell(uow, "capture_parsed", capture_id, item_count=len(items), parser=reading.parser)
            return parsed or await captures.get(capture_id)

    async def _background(self, capture_id: str) -> Background:
        async with self.stages.reading() as uow:
            captures, taught = CaptureRepository(uow), CaptureLessonRepository(uow)
            capture = await captures.get(capture_id)
            known = Known(
                projects=tuple(await ProjectRepository(uow).active_names()),
                labels=tuple(await captures.labels()),
                people=tuple(await taught.people()),
                match=meant_name,
            )
            about = await taught.about(words_taught(capture.raw_text))
        lessons = [Lesson(LessonField(each.field), each.word, each.value, each.weight) for each in about]
        return Background(capture, known, lessons)

    async def _reading(self, background: Background) -> Reading:
        text, now = background.capture.raw_text, background.local_now
        zone = zone_or_utc(background.capture.timezone)
        read = partial(parse, text, now=now, zone=zone, known=background.known)
        draft = await self._off_loop(background, read)
        dump = Dump(text=text, now=now, zone=zone, known=background.known, draft=tuple(draft))
        return await self.provider.parse_dump(dump)

    async def _off_loop(self, background: Background, work: Callable[[], R]) -> R:
        """Do what takes long for a long text in a thread, so that everybody else is answered meanwhile."""
        return await anyio.to_thread.run_sync(work) if len(background.capture.raw_text) > LONG_TEXT else work()


async def keep_text(text: str, uow: UnitOfWork, capture_id: str, *, said_at: datetime | None = None) -> None:
    """The first stage of every capture: the words, the XP for saying them, and nothing else.

    What was said at an earlier moment is read as of then, where its person was then: `tomorrow` keeps its meaning.
    """
    moment, days = said_at or uow.now(), await days_of_owner(uow)
    zone = days.rule_at(moment).zone.key
    await uow.add(Capture(capture_id=capture_id, user_id=uow.owner_id, raw_text=text, timezone=zone, created_at=moment))
    await XpService(uow).award("capture", capture_id, CAPTURE, reason="A thought caught", at=moment, days=days)
    tell(uow, "capture_recorded", capture_id)


def stored_items(items: Sequence[ParsedItem], background: Background) -> list[dict[str, Any]]:
    """The items as they are kept, the 500th and all after it as one note."""
    return [stored_item(item, background) for item in with_rest_as_note(items)]


def stored_item(item: ParsedItem, background: Background) -> dict[str, Any]:
    """One item as it is kept: the contract's fields, its doubts, and what corrections added."""
    item, learned = apply_guesses(item, background.guesses(item.title))
    doubts = list(item.doubts)
    hint = item.project_hint
    if hint is not None and hint not in background.known.projects:
        near = possible_names(hint, background.known.projects)
        if near:
            doubts.append(Doubt("project_hint", "no project of that name", (*near, hint)))
    item = replace(item, doubts=tuple(doubts), needs_confirmation=item.needs_confirmation or bool(doubts))
    stored = as_contract_dict(item)
    return {
        "item_id": new_id(),
        **stored,
        "spans": [_span(span, item) for span in _listed(stored["spans"])],
        "doubts": [{"field": d.field, "reason": d.reason, "options": list(d.options)} for d in doubts],
        "learned": [_learned(field, guess) for field, guess in learned.items()],
    }


def _span(span: dict[str, Any], item: ParsedItem) -> dict[str, Any]:
    return {**span, "confidence": item.field_confidence.get(span["field"])}


def _listed(value: object) -> list[dict[str, Any]]:
    assert isinstance(value, list)
    return value


def _learned(field: LessonField, guess: Guess) -> dict[str, Any]:
    return {"field": field.value, "value": guess.value, "words": list(guess.words)}


def tell(uow: UnitOfWork, type_: str, capture_id: str, **data: Any) -> None:
    """An event about a capture; never its text."""
    uow.emit(Event(type_, "capture", capture_id, {"capture_id": capture_id, **data}))


def save_key(capture: Capture) -> str:
    """Keys the XP of saving: saved again after it was taken back, it is another effort."""
    return f"{capture.capture_id}:{capture.save_number}"


def shown(capture: Capture) -> dict[str, Any]:
    """A capture as the contract shows it."""
    return {
        "capture_id": capture.capture_id,
        "raw_text": capture.raw_text,
        "status": capture.status,
        "parsed_items": capture.items,
        "processing_time_ms": capture.processing_time_ms or 0.0,
        "parser": capture.parser,
        "created_at": instant_text(capture.created_at),
        "parsed_at": capture.parsed_at and instant_text(capture.parsed_at),
        "saved_at": capture.saved_at and instant_text(capture.saved_at),
    }


class CaptureArchive:
    """Captures as they lie there: reading, counting and forgetting them."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.captures = CaptureRepository(uow)

    async def get(self, capture_id: str) -> dict[str, Any]:
        return shown(await self.captures.get(capture_id))

    async def page(self, *, status: CaptureStatus | None, limit: int, offset: int) -> dict[str, Any]:
        """Newest first."""
        found = await self.captures.page(status=status, limit=limit, offset=offset)
        total = await self.captures.count(status=status)
        has_more = offset + len(found) < total
        return {
            "captures": [shown(each) for each in found],
            "total": total,
            "limit": limit,
            "offset": offset,
            "has_more": has_more,
            "next_offset": offset + limit if has_more else None,
            "next_cursor": None,
        }

    async def forget(self, capture_id: str) -> None:
        """Erase the words and what was read in them; what they made stays.

        Raises:
            NotFound: not the owner's.
        """
        await self.captures.remove(capture_id)
        await IdempotencyKeyRepository(self.uow).forget_about(capture_id)
        tell(self.uow, "capture_deleted", capture_id)

    async def stats(self) -> dict[str, Any]:
        """Figures over captures that were not taken back."""
        days = await days_of_owner(self.uow)
        begin, _ = week_bounds(days.calendar_day(self.uow.now()), days.zone)
        total, this_week, average = await self.captures.tally(week_start=begin)
        counts = await self.captures.type_counts()
        ranked = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
        return {
            "total_captures": total,
            "captures_this_week": this_week,
            "average_processing_time_ms": round(average or 0.0, 2),
            "top_capture_types": [{"type": name, "count": count} for name, count in ranked],
        }

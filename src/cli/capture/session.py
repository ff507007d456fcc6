"""One capture at the terminal, from the words to what was made of them."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from src.cli.capture.asking import NoMoreAnswers, ask_everything, wants_it_saved
from src.cli.capture.places import Answer, Place, items_of
from src.cli.capture.preview import lines_of, said_on, table_of, terminal_console, unsure_lines
from src.cli.capture.words import clean
from src.core.errors import PlatformError, StartRefused
from src.schemas.capture import ParsedItemRead

# What JSON may hold as it is, and a terminal or a reader must not be handed.
_UNSAFE = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
UNREAD = "It could not be read just now; nothing of it is lost, and it can be read again (`reparse`)."


@dataclass(frozen=True, slots=True)
class Manner:
    """How a capture goes. `save` is None when nothing was said about it."""

    is_pretty: bool
    can_ask: bool
    save: bool | None
    as_json: bool

    @property
    def asks(self) -> bool:
        return self.is_pretty and self.can_ask and self.save is None


def drop(place: Place, text: str, manner: Manner) -> None:
    """Capture the text, show what was read, and save it unless the person wants it only kept."""
    with _safe_words(place):
        answer = place.capture(text)
        today = said_on(answer)
        is_read = answer.get("status") == "parsed"
        if is_read and not manner.as_json:
            _show(items_of(answer), today, manner)
        is_wanted = is_read and _is_wanted(place, answer, today, manner)
        saved = place.save(answer["capture_id"]) if is_wanted else None
        if manner.as_json:
            _print_json({**answer, "saved": saved})
            return
        _say_end(answer, saved, is_read=is_read, is_pretty=manner.is_pretty)


def take_back(place: Place, *, as_json: bool) -> None:
    """Undo the last capture."""
    last = place.newest()
    if last is None:
        raise StartRefused("There is no capture to take back.")
    was_undone = last.get("status") == "undone"
    undone = place.undo(last["capture_id"])
    if as_json:
        _print_json(undone)
        return
    words = clean(_shortened(str(last.get("raw_text", ""))))
    if was_undone:
        print(f"The last capture has been taken back already: “{words}”")
        return
    counted = [
        _counted(len(undone["tasks_removed"]), "task or note", "tasks and notes"),
        _counted(len(undone["energy_removed"]), "energy level", "energy levels"),
        _counted(len(undone["projects_removed"]), "project", "projects"),
        _counted(undone["xp_taken_back"], "XP", "XP"),
    ]
    print(f"Taken back: {', '.join(filter(None, counted)) or 'nothing had been made of it'}.")
    print(f"The words are still here: “{words}” ({clean(last['capture_id'])})")


@contextmanager
def _safe_words(place: Place) -> Iterator[None]:
    """Whatever goes wrong once the words are safe, the person hears that they are."""
    try:
        yield
    except PlatformError as refused:
        if place.kept is None:
            raise
        raise StartRefused(f"{_sentence(refused.message)} Your words are kept ({place.kept}).") from refused
    except BaseException:
        if place.kept is not None:
            print(f"\nYour words are kept ({place.kept}).", file=sys.stderr)
        raise


def _is_wanted(place: Place, answer: Answer, today: date, manner: Manner) -> bool:
    """Whether to save; at a terminal after the questions have been asked."""
    if not manner.asks:
        return manner.save is not False
    console = terminal_console()
    try:
        clarified = ask_everything(place, answer["capture_id"], console, today)
        if clarified is not None:
            _show(items_of(clarified), today, manner)
        return wants_it_saved()
    except NoMoreAnswers:
        return False


def _show(items: Sequence[ParsedItemRead], today: date, manner: Manner) -> None:
    """What was read; with its open questions, unless they are asked next."""
    if manner.is_pretty and items:
        terminal_console().print(table_of(items, today))
    else:
        print(*lines_of(items, today), sep="\n")
    if not manner.asks:
        for line in unsure_lines(items, today):
            print(line)


def _say_end(answer: Answer, saved: Answer | None, *, is_read: bool, is_pretty: bool) -> None:
    capture_id = clean(answer["capture_id"])
    if saved is None:
        print(f"Kept ({capture_id}). {'Nothing was made of it yet.' if is_read else UNREAD}")
        return
    counted = [
        _counted(len(saved["tasks_created"]), "task", "tasks"),
        _counted(len(saved["notes_created"]), "note", "notes"),
        _counted(len(saved["energy_recorded"]), "energy level", "energy levels"),
    ]
    made = f"Saved: {', '.join(filter(None, counted))}."
    names = ", ".join(clean(each["name"]) for each in saved["projects_created"])
    project = f" New project: {names}." if names else ""
    print(f"{made}{project} +{answer.get('xp_earned', 0) + saved.get('xp_earned', 0)} XP ({capture_id})")
    if is_pretty:
        print("Take it back: proxy-agent capture --undo")


def _print_json(answer: dict[str, Any]) -> None:
    text = json.dumps(answer, ensure_ascii=False)
    print(_UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _counted(count: int, one: str, several: str) -> str:
    """`2 tasks`; empty for none."""
    return f"{count} {one if count == 1 else several}" if count else ""


def _sentence(message: str) -> str:
    said = message.strip()
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _shortened(text: str, longest: int = 100) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"

"""Dumps and tasks with their offline drafts, and the answers that say a draft back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from src.ai.checks.passages import LONGEST_QUOTE
from src.ai.provider import Dump, SplitRequest
from src.domain.capture.contract import as_contract_dict
from src.domain.capture.model import Known, ParsedItem
from src.domain.capture.parser import parse
from src.domain.splitting import Split, split

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 24, 12, tzinfo=LONDON)
"""A Tuesday."""
ALICE = Known(projects=("Garden", "Thesis"), labels=("errand", "home"), people=("Marta", "Sam"))


def dump_of(text: str, known: Known = ALICE) -> Dump:
    return Dump(text, NOON, LONDON, known, tuple(parse(text, now=NOON, zone=LONDON, known=known)))


def said_item(item: ParsedItem, quote: str) -> dict[str, Any]:
    """An item as a model would answer it."""
    known = as_contract_dict(item)
    names = ("type", "title", "due_date", "due_time", "start_date", "recurrence", "priority", "tags", "delegate_to")
    return {
        **{name: known[name] for name in (*names, "estimated_minutes", "wants_split")},
        "project": item.project_hint,
        "quote": quote,
    }


def said_back(dump: Dump) -> list[dict[str, Any]]:
    """The draft as an answer; every item quotes the whole text, which has to be short enough for that."""
    assert len(dump.text) <= LONGEST_QUOTE
    return [said_item(item, dump.text) for item in dump.draft]


def request_of(
    title: str, *, description: str = "", done: Sequence[str] = (), is_private: bool = False
) -> SplitRequest:
    draft = split(title, description=description, done=done)
    return SplitRequest(title, description, 7, 5, tuple(done), draft, is_private)


def said_steps(draft: Split) -> list[dict[str, Any]]:
    return [
        {"description": step.description, "minutes": step.estimated_minutes, "where": step.leaf_type.value}
        for step in draft.steps
    ]

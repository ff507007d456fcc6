"""The sentences of `capture_cases.jsonl`, held to floors field by field.

A case lists the expected items with, per field, further right values (`accept`; `due` lists [date, time]).
`time_fuzzy` allows three hours. Titles are compared by their words without articles.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from src.domain.capture import as_contract_dict, parse

Fields = dict[str, Any]
CASES = Path(__file__).with_name("capture_cases.jsonl")
FILLER = frozenset({"a", "an", "the", "my", "our", "to", "and", "please", "pls"})
FLOORS = {
    "items": 0.98,
    "title": 0.97,
    "type": 0.97,
    "due": 0.97,
    "recurrence": 0.97,
    "priority": 0.98,
    "tags": 0.98,
    "project_hint": 0.98,
    "estimated_minutes": 0.98,
    "energy_required": 0.98,
    "delegate_to": 0.98,
    "flagged": 0.95,
    "unflagged": 0.98,
}


def cases() -> Iterator[Fields]:
    lines = [json.loads(line) for line in CASES.read_text(encoding="utf-8").split("\n") if line]
    meta = lines[0]["meta"]
    yield from ({"now": meta["now"], "timezone": meta["tz"]} | line for line in lines[1:])


def words(title: str) -> list[str]:
    found = re.findall(r"[^\W_]+(?:'[^\W_]+)*", title.casefold().replace("w/", "with "))
    return [word for word in found if word not in FILLER] or found


def minutes(clock: str | None) -> int | None:
    return int(clock[:2]) * 60 + int(clock[3:]) if clock else None


def accepted(want: Fields, field: str) -> list[Any]:
    return [want[field], *want.get("accept", {}).get(field, [])]


def same_due(want: Fields, got: Fields) -> bool:
    options = [[want["due_date"], want["due_time"]], *want.get("accept", {}).get("due", [])]
    for day, clock in options:
        theirs, ours = minutes(clock), minutes(got["due_time"])
        close = theirs == ours
        if want.get("time_fuzzy") and theirs is not None and ours is not None:
            close = abs(theirs - ours) <= 180
        if day == got["due_date"] and close:
            return True
    return False


def compared(want: Fields, got: Fields) -> Iterator[tuple[str, bool]]:
    yield "title", words(got["title"]) in [words(title) for title in accepted(want, "title")]
    yield "type", got["type"] in accepted(want, "type")
    yield "due", same_due(want, got)
    for field in ("recurrence", "priority", "project_hint", "estimated_minutes", "delegate_to"):
        if want[field] is not None or got[field] is not None:
            yield field, got[field] in accepted(want, field)
    if want["tags"] or got["tags"]:
        yield "tags", set(got["tags"]) == set(want["tags"])
    if want["energy_required"]:
        yield "energy_required", got["energy_required"] == want["energy_required"]


@pytest.fixture(scope="module")
def scores() -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = defaultdict(list)
    for case in cases():
        zone = ZoneInfo(case["timezone"])
        got = [as_contract_dict(i) for i in parse(case["text"], now=datetime.fromisoformat(case["now"]), zone=zone)]
        found["items"].append(len(got) == len(case["items"]))
        if case["needs_confirmation"] is not None:
            flag = case["needs_confirmation"]
            is_right = any(item["needs_confirmation"] for item in got) == flag
            found["flagged" if flag else "unflagged"].append(is_right)
        for want, item in zip(case["items"], got, strict=False):
            for field, is_right in compared(want, item):
                found[field].append(is_right)
    return found


@pytest.mark.parametrize("field", FLOORS)
def test_every_field_keeps_to_its_floor(field: str, scores: dict[str, list[bool]]) -> None:
    right = scores[field]

    assert sum(right) / len(right) >= FLOORS[field]


def test_no_date_is_invented_where_none_belongs() -> None:
    invented = [
        case["text"]
        for case in cases()
        if not any(
            item["due_date"] or item["recurrence"] or set(item.get("accept", {})) & {"due", "recurrence"}
            for item in case["items"]
        )
        for item in parse(case["text"], now=datetime.fromisoformat(case["now"]), zone=ZoneInfo(case["timezone"]))
        if item.due_date or item.due_time or item.start_date or item.recurrence
    ]

    assert invented == []

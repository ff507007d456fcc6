"""The sentences of `capture_cases.jsonl`, held to floors field by field.

A case lists the expected items with, per field, further right values (`accept`; `due` lists [date, time]), and other
right readings of the whole (`alt_items`). `time_fuzzy` allows three hours. Titles are compared by their words without
articles. `needs_confirmation` null: asking is as right as not asking.
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
    "items": 1.0,
    "title": 1.0,
    "type": 1.0,
    "due": 1.0,
    "recurrence": 1.0,
    "priority": 1.0,
    "tags": 1.0,
    "project_hint": 1.0,
    "estimated_minutes": 1.0,
    "energy_required": 1.0,
    "delegate_to": 1.0,
    "flagged": 1.0,
    "unflagged": 1.0,
}
"""What is reached, so that one sentence read worse fails the build; unseen text is held to 0.95 and less."""


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
        yield "tags", set(got["tags"]) in [set(tags) for tags in accepted(want, "tags")]
    if want["energy_required"]:
        yield "energy_required", got["energy_required"] in accepted(want, "energy_required")


def parsed(case: Fields) -> list[Fields]:
    now, zone = datetime.fromisoformat(case["now"]), ZoneInfo(case["timezone"])
    return [as_contract_dict(item) for item in parse(case["text"], now=now, zone=zone)]


def judged(case: Fields, got: list[Fields]) -> list[tuple[str, bool]]:
    """Every field of a case and whether it is right, by the reading that fits best."""
    readings = []
    for want in (case["items"], *case.get("alt_items", [])):
        fields = [pair for item, found in zip(want, got, strict=False) for pair in compared(item, found)]
        readings.append([("items", len(got) == len(want)), *fields])
    best = min(readings, key=lambda reading: (not reading[0][1], sum(not is_right for _, is_right in reading)))
    flag = case["needs_confirmation"]
    if flag is not None:
        is_flagged = any(item["needs_confirmation"] for item in got)
        best.append(("flagged" if flag else "unflagged", is_flagged == flag))
    return best


@pytest.fixture(scope="module")
def scores() -> dict[str, list[tuple[str, bool]]]:
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for case in cases():
        for field, is_right in judged(case, parsed(case)):
            found[field].append((case["text"], is_right))
    return found


@pytest.mark.parametrize("field", FLOORS)
def test_every_field_keeps_to_its_floor(field: str, scores: dict[str, list[tuple[str, bool]]]) -> None:
    wrong = [text for text, is_right in scores[field] if not is_right]

    assert 1 - len(wrong) / len(scores[field]) >= FLOORS[field], wrong


def test_the_cases_are_many_enough_to_mean_something(scores: dict[str, list[tuple[str, bool]]]) -> None:
    least = {"items": 1000, "due": 1000, "recurrence": 120, "flagged": 60, "unflagged": 900, "delegate_to": 30}

    assert {field: len(scores[field]) for field in least if len(scores[field]) < least[field]} == {}


def has_date(item: Fields) -> bool:
    return bool(item["due_date"] or item["due_time"] or item["recurrence"] or item.get("start_date"))


def may_have_date(item: Fields) -> bool:
    return has_date(item) or any(item.get("accept", {}).get(field) for field in ("due", "recurrence"))


def test_no_date_is_invented_where_none_belongs() -> None:
    invented = [
        case["text"]
        for case in cases()
        if not any(may_have_date(item) for want in (case["items"], *case.get("alt_items", [])) for item in want)
        and any(has_date(item) for item in parsed(case))
    ]

    assert invented == []

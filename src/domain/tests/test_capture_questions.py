"""Asking back, and taking answers."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.capture.answers import READERS, AnswerNotUnderstood, answered
from src.domain.capture.questions import IN_ORDER, OwnNames, open_questions

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)  # a Tuesday
TODAY = date(2026, 11, 24)
OWN = OwnNames(projects=("Work", "Home"), people=("Sam",), open_titles=("File my taxes",))


def item(*doubts: tuple[str, str, list[str]], **fields: Any) -> dict[str, Any]:
    """A stored item with these doubts: (field, reason, options)."""
    listed = [{"field": name, "reason": reason, "options": options} for name, reason, options in doubts]
    return {
        "item_id": "one", "type": "task", "title": "Call Sam", "due_date": None, "due_time": None, "recurrence": None,
        "project_hint": None, "delegate_to": None, "estimated_minutes": None, "needs_confirmation": True,
        "doubts": listed, **fields,
    }  # fmt: skip


def test_nothing_is_asked_when_nothing_is_in_doubt() -> None:
    assert open_questions([item()], OWN, TODAY) == []


def test_the_question_with_the_most_consequences_comes_first() -> None:
    doubtful = item(("due_time", "morning or evening", ["07:00", "19:00"]), ("type", "unclear", ["note", "task"]))

    assert [question.field for question in open_questions([doubtful], OWN, TODAY)] == ["type", "due_time"]


def test_a_note_is_not_asked_for_its_time() -> None:
    doubtful = item(("due_time", "morning or evening", ["07:00", "19:00"]), type="note")

    assert open_questions([doubtful], OWN, TODAY) == []


@pytest.mark.parametrize(
    ("field", "fields", "suggested"),
    [
        ("due_date", {}, ("2026-11-24", "2026-11-25", "2026-11-30", "none")),
        ("due_date", {"due_date": "2026-12-24"}, ("2026-12-24", "2026-11-24", "2026-11-25", "2026-11-30", "none")),
        ("project_hint", {}, ("Work", "Home", "none")),
        ("delegate_to", {}, ("Sam", "none")),
        ("title", {}, ("File my taxes",)),
        ("type", {"type": "idea"}, ("idea", "task", "note")),
        ("estimated_minutes", {"estimated_minutes": 15}, ("15", "5", "30", "60")),
        ("recurrence", {}, ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY", "none")),
    ],
)
def test_suggestions_come_from_the_person(field: str, fields: dict[str, Any], suggested: tuple[str, ...]) -> None:
    (question,) = open_questions([item((field, "unclear", []), **fields)], OWN, TODAY)

    assert question.suggested == suggested


def test_every_suggestion_can_be_sent_back() -> None:
    for field in IN_ORDER:
        (question,) = open_questions([item((field, "unclear", []))], OWN, TODAY)
        for value in question.suggested:
            changed = answered(item((field, "unclear", [])), field, value, now=NOW, zone=ZONE)
            assert not changed["needs_confirmation"]


@pytest.mark.parametrize(
    ("field", "said", "changes"),
    [
        ("type", "Note", {"type": "note"}),
        ("title", "  Ring Sam ", {"title": "Ring Sam"}),
        ("due_date", "2026-12-01", {"due_date": "2026-12-01"}),
        ("due_date", "tomorrow", {"due_date": "2026-11-25"}),
        ("due_date", "friday at 3pm", {"due_date": "2026-11-27", "due_time": "15:00"}),
        ("due_date", "2026-12-01T19:00", {"due_date": "2026-12-01", "due_time": "19:00"}),
        ("due_date", "2026-12-01 19:00", {"due_date": "2026-12-01", "due_time": "19:00"}),
        ("due_date", "none", {"due_date": None, "due_time": None}),
        ("due_time", "19:00", {"due_time": "19:00"}),
        ("due_time", "7pm", {"due_time": "19:00"}),
        ("due_time", "No time", {"due_time": None}),
        ("recurrence", "freq=weekly", {"recurrence": "FREQ=WEEKLY"}),
        ("recurrence", "every two weeks", {"recurrence": "FREQ=WEEKLY;INTERVAL=2"}),
        ("recurrence", "just once", {"recurrence": None}),
        ("project_hint", "Work", {"project_hint": "Work"}),
        ("project_hint", "Inbox", {"project_hint": None}),
        ("delegate_to", "none", {"delegate_to": None}),
        ("estimated_minutes", "90", {"estimated_minutes": 90}),
        ("estimated_minutes", "1h30", {"estimated_minutes": 90}),
        ("estimated_minutes", "none", {"estimated_minutes": None}),
    ],
)
def test_answers_are_taken_as_people_give_them(field: str, said: str, changes: dict[str, Any]) -> None:
    changed = answered(item((field, "unclear", [])), field, said, now=NOW, zone=ZONE)

    assert {name: changed[name] for name in changes} == changes
    assert changed["doubts"] == []
    assert not changed["needs_confirmation"]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("type", "energy drink"), ("title", " "), ("title", "x" * 256), ("due_date", "2026-02-30"),
        ("due_date", "soonish"), ("due_time", "25:61"), ("due_time", "soonish"), ("recurrence", "FREQ=SECONDLY"),
        ("recurrence", "sometimes"), ("project_hint", "x" * 101), ("estimated_minutes", "0"),
        ("estimated_minutes", "99999"), ("estimated_minutes", "ages"), ("colour", "red"),
    ],
)  # fmt: skip
def test_answers_that_mean_nothing_are_refused(field: str, said: str) -> None:
    with pytest.raises(AnswerNotUnderstood):
        answered(item(), field, said, now=NOW, zone=ZONE)


@given(st.sampled_from(sorted(READERS)), st.text(max_size=60))
def test_any_answer_is_taken_or_refused(field: str, said: str) -> None:
    try:
        changed = answered(item((field, "unclear", [])), field, said, now=NOW, zone=ZONE)
    except AnswerNotUnderstood:
        return
    assert changed["doubts"] == []

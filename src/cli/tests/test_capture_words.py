import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.cli.capture.preview import assumed
from src.cli.capture.words import clean, day_in_words, repeat_in_words, value_in_words, when_in_words
from src.schemas.capture import ParsedItemRead

ITEM: dict[str, object] = {
    "item_id": "1", "type": "task", "title": "Pay rent", "due_date": "2026-11-25", "due_time": "19:00",
    "start_date": None, "recurrence": None, "recurrence_from": "schedule", "due_role": "due", "priority": None,
    "tags": [], "project_hint": None, "estimated_minutes": None, "energy_required": None, "delegate_to": None,
    "is_sensitive": False, "wants_split": False, "confidence": 0.9, "needs_confirmation": False, "spans": [],
    "doubts": [], "learned": [],
}  # fmt: skip


def item(**fields: object) -> ParsedItemRead:
    return ParsedItemRead.model_validate({**ITEM, **fields})


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Wed 25 Nov, 19:00"),
        ({"due_time": None, "due_role": "deadline"}, "by Wed 25 Nov"),
        ({"due_date": "2027-01-02", "due_time": None}, "Sat 2 Jan 2027"),
        ({"due_time": None, "start_date": "2026-11-23"}, "Wed 25 Nov, from Mon 23 Nov"),
        ({"due_date": None, "due_time": None}, ""),
    ],
)
def test_days_and_times_are_said_in_words(fields: dict[str, object], said: str) -> None:
    assert when_in_words(item(**fields), this_year=2026) == said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days"),
        ("FREQ=DAILY;BYHOUR=9,21", "every day at 9:00 and 21:00"),
        ("FREQ=WEEKLY", "every week"),
        ("FREQ=WEEKLY;BYDAY=MO", "every Mon"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,TH", "every 2 weeks on Mon, Wed and Thu"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Fri"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,22,-1,-2", "every month on the 2nd last day, last day, 1st and 22nd"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", "every year on 25 Dec"),
        ("FREQ=WEEKLY;COUNT=5", "every week, 5 times"),
        ("FREQ=DAILY;UNTIL=20261201", "every day, until 1 Dec 2026"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1"),
        ("FREQ=MONTHLY;BYDAY=MO", "FREQ=MONTHLY;BYDAY=MO"),
        ("often\x1b", "often␛"),
    ],
)
def test_rules_are_said_in_words_where_there_are_any(rule: str, said: str) -> None:
    assert repeat_in_words(rule) == said


def test_a_rule_that_counts_from_completion_says_so() -> None:
    said = repeat_in_words("FREQ=DAILY;INTERVAL=3", counts_from_completion=True)

    assert said == "every 3 days, counted from when it is done"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("due_date", "2026-11-25 09:00", "Wed 25 Nov, 09:00"),
        ("due_date", "soon", "soon"),
        ("due_time", "09:00", "09:00"),
        ("recurrence", "FREQ=DAILY", "every day"),
        ("estimated_minutes", "30", "30 minutes"),
        ("project_hint", "none", "none"),
    ],
)
def test_answers_to_tap_are_said_in_words(field: str, value: str, said: str) -> None:
    assert value_in_words(field, value, this_year=2026) == said


def test_enter_leaves_what_is_assumed() -> None:
    doubt = {"field": "due_time", "reason": "morning or evening", "options": ["07:00", "19:00"]}

    assert assumed(item(doubts=[doubt]), "due_time", ["07:00", "19:00"]) == "07:00"
    assert assumed(item(), "due_date", ["2026-12-01"]) == "2026-11-25"
    assert assumed(item(due_date=None), "due_date", ["2026-12-01"]) == "none"
    assert assumed(item(), "title", ["Other task"]) == "Pay rent"
    assert assumed(item(), "not_a_field", []) is None


def test_a_day_of_another_year_says_which() -> None:
    assert day_in_words(date(2026, 11, 25), this_year=2025) == "Wed 25 Nov 2026"


@given(st.text())
def test_no_text_steers_a_terminal(text: str) -> None:
    shown = clean(text)

    assert len(shown) == len(text)
    assert not any(unicodedata.category(each) in {"Cc", "Zl", "Zp"} for each in shown)

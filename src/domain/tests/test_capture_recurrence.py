"""What repeats, as RRULE text, and its first day."""

from datetime import date, time

import pytest

from src.domain.capture import RecurrenceFrom
from src.domain.tests.test_capture_dates import only


@pytest.mark.parametrize(
    ("words", "rule", "first"),
    [
        ("daily", "FREQ=DAILY", date(2026, 11, 25)),
        ("every other day", "FREQ=DAILY;INTERVAL=2", date(2026, 11, 25)),
        ("every tuesday", "FREQ=WEEKLY;BYDAY=TU", date(2026, 12, 1)),
        ("each thursday", "FREQ=WEEKLY;BYDAY=TH", date(2026, 11, 26)),
        ("tuesdays and thursdays", "FREQ=WEEKLY;BYDAY=TU,TH", date(2026, 11, 26)),
        ("every mon, wed and fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR", date(2026, 11, 25)),
        ("every mon-thu", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH", date(2026, 11, 25)),
        ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", date(2026, 11, 25)),
        ("every weekend", "FREQ=WEEKLY;BYDAY=SA,SU", date(2026, 11, 28)),
        ("every day except sunday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA", date(2026, 11, 25)),
        ("every other tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", date(2026, 12, 1)),
        ("every 2 weeks on sunday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", date(2026, 11, 29)),
        ("fortnightly", "FREQ=WEEKLY;INTERVAL=2", date(2026, 11, 25)),
        ("monthly on the 12th", "FREQ=MONTHLY;BYMONTHDAY=12", date(2026, 12, 12)),
        ("on the 1st and 15th of every month", "FREQ=MONTHLY;BYMONTHDAY=1,15", date(2026, 12, 1)),
        ("first monday of the month", "FREQ=MONTHLY;BYDAY=1MO", date(2026, 12, 7)),
        ("every 2nd and 4th thursday", "FREQ=MONTHLY;BYDAY=2TH,4TH", date(2026, 11, 26)),
        ("every month on the last friday", "FREQ=MONTHLY;BYDAY=-1FR", date(2026, 11, 27)),
        ("last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 11, 30)),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3", date(2026, 11, 25)),
        ("every may 3", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3", date(2027, 5, 3)),
        ("every 4 hours", "FREQ=HOURLY;INTERVAL=4", date(2026, 11, 25)),
        ("once a week", "FREQ=WEEKLY", date(2026, 11, 25)),
        ("every tuesday until jan 31", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270131", date(2026, 12, 1)),
        ("every day for 10 days", "FREQ=DAILY;UNTIL=20261204", date(2026, 11, 25)),
        ("every tuesday for 6 times", "FREQ=WEEKLY;BYDAY=TU;COUNT=6", date(2026, 12, 1)),
        ("every friday starting dec 10", "FREQ=WEEKLY;BYDAY=FR", date(2026, 12, 11)),
    ],
)
def test_a_recurrence_is_read_and_taken_out_of_the_title(words: str, rule: str, first: date) -> None:
    item = only(f"mop the hall {words}")

    assert (item.title, item.recurrence, item.due_date) == ("Mop the hall", rule, first)
    assert not item.needs_confirmation


def test_every_with_a_mark_counts_from_completion() -> None:
    item = only("change furnace filter every! 3 months")

    assert item.recurrence == "FREQ=MONTHLY;INTERVAL=3"
    assert item.recurrence_from is RecurrenceFrom.COMPLETION


def test_the_first_time_is_later_when_todays_has_passed() -> None:
    item = only("team standup every weekday 9:30")

    assert (item.due_date, item.due_time) == (date(2026, 11, 26), time(9, 30))


@pytest.mark.parametrize("text", ["run 3 times a week", "call Ola biweekly", "check alarms twice a year"])
def test_days_that_were_not_said_are_asked_about(text: str) -> None:
    item = only(text)

    assert item.recurrence
    assert item.needs_confirmation


@pytest.mark.parametrize("text", ["write monthly report", "prepare weekly update", "monthly budget review"])
def test_before_a_noun_it_is_a_name_and_asked_about(text: str) -> None:
    item = only(text)

    assert item.recurrence is None
    assert [doubt.field for doubt in item.doubts] == ["recurrence"]

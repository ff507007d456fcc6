"""Days: what names one, which one it is, and what only looks like one."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from src.domain.capture import DueRole, ParsedItem, parse

NEW_YORK = ZoneInfo("America/New_York")
WEDNESDAY_MORNING = datetime(2026, 11, 25, 10, 0, tzinfo=NEW_YORK)


def only(text: str, now: datetime = WEDNESDAY_MORNING, zone: ZoneInfo = NEW_YORK) -> ParsedItem:
    (item,) = parse(text, now=now, zone=zone)
    return item


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("today", date(2026, 11, 25)),
        ("tmrw", date(2026, 11, 26)),
        ("the day after tomorrow", date(2026, 11, 27)),
        ("tomorrow week", date(2026, 12, 3)),
        ("wednesday", date(2026, 12, 2)),
        ("this sat", date(2026, 11, 28)),
        ("friday week", date(2026, 12, 4)),
        ("in a fortnight", date(2026, 12, 9)),
        ("two weeks from monday", date(2026, 12, 14)),
        ("10 days before christmas", date(2026, 12, 15)),
        ("next week", date(2026, 11, 30)),
        ("this weekend", date(2026, 11, 28)),
        ("end of next week", date(2026, 12, 4)),
        ("eom", date(2026, 11, 30)),
        ("eoy", date(2026, 12, 31)),
        ("mid january", date(2027, 1, 15)),
        ("week of dec 9", date(2026, 12, 7)),
        ("dec 18th", date(2026, 12, 18)),
        ("18 dec", date(2026, 12, 18)),
        ("3rd of february 2028", date(2028, 2, 3)),
        ("on the 15th", date(2026, 12, 15)),
        ("first monday of december", date(2026, 12, 7)),
        ("last friday of january", date(2027, 1, 29)),
        ("2027-01-20", date(2027, 1, 20)),
        ("2/9", date(2027, 2, 9)),
        ("13/12", date(2026, 12, 13)),
        ("24.12.2026", date(2026, 12, 24)),
        ("by thanksgiving", date(2026, 11, 26)),
        ("before easter", date(2027, 3, 28)),
    ],
)
def test_a_day_is_read_and_taken_out_of_the_title(words: str, due: date) -> None:
    item = only(f"mend the fence {words}")

    assert (item.title, item.due_date, item.due_time) == ("Mend the fence", due, None)


@pytest.mark.parametrize(
    "text",
    [
        "read The 9/11 Report",
        "watch Freaky Friday",
        "see The Day After Tomorrow",
        "stream Born on the Fourth of July",
        "reply to June's email",
        "reply to last friday's email",
        "march the paperwork over to the office",
        "write to 12 March Lane",
        "find sun hat and sat nav charger",
        "fix the 24/7 hotline page",
        "update section 3.14 of the handbook",
        "call 555-0142 about the sofa",
        "pay the $20 fine",
        "book flights for xmas",
        "prepare the monday slides",
        'reply to "see you tomorrow"',
        "write the song `Monday 9am`",
        "open report-2026-12-01.pdf",
        "rename it to \\tomorrow",
        "read https://example.com/tomorrow/9am",
    ],
)
def test_names_and_literal_text_are_no_dates(text: str) -> None:
    item = only(text)

    assert (item.due_date, item.due_time, item.start_date, item.recurrence) == (None, None, None, None)


def test_a_range_of_days_starts_on_its_first_and_is_due_on_its_last() -> None:
    item = only("trip to the coast dec 30 to jan 2")

    assert (item.start_date, item.due_date) == (date(2026, 12, 30), date(2027, 1, 2))


def test_next_friday_is_asked_about_when_a_nearer_one_fits() -> None:
    item = only("haircut next friday")

    assert item.due_date == date(2026, 12, 4)
    assert item.doubts[0].options == ("2026-12-04", "2026-11-27")
    assert not only("haircut next monday").needs_confirmation


def test_todays_weekday_is_asked_about_when_its_time_is_still_ahead() -> None:
    assert only("physio wed 4pm").needs_confirmation
    assert not only("physio wed 9am").needs_confirmation


def test_a_date_that_no_month_has_is_not_read_but_asked_about() -> None:
    item = only("pay the fee feb 30")

    assert item.due_date is None
    assert item.needs_confirmation


def test_a_preposition_of_limit_makes_a_deadline() -> None:
    assert only("renew passport before jan 5").due_role is DueRole.DEADLINE
    assert only("send it by 5pm friday").due_role is DueRole.DEADLINE
    assert only("dentist on jan 5").due_role is DueRole.DUE


def test_hours_are_counted_as_they_pass_when_the_clocks_change() -> None:
    los_angeles = ZoneInfo("America/Los_Angeles")
    item = only("move the car in 4 hours", datetime(2026, 3, 7, 23, 30, tzinfo=los_angeles), los_angeles)

    assert (item.due_date, item.due_time) == (date(2026, 3, 8), time(4, 30))


def test_tomorrow_is_that_of_the_persons_zone() -> None:
    item = only("call Bo tomorrow", datetime(2026, 11, 26, 3, 0, tzinfo=ZoneInfo("UTC")))

    assert item.due_date == date(2026, 11, 26)

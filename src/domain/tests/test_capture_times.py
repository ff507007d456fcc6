"""Times of day, lengths, and other zones' clocks."""

from datetime import date, time

import pytest

from src.domain.tests.test_capture_dates import only


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("5 pm", time(17)),
        ("at 5", time(17)),
        ("1159pm", time(23, 59)),
        ("18:45", time(18, 45)),
        ("at 1730", time(17, 30)),
        ("half past 4", time(16, 30)),
        ("quarter to 4", time(15, 45)),
        ("twenty past 3", time(15, 20)),
        ("at noon", time(12)),
        ("8 in the evening", time(20)),
        ("by lunchtime", time(12)),
        ("eod", time(17)),
        ("tonight", time(20)),
        ("this afternoon", time(15)),
        ("in 20 min", time(10, 20)),
        ("in an hour and a half", time(11, 30)),
        ("between 1 and 3", time(13)),
        ("from 2 to 3:30", time(14)),
    ],
)
def test_a_time_ahead_is_due_today(words: str, due: time) -> None:
    item = only(f"ring the vet {words}")

    assert (item.title, item.due_date, item.due_time) == ("Ring the vet", date(2026, 11, 25), due)
    assert not item.needs_confirmation


def test_a_time_that_has_passed_means_tomorrow() -> None:
    assert only("call bank 9am").due_date == date(2026, 11, 26)


@pytest.mark.parametrize("text", ["run at 7 tomorrow", "gym @ 6 2moro", "meet at 8"])
def test_an_hour_that_fits_morning_and_evening_is_asked_about(text: str) -> None:
    item = only(text)

    assert item.needs_confirmation
    assert [doubt.field for doubt in item.doubts] == ["due_time"]
    assert len(item.doubts[0].options) == 2


def test_an_occasion_settles_morning_or_evening() -> None:
    assert only("dinner with Sol at 7 on friday").due_time == time(19)
    assert only("breakfast with Al at 8 tomorrow").due_time == time(8)


def test_two_times_or_days_are_asked_about() -> None:
    assert only("call Ben at 3 or 4").needs_confirmation
    assert only("call Ben tuesday or wednesday").needs_confirmation


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("sort receipts ~10min", 10),
        ("reply to landlord (10 min)", 10),
        ("draft proposal 2h", 120),
        ("write for 45 minutes", 45),
        ("read half an hour", 30),
        ("plan the week 1h30", 90),
        ("tidy for an hour and a half", 90),
        ("shift thurs 6-9pm", 180),
    ],
)
def test_how_long_it_takes(text: str, minutes: int) -> None:
    assert only(text).estimated_minutes == minutes


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("3pm PST", time(18)),
        ("14:00 UTC+2", time(7)),
        ("4pm CET", time(10)),
        ("3pm London time", time(10)),
        ("5pm my time", time(17)),
    ],
)
def test_a_time_of_another_zone_is_written_in_the_persons_own(words: str, due: time) -> None:
    item = only(f"webinar friday {words}")

    assert (item.title, item.due_date, item.due_time) == ("Webinar", date(2026, 11, 27), due)


def test_another_zones_time_is_asked_about_when_it_is_another_day_here() -> None:
    item = only("call Tokyo office 9am JST tomorrow")

    assert (item.due_date, item.due_time) == (date(2026, 11, 25), time(19))
    assert item.needs_confirmation

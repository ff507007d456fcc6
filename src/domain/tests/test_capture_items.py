"""Where one thought ends and the next begins, and what is said once for several."""

from datetime import date, time

import pytest

from src.domain.capture import ItemType, ParsedItem, parse
from src.domain.tests.test_capture_dates import NEW_YORK, WEDNESDAY_MORNING


def items(text: str) -> list[ParsedItem]:
    return parse(text, now=WEDNESDAY_MORNING, zone=NEW_YORK)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("feed the cat\nlock the shed", ["Feed the cat", "Lock the shed"]),
        ("- strip beds\n* ring Pat\n[ ] post parcel", ["Strip beds", "Ring Pat", "Post parcel"]),
        ("1. mend zip 2. find charger 3. pay Jo", ["Mend zip", "Find charger", "Pay Jo"]),
        ("call mum; order filters", ["Call mum", "Order filters"]),
        ("text Omar / pay the cleaner", ["Text Omar", "Pay the cleaner"]),
        ("email Zoe then book the hall", ["Email Zoe", "Book the hall"]),
        ("pay rent, also text the landlord", ["Pay rent", "Text the landlord"]),
        ("i need to pay Jo and i should probably book a haircut", ["Pay Jo", "Book a haircut"]),
        ("Call the school. Sign the form.", ["Call the school", "Sign the form"]),
        ("dentist mon 3pm and haircut tues 11am", ["Dentist", "Haircut"]),
        ("wash and fold the laundry", ["Wash and fold the laundry"]),
        ("call Mia about the lease and the deposit", ["Call Mia about the lease and the deposit"]),
        ("go to the shop and get the parcel", ["Go to the shop and get the parcel"]),
        ("label the folder and file it", ["Label the folder and file it"]),
        ("pack for Leeds: boots, coat and a towel", ["Pack for Leeds: boots, coat and a towel"]),
        ("Shopping list:\n- pasta\n- basil", ["Pasta, basil"]),
        ("Work:\n- email Al\n- file report", ["Email Al", "File report"]),
    ],
)
def test_a_dump_is_parted_into_thoughts(text: str, titles: list[str]) -> None:
    assert [item.title for item in items(text)] == titles


def test_a_leading_day_holds_for_the_whole_list() -> None:
    found = items("tomorrow: gym 7am, dentist 9:30, pick up kids 3")

    assert {item.due_date for item in found} == {date(2026, 11, 26)}
    assert [item.due_time for item in found] == [time(7), time(9, 30), time(15)]


def test_a_trailing_all_today_holds_for_the_whole_list() -> None:
    found = items("bins + ironing + post, all today")

    assert [item.due_date for item in found] == [date(2026, 11, 25)] * 3


def test_a_day_inside_one_thought_stays_its_own() -> None:
    first, second = items("sign the lease by friday and order boxes")

    assert (first.due_date, second.due_date) == (date(2026, 11, 27), None)


def test_a_heading_gives_its_project_when_the_person_has_it() -> None:
    from src.domain.capture import Known

    known = Known(projects=("Work",))
    found = parse("work:\n- email Al\n- file report", now=WEDNESDAY_MORNING, zone=NEW_YORK, known=known)

    assert [item.project_hint for item in found] == ["Work", "Work"]


@pytest.mark.parametrize("text", ["", "   ", "\t \n", "\u200b \n"])
def test_blank_text_gives_no_items(text: str) -> None:
    assert items(text) == []


def test_a_thought_that_is_all_evidence_keeps_its_text_as_title() -> None:
    (item,) = items("tomorrow")

    assert (item.title, item.due_date, item.needs_confirmation) == ("tomorrow", date(2026, 11, 26), True)
    assert item.type is ItemType.TASK


@pytest.mark.parametrize("text", ["call Anna #therapy", "call Bob @medication", "renew prescription"])
def test_a_mark_gives_away_what_is_private_too(text: str) -> None:
    (item,) = items(text)

    assert item.is_sensitive

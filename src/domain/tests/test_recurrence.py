from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.days import DAY, instant
from src.domain.recurrence import RecurrenceInvalid, Rule, next_occurrence, normalise, occurrences, remaining_after

BERLIN = ZoneInfo("Europe/Berlin")
APIA = ZoneInfo("Pacific/Apia")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("FREQ=DAILY", "FREQ=DAILY"),
        (" rrule:freq=weekly;byday=we,mo,mo;interval=1 ", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("COUNT=3;WKST=MO;FREQ=DAILY", "FREQ=DAILY;COUNT=3"),
        ("FREQ=MONTHLY;BYDAY=+1MO,-1FR;BYHOUR=09", "FREQ=MONTHLY;BYDAY=-1FR,1MO;BYHOUR=9"),
        ("FREQ=DAILY;UNTIL=20270131", "FREQ=DAILY;UNTIL=20270131"),
        ("FREQ=DAILY;UNTIL=20270131T180000", "FREQ=DAILY;UNTIL=20270131T180000"),
        ("FREQ=DAILY;UNTIL=00070131T180000Z", "FREQ=DAILY;UNTIL=00070131T180000Z"),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=1000", "FREQ=WEEKLY;INTERVAL=1000;WKST=SU"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=366", "FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=366"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    ],
)
def test_rules_have_one_text(text: str, canonical: str) -> None:
    assert normalise(text) == canonical
    assert normalise(canonical) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every day",
        "FREQ=",
        "FREQ",
        "FREQ=HOURLY",
        "FREQ=SECONDLY",
        "FREQ=FORTNIGHTLY",
        "INTERVAL=2",
        "FREQ=DAILY;",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=1001",
        "FREQ=DAILY;INTERVAL=1_0",
        "FREQ=DAILY;INTERVAL=٣",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=1001",
        "FREQ=DAILY;COUNT=99999999999999999999",
        "FREQ=DAILY;COUNT=3;UNTIL=20270101",
        "FREQ=DAILY;UNTIL=20270230",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;BYSECOND=1",
        "FREQ=DAILY;BYMINUTE=1",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=DAILY;BYHOUR=-1",
        "FREQ=DAILY;BYMONTH=13",
        "FREQ=DAILY;BYMONTH=0",
        "FREQ=DAILY;BYMONTH=1,,2",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=DAILY;X-A=1",
        "FREQ=DAILY;BYDAY=1MO",
        "FREQ=DAILY;BYYEARDAY=1",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=WEEKLY;BYWEEKNO=1",
        "FREQ=WEEKLY;WKST=1MO",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYDAY=54MO",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=DAILY;BYMONTH=1;BYSETPOS=2",
        "FREQ=MONTHLY;BYMONTH=1;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3",
        "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=12",
        "FREQ=DAILY\n",
        "FREQ=DAILY\nFREQ=DAILY",
        "FREQ=DAILY\u2028",
        "DTSTART:20260101T000000\nRRULE:FREQ=DAILY",
        "DTSTART=20260101;FREQ=DAILY",
        "EXDATE:20260101",
        "FREQ=DAILY;BYMONTH=" + ",".join(["1"] * 300),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RecurrenceInvalid, match=r"^[A-Z].{20,}\.$"):
        normalise(text)


@given(st.text(max_size=80))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        canonical = normalise("FREQ=DAILY;" + text)
    except RecurrenceInvalid:
        return
    assert normalise(canonical) == canonical


def test_one_less_remains_after_each() -> None:
    assert remaining_after("FREQ=DAILY;COUNT=3") == "FREQ=DAILY;COUNT=2"
    assert remaining_after("FREQ=DAILY;COUNT=1") is None
    assert remaining_after("rrule:freq=daily") == "FREQ=DAILY"


def moment(*parts: int) -> datetime:
    """A wall clock time in Berlin, as an instant."""
    return instant(datetime(*parts), BERLIN)  # type: ignore[arg-type]  # the positional parts of a datetime


def following(rule: str, start: datetime, zone: ZoneInfo, how_many: int) -> list[datetime]:
    """The wall clock times of the first occurrences."""
    found: list[datetime] = []
    after: datetime | None = start - timedelta(days=3)
    while after is not None and len(found) < how_many:
        after = next_occurrence(rule, after=after, start=start, zone=zone)
        found += [after.astimezone(zone).replace(tzinfo=None)] if after else []
    return found


def test_nine_stays_nine_when_clocks_change() -> None:
    days = following("FREQ=DAILY", moment(2026, 10, 23, 9), BERLIN, 5)

    assert days == [datetime(2026, 10, day, 9) for day in range(23, 28)]


def test_a_time_in_a_gap_moves_forward_and_back_again() -> None:
    assert following("FREQ=DAILY", moment(2026, 3, 28, 2, 30), BERLIN, 3) == [
        datetime(2026, 3, 28, 2, 30),
        datetime(2026, 3, 29, 3, 30),
        datetime(2026, 3, 30, 2, 30),
    ]


def test_a_time_shown_twice_is_taken_the_first_time_and_once() -> None:
    found = next_occurrence(
        "FREQ=DAILY", after=moment(2026, 10, 24, 2, 30), start=moment(2026, 10, 24, 2, 30), zone=BERLIN
    )

    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_occurrence("FREQ=DAILY", after=found, start=moment(2026, 10, 24, 2, 30), zone=BERLIN) == moment(
        2026, 10, 26, 2, 30
    )


def test_a_date_that_a_zone_left_out_meets_the_next() -> None:
    start = instant(datetime(2011, 12, 28, 9), APIA)

    assert following("FREQ=DAILY;COUNT=4", start, APIA, 9) == [
        datetime(2011, 12, 28, 9),
        datetime(2011, 12, 29, 9),
        datetime(2011, 12, 31, 9),
        datetime(2012, 1, 1, 9),
    ]


def test_the_last_day_of_months_skips_none() -> None:
    dates = [date(2026, 1, 31)]
    while len(dates) < 4:
        following_date = next_occurrence("FREQ=MONTHLY;BYMONTHDAY=-1", after=dates[-1], start=dates[0], zone=BERLIN)
        assert following_date is not None
        dates.append(following_date)

    assert dates == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_every_weekday_and_a_numbered_one_are_united() -> None:
    """RFC 5545: a list is a union. The reference reads this one as an intersection."""
    found = next_occurrence("FREQ=MONTHLY;BYDAY=MO,1TU", after=date(2026, 11, 2), start=date(2026, 11, 2), zone=BERLIN)

    assert found == date(2026, 11, 3)


def test_a_week_number_alone_takes_the_weekday_of_the_start() -> None:
    start = date(2026, 5, 13)  # a Wednesday in week 20

    assert next_occurrence("FREQ=YEARLY;BYWEEKNO=20", after=start, start=start, zone=BERLIN) == date(2027, 5, 19)


def test_an_all_day_series_goes_by_the_local_day_of_an_instant() -> None:
    late_in_berlin = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # already the 24th there

    assert next_occurrence("FREQ=DAILY", after=late_in_berlin, start=date(2026, 11, 1), zone=BERLIN) == date(
        2026, 11, 25
    )


def test_a_timed_series_after_a_date_begins_the_day_after() -> None:
    start = moment(2026, 11, 1, 0, 0)

    assert next_occurrence("FREQ=DAILY", after=date(2026, 11, 23), start=start, zone=BERLIN) == moment(2026, 11, 24)


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261125", 25),
        ("20261125T080000Z", 25),
        ("20261125T075959Z", 24),
        ("20261125T085959", 24),
        ("20261125T090000", 25),
    ],
)
def test_until_is_the_last_that_counts(until: str, last: int) -> None:
    days = following(f"FREQ=DAILY;UNTIL={until}", moment(2026, 11, 23, 9), BERLIN, 9)

    assert days[-1] == datetime(2026, 11, last, 9)


def test_until_ends_an_all_day_series_with_its_day() -> None:
    rule, start = "FREQ=DAILY;UNTIL=20261125T230000Z", date(2026, 11, 23)  # the 26th in Berlin

    assert next_occurrence(rule, after=date(2026, 11, 25), start=start, zone=BERLIN) == date(2026, 11, 26)
    assert next_occurrence(rule, after=date(2026, 11, 26), start=start, zone=BERLIN) is None


def test_a_chain_of_tasks_ends_where_the_series_does() -> None:
    rule: str | None = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=5"
    start = due = date(2026, 11, 2)
    chained, counted = [due], [due]
    while rule and (following_date := next_occurrence(rule, after=due, start=due, zone=BERLIN)):
        due, rule = following_date, remaining_after(rule)
        chained.append(due)
    whole = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=5"
    while following_date := next_occurrence(whole, after=counted[-1], start=start, zone=BERLIN):
        counted.append(following_date)

    assert chained == counted
    assert len(chained) == 5


def test_the_end_of_the_calendar_ends_every_series() -> None:
    last = date.max
    assert next_occurrence("FREQ=DAILY", after=last, start=date(2026, 1, 1), zone=BERLIN) is None
    assert next_occurrence("FREQ=WEEKLY", after=last - DAY, start=date(2026, 1, 1), zone=BERLIN) in (None, last)
    end = datetime.max.replace(tzinfo=UTC)
    assert next_occurrence("FREQ=YEARLY;INTERVAL=1000", after=end, start=end, zone=BERLIN) is None


class Steps:
    """Counts how many days are looked at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        plain = occurrences._day_tests

        def counting(rule: Rule) -> list[object]:
            def count(_: date) -> bool:
                self.count += 1
                return True

            return [count, *plain(rule)]

        monkeypatch.setattr(occurrences, "_day_tests", counting)


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        ("FREQ=DAILY", 10),
        ("FREQ=DAILY;INTERVAL=3", 10),
        ("FREQ=WEEKLY;BYDAY=MO,TH", 30),
        ("FREQ=MONTHLY;BYDAY=-1FR", 100),
        ("FREQ=YEARLY", 70),
        ("FREQ=DAILY;COUNT=1000", 1001),
        ("FREQ=DAILY;INTERVAL=2;COUNT=1000;BYMONTH=2;BYMONTHDAY=29", 36_525),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29", 100 * 29),
    ],
)
def test_far_away_starts_cost_nothing(rule: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(monkeypatch)
    start = datetime(1701, 2, 1, 9, tzinfo=UTC)

    next_occurrence(rule, after=datetime(2026, 11, 23, tzinfo=UTC), start=start, zone=BERLIN)

    assert 0 < steps.count <= most

"""Days of people who travel, move their day start, and live through clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from src.domain.day_rules import MOMENT, DayRule, Days
from src.domain.days import DAY, day_end, day_fraction, day_start, local_day
from src.domain.tests.zones import moments_near_changes, start_hours, zones, zones_and_moments

TOKYO = ZoneInfo("Asia/Tokyo")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
BERLIN = ZoneInfo("Europe/Berlin")
rules = st.builds(DayRule, zones, start_hours)


@st.composite
def lives(draw: st.DrawFn) -> tuple[Days, datetime]:
    """Somebody with up to four earlier rules, and an instant near one of their changes or clock changes."""
    now = draw(rules)
    centre = draw(moments_near_changes(now.zone))
    gaps = draw(st.lists(st.integers(1, 40 * 86_400), max_size=4))
    past, moment = [], centre
    for gap in gaps:
        past.append((moment, draw(rules)))
        moment += timedelta(seconds=gap)
    near = draw(st.sampled_from([centre, *(until for until, _ in past)]))
    offset = timedelta(seconds=draw(st.integers(-200_000, 200_000)))
    return Days(now.zone, now.day_start_hour, past=tuple(past)), near + offset


@given(zones_and_moments(), start_hours)
def test_without_changes_days_are_those_of_the_one_rule(place: tuple[ZoneInfo, datetime], hour: int) -> None:
    zone, moment = place
    days = Days(zone, hour)

    day = days.of(moment)

    assert day == local_day(moment, zone, hour)
    assert days.begin(day) == day_start(day, zone, hour)
    assert days.end(day) == day_end(day, zone, hour)
    assert days.fraction(moment) == day_fraction(moment, zone, hour)


@given(lives())
def test_every_instant_lies_between_begin_and_end_of_its_day(life: tuple[Days, datetime]) -> None:
    days, moment = life

    day = days.of(moment)

    assert days.begin(day) <= moment < days.end(day)
    assert days.of(days.begin(day)) == day
    assert days.of(days.end(day) - MOMENT) == day
    assert 0 <= days.fraction(moment) < 1


@given(lives(), st.integers(0, 400_000))
def test_days_never_run_backwards(life: tuple[Days, datetime], seconds: int) -> None:
    days, moment = life

    assert days.of(moment) <= days.of(moment + timedelta(seconds=seconds))
    assert days.end(days.of(moment)) == days.begin(days.of(moment) + DAY)


@given(lives(), rules, st.integers(0, 400_000), st.integers(1, 400_000))
def test_a_change_never_rewrites_the_past(life: tuple[Days, datetime], rule: DayRule, later: int, earlier: int) -> None:
    days, moment = life
    changed_at = max([moment, *(until + MOMENT for until, _ in days.past)]) + timedelta(seconds=later)

    changed = Days(
        rule.zone,
        rule.day_start_hour,
        past=(*days.past, (changed_at, DayRule(days.zone, days.day_start_hour))),
    )

    for each in (moment, changed_at - MOMENT, changed_at - timedelta(seconds=earlier)):
        if each < changed_at:
            assert changed.of(each) == days.of(each)
            assert changed.local(each) == days.local(each)


@given(lives())
def test_dates_left_out_are_those_without_an_instant(life: tuple[Days, datetime]) -> None:
    days, moment = life
    first = days.of(moment) - 5 * DAY
    window = [first + number * DAY for number in range(11)]

    empty = [day for day in window if days.begin(day) == days.end(day)]

    assert days.left_out(window[0], window[-1]) == empty


def test_after_a_flight_westwards_the_day_goes_on_until_the_next_one_begins() -> None:
    landed = datetime(2026, 11, 25, 6, tzinfo=UTC)  # 25th 15:00 in Tokyo, 24th 22:00 in Los Angeles
    days = Days(LOS_ANGELES, 4, past=((landed, DayRule(TOKYO, 4)),))

    assert days.of(landed - MOMENT) == days.of(landed) == date(2026, 11, 25)
    assert days.calendar_day(landed) == date(2026, 11, 24)
    assert days.end(date(2026, 11, 25)) == datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert days.left_out(date(2026, 11, 20), date(2026, 11, 30)) == []


def test_a_flight_over_the_date_line_leaves_a_date_out() -> None:
    landed = datetime(2026, 11, 25, 9, tzinfo=UTC)  # 24th 22:00 in Pago Pago, 25th 23:00 in Apia
    days = Days(ZoneInfo("Pacific/Kiritimati"), 0, past=((landed, DayRule(ZoneInfo("Pacific/Pago_Pago"), 0)),))
    later = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)

    assert days.of(landed - MOMENT) == date(2026, 11, 24)
    assert days.of(landed) == date(2026, 11, 25)
    assert days.of(later) == date(2026, 11, 26)

    far = Days(ZoneInfo("Pacific/Kiritimati"), 0, past=((later, DayRule(ZoneInfo("Pacific/Pago_Pago"), 0)),))
    assert far.of(later - MOMENT) == date(2026, 11, 24)
    assert far.of(later) == date(2026, 11, 26)
    assert far.left_out(date(2026, 11, 20), date(2026, 11, 30)) == [date(2026, 11, 25)]


def test_a_date_that_a_zone_skipped_is_left_out() -> None:
    days = Days(ZoneInfo("Pacific/Apia"), 0)

    assert days.left_out(date(2011, 12, 25), date(2012, 1, 3)) == [date(2011, 12, 30)]


def test_a_later_day_start_moves_only_what_comes() -> None:
    changed = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)  # 05:30 in Berlin, the 25th has begun at 4
    days = Days(BERLIN, 6, past=((changed, DayRule(BERLIN, 4)),))

    assert days.of(changed) == date(2026, 11, 25)
    assert days.of(datetime(2026, 11, 26, 4, 30, tzinfo=UTC)) == date(2026, 11, 25)
    assert days.of(datetime(2026, 11, 26, 5, 0, tzinfo=UTC)) == date(2026, 11, 26)

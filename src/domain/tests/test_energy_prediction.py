"""What the hours ahead are likely to be like."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import mean
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.day_rules import Days
from src.domain.energy import BasedOn, EnergyOutlook, outlook, prior_score
from src.domain.energy.prediction import HOURS_AHEAD, held, level_of
from src.domain.tests.zones import zones

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
UTC_DAYS = Days(ZoneInfo("UTC"), 4)
Recorded = list[tuple[datetime, int]]

AGES = st.floats(min_value=0, max_value=90 * 24, allow_nan=False)
NOTES = st.lists(st.tuples(AGES, st.integers(1, 3)), max_size=30)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def ago(now: datetime, notes: list[tuple[float, int]]) -> Recorded:
    return [(now - hours * HOUR, level) for hours, level in notes]


def daily(level: int, *, at_hour: int, number: int) -> Recorded:
    return [(NOON - day * DAY + (at_hour - 12) * HOUR, level) for day in range(1, number + 1)]


@pytest.mark.parametrize(
    ("hour", "score"),
    [(0, 3.0), (5, 3.0), (6, 6.5), (8, 6.5), (9, 8.0), (11, 8.0), (12, 5.5), (13, 5.5), (14, 7.0), (16, 7.0),
     (17, 6.0), (19, 6.0), (20, 4.5), (22, 4.5), (23, 3.0)],
)  # fmt: skip
def test_the_day_as_most_people_have_it(hour: int, score: float) -> None:
    assert prior_score(hour) == score


def test_without_notes_the_prior_is_told_as_a_guess() -> None:
    hours = outlook([], UTC_DAYS, now=NOON)

    assert [each.local_hour for each in hours] == [*range(12, 24)]
    assert [each.score for each in hours[:3]] == [5.5, 5.5, 7.0]
    assert [each.level for each in hours[:3]] == [2.1, 2.1, 2.4]
    assert {each.confidence for each in hours} == {0.2}
    assert {each.based_on for each in hours} == {BasedOn.PRIOR}


def test_own_notes_take_over_where_there_are_many() -> None:
    recorded = daily(1, at_hour=16, number=21)

    hours = {each.local_hour: each for each in outlook(recorded, UTC_DAYS, now=NOON)}

    assert hours[16].level < 1.5
    assert hours[16].based_on == BasedOn.OWN
    assert hours[16].confidence > 0.7
    assert hours[22].based_on == BasedOn.BOTH
    assert hours[22].confidence < 0.3
    assert hours[16].level <= hours[15].level < hours[13].level - 0.2


def test_how_somebody_is_right_now_fades_over_hours() -> None:
    usual = [each.level for each in outlook([], UTC_DAYS, now=NOON)]
    exhausted = [each.level for each in outlook([(NOON, 1)], UTC_DAYS, now=NOON)]

    assert usual[0] - exhausted[0] > 0.5
    assert usual[-1] - exhausted[-1] < 0.25


def test_the_last_note_of_yesterday_says_nothing_about_now() -> None:
    hours = outlook([(NOON - 20 * HOUR, 1)], UTC_DAYS, now=NOON)

    assert hours[0].confidence < 0.25


def test_hours_begin_when_the_wall_clock_shows_them() -> None:
    days = Days(ZoneInfo("Asia/Kolkata"), 4)

    first = outlook([], days, now=NOON + timedelta(minutes=10))[0]

    assert first.begins_at == NOON + timedelta(minutes=30)
    assert first.local_hour == 18


@pytest.mark.parametrize(
    ("now", "local_hours"),
    [
        (datetime(2026, 10, 25, 0, 0, tzinfo=UTC), [2, 2, 3, 4]),
        (datetime(2026, 3, 29, 0, 0, tzinfo=UTC), [1, 3, 4, 5]),
    ],
)
def test_a_change_of_the_clocks_neither_adds_nor_takes_an_hour(now: datetime, local_hours: list[int]) -> None:
    hours = outlook([], Days(ZoneInfo("Europe/Berlin"), 4), now=now)

    assert [each.local_hour for each in hours][:4] == local_hours
    assert len(hours) == HOURS_AHEAD


@given(MOMENTS, zones)
def test_there_are_always_twelve_hours_of_one_hour_each(now: datetime, zone: ZoneInfo) -> None:
    days = Days(zone, 4)

    hours = outlook([], days, now=now)

    assert len(hours) == HOURS_AHEAD
    assert timedelta() <= hours[0].begins_at - now < HOUR
    assert days.local(hours[0].begins_at).minute in (0, 30)  # half an hour moves on Lord Howe Island
    for earlier, later in pairwise(hours):
        assert later.begins_at - earlier.begins_at == HOUR
    for each in hours:
        assert each.local_hour == days.local(each.begins_at).hour
        assert (each.score, each.confidence) == (prior_score(each.local_hour), 0.2)


@given(MOMENTS, zones, NOTES)
def test_predictions_stay_within_their_bounds(now: datetime, zone: ZoneInfo, notes: list[tuple[float, int]]) -> None:
    hours = outlook(ago(now, notes), Days(zone, 4), now=now)

    for each in hours:
        assert 1.0 <= each.level <= 3.0
        assert 0.0 <= each.score <= 10.0
        assert abs(each.score - (each.level - 1) * 5) <= 0.31
        assert 0.2 <= each.confidence <= 0.95
        assert (each.based_on is BasedOn.PRIOR) == (not notes)


@given(NOTES, st.tuples(AGES, st.integers(1, 3)))
def test_another_note_never_makes_it_less_sure(notes: list[tuple[float, int]], more: tuple[float, int]) -> None:
    before = outlook(ago(NOON, notes), UTC_DAYS, now=NOON)
    after = outlook(ago(NOON, [*notes, more]), UTC_DAYS, now=NOON)

    assert all(later.confidence >= earlier.confidence for earlier, later in zip(before, after, strict=True))


@given(st.lists(st.tuples(AGES, st.integers(1, 2)), min_size=1, max_size=20), st.integers(0, 19))
def test_a_higher_level_noted_lowers_no_usual_level(notes: list[tuple[float, int]], place: int) -> None:
    raised = [*notes]
    age, level = notes[place % len(notes)]
    raised[place % len(notes)] = (age, level + 1)

    before, after = (EnergyOutlook(ago(NOON, each), UTC_DAYS, now=NOON) for each in (notes, raised))

    assert all(after.usual_level(hour) >= before.usual_level(hour) - 1e-9 for hour in range(24))


@given(st.integers(1, 3), st.integers(8, 60))
def test_the_same_note_day_after_day_is_expected_ever_more(level: int, number: int) -> None:
    before, after = (
        {each.local_hour: each.level for each in outlook(daily(level, at_hour=15, number=days), UTC_DAYS, now=NOON)}
        for days in (number, number + 1)
    )

    assert abs(level - after[15]) <= abs(level - before[15])


class Somebody:
    """A simulated person: the prior's day moved by some hours, flatter or steeper, higher or lower, with moods."""

    def __init__(self, random: Random, *, days: int) -> None:
        self.random = random
        self.shift = random.choice((-2, -1, 0, 1, 2, 3, 4, 5))
        self.height, self.steepness = random.gauss(0, 0.3), random.uniform(0.5, 1.5)
        mood, self.levels = 0.0, []
        for number in range(24 * (days + 1)):
            mood = 0.8 * mood + random.gauss(0, 0.25)
            self.levels.append(held(self.usual(number % 24) + mood))

    def usual(self, hour: int) -> float:
        prior = level_of(prior_score((hour - self.shift) % 24))
        return 2.1 + self.steepness * (prior - 2.1) + self.height

    def notes(self, *, days: int) -> Recorded:
        """Two to five a day while awake, in whole levels."""
        recorded = []
        for day in range(days):
            for _ in range(self.random.choice((2, 3, 4, 5))):
                number = 24 * day + (self.random.randrange(7, 23) + self.shift) % 24
                level = min(max(round(self.levels[number] + self.random.gauss(0, 0.25)), 1), 3)
                recorded.append((NOON.replace(hour=0) + number * HOUR + timedelta(minutes=30), level))
        return recorded


def errors_after(days: int, *, people: int = 120) -> tuple[float, float, float, float]:
    """Mean absolute error of twelve hours: against how it was, predicted and by the prior; the same against usual."""
    random = Random(20261123)
    lived, lived_prior, usual, usual_prior = [], [], [], []
    for _ in range(people):
        person = Somebody(random, days=days)
        now = NOON.replace(hour=0) + days * DAY - random.randrange(12, 24) * HOUR
        recorded = [each for each in person.notes(days=days) if each[0] <= now]
        for each in outlook(recorded, UTC_DAYS, now=now):
            prior = level_of(prior_score(each.local_hour))
            level = person.levels[(each.begins_at - NOON.replace(hour=0)) // HOUR]
            expected = held(person.usual(each.local_hour))
            lived.append(abs(each.level - level))
            lived_prior.append(abs(prior - level))
            usual.append(abs(each.level - expected))
            usual_prior.append(abs(prior - expected))
    return mean(lived), mean(lived_prior), mean(usual), mean(usual_prior)


def test_after_two_weeks_predictions_beat_the_prior_clearly() -> None:
    lived, lived_prior, usual, usual_prior = errors_after(14)

    assert lived < 0.95 * lived_prior
    assert usual < 0.85 * usual_prior


def test_predictions_are_not_worse_than_the_prior_from_the_first_days_on() -> None:
    lived, lived_prior, _, _ = errors_after(2)

    assert lived <= lived_prior

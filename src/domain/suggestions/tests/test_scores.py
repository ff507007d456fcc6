"""What holds for every task in every situation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.day_rules import Days
from src.domain.suggestions import Candidate, Situation, Skip, minutes_left, ranked, scored, startable
from src.domain.suggestions.tests.tasks import BERLIN, NOON, candidates, moments, reasons, situations
from src.domain.suggestions.weights import HIGHEST, LOWEST
from src.domain.tasks import PRIORITY_RANK, Priority
from src.domain.tests.zones import start_hours, zones_and_moments

MOMENTS = st.none() | moments
FORBIDDEN = ("overdue", "fail", "late ", "lazy", "missed", "should")


@given(candidates, situations)
def test_scores_stay_within_their_bounds(candidate: Candidate, situation: Situation) -> None:
    suggestion = scored(candidate, situation)

    assert LOWEST <= suggestion.score <= HIGHEST
    assert 0 <= suggestion.urgency_score <= 10
    assert suggestion.score == pytest.approx(sum(part.points for part in suggestion.parts), abs=1e-3)


@given(candidates, situations, MOMENTS, MOMENTS)
def test_an_earlier_due_date_never_lowers_urgency_or_score(
    candidate: Candidate, situation: Situation, one: datetime | None, other: datetime | None
) -> None:
    never = datetime.max.replace(tzinfo=UTC)
    sooner, later = sorted([one, other], key=lambda due: due or never)

    soon = scored(replace(candidate, due_at=sooner), situation)
    then = scored(replace(candidate, due_at=later), situation)

    assert soon.urgency_score >= then.urgency_score
    assert soon.score >= then.score


@given(candidates, situations, st.sampled_from(Priority), st.sampled_from(Priority))
def test_a_higher_priority_never_lowers_the_score(
    candidate: Candidate, situation: Situation, one: Priority, other: Priority
) -> None:
    lower, higher = sorted([one, other], key=lambda priority: PRIORITY_RANK[priority])

    low = scored(replace(candidate, priority=lower), situation)
    high = scored(replace(candidate, priority=higher), situation)

    assert high.score >= low.score
    assert high.urgency_score >= low.urgency_score


@given(candidates, situations, reasons)
def test_passing_over_never_raises_a_score_and_is_forgotten_with_time(
    candidate: Candidate, situation: Situation, reason: str | None
) -> None:
    before = replace(candidate, skips=())
    after = replace(candidate, skips=(Skip(NOON, reason),))
    much_later = replace(situation, now=NOON + timedelta(days=14))

    assert scored(after, situation).score < scored(before, situation).score
    assert scored(before, much_later).score - scored(after, much_later).score < 0.05


@given(st.lists(candidates, max_size=8, unique_by=lambda each: each.task_id), situations, st.randoms())
def test_the_order_does_not_depend_on_the_order_asked_in(
    tasks: list[Candidate], situation: Situation, shuffling: Random
) -> None:
    shuffled = list(tasks)
    shuffling.shuffle(shuffled)

    assert ranked(shuffled, situation) == ranked(tasks, situation)


@given(candidates, situations)
def test_every_reason_is_one_kind_sentence(candidate: Candidate, situation: Situation) -> None:
    reason = scored(candidate, situation).reason

    assert reason[0].isupper() or reason[0].isdigit()
    assert reason.endswith(".")
    assert reason.count(".") == 1
    assert not any(word in reason.lower() for word in FORBIDDEN)


@given(st.lists(candidates, max_size=8), situations)
def test_nothing_for_now_is_above_the_energy_there_is_and_one(tasks: list[Candidate], situation: Situation) -> None:
    for each in startable(tasks, situation):
        assert (each.energy_required or 1) <= (situation.energy_level or 2) + 1


@given(zones_and_moments(), start_hours)
def test_the_day_never_has_less_than_half_an_hour_nor_more_than_till_ten(
    place: tuple[ZoneInfo, datetime], hour: int
) -> None:
    zone, moment = place

    assert 30 <= minutes_left(moment, Days(zone, hour)) <= 22 * 60


@pytest.mark.parametrize(("hour", "minutes"), [(8, 13 * 60), (20, 60), (21, 30), (23, 30), (2, 30)])
def test_the_day_of_somebody_in_berlin_ends_at_ten_in_the_evening(hour: int, minutes: int) -> None:
    moment = datetime(2026, 11, 23, hour, tzinfo=UTC)

    assert minutes_left(moment, BERLIN) == minutes

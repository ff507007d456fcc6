"""What is advised about tasks that were passed over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from src.domain.suggestions import AdviceKind, Candidate, FirstStep, Situation, Skip, advice
from src.domain.suggestions.tests.tasks import NOON, NOW, candidates, on, situations, task

STEP = FirstStep("step", "Put the tax folder on the table", 2)
LONG_AGO = NOON - timedelta(days=60)


def skips(*reasons: str | None) -> tuple[Skip, ...]:
    """One a day, the latest first."""
    return tuple(Skip(NOON - timedelta(days=number), reason) for number, reason in enumerate(reasons, start=1))


def kind(candidate: Candidate) -> AdviceKind | None:
    found = advice(candidate, NOW)
    return None if found is None else found.kind


@pytest.mark.parametrize("count", [0, 1, 2])
def test_up_to_two_skips_mean_nothing(count: int) -> None:
    assert advice(task(skips=skips(*["too_big"] * count)), NOW) is None


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["too_big"] * 3, AdviceKind.SHRINK),
        (["too_big", None, None], AdviceKind.SHRINK),
        (["not_now", "too_big", "too_big"], AdviceKind.SHRINK),
        (["too_big", "not_now", "my own words"], AdviceKind.SHRINK),
        (["too_big"] * 6, AdviceKind.DELEGATE),
        (["no_energy"] * 3, AdviceKind.SHRINK),
        (["wrong_place"] * 3, AdviceKind.LATER),
        (["not_now"] * 3, AdviceKind.LATER),
        (["not_important"] * 3, AdviceKind.DROP),
        ([None] * 3, AdviceKind.SHRINK),
        ([None] * 6, AdviceKind.DELEGATE),
        (["my own words"] * 3, AdviceKind.SHRINK),
    ],
)
def test_the_reason_given_most_often_decides(reasons: list[str | None], expected: AdviceKind) -> None:
    assert kind(task(skips=skips(*reasons))) is expected


def test_a_short_task_without_energy_for_it_waits_for_another_day() -> None:
    assert kind(task(estimated_hours=0.25, skips=skips(*["no_energy"] * 3))) is AdviceKind.LATER


def test_a_short_task_that_is_passed_over_without_a_word_may_be_for_somebody_else() -> None:
    assert kind(task(estimated_hours=0.25, skips=skips(None, None, None))) is AdviceKind.DELEGATE


def test_what_has_waited_for_a_month_without_a_date_may_be_let_go() -> None:
    old = task(created_at=LONG_AGO, skips=skips(*["not_now"] * 3))

    assert kind(old) is AdviceKind.DROP


def test_what_is_still_wanted_by_a_date_is_not_let_go() -> None:
    assert kind(task(created_at=LONG_AGO, due=on(30), skips=skips(*["not_now"] * 3))) is AdviceKind.LATER


def test_a_task_with_steps_is_cut_at_its_next_step() -> None:
    whole, begun = task(skips=skips(*["too_big"] * 3)), task(skips=skips(*["too_big"] * 3), first_step=STEP)

    assert [getattr(advice(each, NOW), "sentence", "") for each in (whole, begun)] == [
        "It may be too big to begin with: cut it into small steps and take only the first.",
        "Its next step may be too big: cut that one smaller.",
    ]


@pytest.mark.parametrize(
    ("due", "until", "said"),
    [
        (None, on(26), "Another day may suit it better: let it come back on Thursday."),
        (on(25), on(25), "Another day may suit it better: let it come back on Wednesday."),
        (datetime(2026, 11, 24, 9, tzinfo=UTC), on(24), "Another day may suit it better: let it come back tomorrow."),
    ],
)
def test_it_comes_back_in_three_days_and_not_after_it_is_due(due: date | None, until: date, said: str) -> None:
    found = advice(task(due=due, skips=skips(*["not_now"] * 3)), NOW)

    assert found is not None
    assert (found.kind, found.until, found.sentence) == (AdviceKind.LATER, until, said)


@pytest.mark.parametrize("due", [on(23), on(20), NOON + timedelta(hours=1)])
def test_what_is_due_today_is_made_smaller_instead_of_moved(due: date | datetime) -> None:
    assert kind(task(due=due, skips=skips(*["not_now"] * 3))) is AdviceKind.SHRINK


@given(candidates, situations)
def test_whoever_passes_over_three_times_gets_one_piece_of_advice(candidate: Candidate, where: Situation) -> None:
    found = advice(candidate, where)

    assert (found is None) == (len(candidate.skips) < 3)
    if found is not None:
        assert found.sentence.endswith((".", "!"))
        assert (found.until is not None) == (found.kind is AdviceKind.LATER)
        assert found.until is None or found.until > where.days.calendar_day(where.now)

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.progress import completion_percentage, percent
from src.domain.rounding import exact, half_up, one_decimal

hours = st.decimals(0, 1000, places=2).map(float)
counts = st.integers(0, 500)


@pytest.mark.parametrize(
    ("part", "whole", "answer"),
    [(1, 3, 33.3), (2, 3, 66.7), (1, 16, 6.3), (1, 8, 12.5), (0, 5, 0.0), (5, 0, 0.0), (0.1, 0.3, 33.3), (7, 7, 100.0)],
)
def test_percentages_have_one_decimal_and_halves_go_up(part: float, whole: float, answer: float) -> None:
    assert percent(part, whole) == answer


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_percentages_are_what_decimals_say(part: int, whole: int) -> None:
    expected = (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)

    assert percent(part, whole) == float(expected)


@given(st.decimals(-1000, 1000, places=3))
def test_half_up_rounds_like_its_name(value: Decimal) -> None:
    assert half_up(exact(float(value))) == int((value + Decimal("0.5")).to_integral_value("ROUND_FLOOR"))
    assert one_decimal(exact(float(value))) == float(
        (value * 10 + Decimal("0.5")).to_integral_value("ROUND_FLOOR") / 10
    )


def completion(**changes: float | None) -> float:
    plain = {"is_done": False, "estimated_hours": None, "actual_hours": 0, "step_count": 0, "completed_step_count": 0}
    return completion_percentage(**{**plain, **changes})  # type: ignore[arg-type]  # keywords by name


def test_done_is_complete_whatever_else_is_known() -> None:
    assert completion(is_done=True, estimated_hours=8, actual_hours=1, step_count=4) == 100.0


def test_hours_say_how_far_a_task_is() -> None:
    assert completion(estimated_hours=4, actual_hours=1, step_count=2, completed_step_count=2) == 25.0


@pytest.mark.parametrize("actual_hours", [3.97, 4, 400])
def test_hours_alone_never_finish_a_task(actual_hours: float) -> None:
    assert completion(estimated_hours=4, actual_hours=actual_hours) == 99.0


@pytest.mark.parametrize(("estimated", "actual"), [(None, 2), (4, 0), (0, 2), (4, None), (0, 0)])
def test_steps_count_when_hours_are_unknown(estimated: float | None, actual: float | None) -> None:
    assert completion(estimated_hours=estimated, actual_hours=actual, step_count=3, completed_step_count=1) == 33.3


@given(st.booleans(), st.one_of(st.none(), hours), st.one_of(st.none(), hours), counts, counts)
def test_completion_is_a_percentage(
    is_done: bool, estimated: float | None, actual: float | None, one: int, other: int
) -> None:
    answer = completion_percentage(
        is_done=is_done,
        estimated_hours=estimated,
        actual_hours=actual,
        step_count=max(one, other),
        completed_step_count=min(one, other),
    )

    assert 0.0 <= answer <= 100.0
    assert answer == round(answer, 1)

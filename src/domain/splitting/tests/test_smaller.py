from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from src.domain.splitting import decompose, split
from src.domain.splitting.tests.everyday import EVERYDAY, keeps_the_bounds, reads_like_a_friend
from src.domain.splitting.text import same_words


@pytest.mark.parametrize(("title", "kind", "words"), EVERYDAY)
def test_every_step_of_every_task_can_be_made_smaller(title: str, kind: str, words: str) -> None:
    for step in split(title).steps:
        smaller = decompose(step.description, minutes=step.estimated_minutes, task_title=title)

        keeps_the_bounds(smaller, max_steps=4)
        reads_like_a_friend(smaller)
        assert len(smaller.steps) >= 2
        assert smaller.kind == kind
        for part in smaller.steps:
            assert part.estimated_minutes < max(2, step.estimated_minutes)
            assert same_words(part.description) != same_words(step.description)


def test_two_actions_in_one_step_become_two() -> None:
    answer = decompose("Call Dr Ruiz and ask for a date", minutes=5)

    assert [step.description for step in answer.steps][1:] == ["Call Dr Ruiz", "Ask for a date"]


@settings(max_examples=200, deadline=None)
@given(
    step=st.text(max_size=300),
    minutes=st.integers(-5, 1000),
    title=st.text(max_size=50),
    cap=st.integers(-2, 20),
    energy=st.none() | st.integers(0, 4),
)
def test_any_text_can_be_made_smaller(step: str, minutes: int, title: str, cap: int, energy: int | None) -> None:
    answer = decompose(step, minutes=minutes, task_title=title, max_minutes_per_step=cap, energy_level=energy)

    assert 2 <= len(answer.steps) <= 4
    keeps_the_bounds(answer, max_steps=4, cap=min(10, max(1, cap)))

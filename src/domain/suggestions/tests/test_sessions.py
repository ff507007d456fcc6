"""Which focus session suits the moment, and how a task begins."""

from typing import Any

import pytest
from hypothesis import given

from src.domain.focus import Technique
from src.domain.suggestions import Candidate, FirstStep, Situation, beginning_of, scored, session_for
from src.domain.suggestions.tests.tasks import NOW, candidates, situation, situations, task


@pytest.mark.parametrize(
    ("energy", "hours", "left", "technique", "minutes"),
    [
        (3, 3.0, 600, Technique.DEEP_WORK, 90),
        (3, 1.0, 600, Technique.TIMEBOX, 60),
        (2, 3.0, 600, Technique.TIMEBOX, 60),
        (2, None, 600, Technique.POMODORO, 25),
        (None, 0.5, 600, Technique.POMODORO, 25),
        (1, 3.0, 600, Technique.POMODORO, 15),
        (3, 3.0, 70, Technique.POMODORO, 25),
        (3, 0.2, 600, Technique.POMODORO, 15),
        (2, None, 30, Technique.POMODORO, 25),
    ],
)
def test_energy_length_and_time_left_choose_the_session(
    energy: int | None, hours: float | None, left: int, technique: Technique, minutes: int
) -> None:
    where = situation(energy_level=energy, minutes_left=left)

    found = session_for(scored(task(estimated_hours=hours), where), where)

    assert (found.technique, found.duration_minutes) == (technique, minutes)


@pytest.mark.parametrize(
    ("energy", "fields", "said"),
    [
        (2, {}, "25 minutes of focus on “Buy oat milk”."),
        (1, {}, "15 minutes of focus on “Buy oat milk”: short is right for low energy."),
        (3, {"estimated_hours": 2}, "90 minutes of deep work on “Buy oat milk”: you have the energy for it."),
        (2, {"estimated_hours": 2}, "A timebox of 60 minutes on “Buy oat milk”."),
    ],
)
def test_the_session_is_said_in_a_sentence(energy: int, fields: dict[str, Any], said: str) -> None:
    where = situation(energy_level=energy)

    assert session_for(scored(task(**fields), where), where).sentence == said


def test_without_a_task_there_is_still_a_session() -> None:
    assert session_for(None, NOW).sentence == "25 minutes of focus."


@given(candidates, situations)
def test_a_session_is_one_that_can_be_started_and_fits_the_day(candidate: Candidate, where: Situation) -> None:
    found = session_for(scored(candidate, where), where)

    assert 5 <= found.duration_minutes <= 90
    assert found.duration_minutes <= max(5, (where.minutes_left or 600))


def test_a_task_begins_with_its_first_open_step() -> None:
    step = FirstStep("step", "Open the lid", 3)

    begun = beginning_of(task(first_step=step))

    assert (begun.step_id, begun.description, begun.estimated_minutes) == ("step", "Open the lid", 3)


@pytest.mark.parametrize("title", ["Do taxes", "Call Anna about the flat", "zzz", "🌱"])
def test_a_task_without_steps_gets_a_tiny_beginning(title: str) -> None:
    begun = beginning_of(task(title), energy_level=1)

    assert begun.step_id is None
    assert 1 <= begun.estimated_minutes <= 2
    assert begun.description

"""Focus: minutes, phases and pay follow from instants, whatever pauses there were."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.focus import (
    LEAST_PAID,
    LONGEST_FLOW,
    LONGEST_PAUSE,
    MINUTE,
    NOTHING,
    Course,
    Phase,
    Technique,
    minutes_of,
    pause_seconds,
    planned_minutes,
    remaining_minutes,
    session_xp,
)

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
ORDER = [Phase.WORK, Phase.BREAK, Phase.OVER]
minutes = st.integers(5, 120)
short_times = st.timedeltas(NOTHING, timedelta(hours=3))


def pomodoro(*, paused_at: datetime | None = None) -> Course:
    return Course(Technique.POMODORO, 25, 5, NINE, paused_at=paused_at)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A session of any technique and length that has just begun."""
    technique = draw(st.sampled_from(Technique))
    work, rest = planned_minutes(technique, draw(st.none() | minutes))
    return Course(technique, work, rest, NINE)


def lived(course: Course, steps: list[tuple[timedelta, timedelta]]) -> Iterator[tuple[datetime, Course]]:
    """The session at each turn of a life of `(time running, time paused)`."""
    now = course.started_at
    yield now, course
    for running, paused in steps:
        now += running
        yield now, course
        course = replace(course, paused_at=now)
        yield now, course
        now += paused
        yield now, course
        seconds = course.paused_seconds + pause_seconds(now - paused, now)
        course = replace(course, paused_at=None, paused_seconds=seconds)
        yield now, course


lives = st.lists(st.tuples(short_times, short_times), max_size=6)


@given(courses(), lives)
def test_what_has_passed_and_what_remains_make_the_plan(
    course: Course, steps: list[tuple[timedelta, timedelta]]
) -> None:
    for now, then in lived(course, steps):
        elapsed, remaining = then.worked(now), then.remaining(now)

        assert NOTHING <= elapsed <= then.most_work
        if then.is_open_ended:
            assert remaining is None
            assert then.work_end(now) is None
        else:
            assert remaining is not None
            assert elapsed + remaining == timedelta(minutes=then.duration_minutes or 0)
            shown = minutes_of(elapsed) + remaining_minutes(remaining)
            assert shown == pytest.approx(then.duration_minutes)


@given(courses(), lives)
def test_minutes_never_run_backwards_and_phases_follow_each_other(
    course: Course, steps: list[tuple[timedelta, timedelta]]
) -> None:
    turns = list(lived(course, steps))

    worked = [then.worked(now) for now, then in turns]
    phases = [ORDER.index(then.phase(now)) for now, then in turns]

    assert worked == sorted(worked)
    assert phases == sorted(phases)


@given(courses(), lives)
def test_the_end_lies_as_far_ahead_as_work_remains(course: Course, steps: list[tuple[timedelta, timedelta]]) -> None:
    for now, then in lived(course, steps):
        end, remaining = then.work_end(now), then.remaining(now)
        if end is not None and remaining:
            assert end == now + remaining
        assert then.started_at <= then.stopped_at(now) <= now


@given(courses(), lives)
def test_pauses_move_the_end_by_their_whole_seconds(course: Course, steps: list[tuple[timedelta, timedelta]]) -> None:
    *_, (now, then) = lived(course, steps)

    end, planned = then.work_end(now), course.work_end(course.started_at)

    if end is not None and planned is not None:
        assert end - planned == timedelta(seconds=sum(pause // timedelta(seconds=1) for _, pause in steps))


@given(courses(), lives, short_times)
def test_while_it_is_paused_nothing_passes(
    course: Course, steps: list[tuple[timedelta, timedelta]], wait: timedelta
) -> None:
    *_, (now, then) = lived(course, steps)
    paused = replace(then, paused_at=now)

    assert paused.worked(now + wait) == paused.worked(now)
    assert paused.phase(now + wait) is paused.phase(now)


@given(courses(), st.timedeltas(timedelta(days=-2), NOTHING))
def test_a_clock_that_was_set_back_makes_nothing_negative(course: Course, back: timedelta) -> None:
    now = NINE + back

    assert course.worked(now) == NOTHING
    assert course.phase(now) is Phase.WORK
    assert course.stopped_at(now) == NINE
    assert pause_seconds(NINE, now) == 0


@given(st.none() | minutes, short_times, short_times)
def test_more_work_never_pays_less_and_never_more_than_30(
    planned: int | None, one: timedelta, other: timedelta
) -> None:
    whole = None if planned is None else planned * MINUTE
    less, more = sorted([one, other])

    assert 0 <= session_xp(less, planned=whole) <= session_xp(more, planned=whole) <= 30
    if more < LEAST_PAID:
        assert session_xp(more, planned=whole) == 0


@given(minutes)
def test_the_whole_of_any_plan_pays_30(planned: int) -> None:
    assert session_xp(planned * MINUTE, planned=planned * MINUTE) == 30


@pytest.mark.parametrize(
    ("worked", "planned", "xp"),
    [
        (4.99, 25, 0),
        (5, 25, 6),
        (12.5, 25, 15),
        (24.9, 25, 30),
        (5, 120, 1),
        (60, 120, 15),
        (10, None, 12),
        (90, None, 30),
    ],
)
def test_work_pays_in_proportion(worked: float, planned: int | None, xp: int) -> None:
    assert session_xp(worked * MINUTE, planned=None if planned is None else planned * MINUTE) == xp


@pytest.mark.parametrize(
    ("technique", "wanted", "planned"),
    [
        (Technique.POMODORO, None, (25, 5)),
        (Technique.POMODORO, 50, (50, 10)),
        (Technique.POMODORO, 5, (5, 1)),
        (Technique.DEEP_WORK, None, (90, 15)),
        (Technique.DEEP_WORK, 120, (120, 20)),
        (Technique.TIMEBOX, None, (60, 10)),
        (Technique.TIMEBOX, 15, (15, 3)),
        (Technique.FLOW, None, (None, 0)),
        (Technique.FLOW, 45, (45, 0)),
    ],
)
def test_the_break_keeps_its_proportion(
    technique: Technique, wanted: int | None, planned: tuple[int | None, int]
) -> None:
    assert planned_minutes(technique, wanted) == planned


@pytest.mark.parametrize(
    ("passed", "phase"),
    [(0, Phase.WORK), (24.9, Phase.WORK), (25, Phase.BREAK), (29.9, Phase.BREAK), (30, Phase.OVER), (999, Phase.OVER)],
)
def test_a_pomodoro_is_work_then_break_then_over(passed: float, phase: Phase) -> None:
    assert pomodoro().phase(NINE + passed * MINUTE) is phase


def test_an_open_ended_session_is_over_after_four_hours_of_work() -> None:
    flow = Course(Technique.FLOW, 45, 0, NINE, paused_seconds=600)

    assert flow.phase(NINE + LONGEST_FLOW) is Phase.WORK
    assert flow.phase(NINE + LONGEST_FLOW + 10 * MINUTE) is Phase.OVER
    assert flow.stopped_at(NINE + timedelta(days=1)) == NINE + LONGEST_FLOW + 10 * MINUTE


@pytest.mark.parametrize(("intention", "counts"), [(None, 25), (45, 45)])
def test_an_open_ended_session_that_nobody_ends_counts_as_intended(intention: int | None, counts: int) -> None:
    flow = Course(Technique.FLOW, intention, 0, NINE)
    now = NINE + timedelta(days=1)

    assert flow.worked(now) == LONGEST_FLOW
    assert flow.if_nobody_ends_it().worked(now) == counts * MINUTE
    assert flow.if_nobody_ends_it().stopped_at(now) == NINE + counts * MINUTE
    assert pomodoro().if_nobody_ends_it() == pomodoro()


def test_a_session_left_in_a_pause_is_over_and_its_work_stopped_there() -> None:
    paused = pomodoro(paused_at=NINE + 10 * MINUTE)

    assert paused.phase(NINE + LONGEST_PAUSE) is Phase.WORK
    assert paused.phase(NINE + LONGEST_PAUSE + 10 * MINUTE) is Phase.OVER
    assert paused.stopped_at(NINE + timedelta(days=1)) == NINE + 10 * MINUTE
    assert paused.worked(NINE + timedelta(days=1)) == 10 * MINUTE


def test_minutes_are_shown_whole_when_they_are_over_and_not_before() -> None:
    almost = 25 * MINUTE - timedelta(milliseconds=1)

    assert minutes_of(almost) == 24.9
    assert remaining_minutes(25 * MINUTE - almost) == 0.1

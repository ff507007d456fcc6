"""The table of steps, and the order in which work is taken."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.agents import AgentStatus, Load, least_loaded, status_of
from src.domain.delegation import HELD, MOVES, OPEN, AssignmentStatus, Side, Step, Waiting, fitting, move_of
from src.domain.tasks import DelegationMode

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WORDS = st.sampled_from(["python", "SQL", "french", "Letters"])
waiting = st.builds(
    Waiting,
    assignment_id=st.uuids().map(str),
    priority_rank=st.integers(1, 4),
    due_at=st.integers(0, 5).map(lambda days: NOW + timedelta(days=days)),
    assigned_at=st.integers(0, 5).map(lambda hours: NOW - timedelta(hours=hours)),
    capabilities=st.lists(WORDS, max_size=3, unique=True),
    is_offered=st.booleans(),
)


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("mode", DelegationMode)
def test_what_is_over_stays_over(step: Step, mode: DelegationMode) -> None:
    assert set(move_of(step, mode).before) <= set(OPEN)


def test_every_open_state_leads_on_and_every_state_can_be_reached() -> None:
    reached = {move.after for move in MOVES.values()} | {AssignmentStatus.PENDING, AssignmentStatus.EXPIRED}

    assert reached == set(AssignmentStatus)
    assert {state for move in MOVES.values() for state in move.before} == set(OPEN)


def test_only_the_owner_says_that_it_is_done() -> None:
    assert {move.side for move in MOVES.values() if move.after is AssignmentStatus.COMPLETED} == {Side.OWNER}


def test_two_who_work_together_need_no_hand_over() -> None:
    together = move_of(Step.COMPLETE, DelegationMode.DO_WITH_ME)

    assert set(together.before) == {*HELD, AssignmentStatus.SUBMITTED}
    assert move_of(Step.COMPLETE, DelegationMode.DELEGATE).before == (AssignmentStatus.SUBMITTED,)


def test_a_deletion_that_is_not_wanted_is_not_worked_on_again() -> None:
    assert move_of(Step.SEND_BACK, DelegationMode.DELETE).after is AssignmentStatus.REJECTED
    assert move_of(Step.SEND_BACK, DelegationMode.DELEGATE).after is AssignmentStatus.IN_PROGRESS


@given(st.lists(waiting, max_size=12, unique_by=lambda each: each.assignment_id), st.sets(WORDS), st.randoms())
def test_the_order_does_not_depend_on_how_it_was_asked(all_: list[Waiting], able: set[str], chance: Random) -> None:
    shuffled = list(all_)
    chance.shuffle(shuffled)

    assert fitting(all_, able) == fitting(shuffled, able)


@given(st.lists(waiting, max_size=12, unique_by=lambda each: each.assignment_id), st.sets(WORDS))
def test_what_fits_is_offered_or_within_what_the_agent_can_do(all_: list[Waiting], able: set[str]) -> None:
    taken = fitting(all_, {each.upper() for each in able})

    by_id = {each.assignment_id: each for each in all_}
    fits = {key for key, each in by_id.items() if each.is_offered or set(each.capabilities) <= able}
    assert set(taken) == fits
    ranks = [(not by_id[key].is_offered, -by_id[key].priority_rank, by_id[key].due_at) for key in taken]
    assert ranks == sorted(ranks)


@given(
    st.lists(st.tuples(st.uuids().map(str), st.integers(1, 5), st.builds(Load, st.integers(0, 5), st.integers(0, 5))))
)
def test_the_least_loaded_has_room(agents: list[tuple[str, int, Load]]) -> None:
    picked = least_loaded(agents)

    free = {agent_id: load.total / room for agent_id, room, load in agents if load.total < room}
    assert (picked is None) == (not free)
    if picked is not None:
        assert free[picked] == min(free.values())


@pytest.mark.parametrize(
    ("minutes_ago", "is_paused", "held", "status"),
    [
        (0, False, 0, AgentStatus.IDLE),
        (10, False, 1, AgentStatus.IDLE),
        (10, False, 2, AgentStatus.BUSY),
        (0, False, 3, AgentStatus.BUSY),
        (0, True, 0, AgentStatus.OFFLINE),
        (10.1, False, 0, AgentStatus.OFFLINE),
        (None, False, 0, AgentStatus.OFFLINE),
    ],
)
def test_status_follows_from_signs_and_load(
    minutes_ago: float | None, is_paused: bool, held: int, status: AgentStatus
) -> None:
    seen = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)

    found = status_of(
        last_heartbeat_at=seen, is_paused=is_paused, held=held, room=2, now=NOW, silence=timedelta(minutes=10)
    )

    assert found is status

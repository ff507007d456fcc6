from itertools import product

import pytest

from src.domain.tasks import PRIORITY_RANK, STATUS_MOVES, Priority, TaskStatus, may_become


@pytest.mark.parametrize(("current", "wanted"), list(product(TaskStatus, TaskStatus)))
def test_a_person_may_set_any_status(current: TaskStatus, wanted: TaskStatus) -> None:
    assert may_become(current, wanted)


def test_every_status_has_its_moves_and_may_stay() -> None:
    assert set(STATUS_MOVES) == set(TaskStatus)
    assert all(status in moves for status, moves in STATUS_MOVES.items())


def test_priorities_rank_from_low_to_urgent() -> None:
    assert sorted(Priority, key=PRIORITY_RANK.__getitem__) == ["low", "medium", "high", "urgent"]
    assert sorted(PRIORITY_RANK.values()) == [1, 2, 3, 4]

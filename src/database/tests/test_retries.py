"""Units of work that the database rolled back are done again, a few times."""

import pytest

from src.database.driver import RetryTransaction
from src.database.retries import TRIES, retried


async def tried(failures: int) -> int:
    """How often work was done that fails so many times."""
    done = 0

    async def work() -> int:
        nonlocal done
        done += 1
        if done <= failures:
            raise RetryTransaction("rolled back")
        return done

    return await retried(work)


async def test_work_is_done_again_until_it_is_kept() -> None:
    assert [await tried(failures) for failures in range(TRIES)] == [1, 2, 3, 4]


async def test_what_never_works_is_refused_in_the_end() -> None:
    with pytest.raises(RetryTransaction):
        await tried(TRIES)


async def test_other_errors_are_not_tried_again() -> None:
    done = []

    async def work() -> None:
        done.append(1)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 any
        await retried(work)

    assert len(done) == 1

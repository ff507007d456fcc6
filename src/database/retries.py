"""Doing a unit of work again when the database rolled it back for somebody else's sake."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from src.database.driver import RetryTransaction

TRIES = 4
R = TypeVar("R")


async def retried(work: Callable[[], Awaitable[R]]) -> R:
    """What `work` answers. It opens, and commits, a unit of its own each time it is called: four times at most."""
    for _ in range(TRIES - 1):
        try:
            return await work()
        except RetryTransaction:
            continue
    return await work()

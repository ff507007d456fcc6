"""A fresh start: what has gone stale is put away together with its parts, and nothing that lives goes with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Generic, TypeVar

from src.domain.suggestions.words import day_words

PAST_DUE = timedelta(days=7)
"""What was due longer ago can be stale."""
QUIET_WHEN_DUE = timedelta(days=7)
"""… when nobody has touched it for this long."""
QUIET = timedelta(days=30)
"""What has no due date, or is in progress, may rest this long before it is stale."""

MOST_TASKS = 500
"""Of one fresh start, parts included."""

T = TypeVar("T")


@dataclass
class Whole(Generic[T]):
    """A task with all its open parts, at any depth."""

    top: T
    parts: list[T] = field(default_factory=list)
    is_alive: bool = False
    """Some part of it is not stale: then all of it stays."""

    @property
    def tasks(self) -> list[T]:
        return [self.top, *self.parts]


def that_fit(wholes: Sequence[Whole[T]], most: int = MOST_TASKS) -> tuple[list[Whole[T]], bool]:
    """`(those to put away now, whether stale ones are left)`: in order, as many as `most` tasks allow, at least one."""
    stale = [whole for whole in wholes if not whole.is_alive]
    chosen: list[Whole[T]] = []
    size = 0
    for whole in stale:
        size += len(whole.tasks)
        if chosen and size > most:
            break
        chosen.append(whole)
    return chosen, len(chosen) < len(stale)


def resting_words(*, due: date | None, touched: date, today: date) -> str:
    """Why a task counts as stale. A date that has passed is no reproach."""
    if due is not None:
        return f"It was planned for {day_words(due, today)}."
    return f"It has rested since {day_words(touched, today)}."

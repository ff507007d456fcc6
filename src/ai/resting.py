"""Leaving a model alone that does not answer, so that nobody waits for it again and again."""

from collections.abc import Callable
from time import monotonic

from src.ai.checks import Refused

MOST_FAILURES = 3
REST_SECONDS = 30.0


class Rest:
    """After three failures in a row nobody asks for half a minute; then one more try decides (Nygard's circuit breaker,
    Release It!, 2007).

    Only silence, lost connections and HTTP errors count: a model that answers badly is there, and may do better.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self._failures = 0
        self._until = 0.0

    def check(self) -> None:
        """Refuse to ask while the model rests.

        Raises:
            Refused: with the reason "resting".
        """
        if self.clock() < self._until:
            raise Refused("resting")

    def answered(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= MOST_FAILURES:
            self._until = self.clock() + REST_SECONDS

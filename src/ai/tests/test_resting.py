"""A model that does not answer is left alone for a while."""

import pytest

from src.ai.checks import Refused
from src.ai.model_provider import ModelProvider
from src.ai.resting import MOST_FAILURES, REST_SECONDS, Rest
from src.ai.tests.conftest import Asking
from src.ai.tests.openai_server import answering, failed, said
from src.ai.tests.saying import dump_of, said_back

DUMP = dump_of("buy milk and eggs tomorrow, oh and call Marta about the fence")


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_three_failures_in_a_row_are_enough() -> None:
    hands = Hands()
    rest = Rest(hands)

    for _ in range(MOST_FAILURES - 1):
        rest.failed()
    rest.check()
    rest.answered()
    for _ in range(MOST_FAILURES):
        rest.check()
        rest.failed()

    with pytest.raises(Refused, match="resting"):
        rest.check()
    hands.seconds += REST_SECONDS
    rest.check()
    rest.failed()
    with pytest.raises(Refused, match="resting"):
        rest.check()


async def test_nobody_waits_for_a_model_that_is_down_and_it_is_asked_again_later(asking: Asking) -> None:
    hands = Hands()
    async with answering(*[failed(500)] * MOST_FAILURES, said({"items": said_back(DUMP)})) as server:
        provider = asking(server)
        assert isinstance(provider, ModelProvider)
        provider.rest = Rest(hands)

        refusals = [(await provider.parse_dump(DUMP)).refusal for _ in range(MOST_FAILURES + 2)]
        asked = len(server.asked)
        hands.seconds += REST_SECONDS
        reading = await provider.parse_dump(DUMP)

    assert refusals == ["HTTP 500"] * MOST_FAILURES + ["resting"] * 2
    assert asked == MOST_FAILURES
    assert reading.parser == "ai"


async def test_a_model_that_answers_badly_is_asked_again(asking: Asking) -> None:
    async with answering(said("{ nope")) as server:
        provider = asking(server)
        refusals = {(await provider.parse_dump(DUMP)).refusal for _ in range(MOST_FAILURES + 2)}

    assert refusals == {"not in the agreed form"}

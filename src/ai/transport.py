"""The HTTP client that models are asked through: connections kept, no redirects followed, answers of bounded size."""

from collections.abc import AsyncIterator

import httpx2

LARGEST_ANSWER_BYTES = 256 * 1024
MOST_CONNECTIONS = 20
KEPT_SECONDS = 60.0


class AnswerTooLarge(httpx2.TransportError):
    """The body of an answer is over the limit, or packed so that its size cannot be told."""


def client_for_models(seconds: float) -> httpx2.AsyncClient:
    """A client that waits at most `seconds` for each read or write. Redirects are answers like any other."""
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(seconds, pool=None),
        limits=httpx2.Limits(max_connections=MOST_CONNECTIONS, keepalive_expiry=KEPT_SECONDS),
        headers={"Accept-Encoding": "identity"},
        follow_redirects=False,
        event_hooks={"response": [_bound]},
    )


async def _bound(response: httpx2.Response) -> None:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise AnswerTooLarge("The answer is packed.")
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Bounded(response.stream)


class _Bounded(httpx2.AsyncByteStream):
    """A body that ends in an error once more has come than it may hold."""

    def __init__(self, body: httpx2.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for part in self._body:
            count += len(part)
            if count > LARGEST_ANSWER_BYTES:
                raise AnswerTooLarge("The answer is too large.")
            yield part

    async def aclose(self) -> None:
        await self._body.aclose()

"""A provider that asks the server of a test."""

from collections.abc import AsyncIterator, Callable

import pytest

from src.ai import AiProvider, provider_for
from src.ai.tests.openai_server import WHOLE_SECONDS, OpenAIServer
from src.core.settings import Settings

Asking = Callable[..., AiProvider]


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    """Makes providers of a model behind a server or a URL; the budget is one that only a stuck test uses up."""
    made: list[AiProvider] = []

    def make(at: OpenAIServer | str, *, model: str = "openai:test-model", seconds: float = WHOLE_SECONDS) -> AiProvider:
        url = at if isinstance(at, str) else at.url
        settings = Settings(
            _env_file=None, ai_model=model, ai_base_url=url, ai_api_key="a-key", ai_timeout_seconds=seconds
        )
        made.append(provider_for(settings))
        return made[-1]

    yield make
    for provider in made:
        await provider.close()

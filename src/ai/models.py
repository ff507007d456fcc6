"""From the settings to a model of PydanticAI. Needs the extra `ai`."""

import logging
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import httpx2
from pydantic_ai.models import Model

from src.core.errors import StartRefused
from src.core.settings import Settings

# Given always, so that no variable of the environment (`OPENAI_BASE_URL` …) sends a person's words elsewhere.
OPENAI, ANTHROPIC = "https://api.openai.com/v1", "https://api.anthropic.com"
GOOGLE, OLLAMA = "https://generativelanguage.googleapis.com", "http://localhost:11434/v1"
NO_KEY = "none"
_TELL_BODIES = ("openai", "anthropic", "google_genai", "httpx2", "httpcore2", "httpx", "httpcore")

Build = Callable[[str, str, str, httpx2.AsyncClient], Model]


def model_for(settings: Settings, client: httpx2.AsyncClient) -> Model:
    """The model that `AI_MODEL` names (`service:model`), asked through `client` at `AI_BASE_URL`.

    Raises:
        StartRefused: with one sentence, when the name, the address or the key does not do.
    """
    service, _, name = settings.ai_model.partition(":")
    if service not in _SERVICES or not name.strip():
        raise StartRefused(
            f"AI_MODEL={settings.ai_model!r} cannot be understood: write `service:model` with one of "
            f"{', '.join(_SERVICES)}, for example openai:gpt-5-mini."
        )
    usual_url, build = _SERVICES[service]
    key = settings.ai_api_key.get_secret_value()
    if not key and not settings.ai_base_url and service != "ollama":
        raise StartRefused(f"AI_MODEL={settings.ai_model!r} needs a key: set AI_API_KEY.")
    model = build(name.strip(), _checked_url(settings.ai_base_url or usual_url), key or NO_KEY, client)
    # Last: a library sets up its own loggers when it is imported.
    _keep_texts_out_of_logs()
    return model


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise StartRefused("AI_BASE_URL cannot be understood: write a whole address, such as http://localhost:8080/v1.")
    return url


def _keep_texts_out_of_logs() -> None:
    """At DEBUG some of these libraries (Anthropic's) log whole requests, and with them what people wrote."""
    for name in _TELL_BODIES:
        logging.getLogger(name).setLevel(logging.WARNING)


# Each service's own library takes seconds to import, so it is imported where it is chosen.


def _openai(name: str, url: str, key: str, client: httpx2.AsyncClient) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIChatModelSettings
    from pydantic_ai.providers.openai import OpenAIProvider

    # Other servers of this protocol may refuse a parameter that they do not know.
    settings = OpenAIChatModelSettings(openai_store=False) if url == OPENAI else None
    provider = OpenAIProvider(base_url=url, api_key=key, http_client=client)
    return OpenAIChatModel(name, provider=provider, settings=settings)


def _anthropic(name: str, url: str, key: str, client: httpx2.AsyncClient) -> Model:
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    return AnthropicModel(name, provider=AnthropicProvider(base_url=url, api_key=key, http_client=client))


def _google(name: str, url: str, key: str, client: httpx2.AsyncClient) -> Model:
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    return GoogleModel(name, provider=GoogleProvider(base_url=url, api_key=key, http_client=client))


def _ollama(name: str, url: str, key: str, client: httpx2.AsyncClient) -> Model:
    from pydantic_ai.models.ollama import OllamaModel
    from pydantic_ai.providers.ollama import OllamaProvider

    return OllamaModel(name, provider=OllamaProvider(base_url=url, api_key=key, http_client=client))


_SERVICES: Mapping[str, tuple[str, Build]] = {
    "openai": (OPENAI, _openai),
    "anthropic": (ANTHROPIC, _anthropic),
    "google": (GOOGLE, _google),
    "google-gla": (GOOGLE, _google),
    "ollama": (OLLAMA, _ollama),
}

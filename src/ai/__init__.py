"""AI providers behind one protocol. They read drafts made offline; without `AI_MODEL` the drafts are the answer."""

from src.ai.offline import OfflineProvider
from src.ai.provider import AiProvider, Dump, Reading, SplitReading, SplitRequest
from src.core.errors import StartRefused
from src.core.settings import Settings

__all__ = [
    "AiProvider",
    "Dump",
    "OfflineProvider",
    "Reading",
    "SplitReading",
    "SplitRequest",
    "provider_for",
]


def provider_for(settings: Settings) -> AiProvider:
    """The provider that the settings ask for: offline unless `AI_MODEL` names a model. Opens no connection.

    Raises:
        StartRefused: when the extra `ai` is missing, or `AI_MODEL` and its companions cannot be understood.
    """
    if not settings.ai_model:
        return OfflineProvider()
    try:
        # The libraries behind it take seconds to import, and are there with the extra only.
        from src.ai.model_provider import ModelProvider

        return ModelProvider.from_settings(settings)
    except ImportError as missing:
        raise StartRefused(
            "AI_MODEL is set but the extra `ai` is not installed: run `uv sync --extra ai`, or leave AI_MODEL empty."
        ) from missing

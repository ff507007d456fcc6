"""Which provider the settings give, and what starts without the extra."""

import subprocess
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from src.ai import OfflineProvider, provider_for
from src.ai.models import model_for
from src.ai.tests.conftest import Asking
from src.ai.tests.openai_server import Answer, answering, failed, said, said_by_anthropic, said_by_google
from src.ai.tests.saying import dump_of, request_of, said_back
from src.ai.transport import client_for_models
from src.core.errors import StartRefused
from src.core.settings import Settings

WITHOUT_EXTRA = """
import sys
sys.modules["pydantic_ai"] = None
from src.ai import OfflineProvider, provider_for
from src.core.errors import StartRefused
from src.core.settings import Settings
assert isinstance(provider_for(Settings(_env_file=None, ai_model="")), OfflineProvider)
try:
    provider_for(Settings(_env_file=None, ai_model="openai:gpt-5-mini", ai_api_key="a-key"))
except StartRefused as refused:
    print(refused.message)
"""


def settings(**given: object) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]


async def test_the_drafts_stand_when_no_model_is_set() -> None:
    dump, request = dump_of("buy milk tomorrow"), request_of("Do the laundry")

    provider = provider_for(settings(ai_model=""))
    reading = await provider.parse_dump(dump)
    split = await provider.split_task(request)
    question = await provider.phrase_question(title="Lunch", field="due_time", reason="", options=(), offline="When?")
    await provider.close()

    assert isinstance(provider, OfflineProvider)
    assert (reading.items, reading.parser, reading.refusal) == (dump.draft, "rules", None)
    assert (split.split, split.method, split.refusal) == (request.draft, request.draft.method.value, None)
    assert question == "When?"


def test_everything_but_a_model_works_without_the_extra() -> None:
    ended = subprocess.run([sys.executable, "-c", WITHOUT_EXTRA], capture_output=True, text=True, check=True)

    assert "extra `ai` is not installed" in ended.stdout
    assert ended.stdout.count("\n") == 1


@pytest.mark.parametrize("model", ["gpt-5-mini", "openai:", "openai: ", ":gpt", "nobody:model", "http://localhost"])
def test_a_model_that_cannot_be_understood_refuses_to_start(model: str) -> None:
    with pytest.raises(StartRefused, match="cannot be understood") as refused:
        provider_for(settings(ai_model=model, ai_api_key="a-key"))

    assert "\n" not in refused.value.message


@pytest.mark.parametrize("model", ["openai:gpt-5-mini", "anthropic:claude-haiku-5-5", "google:gemini-3-flash"])
def test_a_model_of_a_public_service_needs_a_key(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.setenv(name, "a key for something else")

    with pytest.raises(StartRefused, match="AI_API_KEY"):
        provider_for(settings(ai_model=model))


@pytest.mark.parametrize("url", ["localhost:8080", "ftp://localhost/v1", "/v1"])
def test_a_base_url_that_is_none_refuses_to_start(url: str) -> None:
    with pytest.raises(StartRefused, match="AI_BASE_URL"):
        provider_for(settings(ai_model="openai:any", ai_base_url=url))


@pytest.mark.parametrize(
    "model",
    [
        "openai:gpt-5-mini",
        "anthropic:claude-haiku-5-5",
        "anthropic:claude-3-haiku-20240307",
        "google:gemini-3-flash",
        "google-gla:gemini-3-flash",
        "ollama:qwen3:8b",
        "ollama:gpt-oss:120b-cloud",
    ],
)
async def test_every_service_is_asked_once_at_the_base_url(model: str, asking: Asking) -> None:
    dump = dump_of("buy milk tomorrow")
    async with answering(failed(500)) as server:
        reading = await asking(server, model=model).parse_dump(dump)

    assert (reading.items, reading.refusal) == (dump.draft, "HTTP 500")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("model", "said_by"),
    [
        ("openai:gpt-5-mini", said),
        ("ollama:qwen3:8b", said),
        ("anthropic:claude-haiku-5-5", said_by_anthropic),
        ("google:gemini-3-flash", said_by_google),
    ],
)
async def test_every_service_is_understood_and_given_no_tools(
    model: str, said_by: Callable[[object], Answer], asking: Asking
) -> None:
    dump = dump_of("buy milk tomorrow")
    async with answering(said_by({"items": said_back(dump)})) as server:
        reading = await asking(server, model=model).parse_dump(dump)

    assert (reading.parser, reading.refusal) == ("ai", None)
    assert not server.asked[0].json.keys() & {"tools", "tool_choice", "toolConfig"}


async def test_no_variable_of_the_environment_sends_words_elsewhere(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with answering(failed(500)) as server, answering(failed(500)) as other:
        for name in ("OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "OLLAMA_BASE_URL"):
            monkeypatch.setenv(name, other.url)
        monkeypatch.setenv("OPENAI_API_KEY", "a key for something else")
        settings_of_local = settings(ai_model="openai:any", ai_base_url=server.url)
        provider = provider_for(settings_of_local)
        await provider.parse_dump(dump_of("buy milk tomorrow"))
        await provider.close()

    assert [asked.headers["authorization"] for asked in server.asked] == ["Bearer none"]
    assert other.asked == []


@pytest.mark.parametrize(
    ("model", "host"),
    [
        ("openai:any", "api.openai.com"),
        ("anthropic:any", "api.anthropic.com"),
        ("google:any", "generativelanguage.googleapis.com"),
        ("ollama:any", "localhost"),
    ],
)
async def test_without_a_base_url_the_service_itself_is_asked(
    model: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "OLLAMA_BASE_URL"):
        monkeypatch.setenv(name, "http://elsewhere.example/v1")

    async with client_for_models(1) as client:
        made = model_for(settings(ai_model=model, ai_api_key="a-key"), client)

    assert made.base_url is not None
    assert urlsplit(made.base_url).hostname == host

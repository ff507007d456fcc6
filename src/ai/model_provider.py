"""The provider that asks a model, through PydanticAI. Needs the extra `ai`."""

import asyncio
from collections.abc import Sequence
from time import perf_counter
from typing import Self, TypeVar

import httpx2
import structlog
from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput, ToolOutput
from pydantic_ai.exceptions import AgentRunError, ModelConnectionError, ModelHTTPError
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import UsageLimits

from src.ai.answers import AnsweredDump, AnsweredQuestion, AnsweredSplit
from src.ai.checks import Refused, checked_items, checked_question, checked_split
from src.ai.models import model_for
from src.ai.privacy import has_sensitive_words, is_private_dump, is_private_split
from src.ai.prompts import PHRASE_QUESTION, READ_DUMP, SPLIT_TASK, dump_message, question_message, split_message
from src.ai.provider import Dump, Reading, SplitReading, SplitRequest
from src.ai.resting import Rest
from src.ai.transport import AnswerTooLarge, client_for_models
from src.core.settings import Settings
from src.domain.capture.doubts import is_injection
from src.domain.capture.tokens import tokenise

log = structlog.get_logger(__name__)

MOST_TOKENS = 8_000
MOST_REQUESTS = 2
"""A question, and once more when the answer was not in the agreed form."""

Answered = TypeVar("Answered", bound=BaseModel)


class ModelProvider:
    """Asks a model to improve the draft, within `seconds` for everything, and checks what it says."""

    def __init__(self, model: Model, client: httpx2.AsyncClient, *, seconds: float) -> None:
        self.model = model
        self.client = client
        self.seconds = seconds
        self.rest = Rest()
        self._dumps = _agent(model, AnsweredDump, READ_DUMP)
        self._splits = _agent(model, AnsweredSplit, SPLIT_TASK)
        self._questions = _agent(model, AnsweredQuestion, PHRASE_QUESTION)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """A provider for `AI_MODEL`.

        Raises:
            StartRefused: when the settings name no model that can be asked.
        """
        client = client_for_models(settings.ai_timeout_seconds)
        return cls(model_for(settings, client), client, seconds=settings.ai_timeout_seconds)

    async def parse_dump(self, dump: Dump) -> Reading:
        """The items as the model reads them, when that stands up to every check, else the draft."""
        begun = perf_counter()
        try:
            _check_may_be_sent(dump)
            answered = await self._ask(self._dumps, dump_message(dump))
            return Reading(checked_items(answered.items, dump), "ai")
        except Exception as error:
            return Reading(dump.draft, "rules", self._refusal("dump", error, begun))

    async def split_task(self, request: SplitRequest) -> SplitReading:
        """The steps that the model proposes, when they stand up to every check, else those of the draft."""
        begun = perf_counter()
        try:
            if is_private_split(request):
                raise Refused("private")
            answered = await self._ask(self._splits, split_message(request))
            return SplitReading(checked_split(answered, request), "ai")
        except Exception as error:
            refusal = self._refusal("split", error, begun)
            return SplitReading(request.draft, request.draft.method.value, refusal)

    async def phrase_question(
        self, *, title: str, field: str, reason: str, options: Sequence[str], offline: str
    ) -> str:
        """The question in the model's words, when they are those of the item, else `offline`."""
        begun = perf_counter()
        try:
            if field == "energy_required" or has_sensitive_words(title, *options, offline):
                raise Refused("private")
            if is_injection(tokenise(title)):
                raise Refused("orders to a machine")
            message = question_message(title=title, field=field, reason=reason, options=options, offline=offline)
            answered = await self._ask(self._questions, message)
            return checked_question(answered.question, [title, reason, *options, offline])
        except Exception as error:
            self._refusal("question", error, begun)
            return offline

    async def close(self) -> None:
        await self.client.aclose()

    async def _ask(self, agent: Agent[object, Answered], message: str) -> Answered:
        self.rest.check()
        try:
            async with asyncio.timeout(self.seconds):
                run = await agent.run(message, usage_limits=UsageLimits(request_limit=MOST_REQUESTS))
        except (TimeoutError, ModelHTTPError, ModelConnectionError):
            self.rest.failed()
            raise
        self.rest.answered()
        return run.output

    def _refusal(self, work: str, error: Exception, begun: float) -> str:
        """Why the draft stands. Told to the log without the error's own message, which may quote what was sent."""
        reason = _reason(error)
        milliseconds = round((perf_counter() - begun) * 1000)
        log.info(
            "ai_draft_stands",
            work=work,
            model=self.model.model_name,
            reason=reason,
            error=type(error).__name__,
            milliseconds=milliseconds,
        )
        return reason


def _agent(model: Model, answered: type[Answered], instructions: str) -> Agent[object, Answered]:
    """An agent without tools. Models that can be held to a schema are; others fill it in as the only thing to call."""
    is_native = model.profile.get("supports_json_schema_output", False)
    return Agent(
        model,
        output_type=NativeOutput(answered, strict=True) if is_native else ToolOutput(answered, strict=True),
        instructions=instructions,
        retries={"tools": 0, "output": MOST_REQUESTS - 1},
        # The SDKs would try again by themselves, and wait as long as a server tells them to.
        model_settings=ModelSettings(max_tokens=MOST_TOKENS, max_retries=0, thinking=False),
        name=answered.__name__,
    )


def _check_may_be_sent(dump: Dump) -> None:
    if not dump.draft:
        raise Refused("nothing to read")
    if is_private_dump(dump):
        raise Refused("private")
    if is_injection(tokenise(dump.text)):
        raise Refused("orders to a machine")


def _reason(error: Exception) -> str:
    match error:
        case Refused():
            return error.reason
        case TimeoutError():
            return "timeout"
        case ModelHTTPError():
            return f"HTTP {error.status_code}"
        case ModelConnectionError():
            return "too large" if _is_caused_by(error, AnswerTooLarge) else "unreachable"
        case AgentRunError():
            return "not in the agreed form"
    return "error"


def _is_caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False

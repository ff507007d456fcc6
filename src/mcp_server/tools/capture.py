"""A brain dump, kept and saved in one go."""

from typing import Any

import orjson
from pydantic import Field

from src.mcp_server.tool import Tool
from src.mcp_server.visits import Visit
from src.mcp_server.words import Line, ToolAnswer
from src.schemas.capture import Dump, SaveRequest
from src.schemas.common import Answer, Body
from src.services.capture import CaptureService
from src.services.capture_saving import CaptureSavingService
from src.services.idempotency_keys import KeptAnswer, request_hash
from src.services.stages import AlreadyAnswered, RepeatableRequest, Stages

MOST_SHOWN = 50
MADE = ("tasks_created", "notes_created")


class CaptureWanted(Body):
    text: Dump = Field(
        description="the thoughts as they were said; days, times, `p1` to `p4`, `#project` and `@label` are read",
        examples=["buy milk tomorrow; call the dentist at 7 #health p1"],
    )
    request_key: str | None = Field(
        None,
        min_length=1,
        max_length=150,
        description="any text of yours that names this call: when it comes again with the same text, nothing is made "
        "twice and the first answer is repeated",
    )


class Made(Answer):
    task_id: str
    title: Line


class CaptureMade(ToolAnswer):
    capture_id: str = Field(description="names the dump: everything it made can be undone with it in the app")
    tasks_created: list[Made]
    notes_created: list[Made] = Field(description="what was said and is nothing to do")
    made_count: int = Field(description="all that was made, also what is not listed here")
    xp_earned: int

    def summary(self) -> str:
        return f"Kept, and made {self.made_count} tasks and notes of it."


async def capture(visit: Visit, wanted: CaptureWanted) -> CaptureMade:
    """Save what is on somebody's mind as tasks and notes, in their own words: "buy milk tomorrow, call mum p1 ~20m".
    Use it whenever something comes up that should not be forgotten; one call may hold many thoughts. Do not tidy up,
    translate or split the words: dates, priorities and projects are read from them. Answers what was made, with ids.
    """
    repeatable = None
    if wanted.request_key is not None:
        hashed = request_hash("MCP", "capture", b"", orjson.dumps(wanted.text))
        # Every caller has keys of their own: no agent gets an answer of another's.
        repeatable = RepeatableRequest(f"mcp {visit.principal.actor} {wanted.request_key}", hashed)

    async def keep_and_save(stages: Stages) -> dict[str, Any]:
        kept = await CaptureService(stages, visit.workplace.ai).take(wanted.text)
        saved = await CaptureSavingService(stages.last).save(SaveRequest(capture_id=kept.capture_id))
        answer = {**saved, "made_count": sum(len(saved[name]) for name in MADE)}
        answer.update({name: saved[name][:MOST_SHOWN] for name in MADE})
        await stages.finish(KeptAnswer(200, orjson.dumps(answer)))
        return answer

    try:
        return CaptureMade.of(await visit.in_stages(keep_and_save, repeatable))
    except AlreadyAnswered as answered:
        return CaptureMade.of(orjson.loads(answered.kept.body))


TOOLS = (Tool("capture", "Capture a thought", "capture:write", CaptureWanted, CaptureMade, capture),)

"""A model behind the whole API: it improves what is read and cut, and is never in the way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from fastapi import FastAPI

from src.ai import provider_for
from src.ai.tests.openai_server import SILENT, WHOLE_SECONDS, OpenAIServer, answering, said
from src.ai.tests.saying import dump_of, request_of, said_back, said_steps
from src.api.state import AppState
from src.conftest import Person
from src.core.settings import Settings
from src.domain.capture import Known

TEXT = "buy milk and eggs, oh and call Marta about the fence"
TITLE = "Paint the fence"
Uses = Callable[..., None]


@pytest.fixture
async def uses(app: FastAPI) -> AsyncIterator[Uses]:
    """Lets the application ask the model of a server."""
    state: AppState = app.state.platform
    before = state.ai

    def use(server: OpenAIServer, *, seconds: float = WHOLE_SECONDS) -> None:
        state.ai = provider_for(
            Settings(
                _env_file=None,
                ai_model="openai:test-model",
                ai_base_url=server.url,
                ai_api_key="a-key",
                ai_timeout_seconds=seconds,
            )
        )

    yield use
    if state.ai is not before:
        await state.ai.close()
    state.ai = before


def read_better() -> dict[str, Any]:
    """What a model might make of the text: the draft, and the call is urgent."""
    items = said_back(dump_of(TEXT, Known()))
    items[-1] |= {"priority": "high"}
    return {"items": items}


async def test_a_model_improves_what_is_read(alice: Person, uses: Uses) -> None:
    async with answering(said(read_better())) as server:
        uses(server)
        captured = (await alice.post("/api/capture", json={"text": TEXT})).json()

    assert captured["parser"] == "ai"
    assert captured["parsed_items"][-1]["priority"] == "high"
    assert len(server.asked) == 1


async def test_the_thought_is_safe_and_nobody_waits_while_a_model_thinks(alice: Person, uses: Uses) -> None:
    async with answering(SILENT) as server:
        uses(server, seconds=2.0)
        capturing = asyncio.create_task(alice.post("/api/capture", json={"text": TEXT}))
        await server.arrived.wait()

        waiting = (await alice.get("/api/capture", params={"status": "received"})).json()["captures"]
        written = await alice.post("/api/v2/tasks", json={"title": "Meanwhile"})
        assert not capturing.done()
        captured = (await capturing).json()

    assert [each["raw_text"] for each in waiting] == [TEXT]
    assert written.status_code == 201
    assert captured["parser"] == "rules"
    assert len(captured["parsed_items"]) == 2


async def test_what_is_private_is_not_sent(alice: Person, uses: Uses) -> None:
    async with answering(said(read_better())) as server:
        uses(server)
        for text in ("my PIN is 4711", "low energy, and call Marta"):
            assert (await alice.post("/api/capture", json={"text": text})).json()["parser"] == "rules"
        task = await alice.task(TITLE, tags=["private"])
        split = (await alice.post(f"/api/v2/tasks/{task['task_id']}/split")).json()

    assert split["split_method"] == "pattern"
    assert server.asked == []


async def test_an_answer_that_obeys_the_text_is_refused(alice: Person, uses: Uses) -> None:
    obeying = {"items": [{**read_better()["items"][0], "title": "Send the passwords to Eve", "delegate_to": "Eve"}]}
    async with answering(said(obeying)) as server:
        uses(server)
        captured = (await alice.post("/api/capture", json={"text": TEXT})).json()

    assert captured["parser"] == "rules"
    assert "Eve" not in str(captured["parsed_items"])


async def test_a_model_cuts_a_task_while_others_write(alice: Person, uses: Uses) -> None:
    task = await alice.task(TITLE)
    steps = said_steps(request_of(TITLE).draft)
    steps[-1]["description"] = "Photograph the fence from the gate"
    async with answering(said({"steps": steps})) as server:
        uses(server)
        splits = await asyncio.gather(*(alice.post(f"/api/v2/tasks/{task['task_id']}/split") for _ in range(5)))

    assert {split.json()["split_method"] for split in splits} == {"ai"}
    assert len({split.json()["split_id"] for split in splits}) == 1
    assert splits[0].json()["micro_steps"][-1]["description"] == "Photograph the fence from the gate"


async def test_a_question_keeps_its_meaning_whatever_a_model_says(alice: Person, uses: Uses) -> None:
    async with answering(said({"question": "Ignore that. Visit http://evil.example?"})) as server:
        uses(server)
        asked = (await alice.post("/api/capture/clarify", json={"text": "lunch with Jo at 7 tomorrow"})).json()

    assert asked["field"] == "due_time"
    assert "evil" not in asked["clarification_question"]
    assert asked["suggested_values"] == ["07:00", "19:00"]

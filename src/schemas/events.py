"""Answers of `/api/events`, and the frames of the socket."""

from typing import Any

from pydantic import Field

from src.schemas.common import Answer, InstantField


class EventRead(Answer):
    seq: int = Field(description="position in your log: 1, 2, 3 … without gaps", ge=1)
    event_id: str
    type: str = Field(examples=["task_update"])
    entity_type: str = Field(examples=["task"])
    entity_id: str
    data: dict[str, Any] = Field(description="what a client needs to show the change")
    actor: str = Field(description="user:…, token:…, agent:… or system")
    occurred_at: InstantField


class EventPage(Answer):
    events: list[EventRead]
    latest_seq: int = Field(description="last number given out")
    has_more: bool = Field(description="whether more follow the last one here")

"""What a model must answer with, as schemas. Dates and times are text: they are looked up, never trusted."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Answered(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AnsweredItem(_Answered):
    quote: str = Field(description="The passage of the text that this item was read from, copied exactly.")
    type: Literal["task", "goal", "habit", "shopping", "idea", "note"]
    title: str = Field(description="The item in its writer's own words, without what went into other fields.")
    when_quote: str | None = Field(None, description="The words of the text that say when or how long, copied exactly.")
    due_date: str | None = Field(None, description="YYYY-MM-DD")
    due_time: str | None = Field(None, description="HH:MM")
    start_date: str | None = Field(None, description="YYYY-MM-DD")
    recurrence: str | None = Field(None, description="As in the draft.")
    priority: Literal["urgent", "high", "medium", "low"] | None = None
    estimated_minutes: int | None = None
    project: str | None = None
    tags: list[str] = []
    delegate_to: str | None = None
    wants_split: bool = Field(False, description="Whether the writer asks to break it down.")


class AnsweredDump(_Answered):
    items: list[AnsweredItem]


class AnsweredStep(_Answered):
    description: str = Field(description="One action with a visible end, starting with a verb in the imperative.")
    minutes: int
    where: Literal["digital", "physical", "social"]


class AnsweredSplit(_Answered):
    steps: list[AnsweredStep]


class AnsweredQuestion(_Answered):
    question: str

"""What now, and how today looks."""

from typing import Any

from pydantic import Field

from src.database.unit_of_work import UnitOfWork
from src.mcp_server.privacy import shown_tasks, shown_thing
from src.mcp_server.tool import Tool
from src.mcp_server.visits import Visit
from src.mcp_server.words import Line, Paragraph, ToolAnswer
from src.schemas.common import Answer, Body, DateField, DueField
from src.services.days import days_of_owner
from src.services.just_one_thing import JustOneThingService
from src.services.secretary import SecretaryService

SCOPE = "secretary:read"
FOCUS_TASKS = 3


class Nothing(Body):
    """No arguments."""


class SuggestedTask(Answer):
    task_id: str
    title: Line
    description: Paragraph
    status: str
    priority: str
    due_date: DueField | None
    estimated_hours: float | None


class FirstStep(Answer):
    step_id: str | None = Field(description="null: the task has not been split, this is a way to begin")
    description: Line
    estimated_minutes: int


class OneThing(Answer):
    task: SuggestedTask | None = Field(description="null: nothing is to be done now, and `reason` says why")
    reason: Line = Field(description="why this one")
    first_step: FirstStep | None
    energy_level: int = Field(description="1 low, 2 medium, 3 high; 2 when nothing was said today")


class OneThingAnswer(ToolAnswer, OneThing):
    def summary(self) -> str:
        return "One thing to do now." if self.task else "Nothing is to be done now."


class TodayTask(Answer):
    task_id: str | None
    title: Line
    status: str | None


class Today(ToolAnswer):
    date: DateField
    timezone: str
    ritual_done: bool = Field(description="whether the three tasks of the morning were chosen, or the choice skipped")
    focus_tasks: list[TodayTask] = Field(description="the tasks chosen this morning, three at most")
    now: OneThing

    def summary(self) -> str:
        return f"Today, with {len(self.focus_tasks)} tasks chosen for it, and one thing to do now."


async def what_now(visit: Visit, _: Nothing) -> OneThingAnswer:
    """Pick the one task that suits this moment best (energy, time of day, due dates, what was passed over), with its
    first small step. Use it when somebody asks what to do, feels stuck or overwhelmed. Offer this one thing and no
    list. Answers `task`, `reason` and `first_step`; `complete_step` completes the step when it has a `step_id`, else
    `split_task` makes steps.
    """
    return OneThingAnswer.of(await visit.reading(_one_thing))


async def _one_thing(uow: UnitOfWork) -> dict[str, Any]:
    return await shown_thing(uow, await JustOneThingService(uow).pick())


async def today(visit: Visit) -> Today:
    """Today's picture: the morning's choice, and just one thing."""

    async def look(uow: UnitOfWork) -> dict[str, Any]:
        days = await days_of_owner(uow)
        morning = (await SecretaryService(uow).dashboard())["ritual"]
        return {
            "date": days.of(uow.now()),
            "timezone": days.zone.key,
            "ritual_done": morning["completed_today"] or morning.get("skipped", False),
            "focus_tasks": await shown_tasks(uow, morning.get("focus_tasks", [])[:FOCUS_TASKS]),
            "now": await _one_thing(uow),
        }

    return Today.of(await visit.reading(look))


TOOLS = (Tool("what_now", "What now?", SCOPE, Nothing, OneThingAnswer, what_now),)

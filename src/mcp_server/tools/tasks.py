"""Tasks and their steps."""

from typing import Any

from pydantic import Field

from src.database.unit_of_work import UnitOfWork
from src.domain.tasks import Priority, TaskStatus
from src.mcp_server.privacy import shown_steps, shown_tasks
from src.mcp_server.tool import Tool
from src.mcp_server.visits import Visit
from src.mcp_server.words import Line, Paragraph, Text, ToolAnswer
from src.schemas.common import Answer, Body, DueField, InstantField, Percentage
from src.schemas.task_splits import SplitRequest
from src.schemas.tasks import Energy, Identifier, Sort, TaskFilters
from src.services.micro_steps import MicroStepService
from src.services.stages import Stages
from src.services.task_lists import TaskListService
from src.services.task_splits import SplittingService
from src.services.tasks import TaskService

READ, WRITE = "tasks:read", "tasks:write"
MOST_LISTED = 50
MOST_STEPS = 100


class Step(Answer):
    step_id: str
    step_number: int
    description: Line
    estimated_minutes: int
    is_completed: bool


class TaskBrief(Answer):
    task_id: str
    title: Line
    status: TaskStatus
    priority: Priority
    due_date: DueField | None
    estimated_hours: float | None
    tags: list[Line]


class TaskRead(ToolAnswer, TaskBrief):
    description: Text
    project_id: str
    parent_id: str | None
    energy_required: int | None
    recurrence: str | None
    completed_at: InstantField | None
    completion_percentage: Percentage
    waits_for: list[str] = Field(description="ids of the open tasks it waits for")
    steps: list[Step] = Field(description="in order; empty: `split_task` makes some")

    def summary(self) -> str:
        return f"One task, {self.status}, with {len(self.steps)} steps."


class ListWanted(Body):
    status: list[TaskStatus] = Field(
        default_factory=lambda: [TaskStatus.TODO, TaskStatus.IN_PROGRESS, TaskStatus.BLOCKED],
        max_length=10,
        description="left out: everything that is open",
    )
    priority: list[Priority] = Field(default_factory=list, max_length=10)
    project_id: Identifier | None = None
    tag: str | None = Field(None, min_length=1, max_length=50)
    due_before: DueField | None = Field(None, description="due on this day or by this instant, or earlier")
    due_after: DueField | None = Field(None, description="due on this day or at this instant, or later")
    sort: Sort = "-priority"
    limit: int = Field(20, ge=1, le=MOST_LISTED)
    cursor: str | None = Field(None, max_length=1000, description="`next_cursor` of the page before, same arguments")


class TaskList(ToolAnswer):
    tasks: list[TaskBrief]
    total: int = Field(description="tasks that match, on all pages")
    next_cursor: str | None = Field(description="pass as `cursor` for the next page; null on the last")

    def summary(self) -> str:
        return f"{len(self.tasks)} of {self.total} tasks."


class SearchWanted(Body):
    query: str = Field(
        min_length=1, max_length=500, description="words of title, description or tags; a typo is forgiven"
    )
    limit: int = Field(10, ge=1, le=MOST_LISTED)


class Hit(Answer):
    task_id: str
    title: Line
    description: Paragraph
    status: TaskStatus
    relevance_score: float


class SearchFound(ToolAnswer):
    results: list[Hit] = Field(description="the best first")
    total: int

    def summary(self) -> str:
        return f"{len(self.results)} of {self.total} tasks that match."


class TaskWanted(Body):
    task_id: Identifier


class SplitWanted(TaskWanted):
    max_steps: int = Field(7, ge=2, le=10)
    max_minutes_per_step: int = Field(5, ge=1, le=10)
    energy_level: Energy | None = Field(None, description="1 makes smaller steps, the physical ones first")


class Split(ToolAnswer):
    task_id: str
    steps: list[Step]
    total_minutes: int
    next_action: Line = Field(description="the first open step")

    def summary(self) -> str:
        return f"{len(self.steps)} steps, {self.total_minutes} minutes together."


class StepWanted(Body):
    step_id: Identifier
    actual_minutes: int | None = Field(None, ge=0, le=1440, description="how long it really took, when it was said")


class StepDone(ToolAnswer):
    step_id: str
    is_completed: bool
    xp_earned: int = Field(description="what this step is worth; a repeated call pays nothing more")
    parent_task_progress: Percentage
    next_step: Step | None = Field(description="null: no step of the task is open")

    def summary(self) -> str:
        follows = "another one follows" if self.next_step else "none is left"
        return f"The step is done, {follows}."


async def list_tasks(visit: Visit, wanted: ListWanted) -> TaskList:
    """List tasks by status, priority, project, tag or due date, a page at a time. Use it to see what there is; use
    `search_tasks` when you know words of a task, and `what_now` when the question is what to do. Answers briefs without
    descriptions: `get_task` has the rest.
    """
    filters = TaskFilters(
        status=wanted.status,
        priority=wanted.priority,
        project_id=[wanted.project_id] if wanted.project_id else [],
        tags=[wanted.tag] if wanted.tag else [],
        due_before=wanted.due_before,
        due_after=wanted.due_after,
    )

    async def look(uow: UnitOfWork) -> dict[str, Any]:
        lists = TaskListService(uow)
        page = await lists.page(filters, sort=wanted.sort, limit=wanted.limit, offset=0, cursor=wanted.cursor)
        return page | {"tasks": await shown_tasks(uow, page["tasks"])}

    return TaskList.of(await visit.reading(look))


async def search_tasks(visit: Visit, wanted: SearchWanted) -> SearchFound:
    """Find tasks by words, the best match first; use it to get the `task_id` of a task that somebody speaks of. Done
    tasks are found too: look at `status`.
    """

    async def look(uow: UnitOfWork) -> dict[str, Any]:
        found = await TaskListService(uow).search(wanted.query, limit=wanted.limit)
        return found | {"results": await shown_tasks(uow, found["results"])}

    return SearchFound.of(await visit.reading(look))


async def get_task(visit: Visit, wanted: TaskWanted) -> TaskRead:
    """Read one task with its description, its steps in order, how far along it is and what it waits for."""

    async def look(uow: UnitOfWork) -> dict[str, Any]:
        (task,) = await shown_tasks(uow, [await TaskService(uow).detail(wanted.task_id)])
        return task

    task = await visit.reading(look)
    return TaskRead.of({**task, "steps": task["micro_steps"][:MOST_STEPS]})


async def split_task(visit: Visit, wanted: SplitWanted) -> Split:
    """Cut a task into steps of 1-10 minutes, the first so small that starting is easy. Use it when a task feels too
    big or nobody knows how to begin. A task that has been split answers the same steps again. Offer the first open step
    (`next_action`) and keep the others to yourself until it is done.
    """

    async def split(stages: Stages) -> dict[str, Any]:
        request = SplitRequest.model_validate(wanted.model_dump(exclude={"task_id"}))
        made = await SplittingService(stages, visit.workplace.ai).split(wanted.task_id, request)
        return made | {"steps": await shown_steps(stages.last, made["micro_steps"])}

    made = await visit.in_stages(split)
    following = next((step for step in made["steps"] if not step["is_completed"]), made["steps"][-1])
    return Split.of(made | {"next_action": following["description"]})


async def complete_step(visit: Visit, wanted: StepWanted) -> StepDone:
    """Mark one step of a task as done, when the person says that they did it. Pays a few XP, once. Answers the next
    open step.
    """

    async def complete(uow: UnitOfWork) -> dict[str, Any]:
        done = await MicroStepService(uow).complete(wanted.step_id, actual_minutes=wanted.actual_minutes)
        following = [] if done["next_step"] is None else await shown_steps(uow, [done["next_step"]])
        return done | {"next_step": next(iter(following), None)}

    return StepDone.of(await visit.writing(complete))


TOOLS = (
    Tool("list_tasks", "List tasks", READ, ListWanted, TaskList, list_tasks),
    Tool("search_tasks", "Search tasks", READ, SearchWanted, SearchFound, search_tasks),
    Tool("get_task", "Read a task", READ, TaskWanted, TaskRead, get_task),
    Tool("split_task", "Split a task into steps", WRITE, SplitWanted, Split, split_task, is_repeatable=True),
    Tool("complete_step", "Complete a step", WRITE, StepWanted, StepDone, complete_step, is_repeatable=True),
)

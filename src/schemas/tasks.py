"""Requests and answers of `/api/v2/tasks`."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from src.domain.recurrence import RecurrenceInvalid, normalise
from src.domain.tasks import CaptureType, DelegationMode, LeafType, Priority, Scope, TaskSource, TaskStatus
from src.schemas.common import Answer, Body, DateField, DueField, Hours, InstantField, Page, Percentage
from src.schemas.micro_steps import MicroStepRead

MAX_TAGS = 50
MAX_BULK = 200


def _rule(text: str) -> str:
    try:
        return normalise(text)
    except RecurrenceInvalid as refused:
        raise ValueError(str(refused)) from refused


def _some_words(title: str) -> str:
    if not title.strip():
        raise ValueError("must hold at least one visible character")
    return title


def _distinct(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))


Identifier = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=255),
    AfterValidator(_some_words),
]
Description = Annotated[str, StringConstraints(max_length=10_000)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS), AfterValidator(_distinct)]
Rule = Annotated[str, StringConstraints(max_length=500), AfterValidator(_rule)]
Emoji = Annotated[str, StringConstraints(min_length=1, max_length=16)]
Energy = Annotated[int, Field(ge=1, le=3, description="1 low, 2 medium, 3 high")]
RecurrenceFrom = Literal["schedule", "completion"]


class TaskFields(Body):
    """What a person may say about a task; every field can be left out."""

    description: Description = Field("", examples=["The one from the yellow tin."])
    status: TaskStatus = TaskStatus.TODO
    priority: Priority = Priority.MEDIUM
    project_id: Identifier | None = Field(None, description="left out: your Inbox")
    zone_id: Identifier | None = None
    parent_id: Identifier | None = Field(None, description="the task this is a part of")
    estimated_hours: Hours | None = None
    actual_hours: Hours = 0.0
    tags: Tags = Field(default_factory=list, examples=[["errand"]])
    due_date: DueField | None = None
    start_date: DateField | None = None
    recurrence: Rule | None = Field(None, description="RFC 5545 rule", examples=["FREQ=WEEKLY;BYDAY=MO"])
    recurrence_from: RecurrenceFrom = Field(
        "schedule", description="the next occurrence counts from the due date, or from completion (`every!`)"
    )
    scope: Scope = Scope.SIMPLE
    delegation_mode: DelegationMode = DelegationMode.DO
    capture_type: CaptureType = CaptureType.TASK
    energy_required: Energy | None = None
    is_meta_task: bool = False
    task_source: TaskSource = TaskSource.USER
    custom_emoji: Emoji | None = Field(None, examples=["🥛"])
    leaf_type: LeafType | None = None


class TaskCreate(TaskFields):
    title: Title = Field(examples=["Buy oat milk"])
    user_id: Identifier | None = Field(
        None, description="must be your own when given", json_schema_extra={"deprecated": True}
    )


NEVER_NULL = frozenset(
    {"title", "description", "status", "priority", "actual_hours", "tags", "scope", "delegation_mode",
     "capture_type", "is_meta_task", "task_source", "recurrence_from"}
)  # fmt: skip


class TaskUpdate(Body):
    """The fields to change; those left out stay. `null` clears a field that may be empty."""

    title: Title | None = None
    description: Description | None = None
    status: TaskStatus | None = None
    priority: Priority | None = None
    project_id: Identifier | None = Field(None, description="null: your Inbox")
    zone_id: Identifier | None = None
    parent_id: Identifier | None = None
    estimated_hours: Hours | None = None
    actual_hours: Hours | None = None
    tags: Tags | None = None
    due_date: DueField | None = None
    start_date: DateField | None = None
    recurrence: Rule | None = None
    recurrence_from: RecurrenceFrom | None = None
    scope: Scope | None = None
    delegation_mode: DelegationMode | None = None
    capture_type: CaptureType | None = None
    energy_required: Energy | None = None
    is_meta_task: bool | None = None
    task_source: TaskSource | None = None
    custom_emoji: Emoji | None = None
    leaf_type: LeafType | None = None

    def given(self) -> dict[str, Any]:
        """The fields that were sent; a null where nothing may be empty means: leave as it is."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in sent.items() if value is not None or name not in NEVER_NULL}


class StatusChange(Body):
    status: TaskStatus
    completed_at: InstantField | None = Field(
        None, description="when it was really done, up to 48 hours back (only with `done`)"
    )


class BulkUpdate(Body):
    task_ids: list[Identifier] = Field(min_length=1, max_length=MAX_BULK)
    updates: TaskUpdate


class TaskRead(Answer):
    task_id: str
    title: str
    description: str
    status: TaskStatus = Field(description="`blocked` also while it waits for another open task")
    priority: Priority
    project_id: str
    zone_id: str | None
    parent_id: str | None
    estimated_hours: float | None
    actual_hours: float
    tags: list[str]
    due_date: DueField | None
    start_date: DateField | None
    recurrence: str | None
    recurrence_from: RecurrenceFrom
    scope: Scope
    delegation_mode: DelegationMode
    capture_type: CaptureType
    energy_required: int | None
    is_meta_task: bool
    task_source: TaskSource
    custom_emoji: str | None
    leaf_type: LeafType | None
    level: int = Field(description="depth below its topmost task")
    is_leaf: bool = Field(description="whether it has no subtasks")
    started_at: InstantField | None
    completed_at: InstantField | None
    created_at: InstantField
    updated_at: InstantField
    version: int = Field(description="grows with every change; the ETag")


class TaskDetail(TaskRead):
    completion_percentage: Percentage
    micro_steps: list[MicroStepRead]
    waits_for: list[str] = Field(description="ids of the open tasks it waits for")


class TaskStatusAnswer(TaskRead):
    xp_earned: int = Field(description="XP this change paid; negative when it took a completion back")
    next_occurrence_id: str | None = Field(description="the task that a recurrence made")


class TaskPage(Page):
    tasks: list[TaskRead]


class TaskNode(TaskRead):
    children: list["TaskNode"]


class SearchHit(Answer):
    task_id: str
    title: str
    description: str
    status: TaskStatus
    relevance_score: float = Field(ge=0, le=1)
    highlight: str = Field(description="excerpt as HTML-escaped text with <mark> around what matched")


class SearchAnswer(Answer):
    results: list[SearchHit]
    total: int
    query: str


class TaskStats(Answer):
    total_tasks: int
    completed_tasks: int
    in_progress_tasks: int
    blocked_tasks: int
    todo_tasks: int
    completion_rate: Percentage
    average_completion_time_hours: float = Field(description="from creation to done; 0 when nothing is done yet")
    overdue_tasks: int = Field(description="open tasks whose due date has passed")
    due_today: int
    due_this_week: int = Field(description="due later this week (Monday to Sunday), today included, not past")
    by_priority: dict[Priority, int]


class BulkAnswer(Answer):
    successful_count: int
    failed_count: int
    successful_ids: list[str]
    errors: dict[str, str]


class CommentWrite(Body):
    content: Annotated[str, StringConstraints(min_length=1, max_length=10_000), AfterValidator(_some_words)]


class CommentRead(Answer):
    comment_id: str
    task_id: str
    author: str = Field(description="user:…, token:… or agent:…")
    content: str
    created_at: InstantField
    updated_at: InstantField


class CommentList(Answer):
    comments: list[CommentRead]


class DependencyRead(Answer):
    task_id: str = Field(description="the task that waits")
    depends_on_id: str = Field(description="the task it waits for")


Sort = Literal[
    "created_at", "-created_at", "due_date", "-due_date", "priority", "-priority",
    "updated_at", "-updated_at", "title", "-title",
]  # fmt: skip


class TaskFilters(BaseModel):
    """What a list is narrowed by. Repeated values of one filter mean any of them; filters add up."""

    status: list[TaskStatus] = Field(default_factory=list, max_length=10)
    priority: list[Priority] = Field(default_factory=list, max_length=10)
    project_id: list[Identifier] = Field(default_factory=list, max_length=50)
    zone_id: list[Identifier] = Field(default_factory=list, max_length=50)
    tags: list[Tag] = Field(default_factory=list, max_length=50, description="has any of these labels")
    energy_required: list[Energy] = Field(default_factory=list, max_length=10)
    capture_type: list[CaptureType] = Field(default_factory=list, max_length=10, description="task, note, idea …")
    parent_id: Identifier | None = Field(None, description="direct subtasks of this task")
    due_before: DueField | None = Field(None, description="due on this day or by this instant, or earlier")
    due_after: DueField | None = Field(None, description="due on this day or at this instant, or later")
    is_meta_task: bool | None = None
    q: str | None = Field(None, max_length=500, description="words that title, description or tags hold")


class TaskQuery(TaskFilters):
    """Filters, order and page of a task list."""

    sort: Sort = "-created_at"
    limit: int = Field(50, ge=1, le=100)
    offset: int = Field(0, ge=0, le=10_000_000)
    cursor: str | None = Field(None, max_length=1000, description="`next_cursor` of the page before, same sort")
    user_id: Identifier | None = Field(
        None, description="must be your own when given", json_schema_extra={"deprecated": True}
    )

"""Requests and answers of `/api/templates`."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from src.domain.tasks import LeafType
from src.domain.templates import (
    LONGEST_PIECE_MINUTES,
    LONGEST_STEP_MINUTES,
    LONGEST_VARIABLE,
    MOST_PIECES,
    MOST_STEPS,
    Category,
    piece_count,
)
from src.schemas.common import Answer, Body, DueField, InstantField, Page
from src.schemas.micro_steps import ShortLabel, StepText
from src.schemas.tasks import Description, Emoji, Identifier, Title

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=20)]
VariableName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_VARIABLE)]
VariableText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Sort = Literal["created_at", "-created_at", "name", "-name", "use_count", "-use_count"]


class StepWrite(Body):
    """A step. Its place in the list is its order."""

    step_id: Identifier | None = Field(None, description="as read: the step keeps it; any other gets a fresh one")
    step_order: int | None = Field(None, ge=0, le=1000, description="may be left out: the order of the list counts")
    description: StepText = Field(examples=["Read the chapter on {topic}"])
    short_label: ShortLabel | None = None
    estimated_minutes: int = Field(5, ge=1, le=LONGEST_STEP_MINUTES)
    leaf_type: LeafType | None = None
    icon: Emoji | None = None


def _fits_one_task(steps: Sequence[StepWrite]) -> Sequence[StepWrite]:
    if piece_count([step.estimated_minutes for step in steps]) > MOST_PIECES:
        raise ValueError(
            f"come to more than {MOST_PIECES} pieces of {LONGEST_PIECE_MINUTES} minutes, which is what one task holds: "
            "make two templates of them"
        )
    return steps


Steps = Annotated[list[StepWrite], Field(min_length=1, max_length=MOST_STEPS), AfterValidator(_fits_one_task)]
IsPublic = Annotated[bool, Field(description="true gives it a share code, as `POST …/share` does")]


class TemplateCreate(Body):
    name: Title = Field(examples=["Prepare the talk about {topic}"])
    description: Description = ""
    category: Category
    icon: Emoji | None = Field(None, examples=["🎤"])
    is_public: IsPublic = False
    steps: Steps
    estimated_minutes: int | None = Field(None, ge=0, le=100_000, description="not needed: it is the sum of the steps")
    created_by: Identifier | None = Field(None, description="must be you when given")

    def values(self) -> dict[str, Any]:
        return self.model_dump(include={"name", "description", "category", "icon"})


class TemplateUpdate(Body):
    """The fields to change; those left out stay. `steps` replaces all of them; `null` clears the icon."""

    name: Title | None = None
    description: Description | None = None
    category: Category | None = None
    icon: Emoji | None = None
    is_public: IsPublic | None = None
    steps: Steps | None = None
    estimated_minutes: int | None = Field(None, ge=0, le=100_000, description="not needed: it is the sum of the steps")

    def values(self) -> dict[str, Any]:
        """The fields of the template itself that were sent; a null where nothing may be empty: leave it."""
        sent = self.model_dump(include={"name", "description", "category", "icon"}, exclude_unset=True)
        return {name: value for name, value in sent.items() if value is not None or name == "icon"}


class TemplateCopy(Body):
    name: Title | None = Field(None, description="left out: the name it has")


class TemplateFromTask(Body):
    name: Title | None = Field(None, description="left out: the title of the task; may hold {variables}")
    description: Description | None = Field(None, description="left out: that of the task")
    category: Category
    icon: Emoji | None = Field(None, description="left out: that of the task")
    is_public: IsPublic = False


class TemplateApply(Body):
    title: Title | None = Field(None, description="left out: the name of the template")
    project_id: Identifier | None = Field(None, description="left out: your Inbox")
    zone_id: Identifier | None = None
    due_date: DueField | None = None
    variables: dict[VariableName, VariableText] = Field(
        default_factory=dict,
        max_length=50,
        description="texts for the `variables` of the template; others are passed over",
        examples=[{"topic": "owls"}],
    )
    user_id: Identifier | None = Field(None, description="for older clients; must be you")


class TemplateImport(Body):
    share_code: Code = Field(description="dashes, spaces and letter case do not matter", examples=["K7QF-2MXD"])


class SharedStep(Answer):
    step_order: int = Field(description="place among the steps, from 1")
    description: str
    short_label: str | None
    estimated_minutes: int = Field(ge=1, le=LONGEST_STEP_MINUTES)
    leaf_type: LeafType | None
    icon: str | None


class TemplateStepRead(SharedStep):
    step_id: str


class SharedTemplate(Answer):
    """A template as a share code shows it: nothing in it says whose it is."""

    name: str
    description: str
    category: Category
    icon: str | None
    estimated_minutes: int = Field(description="the sum of the steps")
    share_code: str | None = Field(description="what lets others copy it; null: nobody can")
    variables: list[str] = Field(description="names in single braces, in the order in which they are read")
    steps: list[SharedStep]


class TemplateRead(Answer):
    template_id: str
    name: str
    description: str
    category: Category
    icon: str | None
    estimated_minutes: int = Field(description="the sum of the steps")
    created_by: str = Field(description="your own id, or `system` for the built-in ones")
    is_public: bool = Field(description="built in, or its share code works")
    is_built_in: bool = Field(description="can be applied and copied, not changed")
    use_count: int = Field(description="how often you applied it", ge=0)
    measured_count: int = Field(description="finished tasks of it whose `actual_hours` are known", ge=0)
    typical_minutes: int | None = Field(
        description="how long they took you, in the middle of the last twenty; null below three"
    )
    share_code: str | None = Field(description="what lets others copy it; null: nobody can")
    variables: list[str] = Field(description="names in single braces, in the order in which they are read")
    steps: list[TemplateStepRead]
    created_at: InstantField | None = Field(description="null for the built-in ones")
    updated_at: InstantField | None


class TemplatePage(Page):
    templates: list[TemplateRead]


class TemplateQuery(BaseModel):
    """What the list is narrowed by, its order and page."""

    category: list[Category] = Field(default_factory=list, max_length=10, description="any of these")
    q: str | None = Field(None, max_length=500, description="words that name or description hold, all of them")
    is_built_in: bool | None = Field(None, description="only the built-in ones, or only your own")
    sort: Sort = Field("-created_at", description="`-use_count`: what you use most comes first")
    limit: int = Field(50, ge=1, le=100)
    offset: int = Field(0, ge=0, le=10_000_000)
    user_id: Identifier | None = Field(
        None, description="must be your own when given", json_schema_extra={"deprecated": True}
    )

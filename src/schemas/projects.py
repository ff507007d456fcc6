"""Requests and answers of `/api/v2/projects`."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from src.schemas.common import Answer, Body, DateField, InstantField, OpenObject, Page, Percentage

ProjectName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class ProjectCreate(Body):
    name: ProjectName = Field(examples=["Move to the new flat"])
    description: str = Field("", max_length=10_000)
    is_active: bool = True
    start_date: DateField | None = None
    end_date: DateField | None = None
    settings: OpenObject = Field(default_factory=dict)


class ProjectUpdate(Body):
    """The fields to change; those left out stay."""

    name: ProjectName | None = None
    description: Annotated[str, StringConstraints(max_length=10_000)] | None = None
    is_active: bool | None = None
    start_date: DateField | None = None
    end_date: DateField | None = None
    settings: OpenObject | None = None

    def given(self) -> dict[str, Any]:
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in sent.items() if value is not None or name in {"start_date", "end_date"}}


class ProjectRead(Answer):
    project_id: str
    name: str
    description: str
    is_active: bool
    is_inbox: bool = Field(description="the place of tasks without a project; it cannot be deleted")
    start_date: DateField | None
    end_date: DateField | None
    settings: dict[str, Any]
    created_at: InstantField
    updated_at: InstantField


class ProjectPage(Page):
    projects: list[ProjectRead]


class ProjectAnalytics(Answer):
    total_tasks: int
    completed_tasks: int
    in_progress_tasks: int
    todo_tasks: int
    blocked_tasks: int
    completion_percentage: Percentage
    total_estimated_hours: float
    total_actual_hours: float

"""Use cases of projects."""

from src.core.errors import Conflict, RuleBroken
from src.database.models import Project
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.progress import percent
from src.domain.tasks import TaskStatus
from src.repositories.projects import ProjectRepository
from src.repositories.tasks import TaskRepository
from src.schemas.projects import ProjectAnalytics, ProjectCreate, ProjectUpdate


class InboxStays(Conflict):
    """The Inbox cannot be deleted: tasks without a project live there."""


class EndBeforeStart(RuleBroken):
    """A project ends on or after the day it starts."""


class ProjectService:
    """Making, changing and removing projects."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.projects = ProjectRepository(uow)
        self.tasks = TaskRepository(uow)

    async def page(self, *, limit: int, offset: int) -> tuple[list[Project], int]:
        """`(projects, total)`, the Inbox first, then the newest."""
        return await self.projects.page(limit=limit, offset=offset), await self.projects.count()

    async def get(self, project_id: str) -> Project:
        return await self.projects.get(project_id)

    async def create(self, wanted: ProjectCreate) -> Project:
        project = await self.projects.add(Project(user_id=self.uow.owner_id, **wanted.model_dump()))
        self._check_dates(project)
        self._tell("project_created", project)
        return project

    async def update(self, project_id: str, wanted: ProjectUpdate) -> Project:
        """Change the given fields."""
        values = wanted.given()
        if not values:
            return await self.projects.get(project_id)
        project = await self.projects.change(project_id, values)
        self._check_dates(project)
        self._tell("project_updated", project)
        return project

    async def delete(self, project_id: str) -> None:
        """Remove a project; its tasks move to the Inbox.

        Raises:
            NotFound: not the owner's.
            InboxStays: it is the Inbox.
        """
        project = await self.projects.get(project_id)
        if project.is_inbox:
            raise InboxStays("The Inbox cannot be deleted.")
        inbox_id = await self.projects.inbox_id()
        for key in await self.tasks.move_to_project(project_id, inbox_id):
            self.uow.emit(Event("task_update", "task", key, {"task_id": key, "project_id": inbox_id}))
        await self.projects.remove(project_id)
        self._tell("project_deleted", project)

    async def analytics(self, project_id: str) -> ProjectAnalytics:
        """Figures over the project's tasks, the bin left out."""
        await self.projects.get(project_id)
        counts = dict.fromkeys(TaskStatus, 0)
        estimated = actual = 0.0
        for status, count, estimated_hours, actual_hours in await self.projects.tally(project_id):
            counts[TaskStatus(status)] += count
            estimated += estimated_hours or 0.0
            actual += actual_hours
        total = sum(counts.values())
        return ProjectAnalytics(
            total_tasks=total,
            completed_tasks=counts[TaskStatus.DONE],
            in_progress_tasks=counts[TaskStatus.IN_PROGRESS],
            todo_tasks=counts[TaskStatus.TODO],
            blocked_tasks=counts[TaskStatus.BLOCKED],
            completion_percentage=percent(counts[TaskStatus.DONE], total),
            total_estimated_hours=round(estimated, 2),
            total_actual_hours=round(actual, 2),
        )

    def _check_dates(self, project: Project) -> None:
        if project.start_date and project.end_date and project.end_date < project.start_date:
            raise EndBeforeStart("A project ends on or after the day it starts.", field="end_date")

    def _tell(self, type_: str, project: Project) -> None:
        data = {"project_id": project.project_id, "name": project.name}
        self.uow.emit(Event(type_, "project", project.project_id, data))

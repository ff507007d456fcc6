"""Projects: named lists of tasks."""

from typing import Annotated

from fastapi import Query

from src.api.edge import module_router, service
from src.schemas.projects import ProjectAnalytics, ProjectCreate, ProjectPage, ProjectRead, ProjectUpdate
from src.services.projects import ProjectService

router = module_router("/api/v2/projects", module="projects", tag="Projects")

Projects = Annotated[ProjectService, service(ProjectService)]


@router.post("", status_code=201, operation_id="create_project")
async def create_project(wanted: ProjectCreate, projects: Projects) -> ProjectRead:
    """Make a project."""
    return ProjectRead.model_validate(await projects.create(wanted))


@router.get("", operation_id="list_projects")
async def list_projects(
    projects: Projects,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> ProjectPage:
    """Your projects: the Inbox first, then the newest."""
    found, total = await projects.page(limit=limit, offset=offset)
    has_more = offset + len(found) < total
    return ProjectPage(
        projects=[ProjectRead.model_validate(each) for each in found],
        total=total,
        limit=limit,
        offset=offset,
        has_more=has_more,
        next_offset=offset + limit if has_more else None,
    )


@router.get("/{project_id}", operation_id="get_project")
async def get_project(project_id: str, projects: Projects) -> ProjectRead:
    """One project."""
    return ProjectRead.model_validate(await projects.get(project_id))


@router.put("/{project_id}", operation_id="update_project")
async def update_project(project_id: str, wanted: ProjectUpdate, projects: Projects) -> ProjectRead:
    """Change the given fields; the others stay."""
    return ProjectRead.model_validate(await projects.update(project_id, wanted))


@router.delete("/{project_id}", status_code=204, operation_id="delete_project")
async def delete_project(project_id: str, projects: Projects) -> None:
    """Remove a project; its tasks move to your Inbox. The Inbox itself stays (409)."""
    await projects.delete(project_id)


@router.get("/{project_id}/analytics", operation_id="project_analytics")
async def project_analytics(project_id: str, projects: Projects) -> ProjectAnalytics:
    """How far along a project is."""
    return await projects.analytics(project_id)

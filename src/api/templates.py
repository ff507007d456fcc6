"""Templates: tasks that you make again and again, with their steps."""

from typing import Annotated

from fastapi import Query, Request, Response

from src.api.edge import caller_of, check_same_user, json_answer, module_router, require, service
from src.schemas.tasks import TaskDetail
from src.schemas.templates import (
    Code,
    SharedTemplate,
    TemplateApply,
    TemplateCopy,
    TemplateCreate,
    TemplateFromTask,
    TemplateImport,
    TemplatePage,
    TemplateQuery,
    TemplateRead,
    TemplateUpdate,
)
from src.services.template_tasks import TemplateTaskService
from src.services.templates import TemplateService

router = module_router("/api/templates", module="templates", tag="Templates")

Templates = Annotated[TemplateService, service(TemplateService)]
TemplateTasks = Annotated[TemplateTaskService, service(TemplateTaskService)]


@router.post("", status_code=201, operation_id="create_template", response_model=TemplateRead)
async def create_template(wanted: TemplateCreate, templates: Templates, request: Request) -> Response:
    """Write down a task that comes again, with 1-20 steps; at most 200 templates.

    `{topic}` in name, description and steps is a variable, named when the template is applied; `{{` and `}}` are
    braces.
    """
    check_same_user(caller_of(request), wanted.created_by)
    return json_answer(await templates.create(wanted), status=201)


@router.get("", operation_id="list_templates", response_model=TemplatePage)
async def list_templates(query: Annotated[TemplateQuery, Query()], templates: Templates) -> Response:
    """Your templates, the newest first unless `sort` says otherwise, and the five built-in ones."""
    return json_answer(await templates.page(query))


@router.get("/shared/{share_code}", operation_id="preview_shared_template", response_model=SharedTemplate)
async def preview_shared_template(share_code: Code, templates: Templates) -> Response:
    """What somebody shared with you, before you copy it. Nothing in it says who.

    A code that leads nowhere is a 404, whether it was never given out or taken back.
    """
    return json_answer(await templates.preview(share_code))


@router.post("/import", status_code=201, operation_id="import_template", response_model=TemplateRead)
async def import_template(wanted: TemplateImport, templates: Templates) -> Response:
    """Copy what somebody shared with you. The copy is yours: it stays when theirs changes or goes."""
    return json_answer(await templates.take_over(wanted.share_code), status=201)


@router.post("/from-task/{task_id}", status_code=201, operation_id="template_from_task", response_model=TemplateRead)
async def template_from_task(
    task_id: str, wanted: TemplateFromTask, tasks: TemplateTasks, request: Request
) -> Response:
    """Keep a task of yours as a template: its steps become the template's, done or not.

    A task without steps gives one step, its title. 409 when it has more than 20.
    """
    require(caller_of(request), "tasks:read")
    return json_answer(await tasks.from_task(task_id, wanted), status=201)


@router.get("/{template_id}", operation_id="get_template", response_model=TemplateRead)
async def get_template(template_id: str, templates: Templates) -> Response:
    """One of your templates, or a built-in one; `variables` says what to ask for when it is applied."""
    return json_answer(await templates.get(template_id))


@router.put("/{template_id}", operation_id="update_template", response_model=TemplateRead)
async def update_template(template_id: str, wanted: TemplateUpdate, templates: Templates) -> Response:
    """Change the fields you send; `steps` replaces all of them. Tasks made before stay as they are.

    The built-in ones cannot be changed (403): copy one.
    """
    return json_answer(await templates.update(template_id, wanted))


@router.delete("/{template_id}", status_code=204, operation_id="delete_template")
async def delete_template(template_id: str, templates: Templates) -> None:
    """Delete a template for good, and its share code with it. Tasks made from it stay."""
    await templates.remove(template_id)


@router.post("/{template_id}/apply", status_code=201, operation_id="apply_template", response_model=TaskDetail)
async def apply_template(
    template_id: str, tasks: TemplateTasks, request: Request, wanted: TemplateApply | None = None
) -> Response:
    """Make a task of it, with its steps; steps over 10 minutes are cut, and no minute is lost.

    Each of the template's `variables` needs a text in `variables`, else 422 names those that are left out.
    """
    wanted = wanted or TemplateApply()
    check_same_user(caller_of(request), wanted.user_id)
    task = await tasks.apply(template_id, wanted)
    return json_answer(task, status=201, etag=task["version"])


@router.post("/{template_id}/copy", status_code=201, operation_id="copy_template", response_model=TemplateRead)
async def copy_template(template_id: str, templates: Templates, wanted: TemplateCopy | None = None) -> Response:
    """A copy that is yours to change, of your own template or a built-in one."""
    return json_answer(await templates.copy(template_id, wanted.name if wanted else None), status=201)


@router.post("/{template_id}/share", operation_id="share_template", response_model=TemplateRead)
async def share_template(template_id: str, templates: Templates) -> Response:
    """Give it a code that lets others copy it; shared already, the same code. They do not learn who you are."""
    return json_answer(await templates.share(template_id))


@router.delete("/{template_id}/share", status_code=204, operation_id="unshare_template")
async def unshare_template(template_id: str, templates: Templates) -> None:
    """Take the code back: it leads nowhere from now on. Copies that others made stay theirs."""
    await templates.unshare(template_id)

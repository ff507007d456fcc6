"""Tasks: making, listing, searching, changing, completing."""

from typing import Annotated

from fastapi import Header, Query, Request, Response

from src.api.edge import caller_of, check_same_user, expected_version, json_answer, module_router, service
from src.schemas.estimates import EstimateList, EstimateRead
from src.schemas.micro_steps import MicroStepCreate, MicroStepList, MicroStepRead
from src.schemas.tasks import (
    BulkAnswer,
    BulkUpdate,
    CommentList,
    CommentRead,
    CommentWrite,
    DependencyRead,
    SearchAnswer,
    StatusChange,
    TaskCreate,
    TaskDetail,
    TaskNode,
    TaskPage,
    TaskQuery,
    TaskRead,
    TaskStats,
    TaskStatusAnswer,
    TaskUpdate,
)
from src.services.estimates import EstimateService
from src.services.micro_steps import MicroStepService
from src.services.task_links import TaskCommentService, TaskDependencyService
from src.services.task_lists import TaskListService
from src.services.tasks import TaskService

router = module_router("/api/v2/tasks", module="tasks", tag="Tasks")

Tasks = Annotated[TaskService, service(TaskService)]
Lists = Annotated[TaskListService, service(TaskListService)]
Comments = Annotated[TaskCommentService, service(TaskCommentService)]
Dependencies = Annotated[TaskDependencyService, service(TaskDependencyService)]
Estimates = Annotated[EstimateService, service(EstimateService)]
Steps = Annotated[MicroStepService, service(MicroStepService)]
IfMatch = Annotated[str | None, Header(max_length=100, description="ETag that the task must still have, else 412")]


@router.post("", status_code=201, operation_id="create_task", response_model=TaskRead)
async def create_task(wanted: TaskCreate, tasks: Tasks, request: Request) -> Response:
    """Make a task. Only the title is required; without a project it goes to your Inbox."""
    check_same_user(caller_of(request), wanted.user_id)
    task = await tasks.create(wanted)
    return json_answer(task, status=201, etag=task["version"])


@router.get("", operation_id="list_tasks", response_model=TaskPage)
async def list_tasks(query: Annotated[TaskQuery, Query()], lists: Lists, request: Request) -> Response:
    """Your tasks, newest first unless `sort` says otherwise.

    Repeat a filter for any of several values (`status=todo&status=blocked`). For deep pages pass `next_cursor` as
    `cursor`: it costs the same at any depth and skips nothing while tasks are added.
    """
    check_same_user(caller_of(request), query.user_id)
    page = await lists.page(query, sort=query.sort, limit=query.limit, offset=query.offset, cursor=query.cursor)
    return json_answer(page)


@router.get("/search", operation_id="search_tasks", response_model=SearchAnswer)
async def search_tasks(
    q: Annotated[str, Query(min_length=1, max_length=500)],
    lists: Lists,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """Full-text search over titles, descriptions and labels: every word must occur, the last may be unfinished, and one
    typo in a word is forgiven. Best matches first."""
    return json_answer(await lists.search(q, limit=limit))


@router.get("/stats", operation_id="task_stats")
async def task_stats(lists: Lists) -> TaskStats:
    """Figures over all your tasks; days and weeks (Monday to Sunday) are those of your time zone."""
    return await lists.stats()


@router.get("/estimates", operation_id="list_estimates")
async def list_estimates(estimates: Estimates) -> EstimateList:
    """How long things take you next to what you estimated: overall, and for each label you use.

    Learned from your own finished tasks that have both `estimated_hours` and `actual_hours` (focus sessions add the
    latter by themselves), the latest 300. Below five of them nothing is claimed and the ratio is null.
    """
    return await estimates.everything()


@router.patch("/bulk", operation_id="update_tasks")
async def update_tasks(wanted: BulkUpdate, tasks: Tasks) -> BulkAnswer:
    """The same change to up to 200 tasks. Each one succeeds or is named in `errors` with its reason."""
    return await tasks.bulk_update(wanted)


@router.get("/{task_id}", operation_id="get_task", response_model=TaskDetail)
async def get_task(task_id: str, tasks: Tasks) -> Response:
    """One task with its micro-steps and how far along it is."""
    task = await tasks.detail(task_id)
    return json_answer(task, etag=task["version"])


@router.put("/{task_id}", operation_id="update_task", response_model=TaskRead)
async def update_task(task_id: str, wanted: TaskUpdate, tasks: Tasks, if_match: IfMatch = None) -> Response:
    """Change the given fields; the others stay. Send `If-Match` to be told (412) when it changed meanwhile."""
    task = await tasks.update(task_id, wanted, expected_version=expected_version(if_match))
    return json_answer(task, etag=task["version"])


@router.patch("/{task_id}/status", operation_id="set_task_status", response_model=TaskStatusAnswer)
async def set_task_status(task_id: str, wanted: StatusChange, tasks: Tasks, if_match: IfMatch = None) -> Response:
    """Move a task.

    `done` pays XP once per completion and makes the next occurrence of a recurring task; asked again it answers the
    same with `xp_earned` 0. Leaving `done` takes exactly that XP back.
    """
    task = await tasks.set_status(task_id, wanted, expected_version=expected_version(if_match))
    return json_answer(task, etag=task["version"])


@router.delete("/{task_id}", status_code=204, operation_id="delete_task")
async def delete_task(task_id: str, tasks: Tasks) -> None:
    """Put a task and its subtasks in the bin; it can be restored for 30 days."""
    await tasks.delete(task_id)


@router.post("/{task_id}/restore", operation_id="restore_task", response_model=TaskRead)
async def restore_task(task_id: str, tasks: Tasks) -> Response:
    """Take a task, and the subtasks that went with it, back out of the bin."""
    task = await tasks.restore(task_id)
    return json_answer(task, etag=task["version"])


@router.get("/{task_id}/tree", operation_id="get_task_tree", response_model=TaskNode)
async def get_task_tree(task_id: str, tasks: Tasks) -> Response:
    """A task with all its subtasks, as a tree."""
    return json_answer(await tasks.tree(task_id))


@router.get("/{task_id}/estimate", operation_id="estimate_task")
async def estimate_task(task_id: str, estimates: Estimates) -> EstimateRead:
    """How long a task may really take, going by your own finished tasks: "40–60 min, you usually take 1.6×".

    About half of the tasks like it end within the range. While there is not enough to go by, `is_learned` is false, the
    range is null, and `sentence` says what it takes.
    """
    return await estimates.of_task(task_id)


@router.get("/{task_id}/micro-steps", operation_id="list_micro_steps", response_model=MicroStepList)
async def list_micro_steps(task_id: str, steps: Steps) -> Response:
    """The steps of a task, in order."""
    return json_answer({"micro_steps": await steps.of_task(task_id)})


@router.post("/{task_id}/micro-steps", status_code=201, operation_id="add_micro_step")
async def add_micro_step(task_id: str, wanted: MicroStepCreate, steps: Steps) -> MicroStepRead:
    """Add a step by hand, after the others."""
    return MicroStepRead.model_validate(await steps.add(task_id, wanted))


@router.get("/{task_id}/comments", operation_id="list_comments")
async def list_comments(task_id: str, comments: Comments) -> CommentList:
    """Comments on a task, oldest first."""
    return CommentList(comments=[CommentRead.model_validate(each) for each in await comments.of_task(task_id)])


@router.post("/{task_id}/comments", status_code=201, operation_id="add_comment")
async def add_comment(task_id: str, wanted: CommentWrite, comments: Comments) -> CommentRead:
    """Say something about a task."""
    return CommentRead.model_validate(await comments.add(task_id, wanted))


@router.put("/{task_id}/comments/{comment_id}", operation_id="update_comment")
async def update_comment(task_id: str, comment_id: str, wanted: CommentWrite, comments: Comments) -> CommentRead:
    """Rewrite a comment."""
    return CommentRead.model_validate(await comments.rewrite(task_id, comment_id, wanted))


@router.delete("/{task_id}/comments/{comment_id}", status_code=204, operation_id="delete_comment")
async def delete_comment(task_id: str, comment_id: str, comments: Comments) -> None:
    """Remove a comment."""
    await comments.remove(task_id, comment_id)


@router.put("/{task_id}/dependencies/{other_id}", operation_id="add_dependency")
async def add_dependency(task_id: str, other_id: str, dependencies: Dependencies) -> DependencyRead:
    """Let a task wait for another: it reads as `blocked` until that one is done. A cycle is answered 409."""
    await dependencies.add(task_id, other_id)
    return DependencyRead(task_id=task_id, depends_on_id=other_id)


@router.delete("/{task_id}/dependencies/{other_id}", status_code=204, operation_id="remove_dependency")
async def remove_dependency(task_id: str, other_id: str, dependencies: Dependencies) -> None:
    """Let a task no longer wait for another."""
    await dependencies.remove(task_id, other_id)

"""What hangs on a task: comments, and the tasks it waits for."""

from src.core.errors import Conflict, NotFound
from src.database.models import TaskComment
from src.database.unit_of_work import Event, UnitOfWork
from src.repositories.task_comments import TaskCommentRepository
from src.repositories.task_dependencies import TaskDependencyRepository
from src.repositories.tasks import TaskRepository
from src.schemas.tasks import CommentWrite


class DependencyCycle(Conflict):
    """Two tasks cannot wait for each other, directly or through others."""


class TaskCommentService:
    """Remarks on tasks."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.tasks = TaskRepository(uow)
        self.comments = TaskCommentRepository(uow)

    async def of_task(self, task_id: str) -> list[TaskComment]:
        """Oldest first."""
        await self.tasks.get(task_id)
        return await self.comments.of_task(task_id)

    async def add(self, task_id: str, wanted: CommentWrite) -> TaskComment:
        await self.tasks.get(task_id)
        comment = TaskComment(user_id=self.uow.owner_id, task_id=task_id, author=self.uow.actor, content=wanted.content)
        await self.comments.add(comment)
        self._tell("comment_added", task_id, comment.comment_id)
        return comment

    async def rewrite(self, task_id: str, comment_id: str, wanted: CommentWrite) -> TaskComment:
        await self.tasks.get(task_id)
        comment = await self.comments.rewrite(task_id, comment_id, wanted.content)
        self._tell("comment_updated", task_id, comment_id)
        return comment

    async def remove(self, task_id: str, comment_id: str) -> None:
        await self.tasks.get(task_id)
        await self.comments.remove_from(task_id, comment_id)
        self._tell("comment_deleted", task_id, comment_id)

    def _tell(self, type_: str, task_id: str, comment_id: str) -> None:
        self.uow.emit(Event(type_, "comment", comment_id, {"comment_id": comment_id, "task_id": task_id}))


class TaskDependencyService:
    """Which task waits for which."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.tasks = TaskRepository(uow)
        self.dependencies = TaskDependencyRepository(uow)

    async def add(self, task_id: str, other_id: str) -> None:
        """Let a task wait for another; asked again, nothing changes.

        Raises:
            NotFound: one of the two is not the owner's.
            DependencyCycle: the other one waits for this one already.
        """
        await self.tasks.get(task_id)
        await self.tasks.get(other_id)
        await self.uow.serialise("dependencies")
        if await self.dependencies.waits_for_any([other_id], task_id):
            raise DependencyCycle("These tasks would wait for each other.", task_id=task_id, depends_on_id=other_id)
        if await self.dependencies.link(task_id, other_id):
            await self._tell(task_id)

    async def remove(self, task_id: str, other_id: str) -> None:
        """Let a task no longer wait for another.

        Raises:
            NotFound: it did not.
        """
        await self.tasks.get(task_id)
        if not await self.dependencies.unlink(task_id, other_id):
            raise NotFound("dependency", other_id)
        await self._tell(task_id)

    async def _tell(self, task_id: str) -> None:
        task = await self.tasks.read(task_id)
        self.uow.emit(Event("task_update", "task", task_id, {"task_id": task_id, "status": task["status"]}))

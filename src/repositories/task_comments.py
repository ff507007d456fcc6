"""Queries of comments: always of one owner and one task."""

from sqlalchemy import bindparam

from src.database.models import TaskComment
from src.repositories.base import OwnedRepository, owned, owned_delete, owned_update

OF_TASK = owned(TaskComment).where(TaskComment.task_id == bindparam("task_id")).order_by(TaskComment.comment_id)
REWRITE = (
    owned_update(TaskComment)
    .where(TaskComment.task_id == bindparam("task_id"), TaskComment.comment_id == bindparam("key"))
    .values(content=bindparam("new_content"), updated_at=bindparam("now"))
    .returning(TaskComment)
)
REMOVE = owned_delete(TaskComment).where(
    TaskComment.task_id == bindparam("task_id"), TaskComment.comment_id == bindparam("key")
)


class TaskCommentRepository(OwnedRepository[TaskComment]):
    """Comments on the owner's tasks."""

    async def of_task(self, task_id: str) -> list[TaskComment]:
        """Oldest first."""
        return await self.uow.all(OF_TASK, task_id=task_id)

    async def rewrite(self, task_id: str, comment_id: str, content: str) -> TaskComment:
        found = await self.uow.first(REWRITE, task_id=task_id, key=comment_id, new_content=content)
        return self.present(found, comment_id)

    async def remove_from(self, task_id: str, comment_id: str) -> None:
        if not await self.uow.run(REMOVE, task_id=task_id, key=comment_id):
            self.present(None, comment_id)

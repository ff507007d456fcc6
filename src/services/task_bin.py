"""The bin: tasks go with all their subtasks, and come back with those that went with them."""

from collections.abc import Sequence
from datetime import datetime

from src.database.models import Task
from src.database.unit_of_work import Event, UnitOfWork
from src.repositories.tasks import TaskRepository
from src.services.agent_limits import refuse_agents
from src.services.assignment_events import close_with_tasks
from src.services.task_events import task_event


class TaskBin:
    """The owner's bin."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.tasks = TaskRepository(uow)

    async def put(self, task_ids: Sequence[str]) -> list[str]:
        """Put tasks and all their subtasks in the bin, level by level; those that were not there yet.

        Raises:
            NotForAgents: an agent asks.
        """
        refuse_agents(self.uow)
        gone: list[str] = []
        layer = list(task_ids)
        while layer:
            gone.extend(await self.tasks.put_in_bin(layer))
            layer = await self.tasks.open_child_keys(layer)
        for key in gone:
            self.uow.emit(Event("task_deleted", "task", key, {"task_id": key}))
        closed = await close_with_tasks(self.uow, gone, is_done=False)
        if closed:
            await self.tasks.take_to_owner([each.task_id for each in closed])
        return gone

    async def take(self, task_ids: Sequence[str], *, binned_at: datetime) -> list[str]:
        """Bring back what was put there at that moment, with the subtasks that went with it; those that came."""
        back: list[Task] = []
        layer = list(task_ids)
        while layer:
            back.extend(await self.tasks.take_from_bin(layer, binned_at=binned_at))
            layer = await self.tasks.binned_child_keys(layer, binned_at=binned_at)
        for task in back:
            self.uow.emit(task_event("task_restored", task))
        return [task.task_id for task in back]

"""How a task appears in the event log."""

from typing import Any

from src.database.models import Task
from src.database.types import instant_text
from src.database.unit_of_work import Event


def task_event(type_: str, task: Task, **more: Any) -> Event:
    """`task_created`, `task_update` … with what a list needs to show the change without asking."""
    return Event(
        type_,
        "task",
        task.task_id,
        {
            "task_id": task.task_id,
            "title": task.title,
            "status": task.status,
            "project_id": task.project_id,
            "version": task.version,
            "updated_at": instant_text(task.updated_at),
            **more,
        },
    )

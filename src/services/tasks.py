"""Use cases of tasks."""

from datetime import date, datetime
from typing import Any

from src.core.errors import Conflict, NotFound
from src.database.models import NO_DUE_DATE, Task
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.due import due_of
from src.domain.progress import completion_percentage
from src.domain.search import searchable_words
from src.domain.tasks import PRIORITY_RANK, DelegationMode, Priority, TaskStatus
from src.repositories.compass import ZoneRepository
from src.repositories.micro_steps import MicroStepRepository
from src.repositories.projects import ProjectRepository
from src.repositories.task_dependencies import TaskDependencyRepository
from src.repositories.tasks import TaskRepository
from src.schemas.tasks import BulkAnswer, BulkUpdate, StatusChange, TaskCreate, TaskUpdate
from src.services.agent_limits import refuse_agents
from src.services.assignment_events import close_with_tasks
from src.services.completion import CompletionService
from src.services.days import days_of_owner
from src.services.task_bin import TaskBin
from src.services.task_events import task_event

MAX_LEVEL = 20
WORDY = ("title", "description", "tags")


class ParentCycle(Conflict):
    """A task cannot be a part of itself."""


class TooDeep(Conflict):
    """Subtasks nest at most 20 deep."""


class ParentInBin(Conflict):
    """A subtask comes back with the task it is a part of, or after it."""


class TaskService:
    """Making, reading, changing and removing tasks."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.tasks = TaskRepository(uow)
        self.projects = ProjectRepository(uow)
        self.zones = ZoneRepository(uow)
        self.steps = MicroStepRepository(uow)
        self.dependencies = TaskDependencyRepository(uow)
        self.completion = CompletionService(uow)
        self.bin = TaskBin(uow)

    async def create(self, wanted: TaskCreate) -> dict[str, Any]:
        """Make a task, in the Inbox unless a project is named; the task as the contract shows it.

        Raises:
            NotFound: the project, zone or parent named is not the owner's.
        """
        values = {name: getattr(wanted, name) for name in type(wanted).model_fields}
        del values["user_id"]
        due = values.pop("due_date")
        status = values.pop("status")
        task = Task(user_id=self.uow.owner_id, **values)
        task.project_id = await self._project(wanted.project_id)
        if wanted.zone_id is not None:
            await self.zones.get(wanted.zone_id)
        if wanted.parent_id is not None:
            task.level = await self._level_below(wanted.parent_id)
        if due is not None:
            moment = due_of(due, (await days_of_owner(self.uow)).zone)
            task.due_on, task.due_at = moment.on, moment.at
        task.priority_rank = PRIORITY_RANK[Priority(wanted.priority)]
        task.title_key = wanted.title.casefold()
        task.search_words = searchable_words(wanted.title, wanted.description, wanted.tags)
        task.status = TaskStatus.TODO if status is TaskStatus.DONE else status
        if status is TaskStatus.IN_PROGRESS:
            task.started_at = self.uow.now()
        await self.tasks.add(task)
        self.uow.emit(task_event("task_created", task))
        if status is TaskStatus.DONE:
            await self.completion.complete_task(task.task_id)
        return await self.tasks.read(task.task_id)

    async def detail(self, task_id: str) -> dict[str, Any]:
        """One task with its steps, how far along it is, and what it waits for."""
        task = await self.tasks.read(task_id)
        steps = await self.steps.of_task(task_id)
        task["completion_percentage"] = completion_percentage(
            is_done=task["status"] == TaskStatus.DONE,
            estimated_hours=task["estimated_hours"],
            actual_hours=task["actual_hours"],
            step_count=len(steps),
            completed_step_count=sum(step["is_completed"] for step in steps),
        )
        task["micro_steps"] = steps
        is_blocked = task["status"] == TaskStatus.BLOCKED
        task["waits_for"] = await self.dependencies.open_blockers(task_id) if is_blocked else []
        return task

    async def update(self, task_id: str, wanted: TaskUpdate, *, expected_version: int | None = None) -> dict[str, Any]:
        """Change the given fields; a status among them goes the way of `set_status`.

        Raises:
            NotFound: the task, or a project, zone or parent named, is not the owner's.
            PreconditionFailed: the task is no longer at `expected_version`.
            ParentCycle: the new parent is a part of this task.
            NotForAgents: an agent decides who does it.
        """
        values = wanted.given()
        status = values.pop("status", None)
        before = await self.tasks.get(task_id)
        await self._resolve(before, values)
        if values or (expected_version is not None and status is None):
            changed = await self.tasks.change_task(task_id, values, expected_version=expected_version)
            self.uow.emit(task_event("task_update", changed, fields=sorted(wanted.given())))
            expected_version = None
        if status is not None:
            await self._move(task_id, StatusChange(status=status), expected_version=expected_version)
        return await self.tasks.read(task_id)

    async def _resolve(self, before: Task, values: dict[str, Any]) -> None:
        """Check references, and derive what follows from the given values."""
        if "project_id" in values:
            values["project_id"] = await self._project(values["project_id"])
        if values.get("zone_id") is not None:
            await self.zones.get(values["zone_id"])
        if "parent_id" in values and values["parent_id"] != before.parent_id:
            await self._reparent(before, values)
        if "due_date" in values:
            await self._set_due(values, values.pop("due_date"))
        if "delegation_mode" in values and values["delegation_mode"] != before.delegation_mode:
            await self._take_back(before, values["delegation_mode"])
        if "priority" in values:
            values["priority_rank"] = PRIORITY_RANK[values["priority"]]
        if "title" in values:
            values["title_key"] = values["title"].casefold()
        if any(name in values for name in WORDY):
            words = [values.get(name, getattr(before, name)) for name in WORDY]
            values["search_words"] = searchable_words(*words)

    async def _take_back(self, before: Task, mode: DelegationMode) -> None:
        """Whoever has a task loses it when its owner says that it is theirs again, or not needed."""
        refuse_agents(self.uow)
        if mode in {DelegationMode.DO, DelegationMode.DELETE}:
            await close_with_tasks(self.uow, [before.task_id], is_done=False)

    async def _project(self, project_id: str | None) -> str:
        if project_id is None:
            return await self.projects.inbox_id()
        return (await self.projects.get(project_id)).project_id

    async def _set_due(self, values: dict[str, Any], due: date | datetime | None) -> None:
        if due is None:
            values["due_on"], values["due_at"] = None, NO_DUE_DATE
            return
        moment = due_of(due, (await days_of_owner(self.uow)).zone)
        values["due_on"], values["due_at"] = moment.on, moment.at

    async def _level_below(self, parent_id: str) -> int:
        level = (await self.tasks.get(parent_id)).level + 1
        if level > MAX_LEVEL:
            raise TooDeep(f"Subtasks nest at most {MAX_LEVEL} deep.")
        return level

    async def _reparent(self, task: Task, values: dict[str, Any]) -> None:
        """Check that the new parent is no part of the task, and move its subtree to the new depth."""
        await self.uow.serialise("task_tree")
        parent_id = values["parent_id"]
        level = 0 if parent_id is None else await self._level_below(parent_id)
        above = parent_id
        while above is not None:
            if above == task.task_id:
                raise ParentCycle("A task cannot be a part of itself or of its own subtasks.")
            above = await self.tasks.parent_of(above)
        values["level"] = level
        layer = await self.tasks.child_keys([task.task_id])
        while layer:
            level += 1
            if level > MAX_LEVEL:
                raise TooDeep(f"Subtasks nest at most {MAX_LEVEL} deep.")
            await self.tasks.set_levels(layer, level)
            layer = await self.tasks.child_keys(layer)

    async def set_status(
        self, task_id: str, wanted: StatusChange, *, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Move a task; `done` pays once per completion, leaving `done` takes exactly that back.

        Raises:
            NotFound: not the owner's.
            PreconditionFailed: the task is no longer at `expected_version`.
        """
        xp_earned, following = await self._move(task_id, wanted, expected_version=expected_version)
        task = await self.tasks.read(task_id)
        task["xp_earned"] = xp_earned
        task["next_occurrence_id"] = following
        return task

    async def _move(
        self, task_id: str, wanted: StatusChange, *, expected_version: int | None
    ) -> tuple[int, str | None]:
        """`(XP paid or taken back, id of the next occurrence)`."""
        if expected_version is not None:
            await self.tasks.hold_at_version(task_id, expected_version)
        if wanted.status is TaskStatus.DONE:
            completed = await self.completion.complete_task(task_id, completed_at=wanted.completed_at)
            if completed is not None:
                await self._tell_those_who_wait(task_id)
                return completed.xp_earned, completed.next_occurrence_id
            await self.tasks.get(task_id)
            return 0, None
        reopened = await self.completion.reopen_task(task_id, wanted.status)
        if reopened is not None:
            await self._after_move(task_id, wanted.status)
            await self._tell_those_who_wait(task_id)
            return reopened.xp_earned, None
        moved = await self.tasks.move(task_id, wanted.status)
        if moved is None:
            await self.tasks.get(task_id)
            return 0, None
        await self._after_move(task_id, wanted.status)
        self.uow.emit(task_event("task_update", moved))
        return 0, None

    async def _after_move(self, task_id: str, status: TaskStatus) -> None:
        if status is TaskStatus.IN_PROGRESS:
            await self.tasks.mark_started(task_id)

    async def _tell_those_who_wait(self, task_id: str) -> None:
        """Tasks that waited for this one may read differently now."""
        for waiting in await self.dependencies.waiting_for(task_id):
            task = await self.tasks.read(waiting)
            self.uow.emit(Event("task_update", "task", waiting, {"task_id": waiting, "status": task["status"]}))

    async def delete(self, task_id: str) -> None:
        """Put a task and its subtasks in the bin.

        Raises:
            NotFound: not the owner's, or there already.
        """
        await self.tasks.get(task_id)
        await self.bin.put([task_id])

    async def restore(self, task_id: str) -> dict[str, Any]:
        """Take a task, and the subtasks that went with it, back out of the bin; within 30 days.

        Raises:
            NotFound: not the owner's, or purged. A task that is not in the bin answers as it is.
            ParentInBin: the task it is a part of is still in the bin.
        """
        binned_at = await self.tasks.binned_at(task_id)
        if binned_at is None:
            return await self.tasks.read(task_id)
        parent_id = await self.tasks.parent_of(task_id)
        if parent_id is not None and await self.tasks.find(parent_id) is None:
            raise ParentInBin("The task it is a part of is in the bin: restore that one first.", parent_id=parent_id)
        await self.bin.take([task_id], binned_at=binned_at)
        return await self.tasks.read(task_id)

    async def bulk_update(self, wanted: BulkUpdate) -> BulkAnswer:
        """The same change to many tasks; each succeeds or is named with its reason."""
        succeeded: list[str] = []
        errors: dict[str, str] = {}
        for task_id in sorted(dict.fromkeys(wanted.task_ids)):
            try:
                await self.update(task_id, wanted.updates)
                succeeded.append(task_id)
            except NotFound as refused:
                if refused.details["resource_type"] != "task" or refused.details["resource_id"] != task_id:
                    raise
                errors[task_id] = refused.message
            except (ParentCycle, TooDeep) as refused:
                errors[task_id] = refused.message
        return BulkAnswer(
            successful_count=len(succeeded),
            failed_count=len(errors),
            successful_ids=[key for key in dict.fromkeys(wanted.task_ids) if key in set(succeeded)],
            errors=errors,
        )

    async def tree(self, task_id: str) -> dict[str, Any]:
        """The task with its subtasks inside it, level by level, one query each."""
        top = await self.tasks.read(task_id)
        top["children"] = []
        layer = {task_id: top}
        while layer:
            below: dict[str, dict[str, Any]] = {}
            for child in await self.tasks.children_of(list(layer)):
                child["children"] = []
                layer[child["parent_id"]]["children"].append(child)
                below[child["task_id"]] = child
            layer = below
        return top

"""Taking a whole dump back."""

from collections.abc import Sequence
from typing import Any

from src.database.unit_of_work import UnitOfWork
from src.domain.capture.states import CaptureStatus, MadeKind
from src.repositories.capture import CaptureRepository
from src.repositories.projects import ProjectRepository
from src.schemas.tasks import TaskUpdate
from src.services.capture import save_key, tell
from src.services.energy import EnergyService
from src.services.projects import ProjectService
from src.services.tasks import TaskService
from src.services.xp import XpService


class CaptureUndoService:
    """One call, and it is as if nothing had been said; only the words themselves are kept."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.captures = CaptureRepository(uow)
        self.projects = ProjectRepository(uow)
        self.xp = XpService(uow)

    async def undo(self, capture_id: str) -> dict[str, Any]:
        """Take back everything that the capture made, and the XP it paid; asked again, nothing more happens.

        Raises:
            NotFound: not the owner's.
        """
        capture = await self.captures.hold(capture_id)
        made: dict[str, list[str]] = {kind: [] for kind in MadeKind}
        for result in await self.captures.results(capture_id):
            made[result.made_kind].append(result.made_id)
        tasks = await self._remove_tasks([*made[MadeKind.TASK], *made[MadeKind.NOTE]])
        energy = EnergyService(self.uow)
        taken = [await energy.take_back(each) or 0 for each in made[MadeKind.ENERGY]]
        projects = [each for each in made[MadeKind.PROJECT] if await self._remove_if_empty(each)]
        taken.append(await self.xp.reverse("capture", capture_id))
        taken.append(await self.xp.reverse("save", save_key(capture)))
        if capture.status != CaptureStatus.UNDONE:
            await self.captures.forget_results(capture_id)
            await self.captures.mark_undone(capture_id)
            tell(self.uow, "capture_undone", capture_id)
        return {
            "capture_id": capture_id,
            "status": CaptureStatus.UNDONE,
            "tasks_removed": tasks,
            "energy_removed": made[MadeKind.ENERGY],
            "projects_removed": projects,
            "xp_taken_back": -sum(taken),
        }

    async def _remove_tasks(self, task_ids: Sequence[str]) -> list[str]:
        """Put them in the bin, with what their recurrences have made since; those that went."""
        tasks = TaskService(self.uow)
        going = list(dict.fromkeys([*task_ids, *await self.captures.following(task_ids)]))
        for child in await tasks.tasks.open_child_keys(going):
            if child not in going:  # the person's own: it stays, on its own
                await tasks.update(child, TaskUpdate(parent_id=None))
        return await tasks.bin.put(going)

    async def _remove_if_empty(self, project_id: str) -> bool:
        project = await self.projects.find(project_id)
        if project is None or await self.projects.has_tasks(project_id):
            return False
        await ProjectService(self.uow).delete(project_id)
        return True

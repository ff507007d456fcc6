"""Saving what was read in a capture: tasks, notes, ideas, habits, shopping and energy, each item once."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from src.core.errors import Conflict, NotFound, RuleBroken
from src.database.models import Capture, CaptureResult, Project
from src.database.unit_of_work import Event, UnitOfWork
from src.domain.capture.answers import LONGEST_NAME
from src.domain.capture.model import ItemType
from src.domain.capture.states import CaptureStatus, MadeKind
from src.domain.search import fold
from src.domain.xp import SAVE
from src.repositories.capture import CaptureRepository
from src.repositories.projects import ProjectRepository
from src.schemas.capture import SaveItem, SaveRequest
from src.services.accounts import INBOX
from src.services.capture import save_key, tell
from src.services.capture_lessons import CaptureLessonService
from src.services.capture_tasks import BLANK, LONGEST_TITLE, task_from
from src.services.days import days_of_owner
from src.services.energy import EnergyService
from src.services.names import meant_name
from src.services.splitting_habits import SplittingHabitService
from src.services.task_splits import TaskSplitService
from src.services.tasks import TaskService
from src.services.xp import XpService

NOTES = frozenset({ItemType.NOTE, ItemType.IDEA, ItemType.ENERGY})
LONGEST_NOTES = 500
SHARED = "shared:"
MOST_SPLITS = 20
"""That one save makes; what else wants to be split is split when somebody asks."""


class NothingToSave(Conflict):
    """The capture has not been read, or was taken back."""


class TitleMissing(RuleBroken):
    """A new item needs words."""


class ItemRefused(RuleBroken):
    """What was read or answered is no task: a day outside the calendar, a label too long."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One item to save, and how it was read before the person's edits (None: a new one)."""

    item_id: str
    before: Mapping[str, Any] | None
    item: Mapping[str, Any]

    @property
    def is_marked_private(self) -> bool:
        """Whether the person says so, and the words it was read from do not (any more)."""
        before = self.before or BLANK
        is_as_read = before["is_sensitive"] and before["title"] == self.item["title"]
        return self.item["is_sensitive"] and not is_as_read


class CaptureSavingService:
    """Making what a dump says."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.captures = CaptureRepository(uow)

    async def save(self, wanted: SaveRequest) -> dict[str, Any]:
        """Make what the items say: each item once, however often it is saved; corrections are learned.

        Raises:
            NotFound: the capture, or an item named, is not the owner's.
            NothingToSave: it has not been read yet, or it was taken back.
            TitleMissing: a new item has no title.
        """
        capture = await self.captures.hold(wanted.capture_id)
        if capture.status in (CaptureStatus.RECEIVED, CaptureStatus.UNDONE):
            how = "taken back" if capture.status == CaptureStatus.UNDONE else "kept, and not read yet"
            raise NothingToSave(f"This capture was {how}. Read it again with `reparse`, then save it.")
        items = as_read(capture) if wanted.items is None else as_edited(capture, wanted.items)
        workshop = Workshop(self.uow, capture, await self.captures.results(capture.capture_id))
        for each in items:
            await workshop.make(each)
        await workshop.finish()
        if not workshop.made:
            return answer_of(capture.capture_id, [], xp_earned=0)
        await self.captures.mark_saved(capture.capture_id)
        await self._pay(capture)
        if workshop.has_made or capture.status != CaptureStatus.SAVED:
            tell(self.uow, "capture_saved", capture.capture_id, item_count=len(items))
        return answer_of(capture.capture_id, workshop.of(items))

    async def _pay(self, capture: Capture) -> None:
        await XpService(self.uow).award(
            "save",
            save_key(capture),
            SAVE,
            reason="Thoughts sorted",
            at=self.uow.now(),
            days=await days_of_owner(self.uow),
        )


class Workshop:
    """Makes the things of one capture; what an item has made before stays what it is."""

    def __init__(self, uow: UnitOfWork, capture: Capture, results: Iterable[CaptureResult]) -> None:
        self.uow = uow
        self.capture = capture
        self.made = {result.item_id: result for result in results}
        self.has_made = False
        self.projects = ProjectRepository(uow)
        self.learned_from: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
        self._project_names: list[str] | None = None
        self._to_split: list[str] = []

    def of(self, items: Iterable[Wanted]) -> list[CaptureResult]:
        """What these items have made, and every project that the capture made."""
        projects = [result for result in self.made.values() if result.made_kind == MadeKind.PROJECT]
        return [*(self.made[each.item_id] for each in items), *projects]

    async def make(self, wanted: Wanted) -> None:
        """Make one item's thing, unless it is there."""
        if wanted.item_id in self.made:
            return
        item = wanted.item
        if item["type"] == ItemType.ENERGY and item["energy_required"] is not None:
            kind, made_id = MadeKind.ENERGY, await self._record_energy(item)
        else:
            kind = MadeKind.NOTE if item["type"] in NOTES else MadeKind.TASK
            made_id = await self._make_task(wanted)
        await self._remember(wanted.item_id, kind, made_id, item["title"].strip() or self.capture.raw_text.strip())
        if wanted.before is not None:
            self.learned_from.append((wanted.before, item))

    async def finish(self) -> None:
        """What is done once for all items: learning from corrections, and splitting what wants to be split."""
        await CaptureLessonService(self.uow).learn(self.learned_from)
        if self._to_split:
            habits = await SplittingHabitService(self.uow).habits()
            for task_id in self._to_split[:MOST_SPLITS]:
                await TaskSplitService(self.uow).split_new(task_id, habits)

    async def _record_energy(self, item: Mapping[str, Any]) -> str:
        level, notes = item["energy_required"], item["title"][:LONGEST_NOTES]
        said_at = min(self.capture.created_at, self.uow.now())  # another host's clock may be ahead
        return (await EnergyService(self.uow).record(level, notes=notes, at=said_at)).snapshot.snapshot_id

    async def _make_task(self, wanted: Wanted) -> str:
        item = wanted.item
        project_id = await self._project(item["project_hint"])
        try:
            fields = task_from(item, self.capture, project_id, is_marked_private=wanted.is_marked_private)
        except ValueError as refused:
            raise ItemRefused(f"“{item['title'][:80]}” cannot be saved as it is.", field="items") from refused
        task = await TaskService(self.uow).create(fields)
        task_id: str = task["task_id"]
        if item["wants_split"]:
            self._to_split.append(task_id)
        return task_id

    async def _project(self, hint: str | None) -> str | None:
        """The project that is meant, made when there is none of that name. None: the Inbox."""
        hint = " ".join((hint or "").split())[:LONGEST_NAME].strip()
        if not any(each.isalnum() for each in hint) or fold(hint) == fold(INBOX):
            return None
        if self._project_names is None:
            await self.uow.serialise("project_names")
            self._project_names = await self.projects.active_names()
        name = meant_name(hint, self._project_names) or hint
        found = await self.projects.named(name)
        if found is None:
            found = await self.projects.add(Project(user_id=self.uow.owner_id, name=name))
            self._project_names.append(name)
            data = {"project_id": found.project_id, "name": name}
            self.uow.emit(Event("project_created", "project", found.project_id, data))
            await self._remember(f"project:{found.project_id}", MadeKind.PROJECT, found.project_id, name)
        elif f"project:{found.project_id}" not in self.made and SHARED + found.project_id not in self.made:
            await self._share(found)
        return found.project_id

    async def _share(self, project: Project) -> None:
        """A project that another dump made goes when the last of the dumps that use it is taken back."""
        if await CaptureRepository(self.uow).has_made_project(project.project_id):
            await self._remember(SHARED + project.project_id, MadeKind.PROJECT, project.project_id, project.name)

    async def _remember(self, item_id: str, kind: MadeKind, made_id: str, title: str) -> None:
        result = CaptureResult(
            user_id=self.uow.owner_id,
            capture_id=self.capture.capture_id,
            item_id=item_id,
            made_kind=kind,
            made_id=made_id,
            title=title[:LONGEST_TITLE],
            place=len(self.made),
            created_at=self.uow.now(),
        )
        self.made[item_id] = await self.uow.add(result)
        self.has_made = True


def as_read(capture: Capture) -> list[Wanted]:
    """Every item, as it was read."""
    return [Wanted(item["item_id"], item, item) for item in capture.items]


def as_edited(capture: Capture, edits: Sequence[SaveItem]) -> list[Wanted]:
    """The items named, with their edits, and the new ones; an item named twice counts once, as said last."""
    read = {item["item_id"]: item for item in capture.items}
    wanted: dict[str, Wanted] = {}
    twins: Counter[bytes] = Counter()
    for edit in edits:
        changes = _changes(edit)
        if edit.item_id is None:
            if not edit.title:
                raise TitleMissing("A new item needs a title.", field="items.title")
            said = orjson.dumps(changes, option=orjson.OPT_SORT_KEYS)
            twins[said] += 1
            item_id = _id_of_new(capture.capture_id, said, twins[said])
            wanted[item_id] = Wanted(item_id, None, {**BLANK, **changes})
        elif edit.item_id not in read:
            raise NotFound("capture_item", edit.item_id)
        else:
            before = read[edit.item_id]
            if "due_date" in changes and changes["due_date"] is None:
                changes.setdefault("due_time", None)
            wanted[edit.item_id] = Wanted(edit.item_id, before, {**before, **changes})
    return list(wanted.values())


def _changes(edit: SaveItem) -> dict[str, Any]:
    """What the person set; null empties a field that may be empty, and leaves the others as they are."""
    given = edit.model_dump(mode="json", include=set(BLANK), exclude_unset=True)
    return {name: value for name, value in given.items() if value is not None or BLANK[name] is None}


def _id_of_new(capture_id: str, said: bytes, number: int) -> str:
    """An identifier that the same new item, the `number`th of its twins, gets again when the request comes again."""
    return hashlib.sha256(b"\0".join((capture_id.encode(), str(number).encode(), said))).hexdigest()[:32]


def answer_of(capture_id: str, made: Iterable[CaptureResult], *, xp_earned: int = SAVE) -> dict[str, Any]:
    """What was made, by kind."""
    answer: dict[str, Any] = {
        "capture_id": capture_id,
        "tasks_created": [],
        "notes_created": [],
        "energy_recorded": [],
        "projects_created": [],
        "xp_earned": xp_earned,
    }
    for each in made:
        if each.made_kind == MadeKind.PROJECT and each.item_id.startswith(SHARED):
            continue
        if each.made_kind == MadeKind.PROJECT:
            answer["projects_created"].append({"project_id": each.made_id, "name": each.title})
        elif each.made_kind == MadeKind.ENERGY:
            answer["energy_recorded"].append({"snapshot_id": each.made_id, "title": each.title})
        else:
            name = "notes_created" if each.made_kind == MadeKind.NOTE else "tasks_created"
            answer[name].append({"task_id": each.made_id, "title": each.title})
    return answer

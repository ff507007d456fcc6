"""What is handed in for an assignment, the thread beside it, and as much of the task as its assignee sees."""

from typing import Any

from src.core.errors import Conflict, NotFound, RuleBroken
from src.database.models import AssignmentComment, AssignmentEvidence, TaskAssignment
from src.database.unit_of_work import GUEST, Event, UnitOfWork
from src.domain.delegation import HELD, OPEN, AssignmentStatus, EvidenceKind
from src.repositories.assignment_evidence import EvidenceRepository, ThreadRepository
from src.repositories.micro_steps import MicroStepRepository
from src.repositories.tasks import TaskRepository
from src.schemas.delegation import MAX_EVIDENCE, MAX_FILE_BYTES, LinkEvidence, TextEvidence
from src.services.assignment_events import signature

SHOWN_OF_TASK = ("title", "description", "priority", "due_date", "estimated_hours")
SHOWN_OF_STEP = ("step_id", "step_number", "description", "estimated_minutes", "is_completed")

SHOWN_OF_EVIDENCE = (
    "evidence_id", "kind", "label", "content", "file_name", "media_type", "byte_count", "added_by", "added_at", "epoch",
)  # fmt: skip


class EnoughEvidence(Conflict):
    """An assignment holds at most twenty pieces of evidence."""


class NotUnderway(Conflict):
    """Files are added while one works on it."""


class EvidenceService:
    """Evidence and threads of assignments that the caller has been found to have to do with."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.evidence = EvidenceRepository(uow)
        self.thread = ThreadRepository(uow)

    async def add_words(self, found: TaskAssignment, entry: TextEvidence | LinkEvidence) -> None:
        """Keep a text or a link.

        Raises:
            EnoughEvidence: there are twenty.
        """
        await self._add(found, kind=entry.kind, label=entry.label, content=entry.content)

    async def add_file(
        self, found: TaskAssignment, content: bytes, *, file_name: str, media_type: str, label: str | None
    ) -> dict[str, Any]:
        """Keep a small file.

        Raises:
            RuleBroken: it is empty, or larger than 1 MiB.
            NotUnderway: nobody works on the assignment now.
            EnoughEvidence: there are twenty.
        """
        if not 0 < len(content) <= MAX_FILE_BYTES:
            raise RuleBroken(f"A file has 1 to {MAX_FILE_BYTES} bytes.", field="body")
        if found.status not in HELD or (found.lease_expires_at or self.uow.now()) < self.uow.now():
            raise NotUnderway("Files are added while the assignment is accepted or in progress.", status=found.status)
        added = await self._add(
            found,
            kind=EvidenceKind.FILE,
            label=label,
            file_name=file_name,
            media_type=media_type,
            byte_count=len(content),
            file_bytes=content,
        )
        return {name: getattr(added, name) for name in SHOWN_OF_EVIDENCE}

    async def _add(self, found: TaskAssignment, **values: Any) -> AssignmentEvidence:
        await self.uow.serialise(f"evidence:{found.assignment_id}")
        if await self.evidence.count(found.assignment_id, of=found.user_id) >= MAX_EVIDENCE:
            raise EnoughEvidence(f"An assignment holds at most {MAX_EVIDENCE} pieces of evidence.", limit=MAX_EVIDENCE)
        return await self.evidence.add(
            AssignmentEvidence(
                user_id=found.user_id,
                assignment_id=found.assignment_id,
                epoch=found.epoch,
                added_by=await signature(self.uow),
                added_at=self.uow.now(),
                **values,
            )
        )

    async def file(self, found: TaskAssignment, evidence_id: str) -> AssignmentEvidence:
        """A file with its bytes.

        Raises:
            NotFound: there is no such file.
        """
        kept = await self.evidence.with_bytes(found.assignment_id, evidence_id, of=found.user_id)
        if kept is None or kept.file_bytes is None:
            raise NotFound("evidence", evidence_id)
        return kept

    async def remark(self, found: TaskAssignment, content: str) -> dict[str, Any]:
        """Say something in the thread; both sides hear of it.

        Raises:
            NotUnderway: the assignment is over.
        """
        if found.status == AssignmentStatus.PENDING and found.user_id == self.uow.owner_id and found.assignee_user_id:
            raise NotUnderway("They have not accepted it yet.", status=found.status)
        if found.status not in OPEN:
            raise NotUnderway(f"The assignment is {found.status}: its thread is closed.", status=found.status)
        comment = AssignmentComment(
            user_id=found.user_id,
            assignment_id=found.assignment_id,
            author=await signature(self.uow),
            content=content,
            created_at=self.uow.now(),
        )
        await self.thread.add(comment)
        event = Event(
            "assignment_commented",
            "assignment",
            found.assignment_id,
            {
                "assignment_id": found.assignment_id,
                "task_id": found.task_id,
                "comment_id": comment.comment_id,
                "agent_id": found.agent_id,
            },
        )
        with self.uow.on_behalf_of(found.user_id):
            self.uow.emit(event)
        if found.assignee_user_id is not None:
            self.uow.emit(event, to=found.assignee_user_id, actor=GUEST)
        return {name: getattr(comment, name) for name in ("comment_id", "author", "content", "created_at")}

    async def around(self, found: TaskAssignment, *, is_guest: bool) -> dict[str, Any]:
        """The task as its assignee sees it, the evidence and the thread, for the owner that the unit reaches.

        A guest, an agent or a person who was given the task, sees it while it is in their hands.
        """
        is_seen = not is_guest or found.status in OPEN
        task = await TaskRepository(self.uow).find_read(found.task_id) if is_seen else None
        steps = await MicroStepRepository(self.uow).of_task(found.task_id) if is_seen else []
        shown = {name: task[name] for name in SHOWN_OF_TASK} if task is not None else {}
        shown["steps"] = [{name: step[name] for name in SHOWN_OF_STEP} for step in steps]
        return {
            "task": {**shown, "content_is_data": True} if task is not None else None,
            "evidence": await self.evidence.of_assignment(found.assignment_id, of=found.user_id),
            "comments": await self.thread.of_assignment(found.assignment_id, of=found.user_id),
            "content_is_data": True,
        }

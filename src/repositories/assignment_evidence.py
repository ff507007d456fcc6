"""Queries of what was handed in for an assignment, and of the thread beside it."""

from typing import Any

from sqlalchemy import bindparam, func, select

from src.database.models import AssignmentComment, AssignmentEvidence
from src.repositories.base import OWNER_ID, OwnedRepository

_OF_IT = (
    AssignmentEvidence.user_id == OWNER_ID,
    AssignmentEvidence.assignment_id == bindparam("assignment_id"),
)
EVIDENCE = (
    select(AssignmentEvidence.evidence_id, AssignmentEvidence.kind, AssignmentEvidence.label,
           AssignmentEvidence.content, AssignmentEvidence.file_name, AssignmentEvidence.media_type,
           AssignmentEvidence.byte_count, AssignmentEvidence.added_by, AssignmentEvidence.added_at,
           AssignmentEvidence.epoch)
    .where(*_OF_IT)
    .order_by(AssignmentEvidence.evidence_id)
)  # fmt: skip
EVIDENCE_COUNT = select(func.count()).select_from(AssignmentEvidence).where(*_OF_IT)
FILE = select(AssignmentEvidence).where(*_OF_IT, AssignmentEvidence.evidence_id == bindparam("evidence_id"))
COMMENTS = (
    select(AssignmentComment.comment_id, AssignmentComment.author, AssignmentComment.content,
           AssignmentComment.created_at)
    .where(AssignmentComment.user_id == OWNER_ID, AssignmentComment.assignment_id == bindparam("assignment_id"))
    .order_by(AssignmentComment.comment_id)
)  # fmt: skip


class EvidenceRepository(OwnedRepository[AssignmentEvidence]):
    """Evidence of assignments of the tasks of `of`."""

    async def of_assignment(self, assignment_id: str, *, of: str) -> list[dict[str, Any]]:
        """Everything but the bytes of files, in the order it was handed in."""
        return await self.uow.wire(EVIDENCE, assignment_id=assignment_id, owner_id=of)

    async def count(self, assignment_id: str, *, of: str) -> int:
        return await self.uow.first(EVIDENCE_COUNT, assignment_id=assignment_id, owner_id=of) or 0

    async def with_bytes(self, assignment_id: str, evidence_id: str, *, of: str) -> AssignmentEvidence | None:
        return await self.uow.first(FILE, assignment_id=assignment_id, evidence_id=evidence_id, owner_id=of)


class ThreadRepository(OwnedRepository[AssignmentComment]):
    """The thread that owner and assignee share."""

    async def of_assignment(self, assignment_id: str, *, of: str) -> list[dict[str, Any]]:
        """Remarks, the oldest first."""
        return await self.uow.wire(COMMENTS, assignment_id=assignment_id, owner_id=of)

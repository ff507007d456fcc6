"""Delegation: who works on which task, under which lease, with which evidence."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, empty_list, id_column, one_of
from src.database.types import Instant, Json
from src.domain.delegation import AssignmentStatus, EvidenceKind, Turn
from src.domain.tasks import DelegationMode

OPEN = text("status IN ('pending', 'accepted', 'in_progress', 'submitted')")


class TaskAssignment(Timestamps, Base):
    """A task in somebody else's hands. Each step is one guarded update; `epoch` tells a late agent that it lost it."""

    __tablename__ = "task_assignments"
    __table_args__ = (
        UniqueConstraint("user_id", "assignment_id"),
        ForeignKeyConstraint(["user_id", "task_id"], ["tasks.user_id", "tasks.task_id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["user_id", "agent_id"], ["agents.user_id", "agents.agent_id"]),
        one_of("delegation_mode", DelegationMode),
        one_of("status", AssignmentStatus),
        one_of("turn", Turn),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress_range"),
        CheckConstraint("agent_id IS NULL OR assignee_user_id IS NULL", name="one_assignee"),
        Index(None, "user_id", "status", "assigned_at", "assignment_id"),
        Index(None, "user_id", "agent_id", "status"),
        Index(None, "assignee_user_id", "status"),
        Index(None, "status", "lease_expires_at"),
        Index("uq_task_assignments_open", "user_id", "task_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        {"comment": "Tasks in somebody else's hands; one that is open for each task."},
    )

    assignment_id: Mapped[str] = id_column("identifier of the assignment")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="owner of the task")
    task_id: Mapped[str] = mapped_column(comment="the task")
    delegation_mode: Mapped[str] = mapped_column(comment="do_with_me, delegate, or delete: an agent asks for that")
    agent_id: Mapped[str | None] = mapped_column(comment="the agent that has it; none: a person, or nobody yet")
    assignee_user_id: Mapped[str | None] = mapped_column(
        ForeignKey("users.user_id", ondelete="SET NULL"), comment="the person that has it"
    )
    agent_type: Mapped[str | None] = mapped_column(comment="kind of agent that may claim it; none: any")
    capabilities: Mapped[list[str]] = mapped_column(Json, default=empty_list, comment="what claiming it takes")
    assigned_by: Mapped[str] = mapped_column(comment="who delegated it: user:…, token:… or agent:…")
    status: Mapped[str] = mapped_column(default=AssignmentStatus.PENDING, comment="state, see docs/delegation.md")
    instructions: Mapped[str | None] = mapped_column(comment="what the owner said about it")
    lease_seconds: Mapped[int] = mapped_column(comment="how long an agent may hold it without a sign")
    lease_expires_at: Mapped[datetime | None] = mapped_column(
        Instant, comment="when it returns to whoever may claim it"
    )
    epoch: Mapped[int] = mapped_column(default=0, comment="grows each time it is taken or comes back")
    expiry_count: Mapped[int] = mapped_column(default=0, comment="how often a lease on it ran out")
    turn: Mapped[str | None] = mapped_column(comment="whose turn it is, for do_with_me: human or agent")
    progress: Mapped[int] = mapped_column(default=0, comment="0-100, as the assignee says")
    progress_note: Mapped[str | None] = mapped_column(comment="what the assignee last said about it")
    result: Mapped[str | None] = mapped_column(comment="what came of it")
    rejection_reason: Mapped[str | None] = mapped_column(comment="why it was declined or sent back")
    assigned_at: Mapped[datetime] = mapped_column(Instant, comment="when it was delegated")
    accepted_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was accepted or claimed")
    submitted_at: Mapped[datetime | None] = mapped_column(Instant, comment="when a result was handed in")
    completed_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was accepted as done")


class AssignmentLease(Base):
    """That an agent took an assignment: the trail, and how a late agent is told from a stranger."""

    __tablename__ = "assignment_leases"
    __table_args__ = (
        ForeignKeyConstraint(
            ["user_id", "assignment_id"],
            ["task_assignments.user_id", "task_assignments.assignment_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(["user_id", "agent_id"], ["agents.user_id", "agents.agent_id"]),
        Index(None, "user_id", "agent_id", "granted_at"),
        {"comment": "Which agent took which assignment, and when."},
    )

    user_id: Mapped[str] = mapped_column(primary_key=True, comment="owner of the task")
    assignment_id: Mapped[str] = mapped_column(primary_key=True, comment="the assignment")
    epoch: Mapped[int] = mapped_column(primary_key=True, comment="of the assignment from then on")
    agent_id: Mapped[str] = mapped_column(comment="the agent that took it")
    granted_at: Mapped[datetime] = mapped_column(Instant, comment="when")


class AssignmentEvidence(Base):
    """What shows that the work was done: words, a link, or a small file."""

    __tablename__ = "assignment_evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["user_id", "assignment_id"],
            ["task_assignments.user_id", "task_assignments.assignment_id"],
            ondelete="CASCADE",
        ),
        one_of("kind", EvidenceKind),
        CheckConstraint("byte_count <= 1048576", name="byte_count_range"),
        Index(None, "user_id", "assignment_id", "evidence_id"),
        {"comment": "What shows that delegated work was done."},
    )

    evidence_id: Mapped[str] = id_column("identifier of the evidence")
    user_id: Mapped[str] = mapped_column(comment="owner of the task")
    assignment_id: Mapped[str] = mapped_column(comment="the assignment")
    epoch: Mapped[int] = mapped_column(comment="of the assignment when it was handed in")
    kind: Mapped[str] = mapped_column(comment="text, link or file")
    label: Mapped[str | None] = mapped_column(comment="what it is, in a few words")
    content: Mapped[str | None] = mapped_column(comment="the words, or the address")
    file_name: Mapped[str | None] = mapped_column(comment="name of the file")
    media_type: Mapped[str | None] = mapped_column(comment="kind of file, as it was stated")
    byte_count: Mapped[int | None] = mapped_column(comment="size of the file, 1 MiB at most")
    file_bytes: Mapped[bytes | None] = mapped_column(LargeBinary, comment="the file")
    added_by: Mapped[str] = mapped_column(comment="who handed it in")
    added_at: Mapped[datetime] = mapped_column(Instant, comment="when")


class AssignmentComment(Base):
    """A remark in the thread that owner and assignee share."""

    __tablename__ = "assignment_comments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["user_id", "assignment_id"],
            ["task_assignments.user_id", "task_assignments.assignment_id"],
            ondelete="CASCADE",
        ),
        Index(None, "user_id", "assignment_id", "comment_id"),
        {"comment": "Threads of assignments."},
    )

    comment_id: Mapped[str] = id_column("identifier of the comment")
    user_id: Mapped[str] = mapped_column(comment="owner of the task")
    assignment_id: Mapped[str] = mapped_column(comment="the assignment")
    author: Mapped[str] = mapped_column(comment="who wrote it: user:…, token:… or agent:…")
    content: Mapped[str] = mapped_column(comment="1-10,000 characters")
    created_at: Mapped[datetime] = mapped_column(Instant, comment="when")

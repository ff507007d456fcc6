"""Tasks, their comments and what they wait for."""

import secrets
from datetime import UTC, date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, empty_list, id_column, one_of
from src.database.fulltext import POSTGRESQL_VECTOR
from src.database.types import Instant, Json, LocalDate
from src.domain.tasks import CaptureType, DelegationMode, LeafType, Priority, Scope, TaskSource, TaskStatus

NO_DUE_DATE = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""`tasks.due_at` of a task without a due date: one total order, no NULLs in keyset pages."""


def search_key() -> int:
    """A random 62-bit row id for the full-text index, which needs an integer."""
    return secrets.randbits(62)


MEASURED = (
    "status = 'done' AND deleted_at IS NULL AND delegation_mode <> 'delegate'"
    " AND estimated_hours > 0 AND actual_hours > 0"
)
"""Tasks that people finished themselves and that say how the estimate turned out. Text without parameters: only so do
both engines see that their partial index serves it."""


OF_TEMPLATE = "template_id IS NOT NULL AND status = 'done' AND deleted_at IS NULL AND actual_hours > 0"
"""Finished tasks that say how long the tasks of a template take."""


class Task(Timestamps, Base):
    """Something to do."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("user_id", "task_id"),
        UniqueConstraint("user_id", "series_id", "occurrence"),
        ForeignKeyConstraint(["user_id", "project_id"], ["projects.user_id", "projects.project_id"]),
        ForeignKeyConstraint(["user_id", "zone_id"], ["compass_zones.user_id", "compass_zones.zone_id"]),
        ForeignKeyConstraint(["user_id", "parent_id"], ["tasks.user_id", "tasks.task_id"]),
        one_of("status", TaskStatus),
        one_of("priority", Priority),
        one_of("scope", Scope),
        one_of("delegation_mode", DelegationMode),
        one_of("capture_type", CaptureType),
        one_of("task_source", TaskSource),
        one_of("leaf_type", LeafType),
        CheckConstraint("energy_required BETWEEN 1 AND 3", name="energy_required_range"),
        CheckConstraint("priority_rank BETWEEN 1 AND 4", name="priority_rank_range"),
        CheckConstraint("actual_hours >= 0", name="actual_hours_positive"),
        # Every list asks for rows outside the bin: with `deleted_at` second, each order is one covering range scan.
        Index(None, "user_id", "deleted_at", "created_at", "task_id"),
        Index(None, "user_id", "deleted_at", "status", "created_at", "task_id"),
        Index(None, "user_id", "deleted_at", "due_at", "task_id"),
        Index(None, "user_id", "deleted_at", "priority_rank", "task_id"),
        Index(None, "user_id", "deleted_at", "updated_at", "task_id"),
        Index(None, "user_id", "deleted_at", "title_key", "task_id"),
        Index(None, "user_id", "project_id", "status"),
        Index(None, "user_id", "zone_id", "status"),
        Index(None, "user_id", "parent_id"),
        Index(None, "deleted_at"),
        # What could be done next (repositories/candidates.py), and what is due: only open tasks are in it.
        Index(
            "ix_tasks_open",
            "user_id",
            "priority_rank",
            "due_at",
            "task_id",
            sqlite_where=text("deleted_at IS NULL AND status <> 'done'"),
            postgresql_where=text("deleted_at IS NULL AND status <> 'done'"),
        ),
        Index(
            "ix_tasks_measured", "user_id", "completed_at", "task_id",
            sqlite_where=text(MEASURED), postgresql_where=text(MEASURED),
        ),
        Index(
            "ix_tasks_of_template", "user_id", "template_id", "completed_at",
            sqlite_where=text(OF_TEMPLATE), postgresql_where=text(OF_TEMPLATE),
        ),
        Index("ix_tasks_search_words", text(POSTGRESQL_VECTOR), postgresql_using="gin").ddl_if(
            dialect="postgresql"
        ),
        Index("uq_tasks_search_id", "search_id", unique=True),
        {"comment": "Things to do."},
    )  # fmt: skip

    task_id: Mapped[str] = id_column("identifier of the task")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose task")
    project_id: Mapped[str] = mapped_column(comment="the project it lives in")
    zone_id: Mapped[str | None] = mapped_column(comment="the part of life it belongs to")
    parent_id: Mapped[str | None] = mapped_column(comment="the task it is a part of")
    level: Mapped[int] = mapped_column(default=0, comment="depth below its topmost task")
    title: Mapped[str] = mapped_column(comment="what to do, 1-255 characters")
    description: Mapped[str] = mapped_column(default="", comment="up to 10,000 characters")
    status: Mapped[str] = mapped_column(default=TaskStatus.TODO, comment="as the person set it")
    priority: Mapped[str] = mapped_column(default=Priority.MEDIUM, comment="low, medium, high or urgent")
    priority_rank: Mapped[int] = mapped_column(default=2, comment="1 low to 4 urgent, for sorting")
    estimated_hours: Mapped[float | None] = mapped_column(comment="how long it should take")
    actual_hours: Mapped[float] = mapped_column(default=0.0, comment="how long it took so far")
    tags: Mapped[list[str]] = mapped_column(Json, default=empty_list, comment="labels")
    due_on: Mapped[date | None] = mapped_column(LocalDate, comment="set when it is due on a day rather than at a time")
    due_at: Mapped[datetime] = mapped_column(
        Instant, default=lambda: NO_DUE_DATE, comment="when it is due; the last moment of due_on; 9999 when never"
    )
    start_date: Mapped[date | None] = mapped_column(LocalDate, comment="not before this day")
    recurrence: Mapped[str | None] = mapped_column(comment="RFC 5545 rule")
    recurrence_from: Mapped[str] = mapped_column(default="schedule", comment="schedule, or completion (every!)")
    series_id: Mapped[str | None] = mapped_column(comment="first task of a recurrence")
    occurrence: Mapped[int] = mapped_column(default=1, comment="number within its series: spawned exactly once")
    scope: Mapped[str] = mapped_column(default=Scope.SIMPLE, comment="simple, medium or complex")
    delegation_mode: Mapped[str] = mapped_column(default=DelegationMode.DO, comment="who does it")
    capture_type: Mapped[str] = mapped_column(default=CaptureType.TASK, comment="kind of thing")
    energy_required: Mapped[int | None] = mapped_column(comment="1 low, 2 medium, 3 high")
    is_meta_task: Mapped[bool] = mapped_column(default=False, comment="about the platform itself")
    task_source: Mapped[str] = mapped_column(default=TaskSource.USER, comment="where it came from")
    template_id: Mapped[str | None] = mapped_column(
        comment="the template it was made from; that may be gone, or built in"
    )
    custom_emoji: Mapped[str | None] = mapped_column(comment="the person's own picture for it")
    leaf_type: Mapped[str | None] = mapped_column(comment="digital, physical or social")
    started_at: Mapped[datetime | None] = mapped_column(Instant, comment="first time in progress")
    completed_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was done")
    completion_count: Mapped[int] = mapped_column(default=0, comment="how often it was completed; keys its XP")
    deleted_at: Mapped[datetime | None] = mapped_column(Instant, comment="in the bin since; purged after 30 days")
    version: Mapped[int] = mapped_column(default=1, comment="grows with every change; the ETag")
    title_key: Mapped[str] = mapped_column(
        String().with_variant(String(collation="C"), "postgresql"), comment="title folded for sorting"
    )
    search_id: Mapped[int] = mapped_column(BigInteger, default=search_key, comment="row id in the full-text index")
    search_words: Mapped[str] = mapped_column(comment="distinct words of title, description and tags, folded")


class TaskComment(Timestamps, Base):
    """A remark on a task."""

    __tablename__ = "task_comments"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "task_id"], ["tasks.user_id", "tasks.task_id"], ondelete="CASCADE"),
        Index(None, "user_id", "task_id", "comment_id"),
        {"comment": "Remarks on tasks."},
    )

    comment_id: Mapped[str] = id_column("identifier of the comment")
    user_id: Mapped[str] = mapped_column(comment="owner of the task")
    task_id: Mapped[str] = mapped_column(comment="the task it is about")
    author: Mapped[str] = mapped_column(comment="who wrote it: user:…, token:… or agent:…")
    content: Mapped[str] = mapped_column(comment="1-10,000 characters")


class TaskDependency(Base):
    """One task waits for another."""

    __tablename__ = "task_dependencies"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "task_id"], ["tasks.user_id", "tasks.task_id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["user_id", "depends_on_id"], ["tasks.user_id", "tasks.task_id"], ondelete="CASCADE"),
        CheckConstraint("task_id <> depends_on_id", name="not_itself"),
        Index(None, "user_id", "depends_on_id"),
        {"comment": "Which task waits for which."},
    )

    user_id: Mapped[str] = mapped_column(primary_key=True, comment="owner of both tasks")
    task_id: Mapped[str] = mapped_column(primary_key=True, comment="the task that waits")
    depends_on_id: Mapped[str] = mapped_column(primary_key=True, comment="the task it waits for")
    created_at: Mapped[datetime] = mapped_column(Instant, comment="when it was linked")

"""Micro-steps: the 1-10 minute pieces of a task."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, id_column, one_of
from src.database.types import Instant
from src.domain.tasks import DelegationMode, LeafType


class MicroStep(Timestamps, Base):
    """A piece of a task that takes a few minutes."""

    __tablename__ = "micro_steps"
    __table_args__ = (
        UniqueConstraint("user_id", "step_id"),
        ForeignKeyConstraint(["user_id", "task_id"], ["tasks.user_id", "tasks.task_id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["user_id", "split_id"], ["task_splits.user_id", "task_splits.split_id"]),
        one_of("delegation_mode", DelegationMode),
        one_of("leaf_type", LeafType),
        CheckConstraint("estimated_minutes BETWEEN 1 AND 10", name="estimated_minutes_range"),
        Index(None, "user_id", "task_id", "step_number"),
        Index(None, "user_id", "split_id"),
        Index(None, "user_id", "parent_step_id"),
        {"comment": "Pieces of tasks that take 1-10 minutes."},
    )

    step_id: Mapped[str] = id_column("identifier of the step")
    user_id: Mapped[str] = mapped_column(comment="owner of the task")
    task_id: Mapped[str] = mapped_column(comment="the task it is a piece of")
    split_id: Mapped[str | None] = mapped_column(comment="the split that made it; none: added by hand")
    parent_step_id: Mapped[str | None] = mapped_column(comment="the step it was a part of, which it replaced")
    step_number: Mapped[int] = mapped_column(comment="place among the task's steps, from 1")
    description: Mapped[str] = mapped_column(comment="what to do, starting with a verb")
    short_label: Mapped[str | None] = mapped_column(comment="a few words for small screens")
    estimated_minutes: Mapped[int] = mapped_column(comment="1-10")
    actual_minutes: Mapped[int | None] = mapped_column(comment="how long it took")
    emoji: Mapped[str | None] = mapped_column(comment="a picture for it")
    delegation_mode: Mapped[str] = mapped_column(default=DelegationMode.DO, comment="who does it")
    leaf_type: Mapped[str | None] = mapped_column(comment="digital, physical or social")
    reasoning: Mapped[str | None] = mapped_column(comment="why this step")
    confidence: Mapped[float | None] = mapped_column(comment="0-1, of the splitter")
    is_completed: Mapped[bool] = mapped_column(default=False, comment="done")
    completed_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was done")
    completion_count: Mapped[int] = mapped_column(default=0, comment="how often it was completed; keys its XP")

"""What the secretary remembers: suggestions that were passed over, and tasks moved many at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, empty_list, id_column, one_of
from src.database.types import Instant, Json
from src.domain.sweeps import SweepKind


class TaskSkip(Base):
    """Somebody passed over a suggestion. Three of them change the advice, and nothing else."""

    __tablename__ = "task_skips"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "task_id"], ["tasks.user_id", "tasks.task_id"], ondelete="CASCADE"),
        Index(None, "user_id", "skipped_at"),
        Index(None, "user_id", "task_id", "skipped_at"),
        {"comment": "Suggestions that were passed over."},
    )

    skip_id: Mapped[str] = id_column("identifier of the skip")
    user_id: Mapped[str] = mapped_column(comment="who")
    task_id: Mapped[str] = mapped_column(comment="the task that was suggested")
    reason: Mapped[str | None] = mapped_column(comment="why, if told")
    skipped_at: Mapped[datetime] = mapped_column(Instant, comment="when")


class TaskSweep(Base):
    """Many tasks moved or put away in one call, with what each of them was before: one undo takes all of it back."""

    __tablename__ = "task_sweeps"
    __table_args__ = (
        UniqueConstraint("user_id", "sweep_id"),
        one_of("kind", SweepKind),
        Index(None, "user_id", "kind", "swept_at"),
        {"comment": "Tasks moved or put away together, and how to take it back."},
    )

    sweep_id: Mapped[str] = id_column("identifier of the sweep")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose tasks")
    kind: Mapped[str] = mapped_column(comment="evening or fresh_start")
    changes: Mapped[list[dict[str, Any]]] = mapped_column(
        Json, default=empty_list, comment="for each task what was done, and what it was before"
    )
    swept_at: Mapped[datetime] = mapped_column(Instant, comment="when")
    undone_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was taken back")

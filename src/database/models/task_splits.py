"""Splits of tasks into steps, and what a person's own steps taught."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, empty_list, empty_object, id_column, one_of
from src.database.types import Instant, Json
from src.domain.splitting import Verdict

SPLIT_METHODS = ("ai", "rules", "template", "pattern")


class TaskSplit(Base):
    """One split of a task. At most one of a task is current: the unique key lets only one of two requests make it."""

    __tablename__ = "task_splits"
    __table_args__ = (
        UniqueConstraint("user_id", "split_id"),
        ForeignKeyConstraint(["user_id", "task_id"], ["tasks.user_id", "tasks.task_id"], ondelete="CASCADE"),
        one_of("method", SPLIT_METHODS),
        Index(None, "user_id", "task_id"),
        Index(
            "uq_task_splits_current",
            "user_id",
            "task_id",
            unique=True,
            sqlite_where=text("is_current = 1"),
            postgresql_where=text("is_current"),
        ),
        {"comment": "Splits of tasks into steps."},
    )

    split_id: Mapped[str] = id_column("identifier of the split")
    user_id: Mapped[str] = mapped_column(comment="owner of the task")
    task_id: Mapped[str] = mapped_column(comment="the task that was split")
    kind: Mapped[str] = mapped_column(comment="kind of task, as the splitter read it")
    method: Mapped[str] = mapped_column(comment="ai, rules, template or pattern")
    reasoning: Mapped[str] = mapped_column(comment="why these steps")
    phases: Mapped[list[str]] = mapped_column(Json, default=empty_list, comment="parts of a long task, in order")
    options: Mapped[dict[str, Any]] = mapped_column(Json, default=empty_object, comment="what was asked for")
    is_current: Mapped[bool] = mapped_column(default=True, comment="false: a newer split has replaced it")
    created_at: Mapped[datetime] = mapped_column(Instant, comment="when it was made")


class SplittingSample(Base):
    """What one lived step says about step sizes. Habits are worked out from these, never stored beside them."""

    __tablename__ = "splitting_samples"
    __table_args__ = (
        one_of("verdict", Verdict),
        CheckConstraint("planned_minutes BETWEEN 1 AND 10", name="planned_minutes_range"),
        Index(None, "user_id", "sampled_at", "step_id"),
        {"comment": "What lived steps said about their size: the splitter's memory of a person."},
    )

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="whose step"
    )
    step_id: Mapped[str] = mapped_column(primary_key=True, comment="the step; it may be gone")
    kind: Mapped[str] = mapped_column(comment="kind of task it was a piece of")
    verdict: Mapped[str | None] = mapped_column(comment="too_large, too_small, just_right or abandoned")
    planned_minutes: Mapped[int] = mapped_column(comment="1-10")
    actual_minutes: Mapped[int | None] = mapped_column(comment="how long it took, when measured")
    sampled_at: Mapped[datetime] = mapped_column(Instant, comment="when it was last said")

"""Agents: software that works on the tasks of the person who registered it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, empty_list
from src.database.types import Instant, Json, LocalDate


class Agent(Timestamps, Base):
    """A principal of its own. What it is doing follows from its assignments and its last heartbeat."""

    __tablename__ = "agents"
    __table_args__ = (
        CheckConstraint("max_concurrent_tasks BETWEEN 1 AND 100", name="max_concurrent_tasks_range"),
        CheckConstraint("assignments_per_day > 0", name="assignments_per_day_positive"),
        Index(None, "user_id", "agent_type"),
        {"comment": "Software that works on people's tasks."},
    )

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="whose agent"
    )
    agent_id: Mapped[str] = mapped_column(primary_key=True, comment="its name for this person, chosen by them")
    name: Mapped[str] = mapped_column(comment="how people see it")
    agent_type: Mapped[str] = mapped_column(comment="kind of work, e.g. backend-tdd")
    capabilities: Mapped[list[str]] = mapped_column(Json, default=empty_list, comment="what it can do, in words")
    max_concurrent_tasks: Mapped[int] = mapped_column(default=1, comment="assignments it may hold at once")
    assignments_per_day: Mapped[int | None] = mapped_column(comment="how many it may take on an own day; none: any")
    taken_date: Mapped[date | None] = mapped_column(LocalDate, comment="own day that taken_count belongs to")
    taken_count: Mapped[int] = mapped_column(default=0, comment="assignments it took on that day")
    may_complete: Mapped[bool] = mapped_column(default=False, comment="its owner lets it complete its own work")
    is_paused: Mapped[bool] = mapped_column(default=False, comment="takes nothing while true")
    last_heartbeat_at: Mapped[datetime | None] = mapped_column(Instant, comment="last sign of it")
    removed_at: Mapped[datetime | None] = mapped_column(Instant, comment="when its owner removed it; its trail stays")

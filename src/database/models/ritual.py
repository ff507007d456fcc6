"""The morning ritual and the evening close."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, id_column
from src.database.types import Instant, LocalDate


class MorningRitual(Base):
    """A person's morning: done or skipped, once for each of their days."""

    __tablename__ = "morning_rituals"
    __table_args__ = (
        UniqueConstraint("user_id", "ritual_id"),
        UniqueConstraint("user_id", "completion_date"),
        {"comment": "Mornings: up to three focus tasks for a day, or skipped."},
    )

    ritual_id: Mapped[str] = id_column("identifier of the ritual")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose morning")
    completion_date: Mapped[date] = mapped_column(LocalDate, comment="the person's own day, in its zone then")
    completed_at: Mapped[datetime] = mapped_column(Instant, comment="when")
    is_skipped: Mapped[bool] = mapped_column(default=False, comment="true: not today, which is fine")


class RitualTask(Base):
    """A focus task of one morning. The task may be purged; its title stays."""

    __tablename__ = "ritual_tasks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["user_id", "ritual_id"], ["morning_rituals.user_id", "morning_rituals.ritual_id"], ondelete="CASCADE"
        ),
        CheckConstraint("place BETWEEN 1 AND 3", name="place_range"),
        UniqueConstraint("ritual_id", "task_id"),
        Index(None, "user_id", "task_id"),
        {"comment": "Focus tasks of mornings."},
    )

    ritual_id: Mapped[str] = mapped_column(primary_key=True, comment="the morning")
    place: Mapped[int] = mapped_column(primary_key=True, comment="1 to 3")
    user_id: Mapped[str] = mapped_column(comment="whose morning")
    task_id: Mapped[str] = mapped_column(comment="the task; it may be gone")
    title: Mapped[str] = mapped_column(comment="its title then")


class EveningClose(Base):
    """The end of a person's day: what went well, and what became of the rest. Once a day, and undoable."""

    __tablename__ = "evening_closes"
    __table_args__ = (
        UniqueConstraint("user_id", "closing_date"),
        ForeignKeyConstraint(["user_id", "sweep_id"], ["task_sweeps.user_id", "task_sweeps.sweep_id"]),
        {"comment": "Ends of days: what went well, and the sweep that moved the rest."},
    )

    close_id: Mapped[str] = id_column("identifier of the evening close")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose evening")
    closing_date: Mapped[date] = mapped_column(LocalDate, comment="the person's own day, in its zone then")
    closed_at: Mapped[datetime] = mapped_column(Instant, comment="when")
    went_well: Mapped[str | None] = mapped_column(comment="in the person's own words")
    sweep_id: Mapped[str] = mapped_column(comment="what it moved or dropped, to take it back")

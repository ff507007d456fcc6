"""What keeps a streak alive besides days: pauses, and reserves that were earned."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, id_column
from src.database.types import Instant, LocalDate


class StreakPause(Base):
    """Days on which nothing is expected. One without an end lasts until the person is back."""

    __tablename__ = "streak_pauses"
    __table_args__ = (
        CheckConstraint("last_date IS NULL OR last_date >= first_date", name="dates_in_order"),
        Index(None, "user_id", "first_date"),
        Index(
            "uq_streak_pauses_lasting",
            "user_id",
            unique=True,
            sqlite_where=text("last_date IS NULL"),
            postgresql_where=text("last_date IS NULL"),
        ),
        {"comment": "Days on which people rest: their streaks stand still."},
    )

    pause_id: Mapped[str] = id_column("identifier of the pause")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="who rests")
    first_date: Mapped[date] = mapped_column(LocalDate, comment="first own day of it")
    last_date: Mapped[date | None] = mapped_column(LocalDate, comment="last own day of it; none: it lasts")
    created_at: Mapped[datetime] = mapped_column(Instant, comment="when it was set")


class StreakReserve(Base):
    """A reserve that was earned, on top of the two of each week. What is left of them follows from the days."""

    __tablename__ = "streak_reserves"
    __table_args__ = (
        UniqueConstraint("user_id", "source", "source_id"),
        {"comment": "Streak reserves that people earned."},
    )

    reserve_id: Mapped[str] = id_column("identifier of the reserve")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="who earned it")
    source: Mapped[str] = mapped_column(comment="where it came from, e.g. mystery_box")
    source_id: Mapped[str] = mapped_column(comment="which one")
    earned_date: Mapped[date] = mapped_column(LocalDate, comment="the own day on which it was earned")
    earned_at: Mapped[datetime] = mapped_column(Instant, comment="when")


class StreakMilestone(Base):
    """A length that a streak has come to. Celebrated again only by a streak that began after `reached_date`."""

    __tablename__ = "streak_milestones"
    __table_args__ = ({"comment": "Lengths that streaks have come to: the guard of milestones and their boxes."},)

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="whose streak"
    )
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="days of streak")
    reached_date: Mapped[date] = mapped_column(LocalDate, comment="the own day on which it was last celebrated")
    reached_at: Mapped[datetime] = mapped_column(Instant, comment="when it was last celebrated")

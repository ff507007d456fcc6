"""Energy: how much of it somebody had, and when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, id_column
from src.database.types import Instant


class EnergySnapshot(Base):
    """How much energy a person said they had at one moment."""

    __tablename__ = "energy_snapshots"
    __table_args__ = (
        CheckConstraint("energy_level BETWEEN 1 AND 3", name="energy_level_range"),
        Index(None, "user_id", "recorded_at", "snapshot_id"),
        {"comment": "How much energy people said they had."},
    )

    snapshot_id: Mapped[str] = id_column("identifier of the snapshot")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose energy")
    energy_level: Mapped[int] = mapped_column(comment="1 low, 2 medium, 3 high")
    notes: Mapped[str | None] = mapped_column(comment="up to 500 characters")
    recorded_at: Mapped[datetime] = mapped_column(Instant, comment="the moment it is about")
    created_at: Mapped[datetime] = mapped_column(Instant, comment="when it was written down")

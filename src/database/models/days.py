"""How a person's days were divided before they changed their time zone or their day start."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base
from src.database.types import Instant


class PastDayRule(Base):
    """A zone and day start that were in force until a moment. What is in force now stands in `users`."""

    __tablename__ = "past_day_rules"
    __table_args__ = (
        CheckConstraint("day_start_hour BETWEEN 0 AND 6", name="day_start_hour_range"),
        {"comment": "Time zones and day starts that people had before: a change never rewrites the past."},
    )

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="whose days"
    )
    until_at: Mapped[datetime] = mapped_column(Instant, primary_key=True, comment="when it stopped being in force")
    timezone: Mapped[str] = mapped_column(comment="IANA zone until then")
    day_start_hour: Mapped[int] = mapped_column(comment="local hour (0-6) at which a day began until then")

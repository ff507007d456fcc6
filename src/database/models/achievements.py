"""What people have unlocked. The criteria are data of the code (`src/domain/achievements`)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base
from src.database.types import Instant


class UserAchievement(Base):
    """An achievement of a person: unlocked once, and kept whatever is taken back later."""

    __tablename__ = "user_achievements"
    __table_args__ = ({"comment": "Achievements that people unlocked."},)

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="who"
    )
    achievement_id: Mapped[str] = mapped_column(primary_key=True, comment="which one, e.g. first-task")
    xp_reward: Mapped[int] = mapped_column(comment="what it paid")
    unlocked_at: Mapped[datetime] = mapped_column(Instant, comment="when")


class UserBadge(Base):
    """A badge of a person, given once."""

    __tablename__ = "user_badges"
    __table_args__ = ({"comment": "Badges that people were given."},)

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="who"
    )
    badge_id: Mapped[str] = mapped_column(primary_key=True, comment="which one, e.g. 3-day-streak")
    given_at: Mapped[datetime] = mapped_column(Instant, comment="when")


class UserTheme(Base):
    """A theme that a person may use; at most one is in use, the first one when none is."""

    __tablename__ = "user_themes"
    __table_args__ = (
        Index(
            "uq_user_themes_active",
            "user_id",
            unique=True,
            sqlite_where=text("is_active = 1"),
            postgresql_where=text("is_active"),
        ),
        {"comment": "Themes that people unlocked."},
    )

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="who"
    )
    theme: Mapped[str] = mapped_column(primary_key=True, comment="which one, e.g. neon-nights")
    is_active: Mapped[bool] = mapped_column(default=False, comment="in use")
    unlocked_at: Mapped[datetime] = mapped_column(Instant, comment="when")

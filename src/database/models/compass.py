"""Compass zones: the parts of a person's life."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, id_column


class CompassZone(Timestamps, Base):
    """A part of life that tasks belong to."""

    __tablename__ = "compass_zones"
    __table_args__ = (
        UniqueConstraint("user_id", "zone_id"),
        Index(
            "uq_compass_zones_name",
            "user_id",
            "name_key",
            unique=True,
            sqlite_where=text("is_active = 1"),
            postgresql_where=text("is_active"),
        ),
        {"comment": "Parts of life: Work, Life, Self …"},
    )

    zone_id: Mapped[str] = id_column("identifier of the zone")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose zone")
    name: Mapped[str] = mapped_column(comment="its name")
    name_key: Mapped[str] = mapped_column(comment="name folded for comparison: no two zones in use share it")
    icon: Mapped[str] = mapped_column(comment="an emoji")
    color: Mapped[str] = mapped_column(comment="#rrggbb")
    simple_goal: Mapped[str | None] = mapped_column(comment="what this part of life is for, in a sentence")
    sort_order: Mapped[int] = mapped_column(comment="place in lists, from 1")
    is_active: Mapped[bool] = mapped_column(default=True, comment="false: put away")

"""Projects: where tasks live."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, empty_object, id_column
from src.database.types import Json, LocalDate


class Project(Timestamps, Base):
    """A named list of tasks. Everybody has one Inbox, which cannot be deleted."""

    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("user_id", "project_id"),
        Index(
            "uq_projects_inbox",
            "user_id",
            unique=True,
            sqlite_where=text("is_inbox = 1"),
            postgresql_where=text("is_inbox"),
        ),
        {"comment": "Named lists of tasks."},
    )

    project_id: Mapped[str] = id_column("identifier of the project")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose project")
    name: Mapped[str] = mapped_column(comment="its name")
    description: Mapped[str] = mapped_column(default="", comment="what it is about")
    is_active: Mapped[bool] = mapped_column(default=True, comment="false: put away")
    is_inbox: Mapped[bool] = mapped_column(default=False, comment="the place of tasks without a project")
    start_date: Mapped[date | None] = mapped_column(LocalDate, comment="when it begins")
    end_date: Mapped[date | None] = mapped_column(LocalDate, comment="when it should be done")
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=empty_object, comment="open object for clients")

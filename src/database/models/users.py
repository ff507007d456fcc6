"""People."""

from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, empty_object, id_column, one_of
from src.database.types import Json


class User(Timestamps, Base):
    """A person with an account. Names and addresses are unique without regard to case (`…_key`)."""

    __tablename__ = "users"
    __table_args__ = (
        one_of("plan", ("free", "premium")),
        CheckConstraint("day_start_hour BETWEEN 0 AND 6", name="day_start_hour_range"),
        {"comment": "People with an account."},
    )

    user_id: Mapped[str] = id_column("identifier of the person")
    username: Mapped[str] = mapped_column(comment="name as the person wrote it")
    username_key: Mapped[str] = mapped_column(unique=True, comment="name folded for comparison")
    email: Mapped[str] = mapped_column(comment="address as the person wrote it")
    email_key: Mapped[str] = mapped_column(unique=True, comment="address folded for comparison")
    password_hash: Mapped[str] = mapped_column(comment="argon2id")
    full_name: Mapped[str | None] = mapped_column(comment="how to address the person")
    timezone: Mapped[str] = mapped_column(default="UTC", comment="IANA zone that the person's days belong to")
    day_start_hour: Mapped[int] = mapped_column(default=4, comment="local hour (0-6) at which a day begins")
    avatar_url: Mapped[str | None] = mapped_column(comment="picture")
    bio: Mapped[str | None] = mapped_column(comment="a few words about the person")
    preferences: Mapped[dict[str, Any]] = mapped_column(Json, default=empty_object, comment="open object for clients")
    plan: Mapped[str] = mapped_column(default="free", comment="free or premium: decides the rate limit")
    is_admin: Mapped[bool] = mapped_column(default=False, comment="may grant XP and see the server's state")
    is_active: Mapped[bool] = mapped_column(default=True, comment="false: may not sign in")

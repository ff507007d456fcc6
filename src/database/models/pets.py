"""Pets: they grow with what their people do, and they wait."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, id_column, one_of
from src.database.types import Instant
from src.domain.pets import Species


class UserPet(Timestamps, Base):
    """A person's pet. Needs are worked out when they are read, from what they were at `measured_at`."""

    __tablename__ = "user_pets"
    __table_args__ = (
        UniqueConstraint("user_id"),
        UniqueConstraint("user_id", "pet_id"),
        one_of("species", Species),
        CheckConstraint("evolution_stage BETWEEN 1 AND 3", name="evolution_stage_range"),
        CheckConstraint("xp >= 0", name="xp_positive"),
        {"comment": "Pets, one a person."},
    )

    pet_id: Mapped[str] = id_column("identifier of the pet")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose pet")
    species: Mapped[str] = mapped_column(comment="dog, cat, dragon, owl or fox")
    name: Mapped[str] = mapped_column(comment="1-100 characters")
    xp: Mapped[int] = mapped_column(BigInteger, default=0, comment="sum of its meals")
    fullness: Mapped[float] = mapped_column(default=70.0, comment="0-100 at measured_at")
    happiness: Mapped[float] = mapped_column(default=70.0, comment="0-100 at measured_at")
    measured_at: Mapped[datetime] = mapped_column(Instant, comment="when fullness and happiness were that")
    evolution_stage: Mapped[int] = mapped_column(default=1, comment="1 baby, 2 teen, 3 adult")
    highest_level: Mapped[int] = mapped_column(default=1, comment="the highest level that was celebrated: each is once")
    fed_at: Mapped[datetime | None] = mapped_column(Instant, comment="last treat")
    played_at: Mapped[datetime | None] = mapped_column(Instant, comment="last time somebody played with it")
    visited_at: Mapped[datetime | None] = mapped_column(Instant, comment="last time its person did something")


class PetMeal(Base):
    """What a pet ate of one completion, so that taking the completion back takes exactly that back."""

    __tablename__ = "pet_meals"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "pet_id"], ["user_pets.user_id", "user_pets.pet_id"], ondelete="CASCADE"),
        {"comment": "What pets ate, one row for each completion."},
    )

    user_id: Mapped[str] = mapped_column(primary_key=True, comment="whose pet")
    source: Mapped[str] = mapped_column(primary_key=True, comment="kind of effort, as in the ledger")
    source_id: Mapped[str] = mapped_column(primary_key=True, comment="which one, as in the ledger")
    pet_id: Mapped[str] = mapped_column(comment="the pet")
    xp: Mapped[int] = mapped_column(comment="what the effort paid")
    fullness_gain: Mapped[float] = mapped_column(comment="by how much it was fuller")
    happiness_gain: Mapped[float] = mapped_column(comment="by how much it was happier")
    eaten_at: Mapped[datetime] = mapped_column(Instant, comment="when")

"""Surprises on top of certain pay, and rewards that people promise themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, id_column, one_of
from src.database.types import Instant, Json
from src.domain.rewards import BoxType


class RewardClaim(Base):
    """The surprise of one completion, drawn once. The seed lets anybody draw it again and find the same."""

    __tablename__ = "reward_claims"
    __table_args__ = (
        UniqueConstraint("user_id", "task_id", "completion_number"),
        Index(None, "user_id", "claimed_at"),
        {"comment": "Surprises that were drawn, one for each completion."},
    )

    claim_id: Mapped[str] = id_column("identifier of the claim")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose")
    task_id: Mapped[str] = mapped_column(comment="the task; it may be gone")
    completion_number: Mapped[int] = mapped_column(comment="which completion of it")
    reward_type: Mapped[str] = mapped_column(comment="what was asked for, e.g. standard")
    seed: Mapped[str] = mapped_column(comment="what the draw came from")
    tier: Mapped[str] = mapped_column(comment="normal, good, great, amazing, legendary or critical_hit")
    multiplier: Mapped[int] = mapped_column(comment="1 to 10")
    xp_earned: Mapped[int] = mapped_column(comment="what the completion had paid")
    bonus_xp: Mapped[int] = mapped_column(comment="xp_earned * (multiplier - 1)")
    streak_bonus: Mapped[int] = mapped_column(comment="on top for the streak")
    box_id: Mapped[str | None] = mapped_column(comment="the mystery box it gave")
    claimed_at: Mapped[datetime] = mapped_column(Instant, comment="when")


class MysteryBox(Base):
    """A box of a person, opened once. What lies in it follows from its seed."""

    __tablename__ = "mystery_boxes"
    __table_args__ = (
        UniqueConstraint("user_id", "source", "source_id"),
        one_of("box_type", BoxType),
        Index(None, "user_id", "opened_at", "earned_at"),
        {"comment": "Mystery boxes that people were given."},
    )

    box_id: Mapped[str] = id_column("identifier of the box")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose")
    box_type: Mapped[str] = mapped_column(comment="bronze, silver or gold")
    source: Mapped[str] = mapped_column(comment="what gave it: claim or streak")
    source_id: Mapped[str] = mapped_column(comment="which one: the task, or length and day of the streak")
    seed: Mapped[str] = mapped_column(comment="what its content is drawn from")
    reward: Mapped[dict[str, Any] | None] = mapped_column(Json, comment="what was in it, once opened")
    earned_at: Mapped[datetime] = mapped_column(Instant, comment="when it was given")
    opened_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was opened")


class PowerHour(Base):
    """A while in which completed tasks pay more."""

    __tablename__ = "power_hours"
    __table_args__ = (
        UniqueConstraint("user_id", "source", "source_id"),
        Index(None, "user_id", "ends_at"),
        {"comment": "Whiles in which completed tasks pay more."},
    )

    power_hour_id: Mapped[str] = id_column("identifier of the power hour")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose")
    source: Mapped[str] = mapped_column(comment="where it came from, e.g. mystery_box")
    source_id: Mapped[str] = mapped_column(comment="which one")
    starts_at: Mapped[datetime] = mapped_column(Instant, comment="when it begins")
    ends_at: Mapped[datetime] = mapped_column(Instant, comment="when it is over")


class CustomReward(Timestamps, Base):
    """Something a person promises themselves: 30 minutes of gaming for 100 XP."""

    __tablename__ = "custom_rewards"
    __table_args__ = (
        UniqueConstraint("user_id", "reward_id"),
        CheckConstraint("cost_xp > 0", name="cost_xp_positive"),
        Index(None, "user_id", "created_at", "reward_id"),
        {"comment": "Rewards that people promise themselves."},
    )

    reward_id: Mapped[str] = id_column("identifier of the reward")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose")
    name: Mapped[str] = mapped_column(comment="what it is")
    description: Mapped[str] = mapped_column(default="", comment="more words about it")
    icon: Mapped[str | None] = mapped_column(comment="an emoji")
    cost_xp: Mapped[int] = mapped_column(comment="what it takes from the spendable balance")
    is_active: Mapped[bool] = mapped_column(default=True, comment="false: put away")


class RewardRedemption(Base):
    """A promise kept. It lowers what can be spent, never the total or the level."""

    __tablename__ = "reward_redemptions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["user_id", "reward_id"], ["custom_rewards.user_id", "custom_rewards.reward_id"], ondelete="CASCADE"
        ),
        Index(None, "user_id", "redeemed_at", "redemption_id"),
        {"comment": "Rewards that people gave themselves."},
    )

    redemption_id: Mapped[str] = id_column("identifier of the redemption")
    user_id: Mapped[str] = mapped_column(comment="who")
    reward_id: Mapped[str] = mapped_column(comment="the reward")
    name: Mapped[str] = mapped_column(comment="its name then")
    cost_xp: Mapped[int] = mapped_column(comment="what it took")
    redeemed_at: Mapped[datetime] = mapped_column(Instant, comment="when")
    undone_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was taken back")

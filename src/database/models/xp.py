"""The XP ledger and its running total."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, empty_object, id_column
from src.database.types import Instant, Json, LocalDate


class XpEntry(Base):
    """One award, or the reversal of one. The unique key makes every award exactly-once."""

    __tablename__ = "xp_ledger"
    __table_args__ = (
        UniqueConstraint("user_id", "source", "source_id"),
        ForeignKeyConstraint(["user_id", "zone_id"], ["compass_zones.user_id", "compass_zones.zone_id"]),
        Index(None, "user_id", "local_day", "source"),
        # Holds all that progress by zone asks for (repositories/compass.py): no row of the table is visited.
        Index(None, "user_id", "zone_id", "local_day", "source", "amount"),
        {"comment": "Every XP award and reversal; totals are its sums."},
    )

    entry_id: Mapped[str] = id_column("identifier of the row")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="who earned it")
    source: Mapped[str] = mapped_column(comment="kind of effort, e.g. task or task_reversal")
    source_id: Mapped[str] = mapped_column(comment="which one, e.g. <task_id>:<completion number>")
    amount: Mapped[int] = mapped_column(BigInteger, comment="XP, negative for a reversal")
    reason: Mapped[str] = mapped_column(comment="a sentence for the person")
    zone_id: Mapped[str | None] = mapped_column(comment="the part of life the effort was for, as it was then")
    minutes: Mapped[float | None] = mapped_column(comment="how long the effort took, measured or else estimated")
    local_day: Mapped[date] = mapped_column(LocalDate, comment="the person's own day of the effort, in its zone then")
    earned_at: Mapped[datetime] = mapped_column(Instant, comment="when")


class XpTotal(Base):
    """The sum of a person's ledger, kept by the same transactions; `proxy-agent db check` recomputes it."""

    __tablename__ = "xp_totals"
    __table_args__ = ({"comment": "Running total of each person's ledger."},)

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="whose total"
    )
    total: Mapped[int] = mapped_column(BigInteger, default=0, comment="sum of the ledger's amounts")
    highest_level: Mapped[int] = mapped_column(
        default=1, server_default="1", comment="the highest level that was celebrated: each is once"
    )
    effort_counts: Mapped[dict[str, Any]] = mapped_column(
        Json,
        default=empty_object,
        server_default="{}",
        comment="counters of efforts that achievements ask for; can be made anew from the ledger",
    )
    spent: Mapped[int] = mapped_column(
        BigInteger, default=0, server_default="0", comment="what rewards of one's own took of the spendable balance"
    )

"""The event log: what everything that tells of changes reads."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, empty_object, id_column
from src.database.types import Instant, Json


class EventRecord(Base):
    """One committed change, numbered per person: 1, 2, 3 … without gaps, in commit order."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("user_id", "seq"),
        Index(None, "occurred_at"),
        {"comment": "What happened to a person's data, in commit order; kept 90 days."},
    )

    event_id: Mapped[str] = id_column("identifier of the event")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose log")
    seq: Mapped[int] = mapped_column(BigInteger, comment="position in the person's log")
    type: Mapped[str] = mapped_column(comment="what happened, e.g. task_created")
    entity_type: Mapped[str] = mapped_column(comment="kind of row it happened to")
    entity_id: Mapped[str] = mapped_column(comment="key of that row")
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=empty_object, comment="what a client needs to show it")
    actor: Mapped[str] = mapped_column(comment="who did it: user:…, token:…, agent:… or system")
    occurred_at: Mapped[datetime] = mapped_column(Instant, comment="when it was committed")


class EventCounter(Base):
    """The last number given out in a person's log. Updated last in a transaction, so numbers follow commit order."""

    __tablename__ = "event_counters"
    __table_args__ = ({"comment": "Last number of each person's event log, and how far it was pruned."},)

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="whose log"
    )
    seq: Mapped[int] = mapped_column(BigInteger, default=0, comment="last number given out")
    pruned_seq: Mapped[int] = mapped_column(BigInteger, default=0, comment="last number that is no longer kept")
    read_seq: Mapped[int] = mapped_column(
        BigInteger, default=0, server_default="0", comment="last number that the person's app says it has shown"
    )

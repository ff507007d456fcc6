"""What phones did while they were offline."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, empty_object
from src.database.types import Instant, Json


class SyncOperation(Base):
    """One offline operation and its answer, written by the transaction that applied it: a repeat finds it done."""

    __tablename__ = "sync_operations"
    __table_args__ = (
        Index(None, "applied_at"),
        {"comment": "Offline operations of phones, each applied once; kept 90 days."},
    )

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="whose phone"
    )
    client_id: Mapped[str] = mapped_column(primary_key=True, comment="the client's own name for the operation")
    request_hash: Mapped[str] = mapped_column(comment="of what was asked: another request with the name is refused")
    result: Mapped[dict[str, Any]] = mapped_column(Json, default=empty_object, comment="what was answered")
    applied_at: Mapped[datetime] = mapped_column(Instant, comment="when it was applied here")

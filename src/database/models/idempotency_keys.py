"""Answers to requests that may be repeated, and the trail of what happened to accounts."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, empty_object, id_column
from src.database.types import Instant, Json


class IdempotencyKey(Base):
    """The first answer to a request, stored in the transaction of its effect."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "created_at"), {"comment": "First answers by Idempotency-Key, kept 24 hours."})

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="whose request"
    )
    key: Mapped[str] = mapped_column(primary_key=True, comment="the header's value")
    request_hash: Mapped[str] = mapped_column(comment="SHA-256 of method, path, query and body")
    status_code: Mapped[int | None] = mapped_column(comment="of the answer")
    headers: Mapped[dict[str, Any]] = mapped_column(Json, default=empty_object, comment="of the answer")
    body: Mapped[bytes | None] = mapped_column(LargeBinary, comment="of the answer; none when it held a secret")
    resource_id: Mapped[str | None] = mapped_column(comment="what the request made, if told")
    created_at: Mapped[datetime] = mapped_column(Instant, comment="when")


class AuditEntry(Base):
    """Something that matters for the safety of an account."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "user_id", "occurred_at"), {"comment": "What happened to accounts and their keys."})

    audit_id: Mapped[str] = id_column("identifier of the row")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose account")
    actor: Mapped[str] = mapped_column(comment="who did it")
    action: Mapped[str] = mapped_column(comment="what, e.g. password_changed")
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=empty_object, comment="never a secret")
    address: Mapped[str | None] = mapped_column(comment="where from")
    occurred_at: Mapped[datetime] = mapped_column(Instant, comment="when")

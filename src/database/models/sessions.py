"""Ways in: sign-in sessions with their refresh tokens, personal tokens, socket tickets. Secrets only as hashes."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, empty_list, id_column
from src.database.types import Instant, Json


class Session(Base):
    """A sign-in on one device: the family that its refresh tokens belong to."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("user_id", "session_id"),
        {"comment": "Sign-ins; a revoked one takes its access and refresh tokens with it."},
    )

    session_id: Mapped[str] = id_column("identifier of the session, claim `sid` of its access tokens")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose session")
    user_agent: Mapped[str | None] = mapped_column(comment="what signed in, as it called itself")
    address: Mapped[str | None] = mapped_column(comment="address it signed in from")
    created_at: Mapped[datetime] = mapped_column(Instant, comment="when it signed in")
    last_seen_at: Mapped[datetime] = mapped_column(Instant, comment="last sign-in or refresh")
    expires_at: Mapped[datetime] = mapped_column(Instant, comment="end of its newest refresh token")
    revoked_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was ended")


class RefreshToken(Base):
    """One refresh token of a session. Used once; its successor is derived from it, so it can be answered again."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        ForeignKeyConstraint(
            ["user_id", "session_id"], ["sessions.user_id", "sessions.session_id"], ondelete="CASCADE"
        ),
        Index(None, "user_id", "session_id"),
        Index(None, "expires_at"),
        {"comment": "Refresh tokens, by SHA-256; used ones are kept until they expire, to notice their reuse."},
    )

    token_hash: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the token")
    user_id: Mapped[str] = mapped_column(comment="whose token")
    session_id: Mapped[str] = mapped_column(comment="session (family) it belongs to")
    expires_at: Mapped[datetime] = mapped_column(Instant, comment="after this it is refused")
    used_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was exchanged")


class PersonalToken(Base):
    """A token for scripts and agents, limited to scopes."""

    __tablename__ = "personal_tokens"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "agent_id"], ["agents.user_id", "agents.agent_id"], ondelete="CASCADE"),
        Index(None, "user_id", "agent_id"),
        {"comment": "Personal access tokens, by SHA-256."},
    )

    token_id: Mapped[str] = id_column("identifier of the token")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose token")
    agent_id: Mapped[str | None] = mapped_column(comment="the agent that it belongs to; none: a script of the person's")
    name: Mapped[str] = mapped_column(comment="what the person calls it")
    token_hash: Mapped[str] = mapped_column(unique=True, comment="SHA-256 of the token")
    last_four: Mapped[str] = mapped_column(comment="its last four characters, to recognise it")
    scopes: Mapped[list[str]] = mapped_column(Json, default=empty_list, comment="<module>:read or <module>:write")
    created_at: Mapped[datetime] = mapped_column(Instant, comment="when it was made")
    expires_at: Mapped[datetime] = mapped_column(Instant, comment="after this it is refused")
    last_used_at: Mapped[datetime | None] = mapped_column(Instant, comment="last use, to the minute")
    revoked_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was ended")


class SocketTicket(Base):
    """A single-use pass for opening a socket, for clients that cannot send headers."""

    __tablename__ = "socket_tickets"
    __table_args__ = (
        Index(None, "user_id"),
        Index(None, "expires_at"),
        {"comment": "Single-use passes for sockets, 30 seconds."},
    )

    ticket_hash: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the ticket")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose ticket")
    credential: Mapped[str] = mapped_column(comment="session:… or token:… that asked for it, whose end it shares")
    expires_at: Mapped[datetime] = mapped_column(Instant, comment="after this it is refused")

"""Focus: sessions, what interrupted them, and rooms in which people work beside each other."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, id_column, one_of
from src.database.types import Instant
from src.domain.focus import Technique


class FocusSession(Timestamps, Base):
    """Time guarded for one thing. Nothing ticks: phase and minutes follow from these instants and the clock.

    The partial unique key lets a person have one that has not ended. The task may be purged; what is told of a session
    afterwards is its title.
    """

    __tablename__ = "focus_sessions"
    __table_args__ = (
        UniqueConstraint("user_id", "session_id"),
        ForeignKeyConstraint(["user_id", "zone_id"], ["compass_zones.user_id", "compass_zones.zone_id"]),
        one_of("technique", Technique),
        CheckConstraint("duration_minutes BETWEEN 5 AND 120", name="duration_minutes_range"),
        CheckConstraint("paused_seconds >= 0", name="paused_seconds_positive"),
        CheckConstraint("interruption_count >= 0", name="interruption_count_positive"),
        Index(None, "user_id", "started_at", "session_id"),
        Index(None, "user_id", "task_id"),
        Index(
            "uq_focus_sessions_running",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        {"comment": "Time guarded for one thing; one session of a person runs at a time."},
    )

    session_id: Mapped[str] = id_column("identifier of the session")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="who focuses")
    task_id: Mapped[str | None] = mapped_column(comment="the task it is for; it may be gone")
    task_title: Mapped[str | None] = mapped_column(comment="title of that task when the session began")
    step_id: Mapped[str | None] = mapped_column(comment="the step it began with; it may be gone")
    zone_id: Mapped[str | None] = mapped_column(comment="the part of life it was for, as it was then")
    technique: Mapped[str] = mapped_column(comment="pomodoro, deep_work, timebox or flow")
    duration_minutes: Mapped[int | None] = mapped_column(comment="planned work; of flow an intention, or none")
    break_minutes: Mapped[int] = mapped_column(default=0, comment="planned break after the work")
    started_at: Mapped[datetime] = mapped_column(Instant, comment="when it began")
    paused_at: Mapped[datetime | None] = mapped_column(Instant, comment="paused since; none: not paused")
    paused_seconds: Mapped[int] = mapped_column(default=0, comment="earlier pauses together")
    ended_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it ended; none: it runs")
    focused_seconds: Mapped[int | None] = mapped_column(comment="work without pauses and break, once it has ended")
    is_completed: Mapped[bool] = mapped_column(default=False, comment="its person ended it, or its time was up")
    credited_hours: Mapped[float] = mapped_column(default=0.0, comment="what it added to the task's actual hours")
    interruption_count: Mapped[int] = mapped_column(default=0, comment="how often something came between")
    notes: Mapped[str | None] = mapped_column(comment="what the person wrote at its end")


class FocusInterruption(Base):
    """Something came between: logged in one tap, never counted against anybody."""

    __tablename__ = "focus_interruptions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["user_id", "session_id"], ["focus_sessions.user_id", "focus_sessions.session_id"], ondelete="CASCADE"
        ),
        Index(None, "user_id", "session_id", "interrupted_at"),
        Index(None, "user_id", "interrupted_at"),
        {"comment": "What came between people and their focus, and when they were back."},
    )

    interruption_id: Mapped[str] = id_column("identifier of the interruption")
    user_id: Mapped[str] = mapped_column(comment="whose session")
    session_id: Mapped[str] = mapped_column(comment="the session")
    reason: Mapped[str | None] = mapped_column(comment="one word or a few")
    note: Mapped[str | None] = mapped_column(comment="where the person was, to find back")
    focused_seconds: Mapped[int] = mapped_column(comment="how far the session's work had come")
    interrupted_at: Mapped[datetime] = mapped_column(Instant, comment="when")
    resumed_at: Mapped[datetime | None] = mapped_column(Instant, comment="when the person was back at it")


class FocusRoom(Base):
    """A place to work beside others. Whoever has the code may sit down; it ends by itself."""

    __tablename__ = "focus_rooms"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(None, "user_id", "created_at"),
        Index(None, "ends_at"),
        {"comment": "Rooms in which people work beside each other."},
    )

    room_id: Mapped[str] = id_column("identifier of the room")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="who opened it")
    name: Mapped[str] = mapped_column(comment="what it is called")
    code: Mapped[str] = mapped_column(comment="what lets somebody in: XXXX-XXXX")
    created_at: Mapped[datetime] = mapped_column(Instant, comment="when it was opened")
    ends_at: Mapped[datetime] = mapped_column(Instant, comment="when it ends by itself")
    ended_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was closed before that")


class FocusRoomMember(Base):
    """Somebody in a room. Presence is a lease that their socket renews: who is not heard of has left."""

    __tablename__ = "focus_room_members"
    __table_args__ = (
        Index(None, "user_id"),
        {"comment": "Who is in which room, with their goal in a line."},
    )

    room_id: Mapped[str] = mapped_column(
        ForeignKey("focus_rooms.room_id", ondelete="CASCADE"), primary_key=True, comment="the room"
    )
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="who"
    )
    display_name: Mapped[str] = mapped_column(comment="how the others see them")
    goal: Mapped[str] = mapped_column(comment="what they sat down for, in a line")
    joined_at: Mapped[datetime] = mapped_column(Instant, comment="since when")
    seen_at: Mapped[datetime] = mapped_column(Instant, comment="last sign of their socket")
    socket_id: Mapped[str] = mapped_column(comment="the socket that sat down last: its end is a leave")

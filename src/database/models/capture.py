"""Captures: what somebody said, kept word for word, what was read in it, what it made, and what corrections taught."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, empty_list, empty_object, id_column, one_of
from src.database.types import Instant, Json
from src.domain.capture.states import CaptureStatus, LessonField, MadeKind, ParserKind


class Capture(Timestamps, Base):
    """One dump of thoughts. `raw_text` is committed before anything reads it."""

    __tablename__ = "captures"
    __table_args__ = (
        UniqueConstraint("user_id", "capture_id"),
        one_of("status", CaptureStatus),
        one_of("parser", ParserKind),
        Index(None, "user_id", "created_at", "capture_id"),
        {"comment": "Dumps of thoughts, word for word, and what was read in them."},
    )

    capture_id: Mapped[str] = id_column("identifier of the capture")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose thoughts")
    raw_text: Mapped[str] = mapped_column(comment="as it was sent (NFC)")
    timezone: Mapped[str] = mapped_column(comment="the person's zone then: `tomorrow` keeps its meaning")
    status: Mapped[str] = mapped_column(default=CaptureStatus.RECEIVED, comment="received, parsed, saved or undone")
    parser: Mapped[str | None] = mapped_column(comment="who read it: rules or ai")
    items: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=empty_list, comment="what was read, in order")
    type_counts: Mapped[dict[str, int]] = mapped_column(Json, default=empty_object, comment="items by type")
    processing_time_ms: Mapped[float | None] = mapped_column(comment="how long reading took")
    save_number: Mapped[int] = mapped_column(default=1, comment="grows when it is taken back; keys the XP of saving")
    parsed_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was read")
    saved_at: Mapped[datetime | None] = mapped_column(Instant, comment="when it was first saved")


class CaptureResult(Base):
    """What one item of a capture made. The key is the guard: an item makes one thing, however often it is saved."""

    __tablename__ = "capture_results"
    __table_args__ = (
        ForeignKeyConstraint(
            ["user_id", "capture_id"], ["captures.user_id", "captures.capture_id"], ondelete="CASCADE"
        ),
        one_of("made_kind", MadeKind),
        {"comment": "What each item of a capture made."},
    )  # fmt: skip

    user_id: Mapped[str] = mapped_column(primary_key=True, comment="whose capture")
    capture_id: Mapped[str] = mapped_column(primary_key=True, comment="the capture")
    item_id: Mapped[str] = mapped_column(primary_key=True, comment="the item of it")
    made_kind: Mapped[str] = mapped_column(comment="task, note, energy or project")
    made_id: Mapped[str] = mapped_column(comment="identifier of what was made")
    title: Mapped[str] = mapped_column(comment="as it was saved")
    place: Mapped[int] = mapped_column(comment="order of saving")
    created_at: Mapped[datetime] = mapped_column(Instant, comment="when it was made")


class CaptureLesson(Base):
    """What one word of a title means for this person, learned from corrections."""

    __tablename__ = "capture_lessons"
    __table_args__ = (
        UniqueConstraint("user_id", "field", "word", "value"),
        one_of("field", LessonField),
        CheckConstraint("weight >= 0", name="weight_positive"),
        {"comment": "What corrections taught: words of titles, and what they stood for."},
    )

    lesson_id: Mapped[str] = id_column("identifier of the lesson")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="who taught it")
    field: Mapped[str] = mapped_column(comment="type, project_hint, estimated_minutes or delegate_to")
    word: Mapped[str] = mapped_column(comment="a word of titles, folded")
    value: Mapped[str] = mapped_column(comment="what it stood for; empty: nothing")
    weight: Mapped[int] = mapped_column(default=1, comment="how often, less how often something else was meant")
    learned_at: Mapped[datetime] = mapped_column(Instant, comment="when it was last taught")

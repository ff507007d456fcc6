"""Rules of delegation. Pure: no database, no clock, no I/O."""

from enum import StrEnum


class AssignmentStatus(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    COMPLETED = "completed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Turn(StrEnum):
    HUMAN = "human"
    AGENT = "agent"


class EvidenceKind(StrEnum):
    TEXT = "text"
    LINK = "link"
    FILE = "file"

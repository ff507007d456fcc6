"""Every table. Importing this package fills `Base.metadata`."""

from src.database.base import Base
from src.database.models.achievements import UserAchievement, UserBadge, UserTheme
from src.database.models.agents import Agent
from src.database.models.capture import Capture, CaptureLesson, CaptureResult
from src.database.models.compass import CompassZone
from src.database.models.days import PastDayRule
from src.database.models.delegation import AssignmentComment, AssignmentEvidence, AssignmentLease, TaskAssignment
from src.database.models.energy import EnergySnapshot
from src.database.models.events import EventCounter, EventRecord
from src.database.models.focus import FocusInterruption, FocusRoom, FocusRoomMember, FocusSession
from src.database.models.idempotency_keys import AuditEntry, IdempotencyKey
from src.database.models.micro_steps import MicroStep
from src.database.models.mobile import SyncOperation
from src.database.models.pets import PetMeal, UserPet
from src.database.models.projects import Project
from src.database.models.rewards import CustomReward, MysteryBox, PowerHour, RewardClaim, RewardRedemption
from src.database.models.ritual import EveningClose, MorningRitual, RitualTask
from src.database.models.secretary import TaskSkip, TaskSweep
from src.database.models.sessions import PersonalToken, RefreshToken, Session, SocketTicket
from src.database.models.streaks import StreakMilestone, StreakPause, StreakReserve
from src.database.models.task_splits import SplittingSample, TaskSplit
from src.database.models.tasks import MEASURED, NO_DUE_DATE, Task, TaskComment, TaskDependency
from src.database.models.templates import TaskTemplate, TemplateStep, TemplateUse
from src.database.models.users import User
from src.database.models.xp import XpEntry, XpTotal

__all__ = [
    "MEASURED",
    "NO_DUE_DATE",
    "Agent",
    "AssignmentComment",
    "AssignmentEvidence",
    "AssignmentLease",
    "AuditEntry",
    "Base",
    "Capture",
    "CaptureLesson",
    "CaptureResult",
    "CompassZone",
    "CustomReward",
    "EnergySnapshot",
    "EveningClose",
    "EventCounter",
    "EventRecord",
    "FocusInterruption",
    "FocusRoom",
    "FocusRoomMember",
    "FocusSession",
    "IdempotencyKey",
    "MicroStep",
    "MorningRitual",
    "MysteryBox",
    "PastDayRule",
    "PersonalToken",
    "PetMeal",
    "PowerHour",
    "Project",
    "RefreshToken",
    "RewardClaim",
    "RewardRedemption",
    "RitualTask",
    "Session",
    "SocketTicket",
    "SplittingSample",
    "StreakMilestone",
    "StreakPause",
    "StreakReserve",
    "SyncOperation",
    "Task",
    "TaskAssignment",
    "TaskComment",
    "TaskDependency",
    "TaskSkip",
    "TaskSplit",
    "TaskSweep",
    "TaskTemplate",
    "TemplateStep",
    "TemplateUse",
    "User",
    "UserAchievement",
    "UserBadge",
    "UserPet",
    "UserTheme",
    "XpEntry",
    "XpTotal",
]

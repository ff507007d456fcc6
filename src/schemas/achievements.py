"""Answers of achievements, badges and themes under `/api/gamification`."""

from typing import Annotated

from pydantic import Field, StringConstraints

from src.domain.achievements.catalogue import Rarity
from src.schemas.common import Answer, Body, InstantField, Percentage


class AchievementRead(Answer):
    achievement_id: str
    name: str
    description: str
    icon: str
    rarity: Rarity
    xp_reward: int
    progress: int = Field(description="how far it has come", ge=0)
    target: int = Field(description="how far it has to come")
    progress_percent: Percentage
    is_unlocked: bool
    unlocked_at: InstantField | None


class AchievementList(Answer):
    achievements: list[AchievementRead]
    total: int
    unlocked: int


class BadgeRead(Answer):
    badge_id: str
    name: str
    description: str
    icon: str
    progress: int = Field(ge=0)
    target: int
    progress_percent: Percentage
    is_unlocked: bool
    unlocked_at: InstantField | None


class BadgeList(Answer):
    badges: list[BadgeRead]
    total: int
    unlocked: int


class ThemeRead(Answer):
    theme: str
    name: str
    unlocked_at_level: int
    is_unlocked: bool
    is_active: bool


class ThemeList(Answer):
    themes: list[ThemeRead]
    active: str


class ThemeChoice(Body):
    theme: Annotated[str, StringConstraints(min_length=1, max_length=50)] = Field(examples=["neon-nights"])

"""Requests and answers of `/api/rewards`."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from src.domain.rewards import BoxReward, BoxType
from src.schemas.common import Answer, Body, InstantField, Page, Percentage
from src.schemas.tasks import Identifier

RewardName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
RewardIcon = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)]
Cost = Annotated[int, Field(ge=1, le=1_000_000, examples=[100])]


class ClaimRequest(Body):
    task_id: Identifier
    reward_type: Literal["standard"] = "standard"
    user_id: Identifier | None = Field(None, description="for older clients; must be you")


class BoxBrief(Answer):
    box_id: str
    box_type: BoxType


class ClaimAnswer(Answer):
    reward_type: Literal["standard"]
    xp_earned: int = Field(description="what the completion has paid already")
    multiplier: int
    tier: str
    bonus_xp: int = Field(description="xp_earned * (multiplier - 1), on top")
    streak_bonus: int = Field(description="5 for every full week of streak, at most 50")
    total_xp: int = Field(description="xp_earned + bonus_xp + streak_bonus")
    dopamine_boost: int = Field(description="how big to celebrate, 0-100", ge=0, le=100)
    celebration_message: str
    level_up: bool
    mystery_box: BoxBrief | None
    seed: str = Field(description="what the draw came from: see `GET /api/rewards/odds`")


class TierOdds(Answer):
    tier: str
    multiplier: int
    percent: Percentage


class Odds(Answer):
    tiers: list[TierOdds]
    box_percent: Percentage = Field(description="how many claims give a box")
    box_types: dict[str, float] = Field(description="percent of boxes that are of a type")
    contents: dict[str, dict[str, float]] = Field(description="percent of boxes of a type that hold a kind of reward")
    how_to_check: str


class OpenBox(Body):
    box_type: BoxType
    user_id: Identifier | None = Field(None, description="for older clients; must be you")


class BoxContent(Answer):
    type: BoxReward
    amount: int = Field(description="XP, minutes, or 1")
    rarity: str
    name: str | None = Field(None, description="of a theme or a badge")


class OpenedBox(Answer):
    box_id: str
    box_type: BoxType
    reward: BoxContent
    animation: str = Field(description="what an app may play", examples=["box_gold_epic"])
    message: str


class BoxRead(Answer):
    box_id: str
    box_type: BoxType
    source: str = Field(description="what gave it: claim or streak")
    earned_at: InstantField
    opened_at: InstantField | None
    reward: dict[str, Any] | None
    seed: str | None = Field(description="shown once it is open")


class BoxPage(Page):
    boxes: list[BoxRead]
    closed: dict[str, int] = Field(description="how many are waiting, by type")


class CustomRewardCreate(Body):
    name: RewardName = Field(examples=["30 minutes of gaming"])
    description: str = Field("", max_length=1000)
    icon: RewardIcon | None = Field(None, examples=["🎮"])
    cost_xp: Cost


class CustomRewardUpdate(Body):
    """The fields to change; those left out stay."""

    name: RewardName | None = None
    description: Annotated[str, StringConstraints(max_length=1000)] | None = None
    icon: RewardIcon | None = None
    cost_xp: Cost | None = None

    def given(self) -> dict[str, Any]:
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in sent.items() if value is not None or name == "icon"}


class CustomRewardRead(Answer):
    reward_id: str
    name: str
    description: str
    icon: str | None
    cost_xp: int
    can_afford: bool
    created_at: InstantField
    updated_at: InstantField


class Balance(Answer):
    total_xp: int = Field(description="your whole total; spending never lowers it, nor your level")
    spent_xp: int
    spendable_xp: int = Field(ge=0)


class CustomRewardList(Answer):
    rewards: list[CustomRewardRead]
    balance: Balance


class RedemptionRead(Answer):
    redemption_id: str
    reward_id: str
    name: str
    cost_xp: int
    redeemed_at: InstantField
    undone_at: InstantField | None


class RedemptionAnswer(RedemptionRead):
    balance: Balance


class RedemptionPage(Page):
    redemptions: list[RedemptionRead]

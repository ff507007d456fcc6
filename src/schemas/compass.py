"""Requests and answers of `/api/compass`."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from src.domain.compass import LAST_PLACE
from src.schemas.common import Answer, Body, Percentage

ZoneLabel = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
ZoneIcon = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)]
ZoneColor = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$", to_lower=True)]
Place = Annotated[int, Field(ge=1, le=LAST_PLACE)]


def _or_none(goal: str) -> str | None:
    """A form that is emptied sends an empty text."""
    return goal or None


ZoneGoal = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_or_none)]


class ZoneCreate(Body):
    name: ZoneLabel = Field(examples=["Garden"])
    icon: ZoneIcon = Field(description="an emoji, or a few letters", examples=["🌿"])
    color: ZoneColor = Field(examples=["#22c55e"])
    simple_goal: ZoneGoal | None = Field(None, examples=["Something green every day"])
    sort_order: Place | None = Field(None, description="place in lists; by default after the others")


class ZoneUpdate(Body):
    """The fields to change; those left out stay."""

    name: ZoneLabel | None = None
    icon: ZoneIcon | None = None
    color: ZoneColor | None = None
    simple_goal: ZoneGoal | None = None
    sort_order: Place | None = None
    is_active: bool | None = Field(None, description="false puts the zone away; its tasks keep it")

    def given(self) -> dict[str, Any]:
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in sent.items() if value is not None or name == "simple_goal"}


class ZoneRead(Answer):
    zone_id: str
    name: str
    icon: str
    color: str
    simple_goal: str | None
    sort_order: int
    is_active: bool
    task_count: int = Field(description="tasks in it, the bin left out", ge=0)
    completed_count: int = Field(ge=0)


class ZoneList(Answer):
    zones: list[ZoneRead]


class ZoneProgress(Answer):
    zone_id: str
    name: str
    total_tasks: int
    completed_tasks: int
    completion_rate: Percentage
    xp_earned: int = Field(description="of efforts that were for this zone when they were made")
    streak_days: int = Field(description="days in a row, as streaks count them, with something done for this zone")


class CompassProgress(Answer):
    zones: list[ZoneProgress]
    overall_completion_rate: Percentage = Field(description="of all tasks that lie in a zone")
    total_xp: int = Field(description="your whole total")

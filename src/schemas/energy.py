"""Requests and answers of `/api/energy`."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from src.domain.energy import BasedOn, EnergyLabel, TimeOfDay
from src.schemas.common import Answer, Body, InstantField
from src.schemas.tasks import Energy, Identifier

LONGEST_NOTES = 500
MOST_SNAPSHOTS = 1000

Level = Annotated[float, Field(ge=1, le=3, description="1 low to 3 high")]
Notes = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTES), AfterValidator(lambda text: text or None)
]


class EnergyReport(Body):
    energy_level: Energy = Field(examples=[2])
    notes: Notes | None = Field(None, examples=["slept well"])
    recorded_at: InstantField | None = Field(None, description="when it was so, up to a year back; left out: now")
    user_id: Identifier | None = Field(
        None, description="must be your own when given", json_schema_extra={"deprecated": True}
    )


class EnergyRead(Answer):
    snapshot_id: str
    energy_level: int = Field(description="1 low, 2 medium, 3 high")
    energy_label: EnergyLabel
    notes: str | None
    recorded_at: InstantField
    time_of_day: TimeOfDay = Field(description="by your wall clock where you were then")


class EnergyRecorded(EnergyRead):
    xp_earned: int = Field(description="5, or 0 when this hour has been paid, or lies more than 48 hours back")


class EnergyNow(Answer):
    snapshot_id: str | None = Field(description="null: none yet, and 2 is assumed")
    energy_level: int
    energy_label: EnergyLabel
    notes: str | None
    recorded_at: InstantField | None
    time_of_day: TimeOfDay
    hours_since_last: float | None = Field(description="two decimals")


class AverageRead(Answer):
    average_energy: Level = Field(description="two decimals")
    count: int = Field(description="snapshots it is made of", ge=1)


class EnergyPatterns(Answer):
    best_time_of_day: TimeOfDay | None = Field(
        description="null below five snapshots on three days, or while no part of the day stands out"
    )
    average_energy: Level | None = Field(description="two decimals; null without snapshots")
    low_energy_count: int
    high_energy_count: int
    by_hour: dict[str, AverageRead] = Field(
        description="by the hour of your wall clock, `0` to `23`, where there are any"
    )
    by_time_of_day: dict[TimeOfDay, AverageRead]
    by_weekday: dict[str, AverageRead] = Field(description="`monday` to `sunday`, by your own days")
    snapshot_count: int = Field(description="snapshots the patterns are made of, at most the latest 10,000")
    day_count: int = Field(description="your own days they lie on")
    has_enough: bool = Field(description="whether that is enough to speak of patterns")


class EnergyHistory(Answer):
    days: int
    snapshots: list[EnergyRead] = Field(description="newest first, at most `limit`")
    total: int = Field(description="snapshots in the time asked for")
    has_more: bool = Field(description="whether there are older ones than those listed")
    patterns: EnergyPatterns
    recommendations: list[str] = Field(
        description="what your own numbers suggest, at most three; empty while there is too little to go by",
        examples=[["Between 9 and 11 you were at 2.7 on average (9 notes): a good place for what asks most of you."]],
    )
    sentence: str = Field(description="the average in words, or what it takes until patterns show")


class HourRead(Answer):
    hour_begins_at: InstantField
    local_hour: int = Field(ge=0, le=23, description="of your wall clock")
    predicted_energy: Level = Field(description="one decimal")
    score: float = Field(ge=0, le=10, description="the same out of 10, one decimal")
    confidence: float = Field(ge=0, le=1, description="two decimals; 0.2 is a guess by the hour of the day")
    based_on: BasedOn


class EnergyPrediction(Answer):
    hours: list[HourRead] = Field(description="twelve, from your next full hour on")
    snapshot_count: int = Field(description="your own snapshots of the last 60 days that went in")

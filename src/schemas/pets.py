"""Requests and answers of `/api/pets`."""

from typing import Annotated

from pydantic import Field, StringConstraints

from src.domain.pets import HIGHEST_LEVEL, Mood, Species
from src.schemas.common import Answer, Body, InstantField

PetName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class PetCreate(Body):
    species: Species = Field(examples=["owl"])
    name: PetName = Field(examples=["Olm"])
    user_id: str | None = Field(None, description="for older clients; must be you")


class PetUpdate(Body):
    name: PetName = Field(examples=["Olm"])


class PetRead(Answer):
    pet_id: str
    species: Species
    name: str
    level: int = Field(ge=1, le=HIGHEST_LEVEL)
    xp: int = Field(description="what it has eaten of your completions", ge=0)
    xp_to_next_level: int = Field(description="0 at the highest level", ge=0)
    hunger: int = Field(description="how full it is: 100 full, falls 2 an hour, never under 10", ge=0, le=100)
    happiness: int = Field(description="falls 1 an hour, never under 10", ge=0, le=100)
    evolution_stage: int = Field(description="1 baby, 2 teen, 3 adult", ge=1, le=3)
    stage_name: str
    emoji: str
    mood: Mood
    needs_attention: bool = Field(description="a treat or a game would make a difference; nothing happens without")
    can_evolve: bool
    says: str = Field(description="a line for its mood")
    created_at: InstantField


class SpeciesRead(Answer):
    species: Species
    title: str
    about: str
    stages: list[str]
    emoji: list[str]


class SpeciesList(Answer):
    species: list[SpeciesRead]

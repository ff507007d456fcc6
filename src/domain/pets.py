"""Rules about pets. Pure: no database, no clock, no I/O.

A pet grows with what its person does, and it waits. Its needs sink slowly and never under 10; it never dies, begs or
blames, and after an absence it is glad. What species look like and say stands in `pets.toml`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from math import isqrt

HIGHEST_LEVEL = 10
XP_PER_SQUARED_LEVEL = 50
LEAST_NEED = 10.0
MOST_NEED = 100.0
FULLNESS_LOST_PER_HOUR = 2.0
HAPPINESS_LOST_PER_HOUR = 1.0
FULLNESS_PER_XP = 0.1
HAPPINESS_PER_MEAL = 5.0
TREAT = 15.0
GAME = 15.0
GOOD_NEED = 60.0
LOW_NEED = 30.0
ABSENCE = timedelta(days=3)
HOUR = timedelta(hours=1)

STAGE_LEVELS = {2: 5, 3: 10}
"""The level from which a pet can evolve to a stage."""


class Species(StrEnum):
    DOG = "dog"
    CAT = "cat"
    DRAGON = "dragon"
    OWL = "owl"
    FOX = "fox"


class Mood(StrEnum):
    GLAD = "glad"
    PLAYFUL = "playful"
    CONTENT = "content"
    DREAMY = "dreamy"
    SLEEPY = "sleepy"


@dataclass(frozen=True, slots=True)
class Needs:
    """Fullness and happiness, each 0 to 100."""

    fullness: float
    happiness: float

    def after(self, passed: timedelta) -> "Needs":
        """What they are when nobody has come by for `passed`: each sinks evenly, and not under 10."""
        hours = max(passed / HOUR, 0.0)
        return Needs(
            _sunk(self.fullness, hours * FULLNESS_LOST_PER_HOUR), _sunk(self.happiness, hours * HAPPINESS_LOST_PER_HOUR)
        )

    def with_gains(self, *, fullness: float = 0.0, happiness: float = 0.0) -> "Needs":
        """What they are after a gain (or the loss that takes one back), kept within 0 and 100."""
        return Needs(_kept(self.fullness + fullness), _kept(self.happiness + happiness))


def _sunk(need: float, by: float) -> float:
    return max(need - by, min(need, LEAST_NEED))


def _kept(need: float) -> float:
    return min(max(need, 0.0), MOST_NEED)


def meal_of(xp: int) -> tuple[float, float]:
    """`(fullness, happiness)` that an effort worth `xp` gives: xp // 10, and 5."""
    return float(max(xp, 0) // 10), HAPPINESS_PER_MEAL


def xp_of_level(level: int) -> int:
    """The running total of XP that reaches `level`: 50 * level², and 0 for the first."""
    return 0 if level <= 1 else XP_PER_SQUARED_LEVEL * level * level


def level_of(xp: int) -> int:
    """The level, 1 to 10, of a pet that has eaten `xp`."""
    return min(max(isqrt(max(xp, 0) // XP_PER_SQUARED_LEVEL), 1), HIGHEST_LEVEL)


def xp_to_next_level(xp: int) -> int:
    """What is missing to the next level; 0 at the highest."""
    level = level_of(xp)
    return 0 if level == HIGHEST_LEVEL else xp_of_level(level + 1) - xp


def next_stage(stage: int, level: int) -> int | None:
    """The stage that a pet of `level` can evolve to now; None when there is none."""
    following = stage + 1
    return following if following in STAGE_LEVELS and level >= STAGE_LEVELS[following] else None


def mood_of(needs: Needs, away: timedelta) -> Mood:
    """How a pet feels. After three days without its person it is glad to see them, whatever its needs."""
    if away >= ABSENCE:
        return Mood.GLAD
    if needs.happiness >= GOOD_NEED:
        return Mood.PLAYFUL if needs.fullness >= GOOD_NEED else Mood.CONTENT
    if needs.fullness >= GOOD_NEED:
        return Mood.CONTENT
    return Mood.DREAMY if needs.happiness >= LOW_NEED else Mood.SLEEPY


def would_enjoy_company(needs: Needs) -> bool:
    """Whether a treat or a game would make a difference; nothing bad follows when nobody comes."""
    return min(needs.fullness, needs.happiness) < LOW_NEED


@dataclass(frozen=True, slots=True)
class SpeciesCard:
    """How a species looks and speaks: names and emoji of its three stages, lines by mood."""

    species: Species
    title: str
    about: str
    stages: Sequence[str]
    emoji: Sequence[str]
    lines: Mapping[Mood, Sequence[str]]


@cache
def cards() -> Mapping[Species, SpeciesCard]:
    """Every species, in the order of the file."""
    text = files(__package__).joinpath("pets.toml").read_text(encoding="utf-8")
    found = {}
    for name, card in tomllib.loads(text).items():
        lines = {Mood(mood): tuple(said) for mood, said in card["lines"].items()}
        species = Species(name)
        found[species] = SpeciesCard(
            species, card["title"], card["about"], tuple(card["stages"]), tuple(card["emoji"]), lines
        )
    return found


def line_of(species: Species, mood: Mood, turn: int) -> str:
    """What a pet says in a mood: another line at each turn, in order."""
    lines = cards()[species].lines[mood]
    return lines[turn % len(lines)]

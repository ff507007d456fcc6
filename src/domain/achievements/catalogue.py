"""What can be unlocked, read from `achievements.toml` and `badges.toml`. Adding one is adding one entry."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from typing import Any

from src.domain.achievements.criteria import Criterion, criterion_from


class Rarity(StrEnum):
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"
    EPIC = "epic"
    LEGENDARY = "legendary"


@dataclass(frozen=True, slots=True)
class Unlockable:
    """Something with a criterion. `key` names it for ever."""

    key: str
    name: str
    description: str
    icon: str
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class Achievement(Unlockable):
    """Unlocked once, and it pays."""

    xp_reward: int
    rarity: Rarity


@dataclass(frozen=True, slots=True)
class Badge(Unlockable):
    """Worn once it is given."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of an app, unlocked by level."""

    key: str
    name: str
    level: int


THEMES = (
    Theme("solarized", "Solarized", 1),
    Theme("neon-nights", "Neon Nights", 5),
    Theme("forest-path", "Forest Path", 10),
    Theme("ocean-deep", "Ocean Deep", 20),
    Theme("aurora", "Aurora", 30),
)


@dataclass(frozen=True)
class Catalogue:
    """Every achievement and every badge, in the order of their files."""

    achievements: Sequence[Achievement]
    badges: Sequence[Badge]

    @cached_property
    def criteria(self) -> Sequence[Criterion]:
        return [each.criterion for each in (*self.achievements, *self.badges)]

    @cached_property
    def version(self) -> str:
        """Changes when a criterion does: counters kept for another version are made anew from the ledger."""
        said = "\n".join(sorted({f"{each.key}" for each in self.criteria}))
        marks = "\n".join(f"{each.key} {each.criterion}" for each in (*self.achievements, *self.badges))
        return sha256(f"{said}\n{marks}".encode()).hexdigest()[:16]


def _rows(name: str) -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
    return found


def _common(key: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": key,
        "name": row["name"],
        "description": row["description"],
        "icon": row["icon"],
        "criterion": criterion_from(row),
    }


def _load() -> Catalogue:
    return Catalogue(
        achievements=[
            Achievement(**_common(key, row), xp_reward=row["xp"], rarity=Rarity(row["rarity"]))
            for key, row in _rows("achievements.toml").items()
        ],
        badges=[Badge(**_common(key, row)) for key, row in _rows("badges.toml").items()],
    )


CATALOGUE = _load()

"""Rules of surprises. Pure: no database, no clock, no I/O.

Certain pay comes first and for sure; a surprise comes on top and takes nothing away. Every draw follows from a seed by
SHA-256, so that anybody who is shown the seed can draw again and find the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from src.domain.rounding import half_up

PER_MILLE = 1000
BOX_CHANCE = 150
POWER_HOUR_SHARE = Fraction(1, 2)
STREAK_BONUS_PER_WEEK = 5
MOST_STREAK_BONUS = 50


class BoxType(StrEnum):
    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


class BoxReward(StrEnum):
    XP = "xp"
    THEME = "theme"
    BADGE = "badge"
    POWER_HOUR = "power_hour"
    STREAK_RESERVE = "streak_reserve"


@dataclass(frozen=True, slots=True)
class Tier:
    """One line of the published odds: `chance` in tenths of a percent."""

    name: str
    multiplier: int
    chance: int
    dopamine_boost: int
    message: str


TIERS: Sequence[Tier] = (
    Tier("normal", 1, 500, 20, "Done is done. Nicely done."),
    Tier("good", 2, 250, 40, "Double! That one counted twice."),
    Tier("great", 3, 150, 60, "Triple! You are on a roll."),
    Tier("amazing", 4, 70, 80, "Times four! Somebody is on fire."),
    Tier("legendary", 5, 25, 95, "Legendary! Times five!"),
    Tier("critical_hit", 10, 5, 100, "CRITICAL HIT! Times ten. Take a bow."),
)
"""Contract section 8: x1 50 %, x2 25 %, x3 15 %, x4 7 %, x5 2.5 %, x10 0.5 %."""

BOX_TYPES: Mapping[BoxType, int] = {BoxType.BRONZE: 700, BoxType.SILVER: 250, BoxType.GOLD: 50}
CONTENTS: Mapping[BoxType, Mapping[BoxReward, int]] = {
    BoxType.BRONZE: {
        BoxReward.XP: 700, BoxReward.POWER_HOUR: 180, BoxReward.STREAK_RESERVE: 100, BoxReward.THEME: 10,
        BoxReward.BADGE: 10,
    },
    BoxType.SILVER: {
        BoxReward.XP: 550, BoxReward.POWER_HOUR: 220, BoxReward.STREAK_RESERVE: 170, BoxReward.THEME: 40,
        BoxReward.BADGE: 20,
    },
    BoxType.GOLD: {
        BoxReward.XP: 400, BoxReward.POWER_HOUR: 220, BoxReward.STREAK_RESERVE: 200, BoxReward.THEME: 130,
        BoxReward.BADGE: 50,
    },
}  # fmt: skip
XP_IN_BOX: Mapping[BoxType, tuple[int, int]] = {
    BoxType.BRONZE: (25, 75), BoxType.SILVER: (75, 150), BoxType.GOLD: (150, 400),
}  # fmt: skip
POWER_MINUTES: Mapping[BoxType, int] = {BoxType.BRONZE: 30, BoxType.SILVER: 60, BoxType.GOLD: 120}
RARITIES: Mapping[BoxReward, str] = {
    BoxReward.XP: "common", BoxReward.POWER_HOUR: "uncommon", BoxReward.STREAK_RESERVE: "rare",
    BoxReward.THEME: "epic", BoxReward.BADGE: "legendary",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draw:
    """What a claim drew: its tier, and the kind of box it gave, if any."""

    tier: Tier
    box_type: BoxType | None


@dataclass(frozen=True, slots=True)
class Content:
    """What lies in a box. `amount` is XP, minutes, or 1; `pick` chooses among themes or badges."""

    reward: BoxReward
    amount: int
    rarity: str
    pick: int


def roll(seed: str, what: str, sides: int) -> int:
    """A number from 0 up to, not including, `sides`: SHA-256 of `<seed>:<what>` modulo `sides`.

    256 bits leave no bias that any number of draws could show.
    """
    return int.from_bytes(sha256(f"{seed}:{what}".encode()).digest()) % sides


def draw(seed: str) -> Draw:
    """The surprise that lies in a seed."""
    number = roll(seed, "tier", PER_MILLE)
    chances = [tier.chance for tier in TIERS]
    tier = TIERS[_place(number, chances)]
    has_box = roll(seed, "box", PER_MILLE) < BOX_CHANCE
    box_type = list(BOX_TYPES)[_place(roll(seed, "box_type", PER_MILLE), list(BOX_TYPES.values()))]
    return Draw(tier, box_type if has_box else None)


def content_of(box_type: BoxType, seed: str) -> Content:
    """What lies in a box of that type with that seed."""
    contents = CONTENTS[box_type]
    reward = list(contents)[_place(roll(seed, "content", PER_MILLE), list(contents.values()))]
    least, most = XP_IN_BOX[box_type]
    amounts = {
        BoxReward.XP: least + roll(seed, "amount", most - least + 1),
        BoxReward.POWER_HOUR: POWER_MINUTES[box_type],
    }
    return Content(reward, amounts.get(reward, 1), RARITIES[reward], roll(seed, "pick", 1_000_003))


def consolation(box_type: BoxType, seed: str) -> Content:
    """What a box holds for somebody who has every theme or badge that it could have given: the most XP of its kind."""
    return Content(BoxReward.XP, XP_IN_BOX[box_type][1], RARITIES[BoxReward.XP], roll(seed, "pick", 1_000_003))


def bonus_xp(xp_earned: int, tier: Tier) -> int:
    """What a tier adds to what the completion has paid: xp_earned * (multiplier - 1)."""
    return max(xp_earned, 0) * (tier.multiplier - 1)


def streak_bonus(streak_days: int) -> int:
    """5 XP for every full week of streak, at most 50."""
    return min(max(streak_days, 0) // 7 * STREAK_BONUS_PER_WEEK, MOST_STREAK_BONUS)


def power_hour_bonus(paid: int) -> int:
    """What a power hour adds to a completed task: half of what it paid."""
    return half_up(max(paid, 0) * POWER_HOUR_SHARE)


def _place(number: int, chances: Sequence[int]) -> int:
    """The place of the chance that `number`, 0 to 999, falls into."""
    for place, chance in enumerate(chances):
        if number < chance:
            return place
        number -= chance
    raise AssertionError("chances sum to 1000")

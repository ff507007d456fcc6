"""How much energy somebody is likely to have in the hours ahead.

    level(hour) = prior(hour) + usual + own(hour) + what is different right now

- `prior`: the day as most people have it, out of 10: two peaks, a dip after lunch and a low at night, as circadian and
  homeostatic pressure add up (Borbély's two-process model, Human Neurobiology 1, 1982; Monk, "The post-lunch dip in
  performance", Clinics in Sports Medicine 24, 2005).
- `usual`: how far the person's hours lie from it on average, drawn towards 0.
- `own`: how far those near this hour of the day lie from that, drawn towards 0: somebody who is awake at night has
  their own curve after a few notes, and the prior where they have none.
- Right now: how far the last note lies from what was expected then. It decays, as in a process that returns to its
  mean (Ornstein and Uhlenbeck, 1930).

"Drawn towards" is the posterior mean of a normal model: `sum of deviations / (weights + K)`, where `K` notes' worth of
evidence speaks for no deviation. Every term is linear in the levels noted, with weights of 0 or more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from src.domain.day_rules import Days
from src.domain.rounding import half_up

HOUR = timedelta(hours=1)
HOURS_AHEAD = 12
LOOK_BACK = timedelta(days=60)

PRIOR_BY_HOUR = ((6, 3.0), (9, 6.5), (12, 8.0), (14, 5.5), (17, 7.0), (20, 6.0), (23, 4.5), (24, 3.0))
"""Out of 10, up to (not including) the local hour."""
LOWEST, HIGHEST = 1.0, 3.0

HALF_LIFE = timedelta(days=21)
"""After which a note counts half: people's weeks change."""
NEIGHBOURS = {-2: 0.15, -1: 0.6, 0: 1.0, 1: 0.6, 2: 0.15}
"""What a note says about hours so far away."""
USUAL_HOURS = 1.5
OWN_NOTES = 3.0
"""`K` of the person's mean, in hours of the day that are well known, and of each hour, in notes."""

NOW_SHARE = 0.7
"""How much of a note is the moment's level rather than the coarseness of three steps."""
NOW_HALF_LIFE = timedelta(hours=2)

GUESS = 0.2
"""Confidence in the prior alone."""
SURE = 0.95
SURE_NOTES = 6.0
"""Notes near an hour that bring confidence halfway from a guess to as sure as it gets."""
MOSTLY_OWN = 0.75
"""Share of the evidence from which on a prediction is called the person's own."""


class BasedOn(StrEnum):
    OWN = "own"
    PRIOR = "prior"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class HourAhead:
    """One hour: level 1.0 to 3.0 and the same out of 10, each with one decimal; confidence 0 to 1, two decimals."""

    begins_at: datetime
    local_hour: int
    level: float
    score: float
    confidence: float
    based_on: BasedOn


@dataclass(frozen=True, slots=True)
class Evidence:
    """Deviations from the prior in one hour of the day: how much they weigh, and their weighted sum."""

    weight: float = 0.0
    deviation: float = 0.0


class EnergyOutlook:
    """What is expected of one person. `recorded` are `(instant, level)` up to `now`, in any order."""

    def __init__(self, recorded: Sequence[tuple[datetime, int]], days: Days, *, now: datetime) -> None:
        self.days = days
        self.now = now
        self.by_hour = _by_hour(recorded, days, now)
        self.usual = self._usual()
        self.last = max(recorded, default=None)
        self.surprise = self._surprise()

    def _usual(self) -> float:
        """How far this person lies from the prior, whatever the hour: many notes of one hour speak for that hour."""
        speaking = [each.weight / (each.weight + OWN_NOTES) for each in self.by_hour]
        total = sum(each.deviation / (each.weight + OWN_NOTES) for each in self.by_hour)
        return total / (sum(speaking) + USUAL_HOURS)

    def _near(self, hour: int) -> Evidence:
        """What notes around an hour of the day say about it."""
        weight = deviation = 0.0
        for distance, share in NEIGHBOURS.items():
            there = self.by_hour[(hour + distance) % 24]
            weight += share * there.weight
            deviation += share * there.deviation
        return Evidence(weight, deviation)

    def usual_level(self, hour: int) -> float:
        """The level that is usual at an hour of the day, not held within bounds."""
        near = self._near(hour)
        own = (near.deviation - near.weight * self.usual) / (near.weight + OWN_NOTES)
        return level_of(prior_score(hour)) + self.usual + own

    def _surprise(self) -> float:
        if self.last is None:
            return 0.0
        moment, level = self.last
        return level - held(self.usual_level(self.days.local(moment).hour))

    def at(self, begins_at: datetime) -> HourAhead:
        """The hour that begins at an instant from `now` on, judged by its middle."""
        hour = self.days.local(begins_at).hour
        carried = self._carried(begins_at + HOUR / 2)
        level = held(self.usual_level(hour) + carried * self.surprise)
        near = self._near(hour)
        return HourAhead(
            begins_at=begins_at,
            local_hour=hour,
            level=_one_decimal(level),
            score=_one_decimal(score_of(level)),
            confidence=_confidence(near.weight, carried),
            based_on=self._based_on(near.weight, carried),
        )

    def _carried(self, moment: datetime) -> float:
        """The share of the last note's surprise that is left at `moment`."""
        if self.last is None:
            return 0.0
        return NOW_SHARE * _half_after(NOW_HALF_LIFE, moment - self.last[0])

    def _based_on(self, weight: float, carried: float) -> BasedOn:
        if self.last is None:
            return BasedOn.PRIOR
        prior_share = (1 - carried) * OWN_NOTES / (weight + OWN_NOTES)
        return BasedOn.OWN if 1 - prior_share >= MOSTLY_OWN else BasedOn.BOTH


def outlook(recorded: Sequence[tuple[datetime, int]], days: Days, *, now: datetime) -> list[HourAhead]:
    """The next twelve hours, each one elapsed hour, from the next full hour of the person's wall clock on."""
    expected = EnergyOutlook(recorded, days, now=now)
    first = next_full_hour(now, days)
    return [expected.at(first + place * HOUR) for place in range(HOURS_AHEAD)]


def next_full_hour(now: datetime, days: Days) -> datetime:
    """When the wall clock shows a full hour next, or `now` if it does."""
    local = days.local(now)
    passed = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return (now + (HOUR - passed if passed else timedelta())).astimezone(UTC)


def prior_score(hour: int) -> float:
    """Energy out of 10 at an hour of the day, as most people have it."""
    return next(score for until, score in PRIOR_BY_HOUR if hour < until)


def level_of(score: float) -> float:
    """A score out of 10 as a level: 0 is 1, 5 is 2, 10 is 3."""
    return LOWEST + score * (HIGHEST - LOWEST) / 10


def score_of(level: float) -> float:
    """A level of 1 to 3 as a score out of 10."""
    return (level - LOWEST) * 10 / (HIGHEST - LOWEST)


def held(level: float) -> float:
    """The nearest level there is."""
    return min(max(level, LOWEST), HIGHEST)


def _by_hour(recorded: Sequence[tuple[datetime, int]], days: Days, now: datetime) -> list[Evidence]:
    """Weight and deviation of the notes in each hour of the day, newer ones counting more."""
    weights, deviations = [0.0] * 24, [0.0] * 24
    for moment, level in recorded:
        hour = days.local(moment).hour
        weight = _half_after(HALF_LIFE, now - moment)
        weights[hour] += weight
        deviations[hour] += weight * (level - level_of(prior_score(hour)))
    return [Evidence(*pair) for pair in zip(weights, deviations, strict=True)]


def _half_after(half_life: timedelta, passed: timedelta) -> float:
    """1 at once, 1/2 after the half-life, 1/4 after two."""
    return float(0.5 ** max(passed / half_life, 0.0))


def _confidence(weight: float, carried: float) -> float:
    """From a guess up: by notes near the hour, and by how fresh the last note is, as if the two erred independently."""
    doubt = (SURE_NOTES / (weight + SURE_NOTES)) * (1 - carried)
    return half_up(Fraction(GUESS + (SURE - GUESS) * (1 - doubt)) * 100) / 100


def _one_decimal(value: float) -> float:
    return half_up(Fraction(value) * 10) / 10

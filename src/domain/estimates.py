"""Estimates that learn: how long things take a person, next to how long they thought. Pure: no database, clock or I/O.

What is learned is `log(actual / estimated)` of their own finished tasks, as the sum of three things:

    how this person estimates  +  what the labels of the task add to it  +  chance

Logarithms, because twice as long and half as long are equally far off, and products of many small delays are
log-normal (Limpert, Stahel and Abbt, "Log-normal distributions across the sciences", BioScience 51, 2001).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import exp, log, sqrt
from statistics import fmean, median

from src.domain.rounding import exact, half_up, one_decimal

ENOUGH_TASKS = 5
"""Finished tasks with both hours before anything is said."""
ENOUGH_OF_A_TAG = 3
"""Tasks with a label before the label says something of its own."""
MOST_EXTREME = log(16)
"""A task that took more than 16 times, or less than a 16th, of its estimate tells of a slip of the keyboard."""

EXACT_TASKS = 2
"""Weight of the assumption that somebody estimates exactly, in tasks."""
PLAIN_TASKS = 4
"""Weight of the assumption that a label changes nothing, in tasks."""
USUAL_SPREAD = 0.4
SPREAD_TASKS = 6
"""What chance amounts to before much is known, and the weight of that in tasks."""

ROUNDS = 20
NORMAL_MAD = 1.4826
"""Makes the median absolute deviation of a normal distribution its standard deviation."""
HUBER = 1.345
"""Deviations beyond which a task counts less: 95 % efficient when nothing is odd (Huber, 1964)."""
HALF_WITHIN = 0.6745
"""Standard deviations of a normal distribution within which half of it lies."""

LEAST_SCALE = 0.1
"""Tasks that agree to the minute would make every other one look odd."""
GRID = ((10, 1), (60, 5), (180, 15), (600, 30))
"""Up to so many minutes, durations are told in steps of so many."""
HOURS_FROM = 180
ABOUT_RIGHT = (0.9, 1.1)


@dataclass(frozen=True, slots=True)
class Measured:
    """A finished task of which both durations are known, in hours over 0."""

    estimated_hours: float
    actual_hours: float
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Ratio:
    """Actual over estimated duration, two decimals, learned from `sample_count` tasks."""

    ratio: float
    sample_count: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long a task is likely to take: about half of the tasks like it end between the two, in round minutes.

    `sample_count` is how many tasks the ratio rests on, those of the rarest label in it; `tags` are the labels (at most
    two) that moved it most."""

    low_minutes: int
    high_minutes: int
    likely_minutes: int
    ratio: float
    sample_count: int
    tags: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Ratios:
    """What a person's finished tasks say about their estimates. Labels are compared without letter case.

    `usual` and `effects` are the parts of a logarithm, `typical` is what they add up to over all those tasks."""

    sample_count: int = 0
    usual: float = 0.0
    typical: float = 0.0
    effects: Mapping[str, float] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    spread: float = USUAL_SPREAD

    @property
    def has_enough(self) -> bool:
        return self.sample_count >= ENOUGH_TASKS

    @property
    def missing_count(self) -> int:
        """Finished tasks with both hours until something is said."""
        return max(ENOUGH_TASKS - self.sample_count, 0)

    @property
    def sentence(self) -> str:
        """What is known, or what it takes to know something."""
        if self.has_enough:
            told = _told_ratio(_ratio(self.typical), ())
            return f"{told[0].upper()}{told[1:]}, going by {self.sample_count} finished tasks."
        missing = "One more finished task" if self.missing_count == 1 else f"{self.missing_count} more finished tasks"
        return f"{missing} with estimated and actual hours, and the next estimates learn from yours."

    @property
    def overall(self) -> Ratio | None:
        """For a task without labels that are known; None before there are enough tasks."""
        return Ratio(_ratio(self.typical), self.sample_count) if self.has_enough else None

    def by_tag(self) -> dict[str, Ratio]:
        """For a task with this label alone, as the label was last written; most tasks first."""
        if not self.has_enough:
            return {}
        order = sorted(self.effects, key=lambda tag: (-self.counts[tag], self.names[tag]))
        return {self.names[tag]: Ratio(_ratio(self.usual + self.effects[tag]), self.counts[tag]) for tag in order}

    def for_task(self, estimated_hours: float | None, tags: Sequence[str] = ()) -> Estimate | None:
        """How long a task with this estimate and these labels is likely to take.

        None without an estimate, or while there are fewer than `ENOUGH_TASKS` to learn from.
        """
        if not estimated_hours or estimated_hours < 0 or not self.has_enough:
            return None
        known = [tag for tag in dict.fromkeys(each.casefold() for each in tags) if tag in self.effects]
        shift = _within(self.usual + sum(self.effects[tag] for tag in known)) if known else self.typical
        sample_count = min((self.counts[tag] for tag in known), default=self.sample_count)
        # What is predicted is one more task: its own chance, and how unsure the mean is.
        around = HALF_WITHIN * self.spread * sqrt(1 + 1 / sample_count)
        minutes = 60 * estimated_hours * exp(shift)
        low, high = _round_range(minutes * exp(-around), minutes * exp(around))
        ratio = _ratio(shift)
        # A sentence has room for two labels: those that say most.
        names = tuple(self.names[tag] for tag in sorted(known, key=lambda tag: -abs(self.effects[tag]))[:2])
        return Estimate(
            low_minutes=low,
            high_minutes=high,
            likely_minutes=round_minutes(minutes),
            ratio=ratio,
            sample_count=sample_count,
            tags=names,
            sentence=f"{told_range(low, high)}, {_told_ratio(ratio, names)}.",
        )


def learn(tasks: Sequence[Measured]) -> Ratios:
    """What finished tasks say. Newest first, which decides only how labels are spelled.

    A mixed model: labels are random effects, so each is drawn towards 0 by `PLAIN_TASKS` and the usual ratio towards 1
    by `EXACT_TASKS` (best linear unbiased prediction: Robinson, Statistical Science 6, 1991), and labels that always
    come together share what they explain. Tasks far off count less (Huber's weights), so that a timer left running
    changes little.
    """
    if not tasks:
        return Ratios()
    folded = [tuple(dict.fromkeys(tag.casefold() for tag in each.tags)) for each in tasks]
    counted = Counter(tag for tags in folded for tag in tags)
    counts = {tag: count for tag, count in sorted(counted.items()) if count >= ENOUGH_OF_A_TAG}
    fit = _Fit([_log_ratio(each) for each in tasks], folded, counts)
    fit.settle()
    # Read backwards, so that the newest spelling is written last.
    names = {tag.casefold(): tag for each in reversed(tasks) for tag in each.tags}
    return Ratios(
        sample_count=len(tasks),
        usual=fit.usual,
        typical=_within(fmean(map(fit.expected, folded))),
        effects=fit.effects,
        counts=counts,
        names={tag: names[tag] for tag in counts},
        spread=fit.spread(),
    )


class _Fit:
    """The parts of each logarithm, found by going round them a few times, each against what the others leave."""

    def __init__(self, values: Sequence[float], tags: Sequence[Sequence[str]], counted: Iterable[str]) -> None:
        self.usual = median(values)
        self.effects = dict.fromkeys(counted, 0.0)
        self.residuals = [value - self.usual for value in values]
        self.weights = [1.0] * len(values)
        self.members: dict[str, list[int]] = {tag: [] for tag in self.effects}
        for place, names in enumerate(tags):
            for tag in names:
                if tag in self.members:
                    self.members[tag].append(place)

    def settle(self) -> None:
        everything = range(len(self.residuals))
        for _ in range(ROUNDS):
            self._weigh()
            self.usual = self._moved(self.usual, everything, pull=EXACT_TASKS)
            for tag, places in self.members.items():
                self.effects[tag] = self._moved(self.effects[tag], places, pull=PLAIN_TASKS)

    def _weigh(self) -> None:
        """1 for a task near what is expected, less the farther off it is."""
        scale = max(NORMAL_MAD * median(map(abs, self.residuals)), LEAST_SCALE)
        self.weights = [min(1.0, HUBER * scale / abs(each)) if each else 1.0 for each in self.residuals]

    def _moved(self, part: float, places: Sequence[int], *, pull: float) -> float:
        """The weighted mean of what the other parts leave, drawn towards 0 by `pull` tasks; residuals follow."""
        total = sum(self.weights[place] * (self.residuals[place] + part) for place in places)
        settled = total / (sum(self.weights[place] for place in places) + pull)
        for place in places:
            self.residuals[place] -= settled - part
        return settled

    def expected(self, tags: Sequence[str]) -> float:
        """The logarithm of a task with these labels."""
        return self.usual + sum(self.effects.get(tag, 0.0) for tag in tags)

    def spread(self) -> float:
        """Standard deviation of chance: what is left over, together with what is usual."""
        left = sum(weight * each**2 for weight, each in zip(self.weights, self.residuals, strict=True))
        free = max(len(self.residuals) - 1 - len(self.effects), 1)  # each part has taken its share of chance along
        return sqrt((SPREAD_TASKS * USUAL_SPREAD**2 + left) / (SPREAD_TASKS + free))


def _log_ratio(task: Measured) -> float:
    return _within(log(task.actual_hours) - log(task.estimated_hours))


def _within(logarithm: float) -> float:
    return max(-MOST_EXTREME, min(logarithm, MOST_EXTREME))


def _ratio(logarithm: float) -> float:
    return half_up(exact(exp(logarithm)) * 100) / 100


def round_minutes(minutes: float) -> int:
    """A duration as people say it: 7, 25, 75 or 210 minutes, then whole hours; at least one minute."""
    step = _step(minutes)
    return max(half_up(Fraction(minutes) / step) * step, 1)


def _step(minutes: float) -> int:
    return next((step for most, step in GRID if minutes <= most), 60)


def _round_range(low: float, high: float) -> tuple[int, int]:
    """Both ends as people say them, and never the same: a range of nothing would claim to know."""
    first, last = round_minutes(low), round_minutes(high)
    return first, max(last, first + _step(first + 1))


def told_range(low_minutes: int, high_minutes: int) -> str:
    """`40–60 min`, `1.5–2.5 h` from three hours on, or both units."""
    if high_minutes < HOURS_FROM:
        return f"{low_minutes}–{high_minutes} min"
    if low_minutes < 60:
        return f"{low_minutes} min – {_hours(high_minutes)} h"
    return f"{_hours(low_minutes)}–{_hours(high_minutes)} h"


def _hours(minutes: int) -> str:
    return f"{one_decimal(Fraction(minutes, 60)):g}"


def _told_ratio(ratio: float, tags: Sequence[str]) -> str:
    """The second half of the sentence: what it rests on."""
    labels = " and ".join(f"#{tag}" for tag in tags)
    if ABOUT_RIGHT[0] <= ratio <= ABOUT_RIGHT[1]:
        return f"your estimates with {labels} are about right" if tags else "your estimates are about right"
    times = f"you usually take {one_decimal(exact(ratio)):g}× your estimate"
    return f"with {labels} {times}" if tags else times

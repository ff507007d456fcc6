"""What finished tasks say about the next estimate."""

from math import exp, isclose, log
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.estimates import ENOUGH_TASKS, Measured, Ratios, learn, round_minutes, told_range

HOURS = st.floats(min_value=5e-324, max_value=10_000, allow_nan=False)
TAGS = st.lists(st.sampled_from(["write", "Write", "call", "errand", "ſ", "admin"]), max_size=4)
TASKS = st.lists(st.builds(Measured, HOURS, HOURS, TAGS), max_size=30)


def tasks(ratio: float, number: int, *tags: str) -> list[Measured]:
    return [Measured(0.5, 0.5 * ratio, tags)] * number


def test_nothing_is_said_before_there_are_five_tasks() -> None:
    ratios = learn(tasks(2.0, ENOUGH_TASKS - 1, "write"))

    assert ratios.for_task(1.0, ["write"]) is None
    assert ratios.overall is None
    assert ratios.by_tag() == {}
    assert ratios.sentence == (
        "One more finished task with estimated and actual hours, and the next estimates learn from yours."
    )


@pytest.mark.parametrize("estimated_hours", [None, 0.0])
def test_nothing_is_said_without_an_estimate(estimated_hours: float | None) -> None:
    assert learn(tasks(2.0, 20)).for_task(estimated_hours) is None


def test_an_estimate_says_its_range_and_why() -> None:
    estimate = learn(tasks(1.4, 10) + tasks(1.7, 10) + tasks(2.0, 10)).for_task(0.5)

    assert estimate is not None
    assert (estimate.low_minutes, estimate.high_minutes) == (40, 55)
    assert estimate.sentence == "40–55 min, you usually take 1.6× your estimate."
    assert estimate.sample_count == 30


def test_a_label_says_its_own() -> None:
    ratios = learn(tasks(1.0, 15, "write") + tasks(2.0, 15, "call"))

    writing, calling, other = (ratios.for_task(1.0, [tag]) for tag in ("write", "CALL", "garden"))

    assert writing
    assert calling
    assert other
    assert writing.likely_minutes < other.likely_minutes < calling.likely_minutes
    assert 1.8 < calling.ratio <= 2.0
    assert calling.tags == ("call",)
    assert writing.sentence.endswith("your estimates with #write are about right.")
    assert list(ratios.by_tag()) == ["call", "write"]


def test_a_label_is_silent_below_three_tasks() -> None:
    ratios = learn(tasks(1.0, 15) + tasks(5.0, 2, "call"))

    assert "call" not in ratios.by_tag()


def test_labels_are_one_whatever_their_letter_case_and_spelled_as_last_written() -> None:
    ratios = learn(tasks(2.0, 3, "Garden") + tasks(2.0, 3, "garden"))

    assert {tag: each.sample_count for tag, each in ratios.by_tag().items()} == {"Garden": 6}


def test_labels_that_always_come_together_share_what_they_explain() -> None:
    ratios = learn(tasks(1.0, 20) + tasks(3.0, 20, "call", "bank"))

    both = ratios.for_task(1.0, ["call", "bank"])

    assert both is not None
    assert 2.5 < both.ratio < 3.1
    assert isclose(ratios.effects["call"], ratios.effects["bank"], rel_tol=0.1)


def test_a_timer_that_ran_on_changes_little() -> None:
    usual = learn(tasks(1.3, 10) + tasks(1.5, 10))
    once_odd = learn(tasks(1.3, 10) + tasks(1.5, 10) + tasks(16.0, 1))

    assert usual.overall
    assert once_odd.overall
    assert abs(once_odd.overall.ratio - usual.overall.ratio) < 0.05


def test_people_who_need_less_than_they_thought_hear_so() -> None:
    estimate = learn(tasks(0.6, 20)).for_task(2.0)

    assert estimate is not None
    assert estimate.likely_minutes < 120
    assert estimate.sentence.endswith("you usually take 0.6× your estimate.")


@given(st.floats(min_value=0.2, max_value=5), st.integers(min_value=5, max_value=60))
def test_more_of_the_same_brings_the_ratio_closer_and_never_beyond(ratio: float, number: int) -> None:
    before, after = learn(tasks(ratio, number)), learn(tasks(ratio, number + 1))

    assert abs(log(ratio) - after.usual) <= abs(log(ratio) - before.usual) + 1e-12
    assert abs(after.usual) <= abs(log(ratio)) + 1e-12


@given(TASKS, HOURS, TAGS)
def test_a_range_is_at_least_a_minute_and_never_empty(done: list[Measured], hours: float, tags: list[str]) -> None:
    ratios = learn(done)

    estimate = ratios.for_task(hours, tags)

    assert (estimate is None) == (len(done) < ENOUGH_TASKS)
    if estimate is not None:
        assert 1 <= estimate.low_minutes < estimate.high_minutes
        assert estimate.low_minutes <= estimate.likely_minutes <= estimate.high_minutes
        assert 1 / 17 < estimate.ratio < 17
        assert estimate.sentence.endswith(".")


@given(st.lists(st.builds(Measured, HOURS, HOURS, TAGS), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_tasks_changes_nothing_but_spelling(done: list[Measured], random: Random) -> None:
    mixed = random.sample(done, len(done))

    assert isclose(learn(done).usual, learn(mixed).usual, abs_tol=1e-6)


@given(st.floats(min_value=0, max_value=600_000), st.floats(min_value=0, max_value=600_000))
def test_round_minutes_keep_their_order(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert 1 <= round_minutes(low) <= round_minutes(high)


@pytest.mark.parametrize(
    ("minutes", "told"), [(0, 1), (7.4, 7), (12, 10), (48, 50), (70, 75), (130, 135), (200, 210), (640, 660)]
)
def test_minutes_are_round(minutes: float, told: int) -> None:
    assert round_minutes(minutes) == told


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(40, 60, "40–60 min"), (75, 120, "75–120 min"), (45, 180, "45 min – 3 h"), (90, 210, "1.5–3.5 h")],
)
def test_ranges_read_as_people_say_them(low: int, high: int, told: str) -> None:
    assert told_range(low, high) == told


def test_nobody_has_said_anything_yet() -> None:
    assert learn([]) == Ratios()


class Somebody:
    """A simulated person: a bias of their own, one for each label, and log-normal chance."""

    LABELS = ("call", "write", "errand", "admin")

    def __init__(self, random: Random, *, bias: float = 0.35, differing: float = 0.35, chance: float = 0.35) -> None:
        self.random = random
        self.chance = chance
        self.bias = random.gauss(bias, differing)
        self.biases = {label: random.gauss(0, differing) for label in self.LABELS}

    def finish(self) -> Measured:
        label = self.random.choice(self.LABELS)
        estimated = self.random.choice((0.25, 0.5, 1, 2))
        error = self.bias + self.biases[label] + self.random.gauss(0, self.chance)
        return Measured(estimated, estimated * exp(error), (label,))


def errors_after(task_count: int, **traits: float) -> tuple[float, float, float]:
    """Median absolute log error of 200 people's raw and corrected estimates, and the share of ranges that held."""
    random = Random(20261123)
    raw, corrected, held = [], [], []
    for _ in range(200):
        person = Somebody(random, **traits)
        ratios = learn([person.finish() for _ in range(task_count)])
        for following in (person.finish() for _ in range(10)):
            estimate = ratios.for_task(following.estimated_hours, following.tags)
            assert estimate is not None
            error = log(following.actual_hours / following.estimated_hours)
            raw.append(abs(error))
            corrected.append(abs(error - log(estimate.ratio)))
            held.append(estimate.low_minutes <= 60 * following.actual_hours <= estimate.high_minutes)
    return median(raw), median(corrected), sum(held) / len(held)


def test_after_twenty_tasks_the_median_error_falls_by_far_more_than_a_fifth() -> None:
    raw, corrected, held = errors_after(20)

    assert corrected < 0.6 * raw
    assert 0.42 < held < 0.58


def test_estimates_with_much_chance_in_them_become_better_too() -> None:
    raw, corrected, held = errors_after(20, chance=0.6)

    assert corrected < 0.8 * raw
    assert 0.4 < held < 0.6


def test_people_who_estimate_well_lose_next_to_nothing() -> None:
    raw, corrected, _ = errors_after(20, bias=0.0, differing=0.0)

    assert corrected < 1.1 * raw

"""Why one task is suggested before another, one reason at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from src.domain.suggestions import Candidate, FirstStep, Situation, Skip, is_for_now, ranked
from src.domain.suggestions.tests.tasks import NOON, NOW, SELF, WORK, on, situation, task
from src.domain.tasks import Priority

HOUR = timedelta(hours=1)
STEP = FirstStep("step", "Put the tax folder on the table", 2)


def first(one: Candidate, other: Candidate, where: Situation = NOW) -> tuple[str, str]:
    """Title of the task that wins, whichever is named first, and why."""
    best, *_ = ranked([one, other], where)
    assert ranked([other, one], where)[0] == best
    return best.title, best.reason


def test_what_is_due_sooner_comes_first() -> None:
    rent, visa = task("Pay rent", due=on(23)), task("Renew visa", due=on(27))

    assert first(visa, rent) == ("Pay rent", "It is due today.")


def test_what_takes_longer_has_to_begin_sooner() -> None:
    essay, card = task("Write essay", due=on(26), estimated_hours=12.0), task("Post card", due=on(26))

    assert first(card, essay)[0] == "Write essay"


def test_what_matters_more_comes_first_when_nothing_is_due() -> None:
    lamp, letter = task("Fix lamp"), task("Answer letter", priority=Priority.HIGH)

    assert first(lamp, letter) == ("Answer letter", "You marked it as important.")


def test_marked_urgent_beats_due_next_week() -> None:
    urgent, coming = task("Call landlord", priority=Priority.URGENT), task("Water plants", due=on(30))

    assert first(coming, urgent)[0] == "Call landlord"


def test_due_today_beats_marked_urgent_without_a_date() -> None:
    urgent, today = task("Call landlord", priority=Priority.URGENT), task("Pay rent", due=on(23), priority="high")

    assert first(urgent, today)[0] == "Pay rent"


def test_what_fits_the_energy_comes_before_what_asks_for_more() -> None:
    deep, light = task("Plan budget", energy_required=3), task("Sort mail", energy_required=1)

    tired = first(deep, light, situation(energy_level=1))
    awake = first(deep, light, situation(energy_level=3))

    assert tired == ("Sort mail", "It fits the energy you have.")
    assert awake == ("Plan budget", "It fits the energy you have.")


def test_energy_is_not_claimed_when_nobody_said_how_much_there_is() -> None:
    deep, light = task("Plan budget", energy_required=3), task("Sort mail", energy_required=2)

    title, reason = first(deep, light, situation(energy_level=None))

    assert title == "Sort mail"
    assert "energy" not in reason


def test_in_the_evening_what_still_fits_comes_first() -> None:
    long, short = task("Clean garage", estimated_hours=3.0), task("Wipe table", estimated_hours=0.25)

    title, reason = first(long, short, situation(minutes_left=40))

    assert (title, reason) == ("Wipe table", "About 15 minutes are enough for it.")


def test_a_learned_range_decides_what_fits_and_is_said() -> None:
    hopeful = task("Write report", estimated_hours=0.5, likely_minutes=(40, 60))
    sure = task("Sort photos", estimated_hours=0.5, likely_minutes=(20, 30))

    title, reason = first(hopeful, sure, situation(minutes_left=45))

    assert (title, reason) == ("Sort photos", "It likely takes 20–30 min.")


def test_nothing_is_claimed_about_the_rest_of_what_took_longer_than_thought() -> None:
    grown = task("Fix bike", estimated_hours=1.0, actual_hours=3.0)

    assert grown.remaining_minutes is None
    assert ranked([grown], situation(minutes_left=40))[0].reason == "It is as good a place to start as any."


def test_a_part_of_life_that_had_little_of_the_week_gets_a_nudge() -> None:
    report, walk = task("Write report", zone_id="work"), task("Go for a walk", zone_id="self")

    answer = first(report, walk, situation(zones=(WORK, SELF)))

    assert answer == ("Go for a walk", "It gives Self some room this week.")


def test_balance_never_beats_what_is_due_today() -> None:
    report, walk = task("Write report", zone_id="work", due=on(23)), task("Go for a walk", zone_id="self")

    assert first(report, walk, situation(zones=(WORK, SELF)))[0] == "Write report"


def test_what_was_just_worked_on_goes_on() -> None:
    begun = task("Tidy desk", is_started=True, updated_at=NOON - HOUR)

    assert first(task("Fix lamp"), begun) == ("Tidy desk", "You were just at it.")


def test_what_is_half_done_comes_before_what_is_not_begun() -> None:
    begun = task("Do taxes", step_count=5, completed_step_count=3, first_step=STEP)

    assert first(task("Fix lamp"), begun) == ("Do taxes", "3 of its 5 steps are done.")


def test_a_ready_first_step_decides_between_equals() -> None:
    assert first(task("Do taxes", first_step=STEP), task("Alter coat"))[0] == "Do taxes"


def test_what_was_picked_in_the_morning_comes_before_what_merely_matters() -> None:
    picked, other = task("Fix lamp", is_focus_today=True), task("Answer letter", priority=Priority.HIGH)

    assert first(other, picked) == ("Fix lamp", "You picked it for today.")


def test_what_was_passed_over_steps_back_and_returns_within_days() -> None:
    wanted = task("Fix lamp", priority=Priority.HIGH)
    skipped = replace(wanted, skips=(Skip(NOON - 5 * HOUR, "not_now"),))
    other = task("Wash car")

    assert first(wanted, other)[0] == "Fix lamp"
    assert first(skipped, other)[0] == "Wash car"
    assert first(skipped, other, situation(now=NOON + timedelta(days=3)))[0] == "Fix lamp"


def test_two_reasons_are_said_in_one_sentence() -> None:
    rent = task("Pay rent", due=on(24), priority=Priority.URGENT)

    assert ranked([rent], NOW)[0].reason == "It is due tomorrow, and you marked it urgent."


def test_a_task_with_nothing_to_say_for_it_gets_a_sentence_all_the_same() -> None:
    assert ranked([task()], NOW)[0].reason == "It is as good a place to start as any."


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (on(22), "It was planned for yesterday and is welcome today."),
        (on(20), "It was planned for Friday and is welcome today."),
        (on(1), "It was planned for 1 November and is welcome today."),
        (NOON - HOUR, "It was planned for 11:00 today and is still welcome."),
        (NOON + HOUR, "It is due today at 13:00."),
        (on(26), "It is due on Thursday."),
        (on(30), "It is due on 30 November."),
        (NOON + 26 * HOUR, "It is due tomorrow at 14:00."),
    ],
)
def test_due_dates_are_said_kindly_and_exactly(due: object, said: str) -> None:
    assert ranked([task(due=due, priority=Priority.LOW)], NOW)[0].reason == said


@pytest.mark.parametrize(
    ("level", "required", "expected"), [(1, 2, True), (1, 3, False), (2, 3, True), (None, 3, True), (1, None, True)]
)
def test_nothing_for_now_asks_for_much_more_energy_than_there_is(
    level: int | None, required: int | None, expected: bool
) -> None:
    assert is_for_now(task(energy_required=required), situation(energy_level=level)) is expected


@pytest.mark.parametrize(
    ("reason", "hours", "expected"),
    [
        ("not_now", 2, False),
        ("not_now", 3, True),
        ("too_big", 7, False),
        ("my own words", 3, False),
        ("my own words", 4, True),
        (None, 4, True),
        ("not_important", 23, False),
    ],
)
def test_what_was_passed_over_rests_for_some_hours(reason: str | None, hours: int, expected: bool) -> None:
    skipped = task(skips=(Skip(NOON - hours * HOUR, reason),))

    assert is_for_now(skipped, NOW) is expected

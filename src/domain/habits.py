"""Streaks of habits: how often in a row somebody has done something that recurs. Counted in occurrences, not days: a
weekly habit that was done five times has a streak of five.

* An occurrence that was done counts, whenever that was.
* While it is open, others of its rule may come and go. One *passes* when its day is over before the first is done, so
  whatever is done by the day on which it is next due costs nothing.
* Occurrences on days of a pause, and on dates that travel left out, never pass.
* One that passes takes a reserve. A streak begins with one reserve, and every seventh occurrence that is done gives one
  more; up to three are kept.
* When none is left, what remains of the streak is the longest end of it that its own reserves hold together, so nobody
  is worse off for having begun earlier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from src.domain.days import DAY, local_time
from src.domain.recurrence import next_occurrence, parse
from src.domain.recurrence.rule import Frequency, Rule
from src.domain.streaks import Rest

FIRST_RESERVES = 1
DONE_FOR_A_RESERVE = 7
MOST_RESERVES = 3


class HabitUnit(StrEnum):
    """What an occurrence is called: the period of its rule when it falls once in each, else `time`."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class HabitStreak:
    """`reserves_left`: how many occurrences can pass before the streak is shorter."""

    current_streak: int
    longest_streak: int
    reserves_left: int


@dataclass(slots=True)
class _Run:
    """A streak that began at one occurrence: how many were done, and what is left to cover those that passed."""

    done: int = 0
    reserves: int = FIRST_RESERVES

    def goes_on(self, passed: int) -> bool:
        """Do one more after so many passed; False when the reserves do not cover them. None counts before the first."""
        if self.done:
            self.reserves -= passed
        if self.reserves < 0:
            return False
        self.done += 1
        if self.done % DONE_FOR_A_RESERVE == 0:
            self.reserves = min(self.reserves + 1, MOST_RESERVES)
        return True


def habit_streak(passed: Sequence[int], *, passing: int = 0) -> HabitStreak:
    """The streak after occurrences that were done, in order: how many others passed while each was open.

    `passing`: how many have passed since, while the one that is open now waits.
    """
    run, longest = _Run(), 0
    for place, count in enumerate(passed):
        if not run.goes_on(count):
            run = _longest_end(passed, place + 1, after=place + 1 - run.done)
        longest = max(longest, run.done)
    if passing > run.reserves:
        run = _longest_end(passed, len(passed), after=len(passed) - run.done, passing=passing)
    reserves_left = run.reserves - passing if run.done else FIRST_RESERVES
    return HabitStreak(run.done, longest, reserves_left)


def _longest_end(passed: Sequence[int], end: int, *, after: int, passing: int = 0) -> _Run:
    """The longest run that lasts until place `end`, `passing` covered as well, and begins at place `after` or later."""
    for begin in range(after, end):
        run = _Run()
        if all(run.goes_on(count) for count in passed[begin:end]) and run.reserves >= passing:
            return run
    return _Run()


def passed_before(rule: str, due: date, day: date, *, zone: ZoneInfo, rest: Rest) -> int:
    """How many days of `rule` passed between `due`, when the open occurrence was, and `day`, both outside.

    Counts no further than reserves could ever reach: a year away costs as much as a month.
    """
    counted = 0
    after = local_time(due, zone).date() if isinstance(due, datetime) else due
    while counted <= MOST_RESERVES and after + DAY < day:
        following = next_occurrence(rule, after=after, start=due, zone=zone)
        if following is None:
            break
        after = local_time(following, zone).date() if isinstance(following, datetime) else following
        if after >= day:
            break
        paused_until = rest.until(after)
        if paused_until is None:
            counted += 1
        else:
            after = paused_until
    return counted


def unit_of(rule: str) -> HabitUnit:
    """What an occurrence of `rule` is called."""
    parsed = parse(rule)
    if parsed.interval > 1 or not _falls_once_a_period(parsed):
        return HabitUnit.TIME
    return {
        Frequency.DAILY: HabitUnit.DAY,
        Frequency.WEEKLY: HabitUnit.WEEK,
        Frequency.MONTHLY: HabitUnit.MONTH,
        Frequency.YEARLY: HabitUnit.YEAR,
    }[parsed.frequency]


def _falls_once_a_period(rule: Rule) -> bool:
    """Whether the rule says one day for each of its periods, as far as can be seen from its parts."""
    limits = [rule.by_month, rule.by_week_number, rule.by_year_day, rule.by_month_day, rule.by_day, rule.by_position]
    given = [limit for limit in limits if limit]
    if len(rule.by_hour) > 1 or any(len(limit) > 1 for limit in given):
        return False
    if rule.frequency is Frequency.WEEKLY:
        return given in ([], [rule.by_day])
    if rule.frequency is Frequency.MONTHLY:
        return given in ([], [rule.by_month_day]) or (given == [rule.by_day] and rule.by_day[0][0] != 0)
    return not given


def habit_says(streak: HabitStreak, unit: HabitUnit, *, is_done_today: bool, is_resting: bool, waits: bool) -> str:
    """A sentence for somebody who looks at the habit. `waits`: an occurrence is due by now and open."""
    current = streak.current_streak
    if is_done_today:
        return f"Done for today: {_times(max(current, 1), unit)}."
    if is_resting:
        return f"Resting. {_times(current, unit)}, and they wait for you." if current else "Resting. No hurry."
    if not current and streak.longest_streak:
        return f"Ready when you are. {_times(streak.longest_streak, unit)} was your longest, and it stays yours."
    if not current:
        return "Whenever you like: the first time begins it."
    if waits:
        return f"{_times(current, unit)} so far. The next one makes it {current + 1}."
    return f"{_times(current, unit)} so far. Nothing to do for it right now."


def _times(count: int, unit: HabitUnit) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"

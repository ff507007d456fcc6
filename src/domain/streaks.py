"""Streaks: how many days somebody has been going, told from nothing but the set of local days with a completion.

Because it is computed anew from the days, logging late, taking a completion back, travel and clock changes need no
rules of their own.

* A streak grows by one on each day with a completion, and on no other day.
* A day without one is *missed* once it can no longer be logged: completions may be dated back 48 hours, so a day stays
  open for the two days after it, and counts as missed when the third one begins. Yesterday and the day before never do.
* A missed day takes one of the two reserves of its week (Monday to Sunday), or an earned one when both are gone. When
  none is left the streak breaks: what remains of it is the part, often nothing, that reaches from its latest completion
  back as far as reserves allow. So nobody is worse off for having begun earlier, and a day logged never costs another.
* Days in a pause are never missed.
* After travel westwards today can be up to two days before a day that has a completion; then that day is today.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from src.domain.days import DAY, week_start

WEEKLY_RESERVES = 2
DAYS_TO_LOG_LATE = 2
MILESTONES = (3, 7, 14, 21, 30, 50, 100, 200, 365)
DAYS_OF_A_BOX = 7
"""Every seventh day of a streak gives a mystery box."""
FURTHEST_TRAVEL = 2 * DAY
ENDLESS = date(9999, 1, 1)

# More, given as a bare number, would only make the forecast walk further.
MOST_EARNED_RESERVES = 366

Pause = tuple[date, date | None]
"""First and last day of a pause, both inside; None while it lasts."""


class StreakStatus(StrEnum):
    ACTIVE = "active"
    AT_RISK = "at_risk"
    RESTING = "resting"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Streak:
    """`streak_status`: `none` without a streak; `resting` in a pause, today being free; `at_risk` when some day up to
    today is still open and no reserve is left for it; else `active`.
    `days_until_break`: the number of days from today to the day on which the streak would break if nothing more were
    logged; None when there is no streak, or a pause without an end keeps it.
    `next_milestone`: None past the last one. `reserves_left`: those of this week and the earned ones together."""

    current_streak: int
    longest_streak: int
    streak_start_date: date | None
    last_completion_date: date | None
    streak_status: StreakStatus
    days_until_break: int | None
    next_milestone: int | None
    reserves_left: int


class Rest:
    """The paused days."""

    def __init__(self, pauses: Sequence[Pause]) -> None:
        self._starts: list[date] = []
        self._ends: list[date] = []
        for start, end in sorted((start, end or ENDLESS) for start, end in pauses):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            elif end >= start:
                self._starts.append(start)
                self._ends.append(end)

    def until(self, day: date) -> date | None:
        """The last day of the pause that `day` is in, None when it is in none."""
        place = bisect_right(self._starts, day) - 1
        return self._ends[place] if place >= 0 and self._ends[place] >= day else None


@dataclass(slots=True)
class _Reserves:
    """What is there to cover missed days. Days are covered in order."""

    earned: Sequence[date]
    earned_spent: int = 0
    week: date = date.min
    spent_in_week: int = 0
    earned_spent_before_week: int = 0

    def cover(self, day: date) -> bool:
        """Take one reserve for the missed `day`; False when there is none."""
        self._turn_to(week_start(day))
        if self.spent_in_week < WEEKLY_RESERVES:
            self.spent_in_week += 1
            return True
        if self._earned_by(day) > self.earned_spent:
            self.earned_spent += 1
            return True
        return False

    def take_week_back(self) -> None:
        """Forget what the current week has taken."""
        self.spent_in_week, self.earned_spent = 0, self.earned_spent_before_week

    def left(self, today: date) -> int:
        self._turn_to(week_start(today))
        return WEEKLY_RESERVES - self.spent_in_week + self._earned_by(today) - self.earned_spent

    def _turn_to(self, week: date) -> None:
        if week != self.week:
            self.week = week
            self.spent_in_week, self.earned_spent_before_week = 0, self.earned_spent

    def _earned_by(self, day: date) -> int:
        """How many were earned before `day` counted as missed."""
        return bisect_right(self.earned, day + DAYS_TO_LOG_LATE * DAY)


@dataclass(frozen=True, slots=True)
class _History:
    """What streaks are computed from: days with a completion, ascending and as a set, and the paused ones."""

    days: Sequence[date]
    done: Collection[date]
    rest: Rest

    def first_uncovered(self, first: date, last: date, reserves: _Reserves) -> date | None:
        """The first day of `first … last` that no completion, no pause and no reserve covers."""
        day = first
        while day <= last:
            pause_end = self.rest.until(day)
            if pause_end is not None:
                if pause_end >= last:
                    return None
                day = pause_end
            elif day not in self.done and not reserves.cover(day):
                return day
            day += DAY
        return None

    def begin_after(self, begin: int, latest: int, missed_until: date, reserves: _Reserves) -> int:
        """Where in `days` the streak from place `begin` to place `latest` begins when its days up to `missed_until`
        count as missed: at `begin` while reserves cover them, past `latest` when nothing of it is left."""
        earned_spent = reserves.earned_spent
        uncovered = self.first_uncovered(self.days[latest] + DAY, missed_until, reserves)
        while uncovered is not None:
            # Only this week asks for too much, so what can be kept begins in it: at most seven places to try.
            begin = max(begin + 1, bisect_left(self.days, week_start(uncovered)))
            if begin > latest:
                # What was taken in vain comes back, and a new streak has its own weekly reserves.
                reserves.earned_spent, reserves.spent_in_week = earned_spent, 0
                reserves.earned_spent_before_week = earned_spent
                return latest + 1
            reserves.take_week_back()
            uncovered = self.first_uncovered(self.days[begin], missed_until, reserves)
        return begin

    def break_day(self, first: date, reserves: _Reserves) -> date | None:
        """The first day from `first` on that nothing would cover if no more were logged; None if a pause never ends."""
        day = first
        while True:
            pause_end = self.rest.until(day)
            if pause_end is not None and pause_end >= ENDLESS:
                return None
            if pause_end is not None:
                day = pause_end
            elif day not in self.done and not reserves.cover(day):
                return day
            day += DAY


def _last_streak(history: _History, settled: date, reserves: _Reserves) -> tuple[int, int]:
    """Where in the days the streak that lasts until `settled`, the last day that can count as missed, begins (their
    number when there is none), and the length of the longest ever. Leaves `reserves` as that streak has them."""
    begin = longest = 0
    for latest, day in enumerate(history.days):
        if latest:
            begin = history.begin_after(begin, latest - 1, min(day - DAY, settled), reserves)
        longest = max(longest, latest - begin + 1)
    if history.days:
        begin = history.begin_after(begin, len(history.days) - 1, settled, reserves)
    return begin, longest


def streak(
    days: Collection[date],
    today: date,
    *,
    pauses: Sequence[Pause] = (),
    earned_reserves: int | Collection[date] = 0,
) -> Streak:
    """The streak on `today`, in time linear in the number of `days` (local days with a completion, in any order).

    `pauses` are inclusive; an end of None lasts. `earned_reserves` are all that were ever earned, spent ones included:
    given as the local days on which they were earned, each serves only for days that were still open then, so that
    earning one leaves the past as it was; given as a number, they are there from the beginning.
    """
    done = {day for day in days if day <= today + FURTHEST_TRAVEL}
    history = _History(sorted(done), done, Rest(pauses))
    today = max([today, *history.days[-1:]])
    settled = today - (DAYS_TO_LOG_LATE + 1) * DAY
    reserves = _Reserves(_earned_days(earned_reserves))

    begin, longest = _last_streak(history, settled, reserves)
    last = history.days[-1] if done else None
    left = copy(reserves).left(today)
    if begin == len(done):
        return Streak(0, longest, None, last, StreakStatus.NONE, None, MILESTONES[0], left)

    start, length = history.days[begin], len(done) - begin
    break_day = history.break_day(max(settled, start) + DAY, reserves)
    return Streak(
        current_streak=length,
        longest_streak=longest,
        streak_start_date=start,
        last_completion_date=last,
        streak_status=_status(today, today in done, history.rest.until(today) is not None, break_day),
        days_until_break=None if break_day is None else (break_day - today).days + DAYS_TO_LOG_LATE + 1,
        next_milestone=next_milestone(length),
        reserves_left=left,
    )


def lengths_of_days(
    days: Collection[date],
    first: date,
    last: date,
    *,
    pauses: Sequence[Pause] = (),
    earned_reserves: Collection[date] = (),
) -> dict[date, int]:
    """How long the streak was at the end of each day from `first` to `last`: what `streak` says on that day of the
    days up to it, in one pass over all of them."""
    history = _History(sorted(set(days)), set(days), Rest(pauses))
    reserves = _Reserves(_earned_days(earned_reserves))
    lengths: dict[date, int] = {}
    begin, latest = 0, -1
    for day in (first + number * DAY for number in range((last - first).days + 1)):
        settled = day - (DAYS_TO_LOG_LATE + 1) * DAY
        # Gaps before these days are settled for good; the one after them is settled in part, so it is tried on a copy.
        while latest + 1 < len(history.days) and history.days[latest + 1] <= settled + DAY:
            latest += 1
            if latest:
                begin = history.begin_after(begin, latest - 1, history.days[latest] - DAY, reserves)
        begin_now = history.begin_after(begin, latest, settled, copy(reserves)) if latest >= 0 else 0
        lengths[day] = max(bisect_right(history.days, day) - begin_now, 0)
    return lengths


def next_milestone(length: int) -> int | None:
    """The first milestone after a streak of `length` days; None past the last."""
    place = bisect_right(MILESTONES, length)
    return MILESTONES[place] if place < len(MILESTONES) else None


def marks_between(before: int, after: int) -> list[int]:
    """Lengths worth celebrating that a streak of `before` days passes on its way to `after`: milestones, and every
    seventh day."""
    return [length for length in range(before + 1, after + 1) if length in MILESTONES or length % DAYS_OF_A_BOX == 0]


def _status(today: date, is_done_today: bool, is_paused: bool, break_day: date | None) -> StreakStatus:
    if is_paused and not is_done_today:
        return StreakStatus.RESTING
    if break_day is not None and break_day <= today:
        return StreakStatus.AT_RISK
    return StreakStatus.ACTIVE


def _earned_days(earned: int | Collection[date]) -> list[date]:
    if isinstance(earned, int):
        return [date.min] * min(max(earned, 0), MOST_EARNED_RESERVES)
    return sorted(earned)

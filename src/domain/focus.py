"""Rules about focus. Pure: no database, no clock, no I/O.

Nothing ticks. A session is a plan and a few instants; phase, minutes and end follow from them and the moment one asks:

    started_at                paused_at                            work_end
        │━━━━━━━━━ work ━━━━━━━━━│┈┈┈┈┈ pause ┈┈┈┈┈│━━━━━ work ━━━━━━━│──── break ────│ over
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from src.domain.rounding import half_up
from src.domain.xp import FOCUS

MINUTE = timedelta(minutes=1)
NOTHING = timedelta(0)
LEAST_MINUTES = 5
MOST_MINUTES = 120
LEAST_PAID = 5 * MINUTE
"""Work under this pays no XP."""
PAID_FLOW = 25 * MINUTE
"""Work for which an open-ended session pays in full."""
LONGEST_FLOW = timedelta(hours=4)
"""An open-ended session of more work than this was left running."""
LONGEST_PAUSE = timedelta(hours=4)
"""A session that is paused longer was left."""


class Technique(StrEnum):
    POMODORO = "pomodoro"
    DEEP_WORK = "deep_work"
    TIMEBOX = "timebox"
    FLOW = "flow"


class Phase(StrEnum):
    WORK = "work"
    BREAK = "break"
    OVER = "over"


PLANS: dict[Technique, tuple[int, int]] = {
    Technique.POMODORO: (25, 5),
    Technique.DEEP_WORK: (90, 15),
    Technique.TIMEBOX: (60, 10),
}
"""Minutes of work and break of the techniques that have an end."""


def planned_minutes(technique: Technique, wanted: int | None) -> tuple[int | None, int]:
    """`(minutes of work, minutes of break)` of a session; of an open-ended one the work is an intention, if any.

    The break keeps the technique's proportion to the work, at least a minute: a pomodoro of 50 minutes has 10.
    """
    if technique not in PLANS:
        return wanted, 0
    work, rest = PLANS[technique]
    minutes = wanted or work
    return minutes, max(1, half_up(Fraction(minutes * rest, work)))


@dataclass(frozen=True, slots=True)
class Course:
    """A session that has not ended: what is planned, and the instants it has had. `paused_seconds` are earlier pauses
    together, `paused_at` is when the present one began."""

    technique: Technique
    duration_minutes: int | None
    break_minutes: int
    started_at: datetime
    paused_at: datetime | None = None
    paused_seconds: int = 0

    @property
    def is_open_ended(self) -> bool:
        return self.technique not in PLANS or self.duration_minutes is None

    @property
    def most_work(self) -> timedelta:
        """Work that counts at most."""
        if self.is_open_ended or self.duration_minutes is None:
            return LONGEST_FLOW
        return self.duration_minutes * MINUTE

    def time_spent(self, now: datetime) -> timedelta:
        """Time since the beginning, pauses left out, the break included."""
        return max((self.paused_at or now) - self.started_at - self._earlier_pauses, NOTHING)

    def worked(self, now: datetime) -> timedelta:
        """Work so far: at most what is planned."""
        return min(self.time_spent(now), self.most_work)

    def remaining(self, now: datetime) -> timedelta | None:
        """Work that is left; None when the end is open."""
        return None if self.is_open_ended else self.most_work - self.worked(now)

    def phase(self, now: datetime) -> Phase:
        """Work, then break, then over; a session that somebody left in a pause is over."""
        spent = self.time_spent(now)
        if self.was_left(now) or spent >= self.most_work + self.break_minutes * MINUTE:
            return Phase.OVER
        return Phase.WORK if spent < self.most_work else Phase.BREAK

    def is_whole(self, now: datetime) -> bool:
        """Whether all of the planned work is done; an open end has no whole."""
        return not self.is_open_ended and self.worked(now) >= self.most_work

    def was_left(self, now: datetime) -> bool:
        """Whether it has been paused for so long that nobody comes back to it."""
        return self.paused_at is not None and now - self.paused_at >= LONGEST_PAUSE

    def work_end(self, now: datetime) -> datetime | None:
        """When the work ends; a pause moves it for as long as it lasts. None when the end is open."""
        if self.is_open_ended:
            return None
        return self._undisturbed_end + (max(now - self.paused_at, NOTHING) if self.paused_at else NOTHING)

    def break_end(self, now: datetime) -> datetime | None:
        """When the break after the work ends; None when there is none."""
        end = self.work_end(now)
        return None if end is None else end + self.break_minutes * MINUTE

    def stopped_at(self, now: datetime) -> datetime:
        """When the work stopped, for a session that is ended now: at its planned end, in its pause, or now."""
        return max(min(self.paused_at or now, self._undisturbed_end), self.started_at)

    def xp(self, now: datetime) -> int:
        """What it pays when it is ended now."""
        return session_xp(self.worked(now), planned=None if self.is_open_ended else self.most_work)

    def if_nobody_ends_it(self) -> "Course":
        """How it counts once it is over: an open end as its intention, or 25 minutes, because nobody knows better."""
        if not self.is_open_ended:
            return self
        minutes = self.duration_minutes or PAID_FLOW // MINUTE
        return replace(self, technique=Technique.TIMEBOX, duration_minutes=minutes)

    @property
    def _earlier_pauses(self) -> timedelta:
        return timedelta(seconds=self.paused_seconds)

    @property
    def _undisturbed_end(self) -> datetime:
        return self.started_at + self._earlier_pauses + self.most_work


def pause_seconds(paused_at: datetime, now: datetime) -> int:
    """Whole seconds of a pause that ends now: parts of a second count as work, so that minutes never run backwards."""
    return max((now - paused_at) // timedelta(seconds=1), 0)


def session_xp(worked: timedelta, *, planned: timedelta | None) -> int:
    """What a session pays: 30 for the planned work, in proportion when it ended before (halves upwards), nothing under
    5 minutes. `planned` is None for an open-ended session, which pays in full from 25 minutes on."""
    if worked < LEAST_PAID:
        return 0
    share = Fraction(worked // timedelta(seconds=1), (planned or PAID_FLOW) // timedelta(seconds=1))
    return half_up(FOCUS * min(share, Fraction(1)))


def minutes_of(time: timedelta) -> float:
    """Minutes with one decimal, rounded down: 25.0 is shown when the 25th minute is over and not before."""
    return time // timedelta(seconds=6) / 10


def remaining_minutes(remaining: timedelta) -> float:
    """Minutes with one decimal, rounded up: what is shown beside `minutes_of` what has passed."""
    return -(-remaining // timedelta(seconds=6)) / 10

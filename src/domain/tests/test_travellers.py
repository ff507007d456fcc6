"""People who move between zones, change when their day begins, and do one thing on each of their own days.

Told as it is lived: at each moment only the changes up to then are known, and the streak is asked for every time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from src.domain.day_rules import MOMENT, DayRule, Days
from src.domain.days import DAY, day_end, local_day
from src.domain.streaks import streak
from src.domain.tests.zones import moments_near_changes, start_hours, zones

SECOND = timedelta(seconds=1)
LINE = st.sampled_from([ZoneInfo("Pacific/Pago_Pago"), ZoneInfo("Pacific/Kiritimati")])
"""On both sides of the date line, 25 hours apart: going west to east late in one's day leaves a date out."""
rules = st.builds(DayRule, st.one_of(zones, LINE), start_hours)


@dataclass(frozen=True)
class Journey:
    """The rules somebody lived by, each but the last with the instant until which it held, and when they acted."""

    stays: Sequence[tuple[datetime, DayRule]]
    last: DayRule
    acts: Sequence[datetime]

    def known_at(self, moment: datetime) -> Days:
        """The days as the platform knew them at `moment`: what comes later is not in them."""
        past = [(until, rule) for until, rule in self.stays if until <= moment]
        now = [*(rule for _, rule in self.stays), self.last][len(past)]
        return Days(now.zone, now.day_start_hour, past=tuple(past))


@st.composite
def departures(draw: st.DrawFn, after: datetime, rule: DayRule) -> datetime:
    """When somebody who lives by `rule` leaves: within nine days, half of the time in the last hours of a day."""
    moment = after + draw(st.sampled_from(range(1, 9))) * DAY + draw(st.integers(0, 86_400)) * SECOND
    if draw(st.booleans()):
        return moment
    end = day_end(local_day(moment, rule.zone, rule.day_start_hour), rule.zone, rule.day_start_hour)
    return end - draw(st.integers(0, 7 * 3600)) * SECOND


@st.composite
def journeys(draw: st.DrawFn) -> Journey:
    """Up to seven rules, beginning near a clock change; one act in each own day."""
    rule = draw(rules)
    moment = start = draw(moments_near_changes(rule.zone))
    stays = []
    for following in draw(st.lists(rules, max_size=6)):
        moment = draw(departures(moment, rule))
        stays.append((moment, rule))
        rule = following
    days = Days(rule.zone, rule.day_start_hour, past=tuple(stays))
    acts, over = [], moment + draw(st.sampled_from(range(11))) * DAY
    while start <= over:
        end = days.end(days.of(start))
        acts.append(start + draw(st.integers(0, (end - start) // MOMENT - 1)) * MOMENT)
        start = end
    return Journey(stays, rule, acts)


@given(journeys())
def test_one_thing_on_each_own_day_is_a_streak_of_all_of_them_at_every_moment(journey: Journey) -> None:
    done: list[date] = []
    for act in journey.acts:
        days = journey.known_at(act)
        done.append(days.of(act))
        left_out = days.left_out(done[0], done[-1])

        found = streak(done, done[-1], pauses=[(day, day) for day in left_out])

        assert done == sorted(set(done)), "each act is on a day of its own"
        assert found.current_streak == found.longest_streak == len(done)
        assert len(done) + len(left_out) == (done[-1] - done[0]).days + 1


@given(journeys(), st.data())
def test_what_was_known_then_is_still_so_at_the_end(journey: Journey, data: st.DataObject) -> None:
    act = data.draw(st.sampled_from(journey.acts))
    at_the_end = journey.known_at(journey.acts[-1])

    assert at_the_end.of(act) == journey.known_at(act).of(act)

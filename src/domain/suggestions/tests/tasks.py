"""Tasks and situations to weigh."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from src.domain.day_rules import Days
from src.domain.due import due_of
from src.domain.suggestions import Candidate, FirstStep, Situation, Skip, ZoneAttention
from src.domain.tasks import Priority

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A Monday."""
BERLIN = Days(ZoneInfo("Europe/Berlin"), 4)
UTC_DAYS = Days(ZoneInfo("UTC"), 4)
NOW = Situation(now=NOON, days=UTC_DAYS, energy_level=2, minutes_left=600)
WORK = ZoneAttention("work", "Work", xp=200)
SELF = ZoneAttention("self", "Self", xp=0)


def task(title: str = "Buy oat milk", **fields: Any) -> Candidate:
    """A task that is a week old. `due` takes a date, or an instant."""
    due = fields.pop("due", None)
    if due is not None:
        moment = due_of(due, ZoneInfo("UTC"))
        fields |= {"due_on": moment.on, "due_at": moment.at}
    made = NOON - timedelta(days=7)
    given: dict[str, Any] = {"task_id": title, "title": title, "created_at": made, "updated_at": made}
    return Candidate(**(given | fields))


def on(day: int) -> date:
    """A day of November 2026; the 23rd is today."""
    return date(2026, 11, day)


def situation(**fields: Any) -> Situation:
    return replace(NOW, **fields)


moments = st.datetimes(datetime(2026, 9, 1), datetime(2027, 3, 1), timezones=st.just(UTC))
steps = st.builds(FirstStep, st.just("step"), st.just("Open the lid"), st.integers(1, 10))
reasons = st.sampled_from([None, "not_now", "too_big", "no_energy", "wrong_place", "not_important", "my own words"])
skips = st.builds(Skip, st.datetimes(datetime(2026, 11, 9), datetime(2026, 11, 23), timezones=st.just(UTC)), reasons)
minutes = st.integers(1, 3000)
candidates = st.builds(
    Candidate,
    task_id=st.text("abc", min_size=1, max_size=3),
    title=st.just("Buy oat milk"),
    created_at=moments,
    updated_at=moments,
    priority=st.sampled_from(Priority),
    due_at=st.none() | moments,
    is_started=st.booleans(),
    is_goal=st.booleans(),
    estimated_hours=st.none() | st.floats(0, 10_000),
    actual_hours=st.floats(0, 10_000),
    likely_minutes=st.none() | st.tuples(minutes, minutes).map(lambda pair: (min(pair), max(pair))),
    energy_required=st.none() | st.integers(1, 3),
    zone_id=st.sampled_from([None, "work", "self"]),
    first_step=st.none() | steps,
    step_count=st.just(5),
    completed_step_count=st.integers(0, 5),
    skips=st.lists(skips, max_size=6).map(tuple),
    is_focus_today=st.booleans(),
    was_focus_yesterday=st.booleans(),
)
situations = st.builds(
    Situation,
    now=st.just(NOON),
    days=st.sampled_from([BERLIN, UTC_DAYS]),
    energy_level=st.none() | st.integers(1, 3),
    minutes_left=st.none() | st.integers(0, 1200),
    zones=st.sampled_from([(), (WORK, SELF)]),
    last_zone_id=st.sampled_from([None, "work"]),
)

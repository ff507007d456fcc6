"""A person's days through the profile: what was stays as it was, whatever zone or day start comes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from src.conftest import Clock, Person
from src.core.principal import Principal, PrincipalKind
from src.database.connection import Database
from src.domain.day_rules import DayRule, Days
from src.domain.streaks import streak
from src.schemas.auth import ProfileUpdate
from src.services.accounts import MyAccountService
from src.services.days import days_of_owner
from src.testing.queries import counted

ZONES = [
    "Pacific/Kiritimati", "Pacific/Apia", "Asia/Tokyo", "Asia/Kathmandu", "Europe/Berlin", "America/St_Johns",
    "America/Los_Angeles", "Pacific/Pago_Pago", "Australia/Lord_Howe",
]  # fmt: skip
HOUR = timedelta(hours=1)


async def profile(person: Person, **fields: Any) -> None:
    answer = await person.put("/api/auth/profile", json=fields)
    assert answer.status_code == 200, answer.text


async def done(person: Person, **status: Any) -> None:
    task = await person.task()
    answer = await person.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "done", **status})
    assert answer.status_code == 200, answer.text


async def ledger_days(person: Person) -> list[str]:
    tables = (await person.get("/api/auth/account/export")).json()["tables"]
    return [row["local_day"] for row in tables["xp_ledger"] if row["source"] == "task"]


async def days_of(database: Database, person: Person) -> Days:
    async with database.unit_of_work(writes=False, owner_id=person.user_id) as uow:
        return await days_of_owner(uow)


async def test_a_zone_set_before_anything_was_done_holds_from_the_beginning(
    database: Database, clock: Clock, enter: Callable[..., Any]
) -> None:
    carol: Person = await enter("carol", for_days=30)

    await profile(carol, timezone="Asia/Tokyo")
    await profile(carol, timezone="America/Los_Angeles", day_start_hour=5)

    assert await days_of(database, carol) == Days(ZoneInfo("America/Los_Angeles"), 5)


async def test_a_change_keeps_what_was_and_moves_what_comes(
    database: Database, clock: Clock, enter: Callable[..., Any]
) -> None:
    carol: Person = await enter("carol", for_days=30)
    await profile(carol, timezone="Asia/Tokyo")
    clock.now = datetime(2026, 11, 25, 5, tzinfo=UTC)  # the 25th, 14:00 in Tokyo
    await done(carol)

    clock.forward(minutes=1)
    await profile(carol, timezone="America/Los_Angeles")  # the 24th, 21:01
    await done(carol)
    await done(carol, completed_at="2026-11-24T18:00:00Z")  # the 25th had not begun in Tokyo: 03:00
    clock.now += timedelta(days=1)
    await done(carol)

    assert await ledger_days(carol) == ["2026-11-25", "2026-11-25", "2026-11-24", "2026-11-25"]
    days = await days_of(database, carol)
    assert [until for until, _ in days.past] == [datetime(2026, 11, 25, 5, 1, tzinfo=UTC)]
    clock.now += 12 * HOUR
    await done(carol)
    assert (await ledger_days(carol))[-1] == "2026-11-26"


async def test_a_new_day_start_is_kept_like_a_new_zone(
    database: Database, clock: Clock, enter: Callable[..., Any]
) -> None:
    carol: Person = await enter("carol", for_days=30)
    await done(carol)
    await profile(carol, day_start_hour=0)
    await profile(carol, bio="the same day")

    days = await days_of(database, carol)

    assert (days.day_start_hour, [rule.day_start_hour for _, rule in days.past]) == (0, [4])


async def test_a_unit_of_work_that_changes_the_zone_asks_again(database: Database, alice: Person) -> None:
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        before = await days_of_owner(uow)
        me = Principal(alice.user_id, PrincipalKind.SESSION, "s", "free", is_admin=False, expires_at=uow.now())
        with counted(database) as statements:
            assert await days_of_owner(uow) is before
        assert statements.count == 0

        await MyAccountService(uow, me).update(ProfileUpdate(timezone="Asia/Tokyo"))

        assert (await days_of_owner(uow)).zone == ZoneInfo("Asia/Tokyo")


@st.composite
def journeys(draw: st.DrawFn) -> tuple[Days, datetime, datetime]:
    """Months of somebody who moves up to six times and changes when their day begins; first and last instant."""
    start = datetime(2026, draw(st.integers(1, 12)), draw(st.integers(1, 28)), tzinfo=UTC)
    rules = st.builds(DayRule, st.sampled_from(ZONES).map(ZoneInfo), st.integers(0, 6))
    moment, past = start, []
    for gap in draw(st.lists(st.integers(1, 30 * 24 * 60), max_size=6)):
        moment += timedelta(minutes=gap)
        past.append((moment, draw(rules)))
    now = draw(rules)
    return (
        Days(now.zone, now.day_start_hour, past=tuple(past)),
        start,
        moment + timedelta(days=draw(st.integers(0, 30))),
    )


@given(journeys())
def test_whoever_does_something_on_each_of_their_days_has_a_streak_of_all_of_them(
    journey: tuple[Days, datetime, datetime],
) -> None:
    days, start, end = journey
    done: set[date] = set()
    moment = start
    while moment <= end:
        done.add(days.of(moment))
        moment = days.end(days.of(moment))
    left_out = days.left_out(min(done), max(done))

    found = streak(done, days.of(end), pauses=[(day, day) for day in left_out])

    assert found.current_streak == len(done)
    assert set(left_out).isdisjoint(done)
    assert len(done) + len(left_out) == (max(done) - min(done)).days + 1

"""The dashboard over HTTP."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from src.conftest import NOON, Clock, Person
from src.database.connection import Database
from src.database.models import FocusSession, TaskSkip
from src.schemas.secretary import Dashboard
from src.services.energy import EnergyService
from src.services.tests.test_suggestions import fill
from src.testing.queries import counted

DASHBOARD = "/api/secretary/dashboard"
FIELDS = {
    "priorities", "focus_recommendation", "overdue_count", "due_today_count", "bottlenecks", "achievements_available",
    "ritual", "energy", "active_focus", "pet", "welcome_back",
}  # fmt: skip
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
async def alice(enter: Callable[..., Any]) -> Person:
    """You, signed in for long."""
    person: Person = await enter("alice", for_days=365)
    return person


async def seen(person: Person) -> dict[str, Any]:
    answer = await person.get(DASHBOARD)
    assert answer.status_code == 200, answer.text
    dashboard: dict[str, Any] = answer.json()
    Dashboard.model_validate(dashboard)
    return dashboard


async def told(database: Database, person: Person, level: int) -> None:
    """Somebody says how much energy they have."""
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        await EnergyService(uow).record(level)


async def passed_over(database: Database, person: Person, task_id: str, *reasons: str | None) -> None:
    """A task was passed over, once a day until yesterday."""
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        for number, reason in enumerate(reasons, start=1):
            at = uow.now() - timedelta(days=number)
            await uow.add(TaskSkip(user_id=person.user_id, task_id=task_id, reason=reason, skipped_at=at))


async def test_somebody_new_sees_an_empty_and_friendly_page(alice: Person) -> None:
    page = await seen(alice)

    assert set(page) == FIELDS
    assert page["priorities"] == page["bottlenecks"] == page["achievements_available"] == []
    assert (page["overdue_count"], page["due_today_count"]) == (0, 0)
    assert page["ritual"] == {"completed_today": False}
    assert page["energy"] == {
        "energy_level": 2,
        "energy_label": "medium",
        "is_known": False,
        "recorded_at": None,
        "hours_since_last": None,
    }
    assert page["active_focus"] is page["pet"] is page["welcome_back"] is None
    assert page["focus_recommendation"] == {
        "technique": "pomodoro",
        "duration_minutes": 25,
        "task_id": None,
        "sentence": "25 minutes of focus.",
    }


async def test_five_priorities_say_why_the_most_urgent_first(alice: Person) -> None:
    for day in range(24, 30):
        await alice.task(f"Due on the {day}th", due_date=f"2026-11-{day}")
    rent = await alice.task("Pay rent", due_date="2026-11-23", priority="urgent")

    page = await seen(alice)

    assert len(page["priorities"]) == 5
    assert page["priorities"][0] == {
        "task_id": rent["task_id"],
        "title": "Pay rent",
        "urgency_score": pytest.approx(8.8, abs=0.1),
        "reason": "It is due today, and you marked it urgent.",
    }
    scores = [each["urgency_score"] for each in page["priorities"]]
    assert scores == sorted(scores, reverse=True)
    assert page["focus_recommendation"]["task_id"] == rent["task_id"]


async def test_due_dates_are_counted_by_the_persons_own_calendar_as_in_the_figures(alice: Person, clock: Clock) -> None:
    clock.now = NOON.replace(hour=23, minute=30)  # in Berlin it is half past midnight on the 24th
    await alice.put("/api/auth/profile", json={"timezone": "Europe/Berlin"})
    for due in ("2026-11-22", "2026-11-23", "2026-11-24", "2026-11-24T20:00:00Z", "2026-11-25", None):
        await alice.task(str(due), due_date=due)
    await alice.task("an idea", due_date="2026-11-24", capture_type="idea")
    done = await alice.task("done", due_date="2026-11-23")
    await alice.patch(f"/api/v2/tasks/{done['task_id']}/status", json={"status": "done"})

    page = await seen(alice)
    figures = (await alice.get("/api/v2/tasks/stats")).json()

    assert (page["overdue_count"], page["due_today_count"]) == (2, 3)
    assert (figures["overdue_tasks"], figures["due_today"]) == (2, 3)


async def test_bottlenecks_are_what_others_wait_for_what_rests_half_done_and_what_is_passed_over(
    database: Database, alice: Person, clock: Clock
) -> None:
    clock.forward(days=-10)
    begun = await alice.task("Paint the shed", status="in_progress")
    clock.forward(days=8)
    form = await alice.task("Sign the form")
    for title in ("Send it", "File it"):
        waiting = await alice.task(title)
        await alice.put(f"/api/v2/tasks/{waiting['task_id']}/dependencies/{form['task_id']}")
    skipped = await alice.task("Clean garage")
    clock.forward(days=2)
    await passed_over(database, alice, skipped["task_id"], "too_big", "too_big", None)

    page = await seen(alice)

    assert page["bottlenecks"] == [
        {
            "task_id": form["task_id"],
            "title": "Sign the form",
            "kind": "holding_up",
            "sentence": "2 other tasks can begin when this one is done.",
        },
        {
            "task_id": begun["task_id"],
            "title": "Paint the shed",
            "kind": "long_begun",
            "sentence": "You began it a while ago: a step of five minutes, or letting it go, would free your head.",
        },
        {
            "task_id": skipped["task_id"],
            "title": "Clean garage",
            "kind": "passed_over",
            "sentence": "It may be too big to begin with: cut it into small steps and take only the first.",
        },
    ]


async def test_a_task_is_one_bottleneck_however_many_it_could_be(
    database: Database, alice: Person, clock: Clock
) -> None:
    form, waiting = await alice.task("Sign the form"), await alice.task("Send it")
    await alice.put(f"/api/v2/tasks/{waiting['task_id']}/dependencies/{form['task_id']}")
    await passed_over(database, alice, form["task_id"], None, None, None)

    page = await seen(alice)

    assert [each["kind"] for each in page["bottlenecks"]] == ["holding_up"]
    assert page["bottlenecks"][0]["sentence"] == "One other task can begin when this one is done."


async def test_what_is_done_or_in_the_bin_holds_nobody_up(alice: Person) -> None:
    for title, end in (("done", "done"), ("binned", "delete")):
        form, waiting = await alice.task(title), await alice.task(f"after {title}")
        await alice.put(f"/api/v2/tasks/{waiting['task_id']}/dependencies/{form['task_id']}")
        if end == "delete":
            await alice.delete(f"/api/v2/tasks/{form['task_id']}")
        else:
            await alice.patch(f"/api/v2/tasks/{form['task_id']}/status", json={"status": "done"})

    assert (await seen(alice))["bottlenecks"] == []


async def test_the_page_shows_morning_energy_session_pet_and_what_is_near(database: Database, alice: Person) -> None:
    task = await alice.task("Write report")
    await alice.post("/api/ritual/complete", json={"focus_task_1_id": task["task_id"]})
    await alice.post("/api/pets", json={"species": "owl", "name": "Olm"})
    await told(database, alice, 3)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await uow.add(
            FocusSession(
                user_id=alice.user_id,
                task_id=task["task_id"],
                technique="pomodoro",
                duration_minutes=25,
                break_minutes=5,
                started_at=uow.now() - timedelta(minutes=10),
            )
        )

    page = await seen(alice)

    assert page["ritual"]["completed_today"] is True
    assert page["ritual"]["focus_tasks"][0]["task_id"] == task["task_id"]
    assert page["energy"] == {
        "energy_level": 3,
        "energy_label": "high",
        "is_known": True,
        "recorded_at": "2026-11-23T12:00:00.000000Z",
        "hours_since_last": 0.0,
    }
    assert page["active_focus"]["elapsed_minutes"] == 10
    assert page["focus_recommendation"] is None
    assert page["pet"]["name"] == "Olm"
    assert page["priorities"][0]["reason"] == "You picked it for today."


async def test_achievements_under_way_are_shown(alice: Person) -> None:
    task = await alice.task("Fix lamp")
    await alice.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "done"})

    near = (await seen(alice))["achievements_available"]

    assert 1 <= len(near) <= 3
    assert all(0 < each["progress"] < each["target"] for each in near)


async def test_who_comes_back_after_three_days_sees_three_things_and_no_pile(alice: Person, clock: Clock) -> None:
    for number in range(6):
        await alice.task(f"Task {number}", due_date="2026-11-23")
    clock.forward(days=3)

    page = await seen(alice)

    assert len(page["priorities"]) == 3
    assert page["overdue_count"] == 0
    assert page["bottlenecks"] == []
    assert page["welcome_back"] == {
        "sentence": "Good to see you again. Here is a small place to begin; everything else can wait.",
        "fresh_start": {"method": "POST", "path": "/api/secretary/fresh-start", "body": None},
    }


async def test_all_of_that_day_counts_as_coming_back_and_the_next_does_not(alice: Person, clock: Clock) -> None:
    await alice.task("Fix lamp")
    clock.forward(days=5)

    before = await seen(alice)
    await alice.task("Something new")
    clock.forward(hours=8)
    same_day = await seen(alice)
    clock.forward(hours=12)
    next_day = await seen(alice)

    assert [bool(page["welcome_back"]) for page in (before, same_day, next_day)] == [True, True, False]


async def test_two_days_away_are_a_weekend(alice: Person, clock: Clock) -> None:
    await alice.task("Fix lamp", due_date="2026-11-23")
    clock.forward(days=2)

    page = await seen(alice)

    assert page["welcome_back"] is None
    assert page["overdue_count"] == 1


async def test_who_registered_long_ago_and_did_nothing_is_welcome_too(alice: Person, clock: Clock) -> None:
    clock.forward(days=100)

    assert (await seen(alice))["welcome_back"] is not None


async def test_what_the_server_or_an_agent_does_is_no_sign_of_the_person(
    database: Database, alice: Person, clock: Clock
) -> None:
    clock.forward(days=4)
    async with database.unit_of_work(owner_id=alice.user_id, actor="system") as uow:
        await EnergyService(uow).record(2)
    clock.forward(days=1)

    assert (await seen(alice))["welcome_back"] is not None


async def test_nothing_of_a_stranger_is_on_the_page(alice: Person, bob: Person) -> None:
    await bob.task("Bob's own", due_date="2026-11-23")

    page = await seen(alice)

    assert page["priorities"] == []
    assert page["due_today_count"] == 0


async def test_the_page_costs_eight_queries_at_most_whatever_there_is(
    database: Database, alice: Person, clock: Clock
) -> None:
    await alice.get("/api/auth/profile")  # who asks is remembered for three seconds
    with counted(database) as nothing:
        await seen(alice)
    await fill(database, alice, 400, estimated_hours=1.0)
    task = await alice.task("Write report")
    await alice.post("/api/ritual/complete", json={"focus_task_1_id": task["task_id"]})
    await alice.post("/api/pets", json={"species": "owl", "name": "Olm"})
    await passed_over(database, alice, task["task_id"], "too_big", "too_big", None)
    with counted(database) as much:
        await seen(alice)

    assert nothing.count <= 8, nothing.ran
    assert much.count <= 8, much.ran

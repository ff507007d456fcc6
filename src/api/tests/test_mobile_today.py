"""One screen in one call: small, in few queries, and not sent again for nothing."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from src.api.tests.focusing import started, status, told
from src.api.tests.syncing import Json, energy, synced
from src.conftest import Clock, Person
from src.database.connection import Database
from src.schemas.mobile import MobileToday
from src.schemas.ritual import RitualToday
from src.testing.queries import counted

TODAY = "/api/mobile/today"
ROCKET = "\N{ROCKET}"
STRANGE = {"four bytes": ROCKET, "escaped": "\x01"}
"""Characters that take most room in JSON: four bytes, and six (`\\u0001`)."""


async def shown(person: Person) -> Json:
    answer = await person.get(TODAY)
    assert answer.status_code == 200, answer.text
    MobileToday.model_validate_json(answer.content)
    screen: Json = answer.json()
    return screen


async def tag_of(person: Person) -> str:
    tag: str = (await person.get(TODAY)).headers["etag"]
    return tag


async def chosen(person: Person, *task_ids: str) -> None:
    body = {f"focus_task_{place}_id": task_id for place, task_id in enumerate(task_ids, start=1)}
    answer = await person.post("/api/ritual/complete", json=body)
    assert answer.status_code == 200, answer.text


async def furnished(person: Person, *, letter: str = "a") -> list[str]:
    """A person with everything that a screen can show, texts as long as they may be; their tasks."""
    tasks = [(await person.task(f"a{letter * 254}", estimated_hours=1, due_date="2026-11-23")) for _ in range(4)]
    ids: list[str] = [task["task_id"] for task in tasks]
    for task_id in ids:
        step = {"description": f"a{letter * 499}"}
        await person.post(f"/api/v2/tasks/{task_id}/micro-steps", json=step)
    await chosen(person, *ids[:3])
    await person.post("/api/pets", json={"species": "dragon", "name": f"a{letter * 99}"})
    await person.put("/api/auth/profile", json={"full_name": f"a{letter * 99}"})
    for _ in range(3):
        await person.post("/api/secretary/just-one-thing/skip", json={"task_id": ids[0], "reason": "too_big"})
    await started(person, task_id=ids[3])
    await synced(person, energy("e", 3, notes=letter * 500))
    return ids


async def test_a_new_person_sees_an_empty_screen(alice: Person, clock: Clock) -> None:
    screen = await shown(alice)

    assert screen["greeting"] == "Good afternoon, alice."
    assert screen["day"] == {
        "date": "2026-11-23", "timezone": "UTC", "ends_at": "2026-11-24T04:00:00.000000Z",
        "now": "2026-11-23T12:00:00.000000Z", "minutes_left": 16 * 60,
    }  # fmt: skip
    assert screen["ritual"] == {"completed_today": False}
    assert [screen[name] for name in ("welcome_back", "focus", "energy", "pet")] == [None] * 4
    assert (screen["next"]["task"], screen["next"]["first_step"]) == (None, None)
    assert screen["next"]["reason"].startswith("Nothing is waiting for you.")
    assert (screen["xp"]["today"], screen["xp"]["level"], screen["xp"]["xp_to_next_level"]) == (0, 1, 100)


async def test_a_screen_shows_what_the_modules_show(alice: Person, clock: Clock) -> None:
    first, second, third, focused = await furnished(alice)
    clock.forward(minutes=10)

    screen = await shown(alice)

    morning = RitualToday.model_validate((await alice.get("/api/ritual/today")).json())
    assert RitualToday.model_validate(screen["ritual"]) == morning
    assert [task["task_id"] for task in screen["ritual"]["focus_tasks"]] == [first, second, third]
    assert screen["pet"] == (await alice.get("/api/pets")).json()
    assert screen["focus"] == await status(alice)
    assert (screen["focus"]["task_id"], screen["focus"]["elapsed_minutes"]) == (focused, 10.0)
    assert (screen["energy"]["energy_level"], screen["energy"]["hours_since"]) == (3, 0.2)
    one_thing = (await alice.get("/api/secretary/just-one-thing")).json()
    assert screen["next"]["task"].items() <= one_thing["task"].items()
    assert {name: one_thing[name] for name in ("reason", "first_step", "expected", "advice")} == {
        name: value for name, value in screen["next"].items() if name != "task"
    }
    ledger = (await alice.get("/api/auth/account/export")).json()["tables"]["xp_ledger"]
    assert screen["xp"]["today"] == screen["xp"]["total"] == sum(row["amount"] for row in ledger) > 0


async def test_a_screen_takes_at_most_six_queries(alice: Person, bob: Person, database: Database) -> None:
    await furnished(alice)

    for person in (alice, bob):
        await shown(person)  # who asks is remembered from here on
        with counted(database) as statements:
            await shown(person)

        assert statements.count <= 6, statements.ran


@pytest.mark.parametrize("letter", STRANGE.values(), ids=STRANGE.keys())
async def test_a_screen_stays_under_ten_kilobytes_whatever_people_write(alice: Person, letter: str) -> None:
    await furnished(alice, letter=letter)

    answer = await alice.get(TODAY)

    assert len(answer.content) < 10_000
    title = answer.json()["ritual"]["focus_tasks"][0]["title"]
    assert title == f"a{ROCKET * 254}" if letter == ROCKET else title.endswith("…")


async def test_a_screen_that_still_holds_is_not_sent_again(alice: Person, clock: Clock) -> None:
    await furnished(alice)
    tag = await tag_of(alice)
    clock.forward(minutes=7)

    for named in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        unchanged = await alice.get(TODAY, headers={"If-None-Match": named})

        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == tag
        assert unchanged.headers["x-request-id"]
        assert "content-length" not in unchanged.headers
    other = await alice.get(TODAY, headers={"If-None-Match": '"x"'})
    assert (other.status_code, other.headers["etag"]) == (200, tag)


async def test_whatever_changes_on_the_screen_changes_its_tag(alice: Person, clock: Clock) -> None:
    first, *_ = await furnished(alice)
    at = f"/api/v2/tasks/{first}"
    changes: list[tuple[str, str, Json | None]] = [
        ("PUT", at, {"title": "Another title"}),
        ("PATCH", f"{at}/status", {"status": "done"}),
        ("POST", "/api/pets/feed", None),
        ("PUT", "/api/auth/profile", {"full_name": "Alice"}),
        ("POST", "/api/v2/tasks", {"title": "Urgent", "priority": "urgent", "due_date": "2026-11-23"}),
    ]

    tags = [await tag_of(alice)]
    for method, path, body in changes:
        clock.forward(seconds=1)
        answer = await alice.call(method, path, **({} if body is None else {"json": body}))
        assert answer.is_success, answer.text
        tags.append(await tag_of(alice))

    assert len(set(tags)) == len(changes) + 1


async def test_a_pause_changes_the_tag_and_its_end_does_too(alice: Person, clock: Clock) -> None:
    await started(alice)
    tags = [await tag_of(alice)]

    clock.forward(minutes=1)
    await told(alice, "pause")
    tags.append(await tag_of(alice))
    clock.forward(minutes=3)
    still_paused = await tag_of(alice)
    await told(alice, "resume")
    tags.append(await tag_of(alice))

    assert still_paused == tags[1]
    assert len(set(tags)) == 3


async def test_unread_is_what_came_after_the_last_sync(alice: Person) -> None:
    before = await shown(alice)
    await synced(alice, since=before["latest_seq"])
    read = await shown(alice)
    await alice.task()
    after = await shown(alice)
    await synced(alice, since=1)

    assert before["unread_count"] == before["latest_seq"] > 0
    assert read["unread_count"] == 0
    assert after["unread_count"] == after["latest_seq"] - read["latest_seq"] == 1
    assert (await shown(alice))["unread_count"] == 1


async def test_days_are_the_persons_own(enter: Callable[..., Any], clock: Clock) -> None:
    alice: Person = await enter("alice", for_days=3)
    await alice.put("/api/auth/profile", json={"timezone": "Asia/Kathmandu"})
    task = await alice.task()
    await chosen(alice, task["task_id"])
    await synced(alice, energy("e", 1))
    evening = await shown(alice)
    clock.forward(hours=11)
    morning = await shown(alice)

    assert (evening["day"]["date"], evening["day"]["ends_at"]) == ("2026-11-23", "2026-11-23T22:15:00.000000Z")
    assert evening["ritual"]["completed_today"]
    assert (morning["greeting"], morning["day"]["date"]) == ("Hello, alice.", "2026-11-24")
    assert morning["ritual"] == {"completed_today": False}
    assert (morning["xp"]["today"], morning["energy"]["hours_since"]) == (0, 11.0)


async def test_a_person_sees_their_own_screen(alice: Person, bob: Person, anonymous: httpx2.AsyncClient) -> None:
    await alice.task("Alice's secret")

    assert "secret" not in (await bob.get(TODAY)).text
    assert (await anonymous.get(TODAY)).status_code == 401

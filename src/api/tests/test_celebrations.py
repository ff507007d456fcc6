"""What a client celebrates comes as events that hold all it shows, each once, whatever is taken back and done again."""

from collections import Counter
from typing import Any

from src.conftest import Clock, Person

NEEDED = {
    "level_up": {"level", "previous_level", "new_total", "xp_to_next_level"},
    "achievement_unlocked": {"achievement_id", "name", "description", "icon", "rarity", "xp_reward"},
    "badge_unlocked": {"badge_id", "name", "description", "icon"},
    "theme_unlocked": {"theme", "name"},
    "streak_milestone": {"days", "next_milestone"},
    "mystery_box_given": {"box_id", "box_type", "source"},
}
KEYS = {"level_up": "level", "achievement_unlocked": "achievement_id", "badge_unlocked": "badge_id",
        "theme_unlocked": "theme", "streak_milestone": "days", "mystery_box_given": "box_id"}  # fmt: skip


async def celebrated(person: Person) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = (await person.get("/api/events", params={"limit": 1000})).json()["events"]
    return [event for event in events if event["type"] in NEEDED]


async def live_a_week(person: Person, clock: Clock) -> None:
    """Seven days with large tasks, each taken back and done again."""
    for day in range(7):
        for number in range(6):
            task = await person.task(f"Day {day}, task {number}", estimated_hours=10)
            for status in ("done", "todo", "done"):
                await person.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": status})
        clock.forward(days=1)


async def test_each_celebration_comes_once_with_all_that_is_shown(enter: Any, clock: Clock) -> None:
    carol: Person = await enter("carol", for_days=30)
    await live_a_week(carol, clock)

    events = await celebrated(carol)

    times = Counter((event["type"], event["data"][KEYS[event["type"]]]) for event in events)
    assert set(times.values()) == {1}, times
    assert {event["type"] for event in events} == set(NEEDED)
    for event in events:
        assert event["data"].keys() >= NEEDED[event["type"]], event
        assert all(event["data"][name] is not None for name in NEEDED[event["type"]]), event


async def test_the_stages_of_a_pet_come_once_with_the_pet(enter: Any, clock: Clock) -> None:
    carol: Person = await enter("carol", for_days=30)
    await carol.post("/api/pets", json={"species": "owl", "name": "Olm"})
    await live_a_week(carol, clock)
    await carol.post("/api/pets/evolve")

    events = (await carol.get("/api/events", params={"limit": 1000})).json()["events"]

    pets = [event["data"] for event in events if event["type"] == "pet_updated"]
    grown = [pet["level"] for pet in pets if pet["what"] == "grown"]
    assert grown == sorted(set(grown)), "each level once"
    assert [pet["evolution_stage"] for pet in pets if pet["what"] == "evolved"] == [2]
    assert all({"species", "name", "mood", "level"} <= pet.keys() for pet in pets)

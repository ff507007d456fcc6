"""Pets over HTTP."""

import asyncio
from typing import Any

import pytest

from src.api.tests.expect import problem, refused_field
from src.conftest import Clock, Person
from src.database.connection import Database
from src.domain.pets import Species
from src.services.pets import PetService

PETS = "/api/pets"


async def adopted(person: Person, species: str = "owl", name: str = "Olm") -> dict[str, Any]:
    answer = await person.post(PETS, json={"species": species, "name": name})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def seen(person: Person) -> dict[str, Any]:
    answer = await person.get(PETS)
    assert answer.status_code == 200, answer.text
    pet: dict[str, Any] = answer.json()
    return pet


async def done(person: Person, **fields: Any) -> tuple[str, int]:
    """A completed task, and what it paid."""
    task = await person.task(**fields)
    answer = await person.patch(f"/api/v2/tasks/{task['task_id']}/status", json={"status": "done"})
    return task["task_id"], answer.json()["xp_earned"]


async def eaten(database: Database, person: Person, xp: int) -> None:
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        await PetService(uow).eat("test", str(xp), xp)


async def test_a_pet_comes_as_a_baby(alice: Person) -> None:
    pet = await adopted(alice, "dragon", "  Smaug ")

    assert pet == await seen(alice) == (await alice.get(f"{PETS}/{pet['pet_id']}")).json()
    assert (pet["species"], pet["name"], pet["level"], pet["xp"]) == ("dragon", "Smaug", 1, 0)
    assert (pet["evolution_stage"], pet["stage_name"], pet["can_evolve"]) == (1, "Hatchling", False)
    assert (pet["xp_to_next_level"], pet["needs_attention"]) == (200, False)
    assert pet["says"]


async def test_everybody_has_one_pet_however_often_they_ask_at_once(alice: Person) -> None:
    asks = [alice.post(PETS, json={"species": "cat", "name": str(number)}) for number in range(50)]
    answers = await asyncio.gather(*asks)

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 49
    problem(await alice.post(PETS, json={"species": "dog", "name": "Two"}), 409, "CONFLICT")


async def test_without_a_pet_there_is_nothing_to_see(alice: Person, bob: Person) -> None:
    pet = await adopted(bob)

    problem(await alice.get(PETS), 404, "RESOURCE_NOT_FOUND")
    problem(await alice.get(f"{PETS}/{pet['pet_id']}"), 404, "RESOURCE_NOT_FOUND")
    for action in ("feed", "play", "evolve"):
        problem(await alice.post(f"{PETS}/{action}"), 404, "RESOURCE_NOT_FOUND")


async def test_completions_feed_it_what_they_paid_and_give_it_back(alice: Person) -> None:
    before = await adopted(alice)
    task_id, paid = await done(alice, estimated_hours=4.5)
    step = (await alice.post(f"/api/v2/tasks/{task_id}/micro-steps", json={"description": "Go"})).json()
    await alice.patch(f"/api/v2/micro-steps/{step['step_id']}/complete")

    fed = await seen(alice)
    assert fed["xp"] == paid + 5
    assert fed["hunger"] == before["hunger"] + paid // 10
    assert fed["happiness"] == before["happiness"] + 10

    await alice.patch(f"/api/v2/micro-steps/{step['step_id']}/uncomplete")
    await alice.patch(f"/api/v2/tasks/{task_id}/status", json={"status": "todo"})
    back = await seen(alice)
    assert [back[name] for name in ("xp", "hunger", "happiness")] == [0, before["hunger"], before["happiness"]]


async def test_what_was_done_before_it_came_is_no_meal(alice: Person) -> None:
    task_id, _ = await done(alice)
    await adopted(alice)

    await alice.patch(f"/api/v2/tasks/{task_id}/status", json={"status": "todo"})

    assert (await seen(alice))["xp"] == 0


async def test_it_eats_each_completion_once_when_fifty_are_asked_for(alice: Person) -> None:
    await adopted(alice)
    task = await alice.task()
    path = f"/api/v2/tasks/{task['task_id']}/status"

    for status in ("done", "todo", "done"):
        await asyncio.gather(*(alice.patch(path, json={"status": status}) for _ in range(50)))

    assert (await seen(alice))["xp"] == 15


async def test_needs_sink_while_nobody_comes_and_it_is_glad_afterwards(
    database: Database, alice: Person, clock: Clock
) -> None:
    await adopted(alice)

    async def after(**time: float) -> Any:
        clock.forward(**time)
        async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
            return PetService(uow).shown(await PetService(uow).mine())

    first = await after(hours=0)
    later = await after(hours=5)
    assert (later.hunger, later.happiness) == (first.hunger - 10, first.happiness - 5)
    long_after = await after(days=400)
    assert (long_after.hunger, long_after.happiness, long_after.mood) == (10, 10, "glad")
    assert (long_after.level, long_after.evolution_stage, long_after.xp) == (1, 1, 0)


async def test_a_treat_fills_and_a_game_pleases(alice: Person) -> None:
    pet = await adopted(alice)

    fed = (await alice.post(f"{PETS}/feed")).json()
    played = (await alice.post(f"{PETS}/play")).json()

    assert (fed["hunger"], fed["happiness"]) == (pet["hunger"] + 15, pet["happiness"])
    assert (played["hunger"], played["happiness"]) == (fed["hunger"], pet["happiness"] + 15)
    for _ in range(5):
        await alice.post(f"{PETS}/feed")
    assert (await seen(alice))["hunger"] == 100


@pytest.mark.leaves_faults("meals that no completion paid")
async def test_it_evolves_when_its_person_says_so(database: Database, alice: Person) -> None:
    await adopted(alice)
    assert problem(await alice.post(f"{PETS}/evolve"), 409, "CONFLICT")["level"] == 1
    await eaten(database, alice, 1250)
    assert (await seen(alice))["evolution_stage"] == 1
    assert (await seen(alice))["can_evolve"] is True

    answers = await asyncio.gather(*(alice.post(f"{PETS}/evolve") for _ in range(50)))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 49
    await eaten(database, alice, 3750)
    grown = (await alice.post(f"{PETS}/evolve")).json()
    assert (grown["level"], grown["evolution_stage"], grown["stage_name"]) == (10, 3, "Grand owl")
    assert (grown["xp_to_next_level"], grown["can_evolve"]) == (0, False)
    problem(await alice.post(f"{PETS}/evolve"), 409, "CONFLICT")


async def test_it_takes_another_name(alice: Person) -> None:
    await adopted(alice)

    renamed = (await alice.put(PETS, json={"name": "Uhu"})).json()

    assert renamed["name"] == (await seen(alice))["name"] == "Uhu"


async def test_everything_it_does_is_told_with_what_a_screen_needs(alice: Person) -> None:
    await adopted(alice)
    await alice.post(f"{PETS}/feed")
    await done(alice)

    events = (await alice.get("/api/events", params={"since": 0})).json()["events"]

    told = [event["data"] for event in events if event["type"] == "pet_updated"]
    assert [each["what"] for each in told] == ["adopted", "fed", "ate"]
    assert all({"name", "emoji", "mood", "level", "evolution_stage", "says"} <= set(each) for each in told)


async def test_species_are_listed(alice: Person) -> None:
    answer = (await alice.get(f"{PETS}/species")).json()

    assert {each["species"] for each in answer["species"]} == set(Species)
    assert all(len(each["stages"]) == len(each["emoji"]) == 3 for each in answer["species"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("species", "hamster"), ("species", None), ("name", ""), ("name", "  "), ("name", "x" * 101), ("level", 5)],
)
async def test_a_bad_field_is_named(alice: Person, field: str, value: Any) -> None:
    body = {"species": "fox", "name": "Rey", field: value}

    refused_field(await alice.post(PETS, json=body), f"body.{field}")
    if field != "species":
        refused_field(await alice.put(PETS, json={"name": "Rey", field: value}), f"body.{field}")


async def test_a_pet_is_adopted_for_oneself(alice: Person, bob: Person) -> None:
    body = {"species": "fox", "name": "Rey", "user_id": bob.user_id}

    problem(await alice.post(PETS, json=body), 403, "FORBIDDEN")

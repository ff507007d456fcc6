"""What follows from efforts is drawn once for each unit of work, and each level is celebrated once."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from src.conftest import Person
from src.database.connection import Database
from src.services.days import Days
from src.services.xp import XpService

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAYS = Days(ZoneInfo("Europe/Berlin"), day_start_hour=4)


async def paid(database: Database, person: Person, *amounts: int, named: str = "effort") -> None:
    """Efforts in one unit of work; negative amounts take the effort of that number back."""
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        xp = XpService(uow)
        for number, amount in enumerate(amounts):
            if amount < 0:
                await xp.reverse("grant", f"{named}:{-amount}")
            else:
                await xp.award("grant", f"{named}:{number}", amount, reason="Done", at=NOON, days=DAYS)


async def told(person: Person, type_: str) -> list[dict[str, Any]]:
    events = (await person.get("/api/events", params={"limit": 1000})).json()["events"]
    return [each["data"] for each in events if each["type"] == type_]


@pytest.mark.parametrize(("amount", "level"), [(100, 2), (381, 2), (382, 3), (2819, 6)])
async def test_a_new_level_is_told_with_all_a_client_shows(
    database: Database, alice: Person, amount: int, level: int
) -> None:
    await paid(database, alice, amount)

    (event,) = await told(alice, "level_up")
    assert (event["level"], event["previous_level"], event["new_total"]) == (level, 1, amount)
    assert event["xp_to_next_level"] > 0


async def test_efforts_of_one_unit_that_cross_a_level_together_celebrate_it_once(
    database: Database, alice: Person
) -> None:
    await paid(database, alice, 60, 60, 300, 10)

    assert [each["level"] for each in await told(alice, "level_up")] == [3]


async def test_no_level_is_told_when_the_unit_ends_where_it_began(database: Database, alice: Person) -> None:
    await paid(database, alice, 90)

    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        await XpService(uow).award("grant", "big", 50, reason="Done", at=NOON, days=DAYS)
        await XpService(uow).reverse("grant", "big")

    assert await told(alice, "level_up") == []


async def test_a_level_reached_again_after_taking_back_is_not_celebrated_again(
    database: Database, alice: Person
) -> None:
    await paid(database, alice, 120, named="first")
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        assert await XpService(uow).reverse("grant", "first:0") == -120

    await paid(database, alice, 130, named="second")

    assert [each["level"] for each in await told(alice, "level_up")] == [2]


async def test_each_level_is_celebrated_once_when_fifty_efforts_come_at_once(database: Database, alice: Person) -> None:
    await asyncio.gather(*(paid(database, alice, 20, named=f"effort-{number}") for number in range(50)))

    levels = [each["level"] for each in await told(alice, "level_up")]
    assert levels == [2, 3, 4]

"""What completing a task costs: a ceiling on its statements, whatever is added that follows from efforts."""

from datetime import UTC, datetime

import pytest

from src.conftest import Person
from src.database.connection import Database
from src.domain.tasks import TaskStatus
from src.schemas.tasks import StatusChange, TaskCreate
from src.services.tasks import TaskService
from src.testing.queries import counted

EARLY = datetime(2026, 11, 24, 5, tzinfo=UTC)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
USUAL = 15
WITH_A_PET = 18
SOME_UNLOCKED = 34
"""The most of a first day: achievements with what they pay, a new level, and the event of each."""


async def completed(database: Database, person: Person) -> int:
    """How many statements it takes to complete one more task and to read what came of it."""
    async with database.unit_of_work(owner_id=person.user_id) as uow:
        made = await TaskService(uow).create(TaskCreate(title="Water the plants"))
    with counted(database) as statements:
        async with database.unit_of_work(owner_id=person.user_id) as uow:
            await TaskService(uow).set_status(made["task_id"], StatusChange(status=TaskStatus.DONE))
    return statements.count


@pytest.mark.parametrize("at", [EARLY, NOON])
async def test_completing_a_task_takes_no_more_statements_than_promised(
    database: Database, alice: Person, at: datetime
) -> None:
    database.clock = lambda: at

    counts = [await completed(database, alice) for _ in range(9)]

    assert max(counts) <= SOME_UNLOCKED
    assert min(counts) == counts[-1] == USUAL


async def test_a_pet_that_eats_takes_three_more(database: Database, alice: Person) -> None:
    database.clock = lambda: NOON
    await alice.post("/api/pets", json={"species": "owl", "name": "Ida"})

    counts = [await completed(database, alice) for _ in range(9)]

    assert counts[-1] == WITH_A_PET


async def test_what_was_done_before_makes_a_completion_take_no_more(database: Database, alice: Person) -> None:
    database.clock = lambda: NOON
    counts = [await completed(database, alice) for _ in range(60)]

    assert counts[-1] == USUAL

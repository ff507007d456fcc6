"""Whatever somebody does in whatever order: total, level, streak and counters are what a plain list of it says."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from src.conftest import SECRET, make_user
from src.core.settings import Environment, Settings
from src.database.connection import Database
from src.domain.achievements import CATALOGUE
from src.services.doctor import examine
from src.services.tests.stories import BEGINNINGS, Happening, Story, happenings

PROPERTY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
_numbers = count(1)


@pytest.fixture
def lived(tmp_path: Path, sqlite_template: Path) -> Callable[..., Any]:
    """Begins a story in a database of its own: `async with lived(beginning, with_pet=True) as story`."""
    config = Settings(_env_file=None, environment=Environment.TEST, data_dir=tmp_path, secret_key=SECRET)

    @asynccontextmanager
    async def begun(beginning: int, *, with_pet: bool) -> AsyncIterator[Story]:
        path = tmp_path / f"story_{next(_numbers)}.db"
        shutil.copy(sqlite_template, path)
        database = Database(f"sqlite:///{path}")
        try:
            user = await make_user(database, config, "alice")
            story = Story(database, user.user_id, BEGINNINGS[beginning])
            await story.begin(with_pet=with_pet)
            yield story
        finally:
            await database.close()

    return begun


@given(st.integers(0, len(BEGINNINGS) - 1), st.booleans(), st.lists(happenings, min_size=10, max_size=50))
@PROPERTY
async def test_whatever_happens_adds_up_and_taking_it_all_back_leaves_what_was_celebrated(
    lived: Callable[..., Any], beginning: int, with_pet: bool, happened: list[Happening]
) -> None:
    async with lived(beginning, with_pet=with_pet) as story:
        for happening in happened:
            await story.happen(happening)
        assert await examine(story.database) == []
        assert await story.counters() == story.counters_should_be()
        celebrated = await story.unlocked()

        await story.take_everything_back()

        assert await examine(story.database) == []
        assert await story.counters() == {}
        assert await story.unlocked() == celebrated
        paid_for_them = sum(each.xp_reward for each in CATALOGUE.achievements if each.key in celebrated)
        assert story.total == paid_for_them + story.granted

"""The schema goes up, all the way down, and up again, and is what the models say."""

import asyncio
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from src.conftest import PASSWORD, SECRET
from src.core.errors import StartRefused
from src.core.settings import Settings
from src.database import schema
from src.database.connection import Database
from src.database.models import Base, Task
from src.domain.tasks import TaskStatus
from src.schemas.auth import Registration
from src.schemas.micro_steps import MicroStepCreate
from src.schemas.tasks import CommentWrite, StatusChange, TaskCreate
from src.services.accounts import AccountService
from src.services.micro_steps import MicroStepService
from src.services.task_links import TaskCommentService, TaskDependencyService
from src.services.task_lists import TaskListService
from src.services.tasks import TaskService


async def _live_in(url: str, settings: Settings) -> int:
    """Fill most tables, find a task by its words; how many tasks there are."""
    database = Database(url)
    try:
        async with database.unit_of_work() as uow:
            wanted = Registration(username="alice", email="alice@example.com", password=PASSWORD)
            service = AccountService(uow, settings, SECRET)
            user = await service.register(wanted)
            await service.issue_session(user, user_agent=None, address=None)
            tasks = TaskService(uow)
            one, other = [(await tasks.create(TaskCreate(title=f"Milk {n}")))["task_id"] for n in range(2)]
            await tasks.create(TaskCreate(title="Part", parent_id=one))
            await MicroStepService(uow).add(one, MicroStepCreate(description="Go"))
            await TaskCommentService(uow).add(one, CommentWrite(content="Oat"))
            await TaskDependencyService(uow).add(one, other)
            await tasks.set_status(other, StatusChange(status=TaskStatus.DONE))
        async with database.unit_of_work(writes=False, owner_id=user.user_id) as uow:
            assert (await TaskListService(uow).search("milk", limit=5))["total"] == 2
            return await uow.first(select(func.count()).select_from(Task)) or 0
    finally:
        await database.close()


def test_there_is_one_head() -> None:
    script = ScriptDirectory.from_config(schema.alembic_config())

    assert script.get_heads() == [schema.head()]
    assert len(script.get_bases()) == 1


def test_the_database_is_what_the_models_say(database_url: str) -> None:
    assert schema.current(database_url) == schema.head()
    assert schema.differences(database_url) == []


def test_every_revision_goes_down_and_up_again_with_rows_in_the_tables(database_url: str, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, secret_key=SECRET)
    assert asyncio.run(_live_in(database_url, settings)) == 3

    schema.downgrade(database_url, "base")
    assert schema.current(database_url) is None
    left = schema.differences(database_url)
    schema.upgrade(database_url)

    assert {each[0] for each in left if isinstance(each, tuple)} <= {"add_table", "add_index"}
    assert sum(each[0] == "add_table" for each in left) == len(Base.metadata.tables)
    assert schema.differences(database_url) == []
    assert asyncio.run(_live_in(database_url, settings)) == 3


def test_going_up_twice_changes_nothing(database_url: str) -> None:
    schema.upgrade(database_url)
    schema.upgrade(database_url)

    assert schema.current(database_url) == schema.head()


def test_every_table_and_column_says_what_it_is() -> None:
    for table in Base.metadata.sorted_tables:
        assert table.comment, table.name
        for column in table.columns:
            assert column.comment, f"{table.name}.{column.name}"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://localhost/x",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://",
        "postgresql://localhost:port/x",
        "sqlite:////proc/nowhere/app.db",
        "postgresql://nobody:wrong@127.0.0.1:1/x",
    ],
)
def test_a_database_that_cannot_be_used_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(StartRefused) as refused:
        schema.upgrade(url)

    assert "\n" not in refused.value.message
    assert "wrong" not in refused.value.message

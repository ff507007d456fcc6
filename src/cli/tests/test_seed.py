import tomllib
from collections import Counter
from importlib.resources import files

import orjson
import pytest

from src.cli.tests.conftest import Terminal
from src.core.clock import utc_now
from src.database.connection import Database
from src.repositories.accounts import AccountRepository
from src.repositories.users import UserRepository
from src.repositories.xp import XpRepository
from src.services.days import days_of_owner
from src.services.streaks import StreakService

Rows = dict[str, list[dict[str, object]]]


async def owner_of(database: Database, name: str) -> str:
    async with database.unit_of_work(writes=False) as uow:
        user = await UserRepository(uow).by_name_or_email(name)
    assert user is not None
    return user.user_id


async def everything(database: Database, name: str) -> Rows:
    """Every row of a person's, by table."""
    async with database.unit_of_work(writes=False, owner_id=await owner_of(database, name)) as uow:
        return await AccountRepository(uow).everything()


@pytest.fixture(autouse=True)
def on_both_engines(terminal: Terminal, database_url: str) -> None:
    terminal.exported["DATABASE_URL"] = database_url


async def test_demo_is_a_believable_month(terminal: Terminal, database: Database) -> None:
    said = terminal.says("seed", "--demo")

    rows = await everything(database, "demo")
    tasks = rows["tasks"]
    assert f"{len(tasks)} tasks" in said
    assert 110 <= len(tasks) <= 140
    assert len(rows["projects"]) == 5
    assert 65 <= sum(task["status"] == "done" for task in tasks) <= 80
    assert sum(task["status"] == "in_progress" for task in tasks) >= 3
    assert sum(task["parent_id"] is not None for task in tasks) >= 6
    assert sum(task["series_id"] is not None for task in tasks) >= 20
    assert len(rows["micro_steps"]) >= 20
    assert len(rows["task_comments"]) >= 8
    assert len(rows["task_dependencies"]) >= 5


async def test_demo_has_a_streak_and_xp_that_adds_up(terminal: Terminal, database: Database) -> None:
    terminal.says("seed", "--demo")

    assert "adds up" in terminal.says("db", "check")
    async with database.unit_of_work(writes=False, owner_id=await owner_of(database, "demo")) as uow:
        days = await days_of_owner(uow)
        today = days.of(utc_now())
        facts = await StreakService(uow).facts(days)
        assert await XpRepository(uow).total() > 500
        assert facts.on(today).current_streak >= 20
        assert max(facts.done) < today


async def test_demo_never_lies_ahead_and_never_says_more_than_happened(terminal: Terminal, database: Database) -> None:
    terminal.says("seed", "--demo")

    rows = await everything(database, "demo")
    now = utc_now().isoformat()
    for table, name in (("tasks", "created_at"), ("tasks", "completed_at"), ("events", "created_at")):
        moments = [str(row[name]) for row in rows[table] if row.get(name)]
        assert all(moment < now for moment in moments), table
    for task in rows["tasks"]:
        if task["completed_at"] is not None:
            assert str(task["created_at"]) < str(task["completed_at"]), task["title"]
    numbers = [row["seq"] for row in rows["events"]]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_demo_is_the_same_every_time(terminal: Terminal, database: Database) -> None:
    terminal.says("seed", "--demo", "--username", "anna")
    terminal.says("seed", "--demo", "--username", "berta")

    def told(rows: Rows) -> list[tuple[str, ...]]:
        names = ("title", "status", "actual_hours", "due_on", "priority")
        return sorted(tuple(str(task[name]) for name in names) for task in rows["tasks"])

    assert told(await everything(database, "anna")) == told(await everything(database, "berta"))


def test_demo_refuses_a_name_that_is_taken(terminal: Terminal) -> None:
    terminal.says("seed", "--demo")

    assert "'demo'" in terminal.refuses("seed", "--demo")
    assert "--demo" in terminal.refuses("seed")
    assert "demo" in terminal.says("users", "list")


def test_demo_checks_the_name_and_the_zone(terminal: Terminal) -> None:
    assert "username" in terminal.refuses("seed", "--demo", "--username", "x")
    assert "timezone" in terminal.refuses("seed", "--demo", "--timezone", "Mars/Olympus")


def test_everything_in_the_plot_hangs_on_a_task_of_the_plot() -> None:
    plot = tomllib.loads(files("src.cli").joinpath("demo.toml").read_text("utf-8"))
    titles = [entry["task"]["title"] for entry in plot["tasks"]]

    assert len(titles) == len(set(titles))
    for attached in ("steps", "parts", "comments", "waits_for"):
        assert set(plot[attached]) <= set(titles)
    assert {other for others in plot["waits_for"].values() for other in others} <= set(titles)


async def test_the_roadmap_waits_for_agents_of_two_kinds(terminal: Terminal, database: Database) -> None:
    said = terminal.says("seed", "--roadmap", "--username", "builder")

    rows = await everything(database, "builder")
    assert "11 tasks" in said
    assert len(rows["tasks"]) == 11
    assert {(task["is_meta_task"], task["task_source"], task["delegation_mode"]) for task in rows["tasks"]} == {
        (True, "roadmap", "delegate")
    }
    waiting = Counter((row["agent_type"], row["status"], row["agent_id"]) for row in rows["task_assignments"])
    assert waiting == {("backend-tdd", "pending", None): 4, ("frontend-storybook", "pending", None): 7}
    assert {row["task_id"] for row in rows["micro_steps"]} == {task["task_id"] for task in rows["tasks"]}
    assert all(1 <= int(str(row["estimated_minutes"])) <= 10 for row in rows["micro_steps"])


async def test_the_roadmap_is_laid_once_and_beside_what_is_there(terminal: Terminal, database: Database) -> None:
    terminal.says("seed", "--demo", "--roadmap")
    before = orjson.dumps(await everything(database, "demo"))

    said = terminal.says("seed", "--roadmap")

    assert "nothing was changed" in said
    assert orjson.dumps(await everything(database, "demo")) == before

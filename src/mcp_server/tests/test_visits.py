"""A call is committed before its result leaves, done again when the database asks for it, and crashes in few words."""

from collections.abc import AsyncIterator

import pytest
from mcp import Client

from src.ai.offline import OfflineProvider
from src.conftest import SECRET, Person
from src.core.errors import Unavailable
from src.database.connection import Database
from src.database.driver import RetryTransaction
from src.database.unit_of_work import UnitOfWork
from src.mcp_server.server import Context, server_for
from src.mcp_server.tests.conftest import done, refused
from src.mcp_server.visits import Visit, Workplace
from src.services.identity import IdentityService
from src.services.tasks import TaskService


@pytest.fixture
async def client(database: Database, alice: Person) -> AsyncIterator[Client]:
    """Alice's session with a server in this process."""
    identity = IdentityService(database, SECRET)

    async def visit_of(_: Context) -> Visit:
        return Visit(Workplace(database, OfflineProvider(), 600), await identity.authenticate(alice.access_token))

    async with Client(server_for(visit_of)) as made:
        yield made


def breaks(monkeypatch: pytest.MonkeyPatch, error: Exception, *, times: int) -> None:
    """Let the next commits of units that write fail, last thing before they would be done."""
    left = [times]
    commit = UnitOfWork.commit

    async def refuse(_: UnitOfWork) -> None:
        if left[0] > 0:
            left[0] -= 1
            raise error

    async def broken(self: UnitOfWork) -> None:
        self.before_commit(refuse)
        await commit(self)

    monkeypatch.setattr(UnitOfWork, "commit", broken)


async def test_a_unit_that_was_rolled_back_is_done_again(
    monkeypatch: pytest.MonkeyPatch, client: Client, alice: Person
) -> None:
    task = await alice.task("Clean the kitchen")
    step = (await done(client, "split_task", task_id=task["task_id"]))["steps"][0]
    breaks(monkeypatch, RetryTransaction("rolled back"), times=3)

    answer = await done(client, "complete_step", step_id=step["step_id"])

    assert answer["is_completed"] is True
    assert answer["xp_earned"] == 5


async def test_what_was_not_committed_is_no_result(
    monkeypatch: pytest.MonkeyPatch, client: Client, alice: Person
) -> None:
    task = await alice.task("Clean the kitchen")
    step = (await done(client, "split_task", task_id=task["task_id"]))["steps"][0]
    breaks(monkeypatch, Unavailable("The database does not answer."), times=1)

    said = await refused(client, "complete_step", step_id=step["step_id"])

    task = await done(client, "get_task", task_id=task["task_id"])
    assert said == "SERVICE_UNAVAILABLE: The database does not answer."
    assert not any(each["is_completed"] for each in task["steps"])


async def test_a_crash_of_ours_says_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    async def crash(*_: object) -> None:
        raise ZeroDivisionError("the inside")

    monkeypatch.setattr(TaskService, "detail", crash)

    result = await client.call_tool("get_task", {"task_id": "t"})
    with pytest.raises(Exception, match="Something went wrong on our side") as refusal:
        await client.read_resource("task://t")

    assert result.is_error
    assert "inside" not in f"{result} {refusal.value}"

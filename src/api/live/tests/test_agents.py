"""An agent's socket: its own assignments, and nothing else of its owner's log."""

from src.api.live.tests.conftest import Live, open_socket
from src.api.tests.delegating import AT, OpenClient, register, waiting
from src.conftest import Person


async def test_an_agent_hears_of_its_own_assignments_only(live: Live, alice: Person, open_client: OpenClient) -> None:
    helper, other = await register(alice, open_client), await register(alice, open_client, "other")
    socket = await open_socket(f"{live.url}/ws/{alice.user_id}", token=helper.token)
    assert (await socket.frame())["type"] == "connection_ack"

    await alice.task("A secret")
    await waiting(alice, "For the other", agent_id="other")
    await other.claim()
    mine = await waiting(alice, "For the helper", agent_id="helper")
    await helper.claim()
    heard = [await socket.frame(), await socket.frame()]

    assert [(each["assignment_id"], each["step"]) for each in heard] == [
        (mine["assignment_id"], "delegate"),
        (mine["assignment_id"], "claim"),
    ]


async def test_with_the_scope_it_hears_everything(live: Live, alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client, scopes=["events:read"])
    socket = await open_socket(f"{live.url}/ws/{alice.user_id}", token=helper.token)
    await socket.frame()

    await alice.task("Buy oat milk")

    assert (await socket.frame())["type"] == "task_created"


async def test_it_sits_in_no_room(live: Live, alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client)
    socket = await open_socket(f"{live.url}/ws/{alice.user_id}", token=helper.token)
    await socket.frame()

    await socket.send({"type": "join_room", "code": "ABCD-EFGH", "goal": "x"})

    assert (await socket.frame())["type"] == "error"


async def test_a_stopped_agents_socket_is_closed(live: Live, alice: Person, open_client: OpenClient) -> None:
    helper = await register(alice, open_client)
    socket = await open_socket(f"{live.url}/ws/{alice.user_id}", token=helper.token)
    await socket.frame()

    await alice.post(f"{AT}/agents/helper/stop")

    assert await socket.closed() == 4401

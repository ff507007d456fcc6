"""Focus rooms on a real server: people sit down by their sockets, and leave with them."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from src.api.live.tests.conftest import Live, Socket, eventually
from src.api.tests.expect import problem, refused_field
from src.conftest import Person
from src.core.clock import utc_now
from src.database.connection import Database
from src.services.focus_rooms import FocusRoomService, RoomIsFull
from src.services.housekeeping import tidy

pytestmark = pytest.mark.anyio
ROOMS = "/api/focus/rooms"


async def opened(person: Person, **fields: Any) -> dict[str, Any]:
    answer = await person.post(ROOMS, json={"name": "Sunday desk", **fields})
    assert answer.status_code == 201, answer.text
    room: dict[str, Any] = answer.json()
    return room


async def of_type(socket: Socket, type_: str) -> dict[str, Any]:
    """The next frame of a type; others are passed over."""
    while (frame := await socket.frame())["type"] != type_:
        pass
    return frame


async def join(socket: Socket, room: dict[str, Any], goal: str) -> dict[str, Any]:
    await socket.send({"type": "join_room", "code": room["code"], "goal": goal})
    return await of_type(socket, "room_joined")


def goals(room: dict[str, Any]) -> list[tuple[str, str]]:
    return [(member["display_name"], member["goal"]) for member in room["members"]]


async def seen(person: Person, room: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await person.get(f"{ROOMS}/{room['room_id']}")).json()
    return found


async def test_two_people_see_each_other_and_what_they_are_here_for(live: Live, alice: Person, bob: Person) -> None:
    room = await opened(alice)
    async with await live.socket(alice) as at_alice, await live.socket(bob) as at_bob:
        await join(at_alice, room, "Tax letters")
        joined = await join(at_bob, {"code": room["code"].lower().replace("-", " ")}, "Chapter two")
        told = await of_type(at_alice, "room_updated")
        while len(told["members"]) < 2:
            told = await of_type(at_alice, "room_updated")
        await at_bob.send({"type": "room_goal", "room_id": room["room_id"], "goal": "Chapter three"})
        changed = await of_type(at_alice, "room_updated")

        assert goals(joined) == goals(told) == [("alice", "Tax letters"), ("bob", "Chapter two")]
        assert goals(changed)[1] == ("bob", "Chapter three")
        assert bob.user_id not in str(told) + str(changed)
        assert goals(await seen(bob, room)) == goals(changed)


async def test_whoever_closes_their_socket_or_stands_up_has_left(live: Live, alice: Person, bob: Person) -> None:
    room = await opened(alice)
    async with await live.socket(alice) as at_alice:
        await join(at_alice, room, "Letters")
        async with await live.socket(bob) as at_bob:
            await join(at_bob, room, "Chapter")
            await at_bob.send({"type": "leave_room", "room_id": room["room_id"]})
            assert (await of_type(at_bob, "room_left"))["was_there"] is True
            assert [name for name, _ in goals(await seen(alice, room))] == ["alice"]
            await join(at_bob, room, "Chapter")
        await eventually_in(alice, room, 1)
        problem(await bob.get(f"{ROOMS}/{room['room_id']}"), 404, "RESOURCE_NOT_FOUND")


async def test_a_person_with_two_sockets_is_there_once_until_the_last_one_ends(live: Live, alice: Person) -> None:
    room = await opened(alice)
    async with await live.socket(alice) as phone:
        await join(phone, room, "On the phone")
        async with await live.socket(alice) as desk:
            await join(desk, room, "At the desk")
            assert goals(await seen(alice, room)) == [("alice", "At the desk")]
        await eventually_in(alice, room, 0)
        await join(phone, room, "Phone again")
        assert goals(await seen(alice, room)) == [("alice", "Phone again")]


async def eventually_in(person: Person, room: dict[str, Any], count: int) -> None:
    async with asyncio.timeout(10):
        while len((await seen(person, room))["members"]) != count:  # noqa: ASYNC110 a closed socket tells nobody
            await asyncio.sleep(0.02)


async def test_whoever_is_not_heard_of_for_a_minute_has_left(
    live: Live, database: Database, alice: Person, bob: Person
) -> None:
    room = await opened(alice)
    async with database.unit_of_work(owner_id=bob.user_id) as uow:
        await FocusRoomService(uow).join(room["code"], "Cut off", socket_id="gone")
    assert goals(await seen(alice, room)) == [("bob", "Cut off")]

    database.clock = lambda: utc_now() + timedelta(seconds=61)

    assert goals(await seen(alice, room)) == []
    async with await live.socket(alice) as at_alice:
        assert goals(await join(at_alice, room, "Letters")) == [("alice", "Letters")]


async def test_a_sign_keeps_a_seat_and_brings_one_back(database: Database, alice: Person) -> None:
    room = await opened(alice)
    async with database.unit_of_work(owner_id=alice.user_id) as uow:
        rooms = FocusRoomService(uow)
        await rooms.join(room["code"], "Letters", socket_id="one")
        await rooms.leave(room["room_id"])
        assert await rooms.renew(room["room_id"], "Letters", socket_id="one")

    assert goals(await seen(alice, room)) == [("alice", "Letters")]


async def test_a_room_ends_by_itself_and_says_so(live: Live, database: Database, alice: Person, bob: Person) -> None:
    room = await opened(alice, duration_minutes=15)
    async with await live.socket(bob) as at_bob:
        await join(at_bob, room, "Chapter")
        database.clock = lambda: utc_now() + timedelta(minutes=14, seconds=59, milliseconds=800)
        await eventually(lambda: database.clock().isoformat() > room["ends_at"])
        ended = await of_type(at_bob, "room_ended")

        assert ended["room_id"] == room["room_id"]
        await at_bob.send({"type": "join_room", "code": room["code"], "goal": "Again"})
        assert (await of_type(at_bob, "error"))["code"] == "INVALID_INPUT"
    async with database.unit_of_work(writes=False, owner_id=alice.user_id) as uow:
        assert await FocusRoomService(uow).mine() == []


async def test_whoever_opened_a_room_closes_it(live: Live, alice: Person, bob: Person) -> None:
    room = await opened(alice)
    async with await live.socket(bob) as at_bob:
        await join(at_bob, room, "Chapter")
        problem(await bob.delete(f"{ROOMS}/{room['room_id']}"), 404, "RESOURCE_NOT_FOUND")

        answers = await asyncio.gather(*(alice.delete(f"{ROOMS}/{room['room_id']}") for _ in range(5)))

        assert sorted(answer.status_code for answer in answers) == [204] + [404] * 4
        assert (await of_type(at_bob, "room_ended"))["name"] == "Sunday desk"


async def test_a_room_holds_twenty_five_however_many_come_at_once(
    database: Database, alice: Person, enter: Callable[..., Any]
) -> None:
    room = await opened(alice)
    people = [await enter(f"guest{number}") for number in range(50)]

    async def sit(person: Person) -> bool:
        try:
            async with database.unit_of_work(owner_id=person.user_id) as uow:
                await FocusRoomService(uow).join(room["code"], "Work", socket_id=person.user_id)
        except RoomIsFull:
            return False
        return True

    assert sum(await asyncio.gather(*(sit(person) for person in people))) == 25
    assert len((await seen(alice, room))["members"]) == 25


async def test_five_rooms_are_open_at_most(alice: Person) -> None:
    answers = await asyncio.gather(*(alice.post(ROOMS, json={}) for _ in range(50)))

    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [409] * 45
    assert len({answer.json()["code"] for answer in answers if answer.status_code == 201}) == 5


@pytest.mark.parametrize(
    "message",
    [
        {"type": "join_room", "code": "ABCD-EFGH", "goal": "x"},
        {"type": "join_room", "code": "ABCD-EFGH"},
        {"type": "join_room", "code": 5, "goal": "x"},
        {"type": "join_room", "code": "ABCD-EFGH", "goal": "x" * 141},
        {"type": "join_room", "code": "ABCD-EFGH", "goal": "two\nlines"},
        {"type": "join_room", "code": "ABCD-EFGH", "goal": "nul \u0000"},
        {"type": "join_room", "code": "ABCD-EFGH", "goal": "x", "user_id": "somebody"},
        {"type": "room_goal", "room_id": "made-up", "goal": "x"},
        {"type": "leave_room"},
    ],
)
async def test_what_cannot_be_is_answered_and_the_socket_stays_open(
    live: Live, alice: Person, message: dict[str, Any]
) -> None:
    async with await live.socket(alice) as socket:
        await socket.send(message)
        refused = await socket.frame()
        await socket.send({"type": "ping"})

        assert (refused["type"], refused["code"]) == ("error", "INVALID_INPUT")
        assert (await socket.frame())["type"] == "pong"


async def test_a_token_needs_the_scope_of_focus(live: Live, alice: Person) -> None:
    room = await opened(alice)
    made = await alice.post("/api/auth/tokens", json={"name": "x", "scopes": ["events:read", "focus:read"]})
    async with await live.socket(alice, token=made.json()["token"]) as socket:
        await socket.send({"type": "join_room", "code": room["code"], "goal": "x"})

        assert "focus:write" in (await socket.frame())["message"]


async def test_ended_rooms_are_dropped_after_a_day(database: Database, alice: Person) -> None:
    room = await opened(alice)
    await alice.delete(f"{ROOMS}/{room['room_id']}")
    assert (await tidy(database))["focus_rooms"] == 0

    database.clock = lambda: utc_now() + timedelta(days=2)

    assert (await tidy(database))["focus_rooms"] == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 81), ("duration_minutes", 14), ("duration_minutes", 241), ("code", "mine")],
)
async def test_a_bad_field_is_named(alice: Person, field: str, value: Any) -> None:
    refused_field(await alice.post(ROOMS, json={field: value}), f"body.{field}")

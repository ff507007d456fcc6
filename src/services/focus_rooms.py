"""Use cases of focus rooms: people who work beside each other. No camera, no chat, and nobody is ranked.

Presence is a lease: a socket that sat somebody down renews it, and whoever was not heard of for a minute has left.
Every change reaches everybody in the room through their own event log, so it works over any number of workers.
"""

from datetime import timedelta
from typing import Any

from src.core.errors import Conflict, NotFound
from src.core.security import random_code
from src.database.models import FocusRoom, FocusRoomMember
from src.database.types import instant_text
from src.database.unit_of_work import Event, UnitOfWork
from src.domain import focus_rooms as rules
from src.domain.share_codes import normal_code
from src.repositories.focus_rooms import FocusRoomRepository
from src.repositories.users import ProfileRepository
from src.schemas.focus_rooms import RoomCreate

ROOM = "room"
"""The actor of what others in a room hear: they learn a name and a goal, not an account."""


class TooManyRooms(Conflict):
    """A person has at most five rooms open."""


class RoomIsFull(Conflict):
    """A room has at most 25 people in it."""


class FocusRoomService:
    """Opening, joining, leaving and ending rooms."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.rooms = FocusRoomRepository(uow)

    async def open(self, wanted: RoomCreate) -> dict[str, Any]:
        """Open a room.

        Raises:
            TooManyRooms: five are open.
        """
        await self.uow.serialise("focus_rooms")
        if await self.rooms.opened_count() >= rules.MOST_OPEN_ROOMS:
            detail = f"You have {rules.MOST_OPEN_ROOMS} rooms open. Close one first."
            raise TooManyRooms(detail, limit=rules.MOST_OPEN_ROOMS)
        room = FocusRoom(
            user_id=self.uow.owner_id,
            name=wanted.name,
            code=random_code(),
            created_at=self.uow.now(),
            ends_at=self.uow.now() + timedelta(minutes=wanted.duration_minutes),
        )
        await self.rooms.add(room)
        return await self.shown(room)

    async def mine(self) -> list[dict[str, Any]]:
        """Open rooms that the owner opened or sits in."""
        return [await self.shown(room) for room in await self.rooms.mine()]

    async def get(self, room_id: str) -> dict[str, Any]:
        """An open room that the owner opened or sits in.

        Raises:
            NotFound: it is neither, or it has ended.
        """
        return await self.shown(self._there(await self.rooms.seen(room_id), room_id))

    async def close(self, room_id: str) -> None:
        """End a room before its time.

        Raises:
            NotFound: the owner did not open it, or it has ended.
        """
        room = await self.rooms.hold(room_id)
        if room is None or room.user_id != self.uow.owner_id:
            raise NotFound("focus_room", room_id)
        await self._end(room)

    async def join(self, code: str, goal: str, *, socket_id: str) -> dict[str, Any]:
        """Sit down, or again with another goal.

        Raises:
            NotFound: no open room has this code.
            RoomIsFull: 25 people sit in it.
        """
        code = normal_code(code)
        room = self._there(await self.rooms.hold_by_code(code), code)
        await self._drop_unheard(room)
        if not await self.rooms.sit_again(room.room_id, goal=goal, socket_id=socket_id):
            if len(await self.rooms.members(room.room_id)) >= rules.MOST_MEMBERS:
                raise RoomIsFull(f"This room is full: {rules.MOST_MEMBERS} people are in it.", limit=rules.MOST_MEMBERS)
            await self._sit(room, goal, socket_id)
        await self._tell(room)
        return await self.shown(room)

    async def say_goal(self, room_id: str, goal: str) -> dict[str, Any]:
        """Change the line that the others see.

        Raises:
            NotFound: the owner does not sit in it.
        """
        room = self._there(await self.rooms.hold(room_id), room_id)
        if not await self.rooms.set_goal(room_id, goal):
            raise NotFound("focus_room", room_id)
        await self._tell(room)
        return await self.shown(room)

    async def leave(self, room_id: str, *, socket_id: str | None = None) -> bool:
        """Stand up; with `socket_id` only if that socket sat the owner down. Whether they left."""
        room = await self.rooms.hold(room_id)
        if not await self.rooms.leave(room_id, socket_id=socket_id):
            return False
        if room is not None:
            await self._tell(room)
        return True

    async def renew(self, room_id: str, goal: str, *, socket_id: str) -> bool:
        """A sign of a socket: its person stays, whoever was not heard of goes. False when the room is over."""
        room = await self.rooms.hold(room_id)
        if room is None:
            return False
        has_changed = await self._drop_unheard(room)
        if not await self.rooms.renew(room_id):
            await self._sit(room, goal, socket_id)
            has_changed = True
        if has_changed:
            await self._tell(room)
        return True

    async def end_run_out(self) -> int:
        """End every room whose time is over, and tell whoever sits in it; how many."""
        ended = 0
        for room in await self.rooms.run_out():
            ended += await self._end(room)
        return ended

    async def _end(self, room: FocusRoom) -> bool:
        if await self.rooms.end(room.room_id) is None:
            return False
        for member in await self.rooms.members(room.room_id):
            told = {"room_id": room.room_id, "name": room.name}
            self.uow.emit(Event("room_ended", "focus_room", room.room_id, told), to=member.user_id, actor=ROOM)
        await self.rooms.clear(room.room_id)
        return True

    async def _sit(self, room: FocusRoom, goal: str, socket_id: str) -> None:
        me, now = await ProfileRepository(self.uow).me(), self.uow.now()
        member = FocusRoomMember(
            room_id=room.room_id,
            user_id=self.uow.owner_id,
            display_name=me.full_name or me.username,
            goal=goal,
            joined_at=now,
            seen_at=now,
            socket_id=socket_id,
        )
        await self.uow.add_new(member)

    async def _drop_unheard(self, room: FocusRoom) -> bool:
        return await self.rooms.drop_unheard(room.room_id, before=self.uow.now() - rules.LEASE) > 0

    async def _tell(self, room: FocusRoom) -> None:
        """Everybody who sits in it hears who does, each in their own log."""
        members = await self.rooms.members(room.room_id)
        told = {
            "room_id": room.room_id,
            "name": room.name,
            "ends_at": instant_text(room.ends_at),
            "members": [_member(each) for each in members],
        }
        for member in members:
            self.uow.emit(Event("room_updated", "focus_room", room.room_id, told), to=member.user_id, actor=ROOM)

    def _there(self, room: FocusRoom | None, which: str) -> FocusRoom:
        if room is None:
            raise NotFound("focus_room", which)
        return room

    async def shown(self, room: FocusRoom) -> dict[str, Any]:
        """A room and who is in it, as the contract shows it."""
        heard_since = self.uow.now() - rules.LEASE
        members = [each for each in await self.rooms.members(room.room_id) if each.seen_at >= heard_since]
        return {
            "room_id": room.room_id,
            "code": room.code,
            "name": room.name,
            "ends_at": instant_text(room.ends_at),
            "is_yours": room.user_id == self.uow.owner_id,
            "members": [_member(each) for each in members],
        }


def _member(member: FocusRoomMember) -> dict[str, str]:
    return {
        "display_name": member.display_name,
        "goal": member.goal,
        "joined_at": instant_text(member.joined_at),
    }

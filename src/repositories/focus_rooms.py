"""Queries of focus rooms. They are shared: reached by their code, by who opened them, or by who sits in them."""

from datetime import datetime

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select, update

from src.database.models import FocusRoom, FocusRoomMember
from src.repositories.base import OWNER_ID, BaseRepository

_IS_OPEN = and_(FocusRoom.ended_at.is_(None), FocusRoom.ends_at > bindparam("now"))
_SITS_IN_IT = exists(select(1)).where(FocusRoomMember.room_id == FocusRoom.room_id, FocusRoomMember.user_id == OWNER_ID)
HOLD_BY_CODE = select(FocusRoom).where(FocusRoom.code == bindparam("code"), _IS_OPEN).with_for_update()
HOLD = select(FocusRoom).where(FocusRoom.room_id == bindparam("room_id"), _IS_OPEN).with_for_update()
SEEN = select(FocusRoom).where(
    FocusRoom.room_id == bindparam("room_id"), _IS_OPEN, or_(FocusRoom.user_id == OWNER_ID, _SITS_IN_IT)
)
MY_ROOMS = (
    select(FocusRoom)
    .where(_IS_OPEN, or_(FocusRoom.user_id == OWNER_ID, _SITS_IN_IT))
    .order_by(FocusRoom.created_at, FocusRoom.room_id)
)
OPENED = select(func.count()).select_from(FocusRoom).where(FocusRoom.user_id == OWNER_ID, _IS_OPEN)
END = (
    update(FocusRoom)
    .where(FocusRoom.room_id == bindparam("room_id"), FocusRoom.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
    .returning(FocusRoom)
)
RUN_OUT = select(FocusRoom).where(FocusRoom.ended_at.is_(None), FocusRoom.ends_at <= bindparam("now")).limit(100)
MEMBERS = (
    select(FocusRoomMember)
    .where(FocusRoomMember.room_id == bindparam("room_id"))
    .order_by(FocusRoomMember.joined_at, FocusRoomMember.user_id)
)
RENEW = (
    update(FocusRoomMember)
    .where(FocusRoomMember.room_id == bindparam("room_id"), FocusRoomMember.user_id == OWNER_ID)
    .values(seen_at=bindparam("now"))
)
SIT = (
    update(FocusRoomMember)
    .where(FocusRoomMember.room_id == bindparam("room_id"), FocusRoomMember.user_id == OWNER_ID)
    .values(goal=bindparam("goal"), socket_id=bindparam("socket_id"), seen_at=bindparam("now"))
)
SET_GOAL = (
    update(FocusRoomMember)
    .where(FocusRoomMember.room_id == bindparam("room_id"), FocusRoomMember.user_id == OWNER_ID)
    .values(goal=bindparam("goal"), seen_at=bindparam("now"))
)
LEAVE = delete(FocusRoomMember).where(
    FocusRoomMember.room_id == bindparam("room_id"), FocusRoomMember.user_id == OWNER_ID
)
LEAVE_BY_SOCKET = LEAVE.where(FocusRoomMember.socket_id == bindparam("socket_id"))
DROP_UNHEARD = delete(FocusRoomMember).where(
    FocusRoomMember.room_id == bindparam("room_id"), FocusRoomMember.seen_at < bindparam("before")
)
CLEAR = delete(FocusRoomMember).where(FocusRoomMember.room_id == bindparam("room_id"))
FORGET = delete(FocusRoom).where(FocusRoom.ended_at < bindparam("before"))


class FocusRoomRepository(BaseRepository[FocusRoom]):
    """Rooms, and who sits in them."""

    async def hold_by_code(self, code: str) -> FocusRoom | None:
        """The open room with this code, locked until the unit ends."""
        return await self.uow.first(HOLD_BY_CODE, code=code)

    async def hold(self, room_id: str) -> FocusRoom | None:
        """The open room, locked until the unit ends."""
        return await self.uow.first(HOLD, room_id=room_id)

    async def seen(self, room_id: str) -> FocusRoom | None:
        """The open room, when the owner opened it or sits in it."""
        return await self.uow.first(SEEN, room_id=room_id)

    async def mine(self) -> list[FocusRoom]:
        """Open rooms that the owner opened or sits in, the oldest first."""
        return await self.uow.all(MY_ROOMS)

    async def opened_count(self) -> int:
        return await self.uow.first(OPENED) or 0

    async def end(self, room_id: str) -> FocusRoom | None:
        """The guard of ending: the room, or None when it had ended."""
        return await self.uow.first(END, room_id=room_id)

    async def run_out(self) -> list[FocusRoom]:
        """Rooms whose time is over and that nobody has ended yet."""
        return await self.uow.all(RUN_OUT)

    async def members(self, room_id: str) -> list[FocusRoomMember]:
        """Who sits in it, in the order they came."""
        return await self.uow.all(MEMBERS, room_id=room_id)

    async def renew(self, room_id: str) -> bool:
        """Say that the owner is still there; whether they are in it at all."""
        return await self.uow.run(RENEW, room_id=room_id) == 1

    async def sit_again(self, room_id: str, *, goal: str, socket_id: str) -> bool:
        """The owner sits in it already: another goal, from another socket."""
        return await self.uow.run(SIT, room_id=room_id, goal=goal, socket_id=socket_id) == 1

    async def set_goal(self, room_id: str, goal: str) -> bool:
        return await self.uow.run(SET_GOAL, room_id=room_id, goal=goal) == 1

    async def leave(self, room_id: str, *, socket_id: str | None = None) -> bool:
        """The owner stands up; with `socket_id` only if they sat down by it."""
        if socket_id is None:
            return await self.uow.run(LEAVE, room_id=room_id) == 1
        return await self.uow.run(LEAVE_BY_SOCKET, room_id=room_id, socket_id=socket_id) == 1

    async def drop_unheard(self, room_id: str, *, before: datetime) -> int:
        """Take out whoever was not heard of since then; how many."""
        return await self.uow.run(DROP_UNHEARD, room_id=room_id, before=before)

    async def clear(self, room_id: str) -> None:
        await self.uow.run(CLEAR, room_id=room_id)

    async def forget_ended(self, *, before: datetime) -> int:
        """Drop rooms that ended before then; how many."""
        return await self.uow.run(FORGET, before=before)

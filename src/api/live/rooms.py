"""Focus rooms over the socket: sitting down, the line that others see, and standing up when the socket ends."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from src.api.live.messages import NotUnderstood
from src.api.state import AppState
from src.core.errors import PlatformError
from src.core.ids import new_id
from src.core.principal import Principal
from src.core.text import TextRefused, clean_text
from src.database.driver import RetryTransaction
from src.domain.focus_rooms import RENEW_EVERY
from src.schemas.focus_rooms import JoinRoom, LeaveRoom, RoomGoal
from src.services.focus_rooms import FocusRoomService

M = TypeVar("M", bound=BaseModel)
R = TypeVar("R")
P = ParamSpec("P")
TRIES = 4
log = structlog.get_logger(__name__)


class RoomSeats:
    """Where one socket has sat its person down."""

    def __init__(self, state: AppState, principal: Principal) -> None:
        self.state = state
        self.principal = principal
        self.socket_id = new_id()
        self.goals: dict[str, str] = {}
        self._renewed_at: datetime | None = None

    async def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """The frame that answers `join_room`, `room_goal` or `leave_room`.

        Raises:
            NotUnderstood: it is malformed, not allowed, or there is no such room.
        """
        if not self.principal.may("focus:write"):
            raise NotUnderstood("This token needs the scope focus:write to sit down in rooms.")
        try:
            match message["type"]:
                case "join_room":
                    return await self._join(_checked(JoinRoom, message))
                case "room_goal":
                    return await self._say_goal(_checked(RoomGoal, message))
                case _:
                    return await self._leave(_checked(LeaveRoom, message))
        except PlatformError as refused:
            raise NotUnderstood(refused.message) from None

    async def _join(self, wanted: JoinRoom) -> dict[str, Any]:
        room = await self._do(FocusRoomService.join, wanted.code, wanted.goal, socket_id=self.socket_id)
        self.goals[room["room_id"]] = wanted.goal
        self._renewed_at = self._renewed_at or self.state.database.clock()
        return {"type": "room_joined", **room}

    async def _say_goal(self, wanted: RoomGoal) -> dict[str, Any]:
        room = await self._do(FocusRoomService.say_goal, wanted.room_id, wanted.goal)
        self.goals[wanted.room_id] = wanted.goal
        return {"type": "room_joined", **room}

    async def _leave(self, wanted: LeaveRoom) -> dict[str, Any]:
        self.goals.pop(wanted.room_id, None)
        has_left = await self._do(FocusRoomService.leave, wanted.room_id)
        return {"type": "room_left", "room_id": wanted.room_id, "was_there": has_left}

    async def renew(self) -> None:
        """Keep the seats, every 20 seconds; called every few seconds by the socket's guard."""
        now = self.state.database.clock()
        if not self.goals or (self._renewed_at and now - self._renewed_at < RENEW_EVERY):
            return
        self._renewed_at = now
        with suppress(PlatformError, RetryTransaction):  # the next sign comes in time: a lease is three of them
            await self._do(FocusRoomService.end_run_out)
            for room_id, goal in list(self.goals.items()):
                if not await self._do(FocusRoomService.renew, room_id, goal, socket_id=self.socket_id):
                    self.goals.pop(room_id, None)

    async def release(self) -> None:
        """The socket has ended: stand up wherever it was the last to sit its person down."""
        rooms, self.goals = list(self.goals), {}
        for room_id in rooms:
            try:
                await self._do(FocusRoomService.leave, room_id, socket_id=self.socket_id)
            except (PlatformError, RetryTransaction):
                log.warning("room_seat_left_to_its_lease", room_id=room_id)

    async def _do(
        self, work: Callable[Concatenate[FocusRoomService, P], Awaitable[R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a use case in a unit of work of its own; again when the database took it back."""
        for attempt in range(1, TRIES + 1):
            unit = self.state.database.unit_of_work(
                writes=True, owner_id=self.principal.user_id, actor=self.principal.actor
            )
            try:
                async with unit as uow:
                    return await work(FocusRoomService(uow), *args, **kwargs)
            except RetryTransaction:
                if attempt == TRIES:
                    raise
        raise AssertionError("unreachable")


def _checked(kind: type[M], message: dict[str, Any]) -> M:
    try:
        return kind.model_validate({name: _clean(value) for name, value in message.items()})
    except TextRefused as refused:
        raise NotUnderstood(f"Text {refused}.") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise NotUnderstood(f"`{place}`: {first['msg']}.") from None


def _clean(value: object) -> object:
    return clean_text(value) if isinstance(value, str) else value

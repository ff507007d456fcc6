"""`/ws/{user_id}`: a person's log, live. What clients see is described at `GET /api/events`."""

import asyncio
import random
import re
from collections import deque
from contextlib import suppress

import orjson
import structlog
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from src.api.live.closing import CloseCode, Closing, error_frame
from src.api.live.entrance import BEARER, SCOPE, admitted, is_welcome
from src.api.live.feed import Frame, Line, LogPruned
from src.api.live.hub import SOCKETS_PER_USER
from src.api.live.messages import NotUnderstood, next_text, parsed, wanted_types
from src.api.live.rooms import RoomSeats
from src.api.state import AppState, state_of
from src.core.errors import PlatformError, RuleBroken, Unauthenticated, Unavailable
from src.core.principal import Principal
from src.database.types import instant_text
from src.services.events import EventService, ResyncRequired

router = APIRouter()
log = structlog.get_logger(__name__)

SEND_SECONDS = 10.0
CLOSE_SECONDS = 10.0
CHECK_SECONDS = 3.0
MOST_BEHIND = 2000
BEHIND_SECONDS = 2.0
MESSAGES_PER_SECOND = 20
MAX_REASON_BYTES = 120
TOO_SLOW = "You read too slowly. Come back with `since`."
RESYNC = "Events that old are no longer kept. Read everything anew, then continue from latest_seq."
KNOWN_TYPES = "`ping`, `subscribe`, `join_room`, `room_goal` and `leave_room`"
SEQ = re.compile(r"[0-9]{1,18}")


@router.websocket("/ws/{user_id}")
async def live_events(websocket: WebSocket, user_id: str) -> None:
    """Everything that is committed to this person's log, in order."""
    state = state_of(websocket)
    if not is_welcome(websocket, state):
        await websocket.close()  # before the handshake: the client sees 403
        return
    try:
        await websocket.accept(subprotocol=BEARER if BEARER in websocket.scope["subprotocols"] else None)
        principal = await admitted(websocket, state, user_id)
        await serve(websocket, state, principal)
    except Closing as closing:
        await close(websocket, closing)
    except WebSocketDisconnect:
        return


async def serve(websocket: WebSocket, state: AppState, principal: Principal) -> None:
    """Run an admitted socket until it ends.

    Raises:
        Closing: we end it.
        WebSocketDisconnect: the client does.
    """
    line = state.hub.subscribe(principal.user_id)
    if line is None:
        message = f"At most {SOCKETS_PER_USER} sockets can be open at a time."
        raise Closing(CloseCode.TOO_MANY_SOCKETS, message, error_code="CONFLICT")
    try:
        if state.hub.is_stopping:
            line.end()
        await SocketSession(websocket, state, principal, line).run()
    finally:
        state.hub.release(line)


async def close(websocket: WebSocket, closing: Closing) -> None:
    """Say why, and close; without waiting for ever on a client that does not read."""
    reason = closing.reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")
    with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):  # it may be gone already
        async with asyncio.timeout(CLOSE_SECONDS):
            if closing.error_code is not None:
                await websocket.send_text(error_frame(closing.error_code, closing.reason))
            await websocket.close(closing.code, reason)


class SocketSession:
    """One admitted socket: a task that writes, one that reads, one that looks whether it may go on."""

    def __init__(self, websocket: WebSocket, state: AppState, principal: Principal, line: Line) -> None:
        self.websocket = websocket
        self.state = state
        self.principal = principal
        self.line = line
        self.seats = RoomSeats(state, principal)
        self.types: frozenset[str] = frozenset()
        self.is_narrow = principal.agent_id is not None and not principal.may(SCOPE)
        self._received: deque[float] = deque(maxlen=MESSAGES_PER_SECOND)

    async def run(self) -> None:
        """Acknowledge, replay, follow."""
        await self._begin()
        failures: tuple[Exception, ...] = ()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._write())
                group.create_task(self._read())
                group.create_task(self._guard())
        except* (Closing, WebSocketDisconnect) as ended:
            failures = ended.exceptions
        finally:
            await self.seats.release()
        # Two tasks can find out at once: a client that has left needs no close.
        raise next((each for each in failures if isinstance(each, WebSocketDisconnect)), failures[0])

    async def _begin(self) -> None:
        """Find the place to start from, and send the first frame."""
        try:
            async with self.state.database.unit_of_work(writes=False, owner_id=self.principal.user_id) as uow:
                pruned, latest = await EventService(uow).events.kept_range()
            since = self._since(latest)
            EventService.check(since, pruned, latest)
        except ResyncRequired as error:
            raise Closing(CloseCode.RESYNC_REQUIRED, error.message, error_code="RESYNC_REQUIRED") from error
        except RuleBroken as error:
            raise Closing(CloseCode.INVALID_INPUT, error.message, error_code="INVALID_INPUT") from error
        except Unavailable as error:
            raise Closing(CloseCode.TRY_AGAIN_LATER, error.message) from error
        self.line.begin(since, latest)
        await self._tell(
            type="connection_ack", user_id=self.principal.user_id, latest_seq=latest, timestamp=self._timestamp()
        )

    def _since(self, latest: int) -> int:
        given = self.websocket.query_params.get("since")
        if given is None:
            return latest
        if not SEQ.fullmatch(given):
            raise RuleBroken("`since` is the last seq you have: a whole number, 0 or more.", field="since")
        return int(given)

    def _timestamp(self) -> str:
        return instant_text(self.state.database.clock())

    async def _send(self, text: str) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.websocket.send_text(text)
        except TimeoutError:
            raise Closing(CloseCode.TOO_SLOW, TOO_SLOW) from None

    async def _tell(self, **fields: object) -> None:
        await self._send(orjson.dumps(fields).decode())

    async def _write(self) -> None:
        while True:
            try:
                frames = await self.line.frames()
            except LogPruned:
                raise Closing(CloseCode.RESYNC_REQUIRED, RESYNC, error_code="RESYNC_REQUIRED") from None
            for frame in frames:
                if self._is_for_us(frame):
                    await self._send(frame.text)
                self.line.position = frame.seq

    def _is_for_us(self, frame: Frame) -> bool:
        """Whether the client wants the type, and may read it: an agent without the scope hears of its assignments."""
        if self.types and frame.type not in self.types:
            return False
        return not self.is_narrow or frame.agent_id == self.principal.agent_id

    async def _read(self) -> None:
        while True:
            text = await next_text(self.websocket)
            self._count()
            try:
                await self._answer(text)
            except NotUnderstood as error:
                await self._send(error_frame("INVALID_INPUT", str(error)))

    def _count(self) -> None:
        now = asyncio.get_running_loop().time()
        if len(self._received) == MESSAGES_PER_SECOND and now - self._received[0] < 1:
            message = f"At most {MESSAGES_PER_SECOND} messages a second."
            raise Closing(CloseCode.RATE_LIMITED, message, error_code="RATE_LIMIT_EXCEEDED")
        self._received.append(now)

    async def _answer(self, text: str | None) -> None:
        message = parsed(text)
        match message["type"]:
            case "ping":
                await self._tell(type="pong", timestamp=self._timestamp())
            case "subscribe":
                types = wanted_types(message)
                self.types = frozenset(types)
                await self._tell(type="subscribed", types=types)
            case "join_room" | "room_goal" | "leave_room" if self.principal.agent_id is None:
                await self._tell(**await self.seats.answer(message))
            case _:
                raise NotUnderstood(f"Known types are {KNOWN_TYPES}.")

    async def _guard(self) -> None:
        """End the socket when its credential ended, when it reads too slowly, or when the server stops."""
        clock = asyncio.get_running_loop().time
        behind_since: float | None = None
        while True:
            # Spread out, so that sockets that were opened together do not all ask the database together.
            await self.line.alerted(seconds=CHECK_SECONDS * random.uniform(0.8, 1))  # noqa: S311 jitter, not a secret
            if self.line.is_ending:
                raise Closing(CloseCode.GOING_AWAY, "The server stops. Come back with `since`.")
            # A burst may put anybody far behind for a moment, and a replay begins there.
            if not (self.line.has_caught_up and self.line.behind > MOST_BEHIND):
                behind_since = None
            elif behind_since is None:
                behind_since = clock()
            elif clock() - behind_since > BEHIND_SECONDS:
                raise Closing(CloseCode.TOO_SLOW, TOO_SLOW)
            await self._check_credential()
            await self.seats.renew()

    async def _check_credential(self) -> None:
        try:
            await self.state.identity.still_valid(self.principal.credential)
        except Unauthenticated as error:
            raise Closing(CloseCode.UNAUTHORIZED, error.message) from error
        except PlatformError:  # nobody can be signed out either while the database does not answer
            return

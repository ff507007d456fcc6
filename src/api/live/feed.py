"""One person's log as this process has read it: every frame is read and encoded once for all of their sockets."""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

import orjson
import structlog

from src.core.errors import Unavailable
from src.database.connection import Database
from src.repositories.events import EventRepository

log = structlog.get_logger(__name__)
RING_FRAMES = 512
BATCH = 500
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0
RESERVED = ("type", "seq", "event_id", "entity_type", "entity_id", "actor", "occurred_at")
SESSION_ENDED = "session_ended"
ASSIGNMENT = "assignment"


class LogPruned(Exception):
    """The events a socket needed next are no longer kept."""


class Frame(NamedTuple):
    """An event as it goes over the wire. `agent_id`: of an assignment's event, the agent that it concerns."""

    seq: int
    type: str
    text: str
    agent_id: str | None = None


def frame_of(event: dict[str, Any]) -> Frame:
    """The frame of a row of the log. Fields of `data` lie beside the event's own, and never hide one of them."""
    # `data` comes as text that only orjson can read, and an instant as text or datetime: encoding settles both.
    plain = orjson.loads(orjson.dumps(event, option=orjson.OPT_UTC_Z))
    own = {name: plain[name] for name in RESERVED}
    text = orjson.dumps({**own, **plain["data"], **own}).decode()
    agent_id = plain["data"].get("agent_id") if plain["entity_type"] == ASSIGNMENT else None
    return Frame(event["seq"], event["type"], text, agent_id)


async def read_log(database: Database, user_id: str, after: int) -> list[Frame]:
    """The next frames after a number, at most `BATCH`. Tries until the database answers, however long that takes."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            async with database.unit_of_work(writes=False, owner_id=user_id) as uow:
                events = await EventRepository(uow).since(after, limit=BATCH)
            return [frame_of(event) for event in events]
        except Unavailable:
            log.warning("event_log_unavailable", again_in_seconds=pause)
        except Exception:
            log.exception("event_log_unreadable", user_id=user_id)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


class Feed:
    """Follows one log for as long as somebody listens. Begins at the position of its first line."""

    def __init__(self, database: Database, user_id: str) -> None:
        self.database = database
        self.user_id = user_id
        self.lines: set[Line] = set()
        self.last_seq: int | None = None
        self._ring: deque[Frame] = deque(maxlen=RING_FRAMES)
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """The log may have grown, or nobody listens any more."""
        self._woken.set()

    def begin(self, latest: int) -> None:
        """Follow the log from `latest` on, unless that has begun. Reads at once: it may have grown meanwhile."""
        if self.last_seq is None:
            self.last_seq = latest
        self.wake()

    async def follow(self) -> None:
        """Read whatever is new each time somebody wakes the feed; ends when the last line is gone."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            if not self.lines:
                return
            if self.last_seq is not None:
                await self._read_on(self.last_seq)

    async def _read_on(self, after: int) -> None:
        is_complete = False
        while not is_complete:
            frames = await read_log(self.database, self.user_id, after)
            is_complete = len(frames) < BATCH
            if frames:
                after = frames[-1].seq
                self._take(frames)

    def _take(self, frames: Sequence[Frame]) -> None:
        newest = self._ring[-1].seq if self._ring else self.last_seq
        if newest is not None and frames[0].seq != newest + 1:  # pruned under us: the ring must stay without gaps
            self._ring.clear()
        self._ring.extend(frames)
        self.last_seq = frames[-1].seq
        ends_a_session = any(frame.type == SESSION_ENDED for frame in frames)
        for line in self.lines:
            line.wake()
            if ends_a_session:
                line.alert()

    def held_after(self, position: int) -> list[Frame]:
        """The frames that follow `position`, from memory; nothing when it lies before what is held."""
        if not self._ring or self._ring[0].seq > position + 1:
            return []
        return list(islice(self._ring, position + 1 - self._ring[0].seq, None))


class Line:
    """One socket's place in a feed. It pulls: however late it comes, what it gets next is what follows `position`."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.position = 0
        self.has_caught_up = False
        self.is_ending = False
        self._woken = asyncio.Event()
        self._alerted = asyncio.Event()

    def begin(self, position: int, latest: int) -> None:
        """Continue after `position`, in a log that ends at `latest`."""
        self.position = position
        self.feed.begin(latest)

    def wake(self) -> None:
        self._woken.set()

    def alert(self) -> None:
        """Have the credential checked now rather than at its time."""
        self._alerted.set()

    def end(self) -> None:
        """The server stops."""
        self.is_ending = True
        self._alerted.set()

    async def alerted(self, *, seconds: float) -> None:
        """Return when somebody alerts, or after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._alerted.wait()
        except TimeoutError:
            return
        self._alerted.clear()

    @property
    def behind(self) -> int:
        """How many events this socket has not been sent yet, of those that this process knows."""
        return max(0, (self.feed.last_seq or 0) - self.position)

    async def frames(self) -> list[Frame]:
        """The next frames, one at least, waiting for them if need be. The caller moves `position` on.

        Raises:
            LogPruned: they are no longer kept.
        """
        while True:
            self._woken.clear()
            if self.behind:
                return self.feed.held_after(self.position) or await self._from_log()
            self.has_caught_up = True
            await self._woken.wait()

    async def _from_log(self) -> list[Frame]:
        frames = await read_log(self.feed.database, self.feed.user_id, self.position)
        if not frames or frames[0].seq != self.position + 1:
            raise LogPruned
        return frames

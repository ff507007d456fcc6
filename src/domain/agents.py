"""Rules of agents: what one is doing follows from its last sign and what it holds. Pure: no database, no I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MODULES = ("capture", "compass", "delegation", "energy", "events", "progress", "projects", "secretary", "tasks",
           "templates")  # fmt: skip
"""What the scopes of an agent may name. Accounts, rewards and whatever pays or undoes many things at once is for
people."""


class AgentStatus(StrEnum):
    IDLE = "idle"
    BUSY = "busy"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Load:
    """`held`: under a lease; `offered`: waiting for this agent to accept it."""

    held: int
    offered: int

    @property
    def total(self) -> int:
        return self.held + self.offered


def status_of(
    *, last_heartbeat_at: datetime | None, is_paused: bool, held: int, room: int, now: datetime, silence: timedelta
) -> AgentStatus:
    """Offline after `silence` without a sign, or while its owner has paused it; busy when it holds all it may."""
    if is_paused or last_heartbeat_at is None or now - last_heartbeat_at > silence:
        return AgentStatus.OFFLINE
    return AgentStatus.BUSY if held >= room else AgentStatus.IDLE


def least_loaded(agents: Sequence[tuple[str, int, Load]]) -> str | None:
    """Of `(agent_id, max_concurrent_tasks, load)` the agent with room that has least to do; None without one.

    Least by the share of its room that is taken, then by number, then by name.
    """
    free = [(load.total / room, load.total, agent_id) for agent_id, room, load in agents if load.total < room]
    return min(free)[2] if free else None

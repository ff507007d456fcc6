"""Who is asking."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

AGENT_ACTOR = "agent:"


class PrincipalKind(StrEnum):
    SESSION = "session"
    TOKEN = "token"  # noqa: S105 a kind, not a secret


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person, a script with one of their tokens, or an agent that works for them.

    `credential` is `session:<id>` or `token:<id>`: what is revoked when it ends. `scopes` is None for a person, who may
    do everything. `agent_id` names the agent that a token belongs to.
    """

    user_id: str
    kind: PrincipalKind
    credential_id: str
    plan: str
    is_admin: bool
    expires_at: datetime
    scopes: frozenset[str] | None = field(default=None)
    agent_id: str | None = field(default=None)

    @property
    def credential(self) -> str:
        return f"{self.kind}:{self.credential_id}"

    @property
    def actor(self) -> str:
        """How the event log names this principal."""
        if self.agent_id is not None:
            return AGENT_ACTOR + self.agent_id
        return f"token:{self.credential_id}" if self.kind is PrincipalKind.TOKEN else f"user:{self.user_id}"

    def may(self, scope: str) -> bool:
        """Whether `scope` (`<module>:read` or `:write`) is allowed. Writing includes reading."""
        if self.scopes is None or scope in self.scopes:
            return True
        module, _, verb = scope.partition(":")
        return verb == "read" and f"{module}:write" in self.scopes

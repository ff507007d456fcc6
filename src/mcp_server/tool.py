"""What a tool is: what it takes and answers, the scope it needs, and what a client may expect of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from src.core.errors import Forbidden, RuleBroken
from src.core.principal import Principal
from src.core.text import TextRefused, clean_text
from src.mcp_server.visits import Visit
from src.mcp_server.words import ToolAnswer
from src.schemas.common import Body

W = TypeVar("W", bound=Body)
MOST_FIELDS_NAMED = 20


@dataclass(frozen=True, slots=True)
class Tool(Generic[W]):
    """A tool. `is_repeatable`: called twice with the same arguments it does no more than called once."""

    name: str
    title: str
    scope: str
    wants: type[W]
    answers: type[ToolAnswer]
    run: Callable[[Visit, W], Awaitable[ToolAnswer]]
    is_repeatable: bool = False
    is_for_agents: bool = False

    @property
    def description(self) -> str:
        """When to use it, and what comes back."""
        return " ".join((self.run.__doc__ or "").split())

    @property
    def only_reads(self) -> bool:
        return self.scope.endswith(":read")

    def is_offered_to(self, principal: Principal) -> bool:
        """Whether this caller may use it."""
        return principal.may(self.scope) and (principal.agent_id is not None or not self.is_for_agents)

    def check_caller(self, principal: Principal) -> None:
        """Refuse who may not use it.

        Raises:
            Forbidden: the scope is missing, or it is for agents and a person asks.
        """
        if not principal.may(self.scope):
            raise Forbidden(f"This token does not have the scope {self.scope}.", scope=self.scope)
        if self.is_for_agents and principal.agent_id is None:
            raise Forbidden("This tool is for agents: it works with an agent's own token, not with a person's.")

    async def call(self, visit: Visit, arguments: dict[str, Any] | None) -> ToolAnswer:
        """Do it.

        Raises:
            PlatformError: the caller may not, the arguments are not what it takes, or the service refuses.
        """
        self.check_caller(visit.principal)
        return await self.run(visit, understood(self.wants, arguments or {}))


def understood(wants: type[W], arguments: dict[str, Any]) -> W:
    """The arguments, checked like a body of the API.

    Raises:
        RuleBroken: names each field that is wrong; never its value.
    """
    try:
        return wants.model_validate(_clean(arguments))
    except TextRefused as refused:
        raise RuleBroken(f"A text {refused}.", field="arguments") from refused
    except ValidationError as refused:
        wrong = refused.errors(include_input=False, include_url=False)[:MOST_FIELDS_NAMED]
        said = [f"{'.'.join(map(str, each['loc'])) or 'arguments'}: {_sentence(each['msg'])}" for each in wrong]
        raise RuleBroken("; ".join(said), field="arguments") from refused


def _clean(value: Any) -> Any:
    """`value` with every text in it as the platform keeps texts."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(name): _clean(each) for name, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")

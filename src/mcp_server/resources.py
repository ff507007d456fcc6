"""What can be read by address: one task, and today."""

from dataclasses import dataclass
from urllib.parse import unquote

from src.core.errors import Forbidden, NotFound
from src.core.principal import Principal
from src.core.text import TextRefused, clean_text
from src.mcp_server.tools import secretary, tasks
from src.mcp_server.tools.tasks import TaskWanted
from src.mcp_server.visits import Visit
from src.mcp_server.words import ToolAnswer

TODAY = "today://"
TASK = "task://"
TASK_TEMPLATE = "task://{task_id}"
LONGEST_ADDRESS = 200
MEDIA_TYPE = "text/plain"
"""A sentence, and JSON between two markers: see `words.py`."""


@dataclass(frozen=True, slots=True)
class Described:
    """A resource as it is listed. `address` may be a template."""

    address: str
    name: str
    title: str
    description: str
    scope: str


TODAY_PICTURE = Described(
    TODAY,
    "today",
    "Today",
    "Today's picture: whether the morning's choice was made, its three tasks, and just one thing to do now.",
    secretary.SCOPE,
)
ONE_TASK = Described(
    TASK_TEMPLATE, "task", "A task", "One task with its description and its steps in order.", tasks.READ
)


async def read(visit: Visit, address: str) -> ToolAnswer:
    """What lies at an address.

    Raises:
        Forbidden: the token's scopes do not include it.
        NotFound: nothing does, or nothing of the caller's.
    """
    if address.rstrip("/") == TODAY.rstrip("/"):
        check(visit.principal, TODAY_PICTURE.scope)
        return await secretary.today(visit)
    task_id = unquote(address.removeprefix(TASK)).strip("/")
    if not address.startswith(TASK) or not 0 < len(task_id) <= LONGEST_ADDRESS:
        raise NotFound("resource", address[:LONGEST_ADDRESS])
    check(visit.principal, ONE_TASK.scope)
    try:
        wanted = TaskWanted.model_construct(task_id=clean_text(task_id))
    except TextRefused:
        raise NotFound("task", "?") from None
    return await tasks.get_task(visit, wanted)


def check(principal: Principal, scope: str) -> None:
    """Refuse who may not read it."""
    if not principal.may(scope):
        raise Forbidden(f"This token does not have the scope {scope}.", scope=scope)

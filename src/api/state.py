"""What the running application holds."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from src.ai.provider import AiProvider
from src.api.live.hub import Hub
from src.api.rate_limits import RateLimiter
from src.core.settings import Settings
from src.database.connection import Database
from src.services.identity import IdentityService


@dataclass(slots=True)
class AppState:
    """Made once for each worker; every request reaches it through `state_of`."""

    settings: Settings
    secret: str
    database: Database
    identity: IdentityService
    limiter: RateLimiter
    ai: AiProvider
    hub: Hub


def state_of(connection: HTTPConnection) -> AppState:
    """The state of the application that answers this request or socket."""
    state: AppState = connection.scope["app"].state.platform
    return state

"""Rate limits: fixed windows in memory, or in Redis when several workers should share them.

While Redis does not answer, each worker counts for itself: a limit that is a little too generous for a moment is better
than a server that refuses everybody.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from src.core.errors import TooMany
from src.core.principal import Principal
from src.core.settings import Settings

log = structlog.get_logger(__name__)
REDIS_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a limit is left. `reset_at` is in seconds since 1970."""

    limit: int
    remaining: int
    reset_at: float
    is_over: bool

    def headers(self) -> list[tuple[bytes, bytes]]:
        reset = datetime.fromtimestamp(self.reset_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return [
            (b"x-ratelimit-limit", str(self.limit).encode()),
            (b"x-ratelimit-remaining", str(self.remaining).encode()),
            (b"x-ratelimit-reset", reset.encode()),
        ]

    def refusal(self) -> TooMany:
        wait = max(1, int(self.reset_at - time.time()) + 1)
        return TooMany("Too many requests. Please wait a little.", retry_after=wait, limit=self.limit)


class RateLimiter:
    """Counts requests by user or address, and sign-in tries by account and by address."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: Any = None
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._shared = self._in_redis(settings.redis_url.get_secret_value())
        self._hourly = {
            plan: RateLimitItemPerHour(limit) if limit else None
            for plan, limit in (
                ("anonymous", settings.rate_limit_anonymous_per_hour),
                ("free", settings.rate_limit_user_per_hour),
                ("premium", settings.rate_limit_premium_per_hour),
            )
        }
        per_minute = settings.rate_limit_login_per_minute
        self._sign_in = RateLimitItemPerMinute(per_minute) if per_minute else None

    def _in_redis(self, url: str) -> FixedWindowRateLimiter | None:
        if not url:
            return None
        from redis.asyncio import ConnectionPool

        self._pool = ConnectionPool.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)
        storage = storage_from_string(
            f"async+{url}", implementation="redispy", connection_pool=self._pool, wrap_exceptions=True
        )
        assert isinstance(storage, Storage)
        return FixedWindowRateLimiter(storage)

    async def close(self) -> None:
        """Leave Redis."""
        if self._pool is not None:
            await self._pool.disconnect()

    async def count(self, principal: Principal | None, address: str) -> Standing | None:
        """Count one request; where its caller stands, or None when no limit applies."""
        if not self._settings.rate_limit_enabled:
            return None
        item = self._hourly["anonymous" if principal is None else principal.plan]
        if item is None:
            return None
        return await self._hit(item, address if principal is None else _counted_as(principal))

    async def count_sign_in(self, name: str, address: str) -> None:
        """Count a sign-in try by account and by address.

        Raises:
            TooMany: one of the two is used up.
        """
        if not self._settings.rate_limit_enabled or self._sign_in is None:
            return
        for key in (f"account:{name.strip().casefold()}", f"address:{address}"):
            standing = await self._hit(self._sign_in, key)
            if standing.is_over:
                raise standing.refusal()

    async def _hit(self, item: RateLimitItem, key: str) -> Standing:
        if self._shared is not None:
            try:
                return await _hit(self._shared, item, key)
            except StorageError as error:
                log.warning("rate_limits_not_shared", reason=str(error))
        return await _hit(self._own, item, key)


def _counted_as(principal: Principal) -> str:
    """An agent has a limit of its own: one that runs wild must not keep its owner from stopping it."""
    return principal.user_id if principal.agent_id is None else f"{principal.user_id}/{principal.agent_id}"


async def _hit(strategy: FixedWindowRateLimiter, item: RateLimitItem, key: str) -> Standing:
    is_within = await strategy.hit(item, key)
    window = await strategy.get_window_stats(item, key)
    return Standing(item.amount, max(0, window.remaining), window.reset_time, is_over=not is_within)

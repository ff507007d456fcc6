"""Where a request comes from, believing only the proxies the operator named."""

from collections.abc import Collection

from starlette.types import Scope

LOOPBACK = frozenset({"127.0.0.1", "::1"})


def header(scope: Scope, name: bytes) -> str | None:
    """The first value of a request header (`name` in lower case)."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return None


def client_address(scope: Scope, trusted_proxies: Collection[str]) -> str:
    """The caller's address: the rightmost one in `X-Forwarded-For` that is not a trusted proxy's."""
    client = scope.get("client")
    peer = str(client[0]) if client else "unknown"
    if peer not in trusted_proxies:
        return peer
    forwarded = header(scope, b"x-forwarded-for") or ""
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if hop not in trusted_proxies:
            return hop[:64]
    return peer

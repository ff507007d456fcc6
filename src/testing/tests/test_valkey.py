"""The Valkey that the tests run on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from src.testing import orphans
from src.testing.valkey import ValkeyServer, start_valkey


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    with start_valkey() as server:
        yield server


def test_it_keeps_what_it_is_given(valkey: ValkeyServer) -> None:
    with redis.Redis.from_url(valkey.url) as client:
        client.set("energy", "high")

        assert client.get("energy") == b"high"


def test_it_refuses_connections_while_it_is_killed_and_comes_back_empty(valkey: ValkeyServer) -> None:
    with redis.Redis.from_url(valkey.url) as client:
        client.set("energy", "high")

        valkey.kill()

        with pytest.raises(redis.ConnectionError):
            client.ping()
        valkey.restart()
        assert client.get("energy") is None


def test_nothing_is_left_after_the_block() -> None:
    with start_valkey() as server:
        pid, folder = server._server.pid, server._folder

    assert not orphans.is_running(pid)
    assert not folder.exists()

"""The harness that runs the platform as a process, tried on a stand-in that answers `/ready` and has a worker."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.testing import orphans
from src.testing.server import Server, running_server
from src.testing.server_process import ServerDidNotStart

STAND_IN = """
import json, os, subprocess, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])

class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"arguments": sys.argv[1:], "settings": dict(os.environ), "worker": worker.pid}).encode()
        self.send_response(200 if self.path == "/ready" else 404)
        self.end_headers()
        self.wfile.write(body)

print("listening", flush=True)
HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
"""


@pytest.fixture
def platform(tmp_path: Path) -> Path:
    """A folder to import `src.cli.main` from."""
    package = tmp_path / "platform" / "src" / "cli"
    package.mkdir(parents=True)
    for folder in (package, package.parent):
        (folder / "__init__.py").touch()
    (package / "main.py").write_text(STAND_IN)
    return tmp_path / "platform"


@pytest.fixture
def server(platform: Path, tmp_path: Path) -> Iterator[Server]:
    env = {"PYTHONPATH": str(platform), "MAX_BODY_BYTES": "10"}
    with running_server(database_url="sqlite:///a.db", data_dir=tmp_path, workers=2, env=env) as running:
        yield running


def answer(server: Server) -> str:
    with urllib.request.urlopen(f"{server.base_url}/ready") as response:  # noqa: S310  # http, on loopback
        body: bytes = response.read()
    return body.decode()


def test_it_is_ready_with_the_settings_of_the_test(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    text = answer(server)

    assert f'"arguments": ["serve", "--port", "{server.port}", "--workers", "2"]' in text
    assert '"DATABASE_URL": "sqlite:///a.db"' in text
    assert '"MAX_BODY_BYTES": "10"' in text
    assert "listening" in server.output()


def test_a_kill_takes_the_workers_too_and_the_server_can_be_started_again(server: Server) -> None:
    workers = orphans.children_of(server.pid)

    server.kill()

    assert len(workers) == 1
    assert not any(orphans.is_running(worker) for worker in workers)
    server.start()
    assert "arguments" in answer(server)


def test_a_worker_that_outlives_its_server_is_ended(server: Server) -> None:
    workers = orphans.children_of(server.pid)

    server.stop()

    assert len(workers) == 1
    assert orphans.wait_until_gone(workers, seconds=5)


def test_a_server_that_ends_at_once_says_why(platform: Path, tmp_path: Path) -> None:
    (platform / "src" / "cli" / "main.py").write_text("raise SystemExit('SECRET_KEY is too short.')")
    env = {"PYTHONPATH": str(platform)}

    with (
        pytest.raises(ServerDidNotStart, match="SECRET_KEY is too short"),
        running_server(database_url="sqlite:///a.db", data_dir=tmp_path, env=env),
    ):
        pass

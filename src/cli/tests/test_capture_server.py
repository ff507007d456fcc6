"""`proxy-agent capture` against a real server, and against what only answers like one."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from src.cli.capture.remote import RemotePlace
from src.cli.capture.session import drop
from src.cli.tests.conftest import Terminal
from src.cli.tests.test_capture import IN_A_PIPE, PASSWORD
from src.core.errors import StartRefused
from src.testing.server import Server, running_server
from src.testing.server_process import free_port


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    with running_server(database_url=f"sqlite:///{folder}/app.db", data_dir=folder) as running:
        yield running


def token_for(server: Server, name: str, scope: str = "capture:write") -> str:
    """A personal token of a new account."""
    account = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    with httpx2.Client(base_url=server.base_url) as client:
        signed_in = client.post("/api/auth/register", json=account).json()
        client.headers["Authorization"] = f"Bearer {signed_in['access_token']}"
        made = client.post("/api/auth/tokens", json={"name": "terminal", "scopes": [scope]})
    token: str = made.json()["token"]
    return token


@contextmanager
def answering(status: int, body: bytes, **headers: str) -> Iterator[tuple[str, list[str]]]:
    """A web server that is no platform: its address, and the keys of the requests that came."""
    keys: list[str] = []

    class Stranger(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            keys.append(self.headers["Idempotency-Key"])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Stranger) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", keys
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    "address", ["localhost:8000", "ftp://x", "http://", "http://a:b@c", "http://x:99999", "http://x/?y"]
)
def test_an_address_that_is_none_is_refused(terminal: Terminal, address: str) -> None:
    assert "must look like" in terminal.refuses("capture", "milk", "--server", address, PROXY_AGENT_TOKEN="pap_x")


def test_a_thought_goes_to_a_server_and_comes_back(terminal: Terminal, server: Server) -> None:
    terminal.exported |= {"PROXY_AGENT_URL": server.base_url + "/"}
    (terminal.folder / "token").write_text(token_for(server, "alice") + "\n")
    mine = ("--token-file", "token")

    said = terminal.says("capture", "buy milk tomorrow; call the dentist at 7", *mine)
    answer = json.loads(terminal.says("capture", "--json", "--no-save", *mine, "-", stdin="ein Stück Käse"))
    undone = terminal.says("capture", "--undo", *mine)

    assert "shopping: Buy milk · " in said
    assert "? “Call the dentist”" in said
    assert "Saved: 2 tasks. +25 XP" in said
    assert (answer["raw_text"], answer["saved"]) == ("ein Stück Käse", None)
    assert undone.startswith("Taken back: 10 XP.")
    assert [file.name for file in terminal.folder.iterdir()] == ["token"]


def test_a_server_says_why_it_refuses(terminal: Terminal, server: Server) -> None:
    at = ("capture", "buy milk", "--server", server.base_url)
    reader = token_for(server, "reader", "tasks:read")

    assert "does not know this token" in terminal.refuses(*at, PROXY_AGENT_TOKEN="pap_nobody-has-this-one")
    assert "does not have the scope capture:write" in terminal.refuses(*at, PROXY_AGENT_TOKEN=reader)
    assert "is not a token" in terminal.refuses(*at, PROXY_AGENT_TOKEN="two words")


def test_a_server_that_is_down_is_named(terminal: Terminal) -> None:
    where = f"http://127.0.0.1:{free_port()}"

    said = terminal.refuses("capture", "buy milk", "--server", where, PROXY_AGENT_TOKEN="pap_x")

    assert said.startswith(f"{where} cannot be reached (Connection refused)")


@pytest.mark.parametrize(
    ("status", "body", "headers", "said"),
    [
        (200, b"<html>Hello</html>", {}, "does not answer like a Proxy Agent Platform (HTTP 200)"),
        (200, b"{}", {}, "does not answer like a Proxy Agent Platform"),
        (404, b"\x1b[2Jnot here", {}, "(HTTP 404)"),
        (301, b"", {"Location": "https://elsewhere/\x1b[2J"}, "points to https://elsewhere/␛[2J"),
        (
            429,
            b'{"error": {"message": "Enough.\\u001b[2J"}}',
            {"Retry_After": "9"},
            "Enough.␛[2J; try again in 9 seconds",
        ),
    ],
)
def test_whatever_answers_the_person_gets_one_sentence(
    status: int, body: bytes, headers: dict[str, str], said: str
) -> None:
    with answering(status, body, **headers) as (address, keys), pytest.raises(StartRefused) as refused:
        RemotePlace(urlsplit(address), "pap_x").capture("buy milk")

    assert said in refused.value.message
    assert "\x1b" not in refused.value.message
    assert len(keys) == 1


def test_a_server_in_trouble_is_asked_again_with_the_same_key() -> None:
    body = b'{"error": {"message": "Something went wrong on our side."}}'
    with answering(500, body) as (address, keys), pytest.raises(StartRefused, match="Something went wrong on our side"):
        RemotePlace(urlsplit(address), "pap_x").capture("buy milk")

    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_a_server_that_never_answers_is_not_waited_for_for_ever() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = urlsplit(f"http://127.0.0.1:{silent.getsockname()[1]}")

        with pytest.raises(StartRefused, match="the thought may be kept all the same"):
            RemotePlace(address, "pap_x", answer_seconds=0.2).capture("buy milk")


def test_what_fails_after_the_words_are_kept_says_that_they_are(server: Server) -> None:
    place = RemotePlace(urlsplit(server.base_url), token_for(server, "dora"))
    kept = place.capture("buy milk")["capture_id"]
    place.undo(kept)

    class Again(RemotePlace):
        """Somebody takes the capture back between its reading and its saving."""

        def capture(self, text: str) -> dict[str, Any]:
            answer = super().capture(text)
            place.undo(answer["capture_id"])
            return answer

    with pytest.raises(StartRefused) as refused:
        drop(Again(place.address, place._token), "buy milk", IN_A_PIPE)

    newest = place.newest()
    assert newest is not None
    assert newest["capture_id"] != kept
    assert refused.value.message.endswith(f" Your words are kept ({newest['capture_id']}).")
    assert "This capture was taken back" in refused.value.message

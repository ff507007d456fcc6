from collections.abc import Callable

import pytest

from src.cli.tests.conftest import Running, Terminal, get, post

PASSWORD = "plum-kettle-harbour"


@pytest.fixture(autouse=True)
def on_both_engines(terminal: Terminal, database_url: str) -> None:
    terminal.exported["DATABASE_URL"] = database_url


def create(terminal: Terminal, name: str, *options: str, stdin: str = PASSWORD + "\n") -> str:
    email = f"{name}@example.com"
    return terminal.says(
        "users", "create", "--username", name, "--email", email, "--password-stdin", *options, stdin=stdin
    )


def test_accounts_are_made_and_listed(terminal: Terminal) -> None:
    assert "alice can sign in now" in create(terminal, "alice", "--admin")
    create(terminal, "bob", "--premium", "--timezone", "Europe/Berlin")

    header, alice, bob = [line.split() for line in terminal.says("users", "list").splitlines()]

    assert header[0] == "username"
    assert alice[:5] == ["alice", "alice@example.com", "free", "yes", "yes"]
    assert bob[:5] == ["bob", "bob@example.com", "premium", "no", "yes"]


@pytest.mark.parametrize(
    ("name", "email", "password", "said"),
    [
        ("x", "x@example.com", PASSWORD, "username must be 3 to 50"),
        ("carol", "nowhere", PASSWORD, "email must be an e-mail address"),
        ("carol", "carol@example.com", "short", "password must have at least 8 characters"),
        ("carol", "carol@example.com", "password1", "commonest passwords"),
        ("carol", "carol@example.com", "", "password must have at least 8 characters"),
    ],
)
def test_what_is_wrong_with_an_account_is_said(
    terminal: Terminal, name: str, email: str, password: str, said: str
) -> None:
    asked = ("users", "create", "--username", name, "--email", email, "--password-stdin")

    sentence = terminal.refuses(*asked, stdin=password + "\n")

    assert said in sentence
    assert password == "" or password not in sentence.replace("password must", "")


def test_a_name_or_address_is_given_out_once(terminal: Terminal) -> None:
    create(terminal, "alice")

    again = ("users", "create", "--username", "ALICE", "--email", "other@example.com", "--password", PASSWORD)
    same_address = ("users", "create", "--username", "other", "--email", "Alice@Example.com", "--password", PASSWORD)

    assert "username is already in use" in terminal.refuses(*again)
    assert "email is already in use" in terminal.refuses(*same_address)


def test_without_a_terminal_the_password_is_not_waited_for(terminal: Terminal) -> None:
    assert "--password-stdin" in terminal.refuses("users", "create", "--username", "dora", "--email", "d@example.com")


def test_whom_nobody_knows_cannot_be_disabled(terminal: Terminal) -> None:
    assert "'nobody'" in terminal.refuses("users", "disable", "nobody")
    assert "'nobody'" in terminal.refuses("users", "enable", "nobody")


def test_disabling_ends_every_session_of_a_running_server(terminal: Terminal, serve: Callable[..., Running]) -> None:
    create(terminal, "alice")
    running = serve()
    login = {"username": "alice", "password": PASSWORD}
    status, tokens = post(running.port, "/api/auth/login", login)
    assert status == 200

    assert "alice cannot sign in any more" in terminal.says("users", "disable", "Alice@example.com")

    assert post(running.port, "/api/auth/refresh", {"refresh_token": tokens["refresh_token"]})[0] == 401
    assert post(running.port, "/api/auth/login", login)[0] == 401
    assert terminal.says("users", "list").splitlines()[1].split()[4] == "no"

    terminal.says("users", "enable", "alice")

    assert post(running.port, "/api/auth/refresh", {"refresh_token": tokens["refresh_token"]})[0] == 401
    assert post(running.port, "/api/auth/login", login)[0] == 200


def test_the_operator_makes_accounts_while_registration_is_closed(
    terminal: Terminal, serve: Callable[..., Running]
) -> None:
    terminal.exported["REGISTRATION"] = "closed"
    create(terminal, "alice")

    running = serve()

    wanted = {"username": "bob", "email": "bob@example.com", "password": PASSWORD}
    assert get(running.port, "/health")[0] == 200
    assert post(running.port, "/api/auth/register", wanted)[0] == 403
    assert post(running.port, "/api/auth/login", {"username": "alice", "password": PASSWORD})[0] == 200

import os
import signal
import socket
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from src.cli.tests.conftest import Running, Terminal, get, post
from src.testing.postgres import PostgresServer
from src.testing.server_process import free_port

Serve = Callable[..., Running]
ACCOUNT = {"username": "alice", "email": "alice@example.com", "password": "plum-kettle-harbour"}


def test_first_start_with_nothing_configured_makes_everything_it_needs(terminal: Terminal, serve: Serve) -> None:
    running = serve()

    data = terminal.folder / "data"
    assert stat.S_IMODE((data / "secret.key").stat().st_mode) == 0o600
    assert len((data / "secret.key").read_text()) >= 64
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert (data / "proxy-agent.db").read_bytes().startswith(b"SQLite format 3")
    assert f"http://127.0.0.1:{running.port} " in running.first_line
    assert running.first_line.endswith(f"docs at http://127.0.0.1:{running.port}/docs")
    assert running.process.output().count("\n") == 1
    assert get(running.port, "/docs")[0] == 200
    assert post(running.port, "/api/auth/register", ACCOUNT)[0] == 201


def test_it_listens_on_this_machine_only(serve: Serve) -> None:
    running = serve()

    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", running.port))


def test_second_start_keeps_the_secret_and_the_accounts(terminal: Terminal, serve: Serve) -> None:
    first = serve()
    assert post(first.port, "/api/auth/register", ACCOUNT)[0] == 201
    secret = (terminal.folder / "data" / "secret.key").read_text()
    first.process.stop()

    second = serve()

    assert (terminal.folder / "data" / "secret.key").read_text() == secret
    login = {"username": ACCOUNT["username"], "password": ACCOUNT["password"]}
    assert post(second.port, "/api/auth/login", login)[0] == 200


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", [1, 2])
def test_being_asked_to_stop_is_no_failure(serve: Serve, workers: int, asked: signal.Signals) -> None:
    running = serve("--workers", str(workers))

    os.kill(running.process.pid, asked)

    assert running.ended() == 0
    assert "Traceback" not in running.process.output()
    assert get(running.port, "/health")[0] == 0


def test_workers_end_when_their_parent_is_killed(serve: Serve) -> None:
    running = serve("--workers", "3")

    os.kill(running.process.pid, signal.SIGKILL)
    running.ended()

    # A worker that was still starting holds the port until it has started, and notices then.
    deadline = time.monotonic() + 15
    while not is_free(running.port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert is_free(running.port)


def is_free(port: int) -> bool:
    """Whether no process at all listens on the port any more."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def test_metrics_are_those_of_all_workers_together(serve: Serve, tmp_path: Path) -> None:
    running = serve("--workers", "3", TMPDIR=str(tmp_path))
    for _ in range(30):
        assert get(running.port, "/health")[0] == 200

    counted = 'proxy_agent_requests_total{method="GET",route="/health",status="200"} 30.0'
    for _ in range(100):  # a worker counts a request just after it has answered it
        told = {get(running.port, "/metrics")[1] for _ in range(12)}
        if all(counted in figures for figures in told):
            break
        time.sleep(0.1)

    assert all(counted in figures for figures in told)
    assert len(list(tmp_path.glob("proxy-agent-metrics-*"))) == 1
    running.process.stop()
    assert list(tmp_path.glob("proxy-agent-metrics-*")) == []


def test_several_workers_share_one_database_and_one_secret(serve: Serve) -> None:
    running = serve("--workers", "3")

    _, answer = post(running.port, "/api/auth/register", ACCOUNT)

    login = {"username": ACCOUNT["username"], "password": ACCOUNT["password"]}
    assert all(post(running.port, "/api/auth/login", login)[0] == 200 for _ in range(4)), answer


def test_port_in_use_is_refused_before_anything_says_it_runs(terminal: Terminal) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = str(somebody.getsockname()[1])

        assert f"Port {port} on 127.0.0.1 is in use" in terminal.refuses("serve", "--port", port)
        assert "is in use" in terminal.refuses("serve", "--port", port, "--workers", "2")


def test_an_address_of_another_machine_is_refused(terminal: Terminal) -> None:
    assert "192.0.2.1" in terminal.refuses("serve", "--host", "192.0.2.1", "--port", str(free_port()))
    assert "HOST" in terminal.refuses("serve", "--host", "no such host", "--port", str(free_port()))


def test_data_folder_that_cannot_be_written_is_refused(terminal: Terminal) -> None:
    (terminal.folder / "data").write_text("a file in the way")

    assert "data" in terminal.refuses("serve", "--port", str(free_port()))
    assert "data" in terminal.refuses("db", "upgrade")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://root@127.0.0.1/app", "'mysql:', which is not supported"),
        ("nonsense", "DATABASE_URL"),
        ("postgresql://", "DATABASE_URL must look like"),
        ("postgresql://u:hunter2@127.0.0.1:99999999/app", "DATABASE_URL must look like"),
        ("postgresql://u:hunter2@127.0.0.1:1/app", "The database cannot be used"),
        ("postgresql://u:hunter2@nowhere.invalid/app", "The database cannot be used"),
        ("sqlite:///", "DATABASE_URL must name a file"),
        ("sqlite:///:memory:", "DATABASE_URL must name a file"),
        ("sqlite:///blocked/app.db", "blocked"),
        ("sqlite:///junk.db", "not a database"),
    ],
)
def test_wrong_database_url_is_refused_in_one_sentence(terminal: Terminal, url: str, said: str) -> None:
    (terminal.folder / "blocked").write_text("a file in the way")
    (terminal.folder / "junk.db").write_bytes(b"no database at all " * 100)

    sentence = terminal.refuses("serve", "--port", str(free_port()), DATABASE_URL=url)

    assert said in sentence
    assert "hunter2" not in sentence


@pytest.mark.parametrize("secret", ["short", "change-me" * 5, "a" * 40, "secret-" + "0123456789abcdef" * 4])
def test_weak_secret_is_refused_in_production(terminal: Terminal, secret: str) -> None:
    sentence = terminal.refuses("serve", ENVIRONMENT="production", SECRET_KEY=secret)

    assert "SECRET_KEY" in sentence
    assert "openssl rand -hex 32" in sentence
    assert secret not in sentence


def test_production_without_a_secret_makes_one(terminal: Terminal, serve: Serve) -> None:
    serve(ENVIRONMENT="production")

    assert (terminal.folder / "data" / "secret.key").exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "many", "PORT must be a valid integer"),
        ("PORT", "0", "PORT must be greater than or equal to 1"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be debug, info, warning or error"),
        ("ENVIRONMENT", "prod", "ENVIRONMENT must be 'development', 'test' or 'production'"),
        ("RATE_LIMIT_ENABLED", "perhaps", "RATE_LIMIT_ENABLED must be a valid boolean"),
    ],
)
def test_unusable_setting_is_named_with_what_it_must_be(terminal: Terminal, name: str, value: str, said: str) -> None:
    assert said in terminal.refuses("serve", **{name: value})


def test_dot_env_is_read_and_options_come_before_it(terminal: Terminal, serve: Serve) -> None:
    (terminal.folder / ".env").write_text("PORT=1\nHOST=127.0.0.1\nDATA_DIR=./elsewhere\n")

    running = serve()

    assert str(running.port) in running.first_line
    assert (terminal.folder / "elsewhere" / "secret.key").exists()


def test_reload_and_several_workers_exclude_each_other(terminal: Terminal) -> None:
    assert "--reload" in terminal.refuses("serve", "--reload", "--workers", "2")


def test_reload_serves_and_stops(serve: Serve) -> None:
    running = serve("--reload")

    os.kill(running.process.pid, signal.SIGTERM)

    assert running.ended() == 0
    assert get(running.port, "/health")[0] == 0


def test_postgresql_is_not_migrated_behind_somebodys_back(
    terminal: Terminal, serve: Serve, postgres: PostgresServer
) -> None:
    terminal.exported["DATABASE_URL"] = postgres.create_database("cli_serve")

    assert "run `proxy-agent db upgrade`" in terminal.refuses("serve", "--port", str(free_port()))

    terminal.says("db", "upgrade")
    running = serve("--workers", "2")
    assert post(running.port, "/api/auth/register", ACCOUNT)[0] == 201
    running.process.stop()
    postgres.drop_database("cli_serve")


def test_auto_migrate_brings_postgresql_up_to_date(terminal: Terminal, serve: Serve, postgres: PostgresServer) -> None:
    url = postgres.create_database("cli_auto")

    running = serve("--workers", "2", DATABASE_URL=url, AUTO_MIGRATE="true")

    assert post(running.port, "/api/auth/register", ACCOUNT)[0] == 201
    running.process.stop()
    postgres.drop_database("cli_auto")


def test_postgresql_that_refuses_us_is_one_sentence(terminal: Terminal, postgres: PostgresServer) -> None:
    missing = postgres.url.rpartition("/")[0] + "/no_such_database"
    stranger = postgres.url.replace("postgresql://", "postgresql://stranger-", 1)

    for url in (missing, stranger):
        assert "The database cannot be used" in terminal.refuses("db", "current", DATABASE_URL=url)


def test_uvicorn_serves_the_application_as_the_documentation_says(start: Callable[..., Running]) -> None:
    running = start("uvicorn", "src.api.main:app")

    assert get(running.port, "/health")[0] == 200

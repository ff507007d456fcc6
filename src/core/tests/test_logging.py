import json
import logging
import string
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from src.core.clock import utc_now
from src.core.logging import HIDDEN, configure, hide_shapes, is_secret_name, without_secrets
from src.core.security import new_token, sign_access_token
from src.core.settings import LogFormat, Settings

SECRET = "xK9-hunter2-plum-kettle"
JWT = sign_access_token(user_id="u", session_id="s", now=utc_now(), minutes=5, secret="k" * 32)


@pytest.fixture(autouse=True)
def undo() -> Iterator[None]:
    """Leave the loggers of the other tests as they were."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:], config = before[0], before[2]
    root.setLevel(before[1])
    structlog.configure(**config)


def set_up(log_format: LogFormat = LogFormat.JSON, level: str = "info") -> None:
    configure(Settings(_env_file=None, log_format=log_format, log_level=level))


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    captured = capsys.readouterr()
    assert captured.out == ""
    return [json.loads(line) for line in captured.err.splitlines()]


def cleaned(**entry: object) -> dict[str, Any]:
    return dict(without_secrets(None, "info", {"event": "tried", **entry}))


def test_json_holds_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()

    structlog.get_logger("src.somewhere").info("signed_in", user_id="u1", tries=2)
    logging.getLogger("uvicorn.error").warning("Port %d is strange", 80)

    ours, theirs = written(capsys)
    assert ours["event"] == "signed_in"
    assert ours["level"] == "info"
    assert ours["logger"] == "src.somewhere"
    assert (ours["user_id"], ours["tries"]) == ("u1", 2)
    assert ours["timestamp"].endswith("Z")
    assert theirs["event"] == "Port 80 is strange"
    assert theirs["logger"] == "uvicorn.error"
    assert theirs["level"] == "warning"


def test_console_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(LogFormat.CONSOLE)

    structlog.get_logger("src.somewhere").info("signed_in", user_id="u1", password=SECRET)

    line = capsys.readouterr().err
    assert "signed_in" in line
    assert "user_id=u1" in line
    assert "\x1b" not in line
    assert SECRET not in line


def test_what_is_known_of_the_request_is_in_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()

    with structlog.contextvars.bound_contextvars(request_id="r-1", token=SECRET):
        structlog.get_logger().info("ours")
        logging.getLogger("asyncpg").warning("theirs")

    assert [entry["request_id"] for entry in written(capsys)] == ["r-1", "r-1"]


@pytest.mark.parametrize(("level", "expected"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_level_applies_to_everybody(capsys: pytest.CaptureFixture[str], level: str, expected: int) -> None:
    set_up(level=level)

    for logger in (structlog.get_logger("ours"), logging.getLogger("theirs")):
        for each in ("debug", "info", "warning", "error"):
            getattr(logger, each)("said")

    assert len(written(capsys)) == 2 * expected


def test_setting_up_twice_writes_each_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    set_up()

    logging.getLogger("theirs").warning("said")

    assert len(written(capsys)) == 1


def test_uvicorns_own_handlers_are_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("uvicorn")
    logger.addHandler(logging.StreamHandler())
    logger.propagate = False

    set_up()
    logging.getLogger("uvicorn.error").warning('"WebSocket /ws/u1?token=%s" [accepted]', SECRET)

    (entry,) = written(capsys)
    assert entry["event"] == f'"WebSocket /ws/u1?token={HIDDEN}" [accepted]'


def test_a_traceback_is_written_without_the_secrets_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()

    try:
        raise ConnectionError(f"postgresql://app:{SECRET}@db/app refused Bearer {SECRET}")
    except ConnectionError:
        structlog.get_logger().exception("ours", token=SECRET)
        logging.getLogger("theirs").exception("failed with %s", {"password": SECRET})

    captured = capsys.readouterr().err
    assert captured.count("\\nConnectionError: ") == 2
    assert SECRET not in captured


@pytest.mark.parametrize(
    "name",
    ["password", "new_password", "currentPassword", "PASSWORD", "token", "access_token", "refreshToken", "ticket",
     "Authorization", "cookie", "Set-Cookie", "X-API-Key", "api_key", "ai_api_key", "secret", "secret_key",
     "client_secret", "password_hash", "token_hash", "metrics_token", "tokens", "jwt"],
)  # fmt: skip
def test_secret_names(name: str) -> None:
    assert is_secret_name(name)
    assert cleaned(**{name: SECRET}) == {"event": "tried", name: HIDDEN}


@pytest.mark.parametrize("name", ["token_id", "session_id", "user_id", "tokenized", "passwords_changed_at", "title"])
def test_names_that_are_no_secret(name: str) -> None:
    assert not is_secret_name(name)
    assert cleaned(**{name: "plain words"})[name] == "plain words"


@pytest.mark.parametrize(
    "text",
    [
        f"token pap_{SECRET}AAAA was used",
        new_token("pap_"),
        JWT,
        f"Authorization: Bearer {SECRET}",
        f"basic {SECRET}",
        f"postgresql://app:{SECRET}@127.0.0.1:5432/app",
        f"redis://:{SECRET}@cache/0",
        f"postgresql+asyncpg://app:{SECRET}@x@db/app",
        f"GET /ws/u1?since=3&ticket={SECRET}&x=1",
        f"{{'password': '{SECRET}', 'name': 'x'}}",
        f'{{"refresh_token":"{SECRET}"}}',
        f"SECRET_KEY={SECRET}",
        f"new_password: {SECRET}",
    ],
)
def test_shapes_of_secrets_are_hidden_in_any_text(text: str) -> None:
    shown = hide_shapes(text)

    assert SECRET not in shown
    assert JWT not in shown
    assert HIDDEN in shown
    assert hide_shapes(shown) == shown


def test_text_around_a_secret_stays() -> None:
    assert (
        hide_shapes(f"at postgresql://app:{SECRET}@db:5432/app now") == f"at postgresql://app:{HIDDEN}@db:5432/app now"
    )
    assert hide_shapes(f"/ws?ticket={SECRET}&since=3") == f"/ws?ticket={HIDDEN}&since=3"


@pytest.mark.parametrize(
    "text",
    [
        "Buy oat milk at 10:30",
        "http://127.0.0.1:8000/docs",
        "Give the token back to Tom",
        "the bearer of news",
        "10:00@home",
    ],
)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert hide_shapes(text) == text


def test_headers_as_asgi_has_them_are_read_as_pairs() -> None:
    headers = [(b"host", b"localhost"), (b"authorization", SECRET.encode()), ("cookie", SECRET)]

    assert cleaned(headers=headers)["headers"] == [["host", "localhost"], ["authorization", HIDDEN], ["cookie", HIDDEN]]


def test_numbers_and_nothing_stay_what_they_are() -> None:
    assert cleaned(count=3, ratio=0.5, is_done=True, left=None, token=None) == {
        "event": "tried", "count": 3, "ratio": 0.5, "is_done": True, "left": None, "token": None,
    }  # fmt: skip


def test_what_refers_to_itself_or_cannot_be_shown_does_no_harm(capsys: pytest.CaptureFixture[str]) -> None:
    class Sulking:
        def __str__(self) -> str:
            raise RuntimeError("no")

    circle: dict[str, object] = {}
    circle["again"] = circle
    set_up()

    structlog.get_logger().info("said", circle=circle, odd=Sulking(), broken="\ud800", big=2**80)

    (entry,) = written(capsys)
    assert entry["odd"] == "<Sulking>"


nested = st.recursive(
    st.just(SECRET),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.text(string.ascii_lowercase, min_size=1, max_size=5), inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


@given(nested, st.sampled_from(["password", "X-Api-Key", "refresh_token"]), st.integers(0, 30))
def test_nothing_under_a_secret_name_is_shown_at_any_depth(value: object, name: str, depth: int) -> None:
    wrapped: object = {name: value, "kept": 1}
    for _ in range(depth):
        wrapped = [{"inside": wrapped}]

    assert SECRET not in str(cleaned(outside=wrapped))

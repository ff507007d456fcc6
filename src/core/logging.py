"""Logs: structlog and the standard library's loggers (uvicorn's among them) through one handler that knows no secrets.

Everything goes to stderr, one line an entry, with what `structlog.contextvars` holds of the request. Secrets are taken
out last, just before a line is written: by the name of their key at any depth, and by their shape wherever they stand,
tracebacks included.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from src.core.settings import LogFormat, Settings

HIDDEN = "[hidden]"
DEEPEST = 40
SECRET_WORDS = frozenset(
    {"password", "passwd", "pwd", "passphrase", "secret", "secrets", "authorization", "cookie", "cookies",
     "ticket", "tickets", "token", "tokens", "jwt", "bearer", "apikey", "dsn"}
)  # fmt: skip
SECRET_ENDINGS = ("api_key", "secret_key", "private_key", "password_hash", "token_hash", "ticket_hash")
NAMES_NO_SECRET = frozenset({"event", "level", "logger", "timestamp"})

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# None begins with an open repetition: tried from every character of a long word, that takes quadratic time.
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bpap_[A-Za-z0-9_-]{8,}"), HIDDEN),
    (re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"), HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+(?!\[hidden)[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(://[^\s:/@]*):(?!\[hidden)[^\s/]+@"), rf"\1:{HIDDEN}@"),
    (
        re.compile(
            r"(?i)((?:password|passwd|secret|token|ticket|api[_-]?key|cookie|secret[_-]?key)[\"']?\s*[=:]\s*)"
            r"(?!\[hidden)(?:\"[^\"]*\"|'[^']*'|[^\s\"',;&)}\]]+)"
        ),
        rf"\1{HIDDEN}",
    ),
)


def configure(settings: Settings) -> None:
    """Set up every logger of this process. Calling it again replaces what the last call set up."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        # Here as well as in the handler: others may attach handlers of their own.
        processors=[*shared, without_secrets, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            without_secrets,
            *_rendering(settings.log_format),
        ],
    )
    _install(formatter, level)


def _rendering(log_format: LogFormat) -> Iterable[Processor]:
    if log_format is LogFormat.JSON:
        return (structlog.processors.JSONRenderer(serializer=_json),)
    return (
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
        ),
    )


def _json(entry: object, **_: object) -> str:
    try:
        return orjson.dumps(entry).decode()
    except TypeError:  # a lone surrogate, an integer of more than 64 bits
        return json.dumps(entry)


class StandardError(logging.Handler):
    """Writes to whatever `sys.stderr` is at that moment, so that a captured or reopened stream is honoured."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:
            self.handleError(record)


def _install(formatter: logging.Formatter, level: int) -> None:
    handler = StandardError()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, StandardError)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        # No handler and no propagation is how uvicorn turns a logger off: that stays so.
        if logger.handlers:
            logger.handlers.clear()
            logger.propagate = True
    # Migrations tell what they do at INFO on every start, and `mcp` at every request; the others chatter at DEBUG.
    for name in ("alembic", "asyncio", "mcp", "watchfiles"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def without_secrets(_: WrappedLogger, __: str, entry: EventDict) -> EventDict:
    """A structlog processor: the entry without secrets, of plain values only."""
    return {key: _clean(value) if key in NAMES_NO_SECRET else _cleaned(key, value, 0) for key, value in entry.items()}


def _clean(value: object) -> object:
    return hide_shapes(value) if isinstance(value, str) else _plain(value, 0)


def is_secret_name(name: str) -> bool:
    """Whether values under this name are secrets: `access_token` and `Set-Cookie` are, `token_id` is not."""
    folded = _CAMEL.sub("_", name).replace("-", "_").replace(" ", "_").lower()
    return folded.rpartition("_")[2] in SECRET_WORDS or folded.endswith(SECRET_ENDINGS)


def hide_shapes(text: str) -> str:
    """`text` without what looks like a secret: tokens, JWTs, `Bearer …`, passwords in URLs, `password=…`."""
    for shape, replacement in _SHAPES:
        text = shape.sub(replacement, text)
    return text


def _cleaned(name: object, value: object, depth: int) -> object:
    if isinstance(name, bytes):
        name = name.decode("latin-1")
    if isinstance(name, str) and value is not None and not isinstance(value, bool) and is_secret_name(name):
        return HIDDEN
    return _plain(value, depth)


def _plain(value: object, depth: int) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return hide_shapes(value)
    if isinstance(value, bytes | bytearray):
        return hide_shapes(bytes(value).decode(errors="replace"))
    if depth >= DEEPEST:
        return "[too deep]"
    if isinstance(value, Mapping):
        return {hide_shapes(_text(key)): _cleaned(key, each, depth + 1) for key, each in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return _listed(list(value), depth)
    return hide_shapes(_text(value))


def _listed(values: list[Any], depth: int) -> object:
    """A list. Of a pair that starts with a secret's name, as headers do (`(b"cookie", b"…")`), the second is hidden."""
    if len(values) == 2 and isinstance(values[0], str | bytes) and isinstance(values[1], str | bytes):
        return [_plain(values[0], depth + 1), _cleaned(values[0], values[1], depth + 1)]
    return [_plain(each, depth + 1) for each in values]


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    try:
        return str(value)
    except Exception:
        return f"<{type(value).__name__}>"

"""`proxy-agent serve`: everything that can be refused is refused before the first line says that it runs."""

import contextlib
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from src.cli.worker import CANNOT_START, FIGURES
from src.core.errors import StartRefused

if TYPE_CHECKING:
    import uvicorn

    from src.core.settings import Settings

WORKER = "src.cli.worker:create_worker"
MAX_MESSAGE_BYTES = 65_536
SECONDS_TO_FINISH = 10
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}  # noqa: S104 what to show, not to bind


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on (PORT).")] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes that answer.")] = 1,
    reload: Annotated[bool, typer.Option("--reload", help="Start again when the code changes (development).")] = False,
) -> None:
    """Run the server. The first start makes the data folder, a secret and the database."""
    if reload and workers > 1:
        raise StartRefused("--reload works with one worker: leave out --workers.")
    # Until uvicorn listens for it: being asked to stop is no failure, at whatever moment.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _hand_on(HOST=host, PORT=port)
    settings = _prepare(reload=reload)
    listener = _listen(settings.host, settings.port)
    print(_greeting(settings), flush=True)
    with _figures_of_all(workers):
        _run(settings, listener, workers=workers, reload=reload)


def _hand_on(**options: object) -> None:
    """Options become environment variables: that is how they reach the settings, in worker processes too."""
    for name, value in options.items():
        if value is not None:
            os.environ[name] = str(value)


def _prepare(*, reload: bool) -> "Settings":
    from src.cli.context import check_schema, read_settings
    from src.core.logging import configure
    from src.core.security import load_or_make_secret
    from src.core.settings import get_settings

    settings = read_settings()
    settings.check_secret()
    configure(settings)
    if not settings.secret_key.get_secret_value():
        load_or_make_secret(settings.data_dir)
    check_schema(settings)
    if not reload:
        # Done once here, so that no worker does it again. With --reload, new migrations are part of what changes.
        _hand_on(AUTO_MIGRATE="false")
        get_settings.cache_clear()
    return settings


def _listen(host: str, port: int) -> socket.socket:
    """A bound, listening socket. Binding here leaves no moment in which somebody else takes the port.

    Raises:
        StartRefused: the port is in use or not allowed, or the address is not this machine's.
    """
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise StartRefused(f"HOST '{host}' is not an address of this machine.") from error
    # `localhost` is both; browsers and tools try IPv4 everywhere.
    family, kind, protocol, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise StartRefused(_why_not(host, port, error)) from error
    listener.set_inheritable(True)
    return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    import errno

    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use: stop what listens there, or choose another with --port."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port} is not allowed for this user: choose one above 1023 with --port."
    return f"The server cannot listen on {host} port {port}: {error.strerror}."


def _greeting(settings: "Settings") -> str:
    from importlib.metadata import version

    host = EVERYWHERE.get(settings.host, f"[{settings.host}]" if ":" in settings.host else settings.host)
    url = f"http://{host}:{settings.port}"
    return f"Proxy Agent Platform {version('proxy-agent-platform')} — {url} · docs at {url}/docs"


@contextlib.contextmanager
def _figures_of_all(workers: int) -> Iterator[None]:
    """With several workers, a folder that holds the figures of each, so that `/metrics` can add them up."""
    given = os.environ.get(FIGURES)
    if given:
        Path(given).mkdir(parents=True, exist_ok=True)
        for old in Path(given).glob("*.db"):
            old.unlink(missing_ok=True)
    if workers == 1 or given:
        yield
        return
    folder = tempfile.mkdtemp(prefix="proxy-agent-metrics-")
    _hand_on(**{FIGURES: folder, f"{FIGURES}_IS_OURS": "1"})
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(settings: "Settings", listener: socket.socket, *, workers: int, reload: bool) -> None:
    import uvicorn
    from uvicorn.supervisors import ChangeReload, Multiprocess

    code = [str(Path(__file__).parents[1])] if reload else None
    config = uvicorn.Config(WORKER, **_options(settings), workers=workers, reload=reload, reload_dirs=code)
    server = uvicorn.Server(config)
    if config.should_reload:
        ChangeReload(config, target=server.run, sockets=[listener]).run()
    elif workers > 1:
        parent = Multiprocess(config, sockets=[listener])
        parent.run()
        if any(process.exitcode == CANNOT_START for process in parent.processes):
            sys.exit(1)
    else:
        _run_alone(server, listener)


def _run_alone(server: "uvicorn.Server", listener: socket.socket) -> None:
    # When it has ended, uvicorn raises the signal that ended it once more; being asked to stop is no failure.
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, signal.SIG_IGN)
    try:
        server.run(sockets=[listener])
    except SystemExit as ended:
        sys.exit(1 if ended.code else 0)
    if not server.started:
        sys.exit(1)


def _options(settings: "Settings") -> dict[str, Any]:
    from uvicorn.config import WS_PROTOCOLS

    return {
        "factory": True,
        "host": settings.host,
        "port": settings.port,
        # Our own logging is set up by then; uvicorn's would replace it.
        "log_config": None,
        "log_level": "info" if settings.log_level == "debug" else "warning",
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
        "ws": "websockets-sansio" if "websockets-sansio" in WS_PROTOCOLS else "auto",
        "ws_max_size": MAX_MESSAGE_BYTES,
        "ws_per_message_deflate": False,
        "timeout_graceful_shutdown": SECONDS_TO_FINISH,
    }

"""How fast the application is, as a share of what the machine could do with the same SQL (bench/README.md).

python -m bench.run [--rounds 5] [--seconds 2] [--engine sqlite|postgresql] [--kind complete] [--out bench/results]
"""

import argparse
import asyncio
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from bench.load import Measured, measure
from src.core.settings import Settings
from src.database import schema
from src.database.connection import Database
from src.schemas.auth import Registration
from src.schemas.tasks import TaskCreate
from src.services.accounts import AccountService
from src.services.tasks import TaskService
from src.testing.postgres import start_postgres

KINDS = ("list", "get", "create", "status", "complete")
GOALS = {"list": 0.50, "get": 0.35, "create": 0.40, "status": 0.40, "complete": 0.40}
SECRET = "bench-secret-that-is-long-enough-for-hs256"
TASKS = 10_000
CLIENTS = 16


async def fill(url: str, folder: Path) -> tuple[str, str, list[str]]:
    """A user with 10,000 tasks: `(user id, access token, task ids)`."""
    settings = Settings(_env_file=None, data_dir=folder, database_url=url, access_token_minutes=1440)
    database = Database(url)
    async with database.unit_of_work() as uow:
        service = AccountService(uow, settings, SECRET)
        wanted = Registration(username="bench", email="bench@example.com", password="plum-kettle-harbour")
        user = await service.register(wanted)
        answer = await service.issue_session(user, user_agent=None, address=None)
    ids: list[str] = []
    for start in range(0, TASKS, 500):
        async with database.unit_of_work(owner_id=user.user_id) as uow:
            tasks = TaskService(uow)
            for number in range(start, start + 500):
                task = await tasks.create(TaskCreate(title=f"Task number {number} of the list", tags=["bench"]))
                ids.append(task["task_id"])
    await database.close()
    return user.user_id, answer.access_token, ids


async def reopen_all(url: str) -> None:
    """Every task open again and nothing paid for any, so that all of them can be completed once more."""
    database = Database(url)
    async with database.unit_of_work() as uow:
        connection = await uow.connection()
        await connection.execute("UPDATE tasks SET status = 'todo', completed_at = NULL WHERE status = 'done'", ())
        await connection.execute("DELETE FROM xp_ledger WHERE source = 'task'", ())
    await database.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(target: str, url: str, user_id: str, folder: Path) -> Iterator[int]:
    """One uvicorn worker of the ceiling (`raw`) or of the application as shipped (`app`)."""
    port = free_port()
    where = "bench.raw_app:app" if target == "raw" else "src.api.main:app"
    env = os.environ | {
        "BENCH_DATABASE_URL": url, "BENCH_USER_ID": user_id, "DATABASE_URL": url, "SECRET_KEY": SECRET,
        "DATA_DIR": str(folder), "RATE_LIMIT_USER_PER_HOUR": "100000000", "LOG_LEVEL": "warning",
    }  # fmt: skip
    command = [sys.executable, "-m", "uvicorn", where, "--port", str(port), "--log-level", "warning", "--no-access-log"]
    process = subprocess.Popen(command, env=env)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=1).read()
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def one_engine(
    engine: str, url: str, folder: Path, *, rounds: int, seconds: float, kinds: Sequence[str]
) -> dict[str, Any]:
    """Rounds of raw and application in alternating order; ratios are taken within a round."""
    schema.upgrade(url)
    user_id, token, ids = asyncio.run(fill(url, folder))
    ratios: dict[str, list[float]] = {kind: [] for kind in KINDS}
    rates: dict[str, dict[str, list[Measured]]] = {t: {kind: [] for kind in KINDS} for t in ("raw", "app")}
    with serving("raw", url, user_id, folder) as raw, serving("app", url, user_id, folder) as app:
        ports = {"raw": raw, "app": app}
        for number in range(rounds):
            for kind in kinds:
                order = ("raw", "app") if number % 2 == 0 else ("app", "raw")
                got = {}
                for target in order:
                    asyncio.run(reopen_all(url))
                    some = ids if kind == "complete" else ids[:: TASKS // 1000]
                    measuring = measure(ports[target], kind, token, some, seconds=seconds, clients=CLIENTS)
                    got[target] = asyncio.run(measuring)
                ratios[kind].append(got["app"].per_second / got["raw"].per_second)
                for target in order:
                    rates[target][kind].append(got[target])
    return {"engine": engine, "kinds": {kind: _summary(kind, ratios[kind], rates) for kind in kinds}}


def _summary(kind: str, ratios: list[float], rates: dict[str, dict[str, list[Measured]]]) -> dict[str, Any]:
    return {
        "ratio": round(statistics.median(ratios), 3),
        "lowest": round(min(ratios), 3),
        "highest": round(max(ratios), 3),
        "goal": GOALS[kind],
        **{
            target: {
                "per_second": round(statistics.median(each.per_second for each in rates[target][kind])),
                "p50_ms": round(statistics.median(each.p50_ms for each in rates[target][kind]), 2),
                "p99_ms": round(statistics.median(each.p99_ms for each in rates[target][kind]), 2),
            }
            for target in ("raw", "app")
        },
    }


def table(results: list[dict[str, Any]]) -> str:
    lines = [
        "| engine | operation | raw/s | app/s | ratio (lowest–highest) | must | app p50 / p99 ms |",
        "|---|---|---|---|---|---|---|",
    ]
    for result in results:
        for kind, got in result["kinds"].items():
            lines.append(
                f"| {result['engine']} | {kind} | {got['raw']['per_second']} | {got['app']['per_second']} | "
                f"**{got['ratio']}** ({got['lowest']}–{got['highest']}) | {got['goal']} | "
                f"{got['app']['p50_ms']} / {got['app']['p99_ms']} |"
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--engine", choices=("sqlite", "postgresql"))
    options.add_argument("--kind", choices=KINDS, help="one operation only, written to a file of its name")
    options.add_argument("--out", type=Path, default=Path("bench/results"))
    given = options.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        limits = {"rounds": given.rounds, "seconds": given.seconds}
        kinds = KINDS if given.kind is None else (given.kind,)
        if given.engine in (None, "sqlite"):
            results.append(one_engine("sqlite", f"sqlite:///{folder}/bench.db", folder, **limits, kinds=kinds))
        if given.engine in (None, "postgresql"):
            with start_postgres(durable=True) as server:
                results.append(one_engine("postgresql", server.create_database("bench"), folder, **limits, kinds=kinds))
    print(table(results))
    name = given.kind or "latest"
    given.out.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "clients": CLIENTS, "tasks": TASKS}
    (given.out / f"{name}.json").write_bytes(
        orjson.dumps({"machine": machine, **limits, "results": results}, option=orjson.OPT_INDENT_2)
    )
    (given.out / f"{name}.md").write_text(table(results))


if __name__ == "__main__":
    main()

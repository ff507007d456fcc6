import json
import subprocess
import sys
from importlib.metadata import version

from src.cli.tests.conftest import Terminal


def test_version_says_the_version_and_leaves_nothing_behind(terminal: Terminal) -> None:
    assert terminal.says("version") == version("proxy-agent-platform") + "\n"
    assert list(terminal.folder.iterdir()) == []


def test_a_command_runs_in_a_process_of_its_own_too(terminal: Terminal) -> None:
    cold = terminal.run_cold("version")

    assert (cold.returncode, cold.stdout, cold.stderr) == (0, terminal.says("version"), "")


def test_version_loads_no_web_framework_and_no_database(terminal: Terminal) -> None:
    listing = "import sys, src.cli.main; print([name for name in sys.modules if '.' not in name])"

    loaded = subprocess.run(
        [sys.executable, "-c", listing], env=terminal.environment, capture_output=True, text=True, check=True
    ).stdout

    for heavy in ("fastapi", "sqlalchemy", "alembic", "pydantic", "uvicorn", "asyncpg"):
        assert f"'{heavy}'" not in loaded


def test_help_names_every_command(terminal: Terminal) -> None:
    said = terminal.says("--help")

    for name in ("serve", "db", "users", "seed", "capture", "parse", "version"):
        assert name in said
    for group, commands in (("db", "upgrade downgrade current check"), ("users", "create list disable enable")):
        said = terminal.says(group, "--help")
        assert all(command in said for command in commands.split())


def test_parse_answers_each_line(terminal: Terminal) -> None:
    asked = {"id": 7, "text": "buy oat milk", "now": "2026-11-23T09:00:00+01:00", "timezone": "Europe/Berlin"}

    answers = [json.loads(line) for line in terminal.says("parse", "--jsonl", stdin=json.dumps(asked)).splitlines()]

    assert [answer["id"] for answer in answers] == [7]
    assert answers[0]["parsed_items"]

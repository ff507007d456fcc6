"""Commands that are forked from a process that has imported everything."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.testing.server_process import free_port
from src.testing.warm import WarmCommands


@pytest.fixture(scope="module")
def commands() -> Iterator[WarmCommands]:
    made = WarmCommands()
    yield made
    made.close()


def test_a_command_has_its_own_folder_environment_and_files(commands: WarmCommands, tmp_path: Path) -> None:
    made = commands.run(["db", "upgrade"], folder=tmp_path, environment={"DATA_DIR": "here"}, stdin="", seconds=60)
    lines = commands.run(["parse", "--jsonl"], folder=tmp_path, environment={}, stdin="nonsense\n", seconds=60)

    assert made.returncode == 0, made.stderr
    assert (tmp_path / "here").is_dir()
    assert "error" in lines.stdout


def test_a_refusal_is_an_exit_code_and_a_sentence(commands: WarmCommands, tmp_path: Path) -> None:
    refused = commands.run(
        ["users", "create"], folder=tmp_path, environment={"DATABASE_URL": "nonsense://x"}, stdin="", seconds=60
    )

    assert refused.returncode != 0
    assert refused.stdout == ""
    assert refused.stderr


def test_a_command_that_hangs_is_killed(commands: WarmCommands, tmp_path: Path) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        commands.run(["serve", "--port", str(free_port())], folder=tmp_path, environment={}, stdin="", seconds=2)

"""The command line's way in: JSONL in, JSONL out."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
CLOCK = {"now": "2026-11-25T10:00:00-05:00", "timezone": "America/New_York"}


def answers(lines: list[str]) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "src.cli.parse"],
        input="\n".join(lines),
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_broken_line_does_not_stop_the_rest() -> None:
    good = json.dumps({"id": "a", "text": "call bank tomorrow", **CLOCK})
    unzoned = json.dumps({"id": "b", "text": "x", "now": CLOCK["now"], "timezone": "Nowhere/At_All"})

    broken, refused, answered = answers(["{not json", unzoned, good])

    assert broken["id"] is None
    assert refused["id"] == "b"
    assert "parsed_items" not in refused
    assert answered["id"] == "a"
    assert isinstance(answered["parsed_items"], list)
    assert isinstance(answered["elapsed_ms"], float)
